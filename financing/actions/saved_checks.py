"""Keep a KUR check for thirty days, forget it on request or when its time is over."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from financing.models import SavedCheck

_TRIES = 5


def save_check(*, answers: Mapping[str, list[str]], rules_version: str) -> SavedCheck:
    """Under a fresh code; nobody's name is known, so there is no `by`."""
    for _try in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return SavedCheck.objects.create(answers=dict(answers), rules_version=rules_version)
        except IntegrityError:  # one in 850 billion: the code was taken
            continue
    return SavedCheck.objects.create(answers=dict(answers), rules_version=rules_version)


def forget_check(*, saved: SavedCheck) -> None:
    saved.delete()


def purge_checks() -> int:
    """Deletes what is older than promised; how many."""
    return SavedCheck.objects.expired().delete()[0]
