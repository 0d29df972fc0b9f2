"""The Celery application and its clock. The schedule is static: a change is a commit."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikm_portal.settings.dev")

app = Celery("ikm_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "deliver-waiting-messages": {
        "task": "ikm_portal.notifications.tasks.deliver_waiting",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "remove-orphaned-files": {
        "task": "ikm_portal.documents.tasks.remove_orphans",
        "schedule": crontab(hour=2, minute=15),  # WIB
        "options": {"expires": 3600},
    },
    "purge-saved-kur-checks": {
        "task": "financing.tasks.purge_saved_checks",
        "schedule": crontab(hour=2, minute=30),  # WIB
        "options": {"expires": 3600},
    },
    "count-bank-times": {
        "task": "financing.tasks.count_bank_times",
        "schedule": crontab(hour=3, minute=0),  # WIB
        "options": {"expires": 3600},
    },
    "find-suspected-pairs": {
        "task": "associations.tasks.find_suspected_pairs",
        "schedule": crontab(hour=3, minute=20),  # WIB
        "options": {"expires": 3600},
    },
    "clear-ended-sessions": {
        "task": "ikm_portal.accounts.tasks.clear_ended_sessions",
        "schedule": crontab(hour=2, minute=50),  # WIB
        "options": {"expires": 3600},
    },
    "resume-pair-searches": {
        "task": "associations.tasks.resume_searches",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "match-cured-again": {
        "task": "financing.tasks.match_cured_again",
        "schedule": crontab(hour="8-17", minute=35),  # WIB
        "options": {"expires": 1800},
    },
    "apply-retention-rules": {
        "task": "financing.tasks.keep_no_longer",
        "schedule": crontab(hour=2, minute=45),  # WIB
        "options": {"expires": 3600},
    },
    "watch-bank-deadlines": {
        "task": "financing.tasks.watch_bank_deadlines",
        # WIB, when people are at their desks; again later, for a morning on which nothing ran.
        "schedule": crontab(hour="8-16", minute=5),
        "options": {"expires": 3000},
    },
    "watch-silent-askers": {
        "task": "meetings.tasks.watch_silent_askers",
        "schedule": crontab(hour=8, minute=15),  # WIB
        "options": {"expires": 6 * 3600},
    },
    "resume-rehearsals": {
        "task": "financing.tasks.resume_rehearsals",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "resume-rankings": {
        "task": "financing.tasks.resume_rankings",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "resume-placements": {
        "task": "financing.tasks.resume_placements",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "refer-placed-files": {
        "task": "financing.tasks.refer_placed",
        "schedule": crontab(hour=8, minute=20),  # WIB
        "options": {"expires": 6 * 3600},
    },
    "resume-intakes": {
        "task": "associations.tasks.resume_intakes",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "resume-results": {
        "task": "financing.tasks.resume_results",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "expire-results": {
        "task": "financing.tasks.expire_old_results",
        "schedule": crontab(hour=2, minute=42),  # WIB
        "options": {"expires": 3600},
    },
    "expire-intakes": {
        "task": "associations.tasks.expire_old_intakes",
        "schedule": crontab(hour=2, minute=40),  # WIB
        "options": {"expires": 3600},
    },
}
