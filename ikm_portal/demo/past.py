"""Part of the story lies in months that are over: the public figures count those alone.

Only days are set back, and together: no state changes, and how long a bank took stays as it was.
The trail keeps the true day on which the demo was loaded.
"""

from __future__ import annotations

import datetime

from django.db.models import F
from django.utils import timezone

from financing.models import Application, Decision, Referral, SupportRequest

SPREAD = (3, 9, 16, 25, 34, 47, 62, 80, 101)  # days before this month


def set_back() -> None:
    today = timezone.localdate()
    this_month = datetime.timedelta(days=today.day + 2)
    decided = Decision.objects.values("referral__application")
    whole = Application.objects.filter(pk__in=decided, owner__is_demo=True)
    pks = list(whole.values_list("pk", flat=True))
    Application.objects.filter(pk__in=pks).update(submitted_at=F("submitted_at") - this_month)
    Referral.objects.filter(application__in=pks).update(sent_at=F("sent_at") - this_month)
    Decision.objects.filter(referral__application__in=pks).update(
        decided_at=F("decided_at") - this_month
    )
    # One stays new; the others are as old as requests are in an office.
    asked = SupportRequest.objects.filter(asker__is_demo=True).order_by("pk")
    for number, pk in enumerate(asked.values_list("pk", flat=True)[1:]):
        back = this_month + datetime.timedelta(days=SPREAD[number % len(SPREAD)])
        SupportRequest.objects.filter(pk=pk).update(created_at=F("created_at") - back)
