"""An asker who never answers does not keep a promise open for ever.

The first notice leaves when the institution says that it is done. AGAIN_AFTER days later the askers
are asked once more; SILENT_FOR days after that second notice the promise counts as kept, marked as
such. Where nobody who asked has an account there is no notice, and silence means nothing.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q

from ikm_portal.audit.engine import move, record
from meetings.enums import CommitmentState
from meetings.models import Commitment
from meetings.notifications import askers_of

AGAIN_AFTER = datetime.timedelta(days=7)
SILENT_FOR = datetime.timedelta(days=14)


def watch_silence(*, today: datetime.date) -> tuple[int, int]:
    """(notices, counted as kept). May run twice a day, and twice at once."""
    done = Commitment.objects.filter(state=CommitmentState.DONE)
    waiting = done.filter(
        Q(asked_on=None) | Q(asked_again_on=None, asked_on__lte=today - AGAIN_AFTER)
    )
    silent = done.filter(asked_again_on__lte=today - SILENT_FOR)
    asked = sum(_ask(pk, today) for pk in list(waiting.values_list("pk", flat=True)))
    lapsed = sum(_lapse(pk, today) for pk in list(silent.values_list("pk", flat=True)))
    return asked, lapsed


@transaction.atomic
def _ask(pk: int, today: datetime.date) -> bool:
    """The second notice; the first where whoever asked had no account when it was done."""
    commitment = _locked(pk)
    if commitment is None or not askers_of(commitment):
        return False
    data = {}
    if commitment.asked_on is None:
        commitment.asked_on = today
    elif commitment.asked_again_on is None and commitment.asked_on <= today - AGAIN_AFTER:
        commitment.asked_again_on = today
        data = {"until": (today + SILENT_FOR).isoformat()}
    else:
        return False
    commitment.save(update_fields=["asked_on", "asked_again_on", "updated_at"])
    record("meetings.commitment.ask_again", commitment, by=None, data=data)
    return True


@transaction.atomic
def _lapse(pk: int, today: datetime.date) -> bool:
    commitment = _locked(pk)
    if commitment is None or commitment.asked_again_on is None or not askers_of(commitment):
        return False
    move(commitment, "lapse", by=None, set={"closed_on": today, "by_silence": True})
    return True


def _locked(pk: int) -> Commitment | None:
    """None where the asker answered a moment ago."""
    rows = Commitment.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=pk, state=CommitmentState.DONE).first()
