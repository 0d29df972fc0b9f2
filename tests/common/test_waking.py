"""Work is handed to the queue at one place, so that a broker that is away is nobody's error."""

import re

from celery import Celery
from django.conf import settings

from ikm_portal.common.waking import hand_over

_HANDED_OVER = re.compile(r"\.(delay|apply_async|send_task)\b")
_ROOMS = ("associations", "financing", "ikm_portal", "meetings")


def test_nothing_but_the_one_place_and_the_clock_hands_work_to_the_queue():
    """Periodic tasks run on a worker: with the broker away they do not run at all."""
    found = [
        str(path.relative_to(settings.BASE_DIR))
        for room in _ROOMS
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if path.name not in ("tasks.py", "waking.py") and _HANDED_OVER.search(path.read_text())
    ]
    assert found == []


def test_a_broker_that_is_away_is_said_and_not_raised():
    away = Celery(broker="redis://127.0.0.1:1/0")
    away.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    away.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    @away.task
    def work(pk):
        """Never runs."""

    assert hand_over(work, 1) is False
