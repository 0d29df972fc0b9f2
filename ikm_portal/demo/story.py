"""The story in its order, each stage once."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from associations.models import Institution, Region
from financing.actions.service_times import count_service_times
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.demo import (
    applications,
    banks,
    clinic,
    decisions,
    groups,
    house,
    inbox,
    meeting,
    members,
    past,
    placing,
    support,
)

STAGES = ["meeting", "members", "applied", "referred", "decided"]
SEED = 2023

Say = Callable[[str], None]


class CannotTell(Exception):
    """Why the demo is not loaded, in a sentence."""


@transaction.atomic
def tell(*, stage: str = STAGES[-1], seed: int | None = None, say: Say) -> None:
    """Plays every stage up to `stage` that was not played before. All or nothing.

    Accounts with a password that stands in the README must never come to a real portal:
    raises CannotTell outside settings with DEMO, and for another seed than the story began with.
    """
    if not settings.DEMO:
        raise CannotTell("Data contoh hanya untuk portal contoh (settings.DEMO).")
    played, begun = _played()
    if seed is not None and begun not in {None, seed}:
        raise CannotTell(f"Cerita ini sudah dimulai dengan --seed {begun}.")
    if seed is None:
        seed = SEED if begun is None else begun
    for name in STAGES[: STAGES.index(stage) + 1]:
        if name in played:
            continue
        began = timezone.now()
        _PLAY[name](seed)
        inbox.settle()
        record(f"demo.story.{name}", _office(), by=None, data={"seed": seed})
        say(f"{_TITLES[name]}: {(timezone.now() - began).total_seconds():.1f} detik")


def _played() -> tuple[set[str], int | None]:
    """The stages that the trail knows of, and the seed that they were told with."""
    entries = list(Entry.objects.filter(action__in=[f"demo.story.{name}" for name in STAGES]))
    names = {entry.action.removeprefix("demo.story.") for entry in entries}
    return names, entries[0].data["seed"] if entries else None


def _office() -> Institution:
    return Institution.objects.get(slug="disperindag")


def _meeting(seed: int) -> None:
    if not Region.objects.filter(code="18").exists():
        call_command("load_reference", verbosity=0)
    hashed = house.hashed_password()
    house.furnish(hashed)
    banks.open_banks(hashed)
    meeting.hold_meetings()
    support.ask(after_meeting=True)


def _members(seed: int) -> None:
    members.bring_in(seed, house.hashed_password())


def _applied(seed: int) -> None:
    applications.apply_all(seed)
    support.ask(after_meeting=False)


def _referred(seed: int) -> None:
    applications.refer_all(seed)
    support.route()
    groups.gather()


def _decided(seed: int) -> None:
    decisions.decide_all(seed)
    support.answer()
    placing.place()
    count_service_times(today=timezone.localdate())
    past.set_back()
    clinic.promise_a_clinic()


_PLAY: dict[str, Callable[[int], None]] = {
    "meeting": _meeting,
    "members": _members,
    "applied": _applied,
    "referred": _referred,
    "decided": _decided,
}
_TITLES = {
    "meeting": "Rapat 19 Mei 2023, asosiasi, bank",
    "members": "Anggota",
    "applied": "Pengajuan dan permintaan dukungan",
    "referred": "Pemeriksaan dan rujukan ke bank",
    "decided": "Putusan bank",
}
