"""The story in its order, each stage once."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from associations.models import Institution, Region
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.demo import banks, house, members

STAGES = ["meeting", "members"]
SEED = 2023

Say = Callable[[str], None]


class CannotTell(Exception):
    """Why the demo is not loaded, in a sentence."""


@transaction.atomic
def tell(*, stage: str = STAGES[-1], seed: int = SEED, say: Say) -> None:
    """Plays every stage up to `stage` that was not played before. All or nothing.

    Accounts with a password that stands in the README must never come to a real portal:
    raises CannotTell outside settings with DEMO, and for another seed than the story began with.
    """
    if not settings.DEMO:
        raise CannotTell("Data contoh hanya untuk portal contoh (settings.DEMO).")
    played = _played(seed)
    for name in STAGES[: STAGES.index(stage) + 1]:
        if name in played:
            continue
        began = timezone.now()
        _PLAY[name](seed)
        record(f"demo.story.{name}", _office(), by=None, data={"seed": seed})
        say(f"{_TITLES[name]}: {(timezone.now() - began).total_seconds():.1f} detik")


def _played(seed: int) -> set[str]:
    entries = Entry.objects.filter(action__in=[f"demo.story.{name}" for name in STAGES])
    seeds = {entry.data["seed"] for entry in entries}
    if seeds - {seed}:
        raise CannotTell(f"Cerita ini sudah dimulai dengan --seed {min(seeds)}.")
    return {entry.action.removeprefix("demo.story.") for entry in entries}


def _office() -> Institution:
    return Institution.objects.get(slug="disperindag")


def _meeting(seed: int) -> None:
    if not Region.objects.filter(code="18").exists():
        call_command("load_reference", verbosity=0)
    hashed = house.hashed_password()
    house.furnish(hashed)
    banks.open_banks(hashed)


def _members(seed: int) -> None:
    members.bring_in(seed, house.hashed_password())


_PLAY: dict[str, Callable[[int], None]] = {"meeting": _meeting, "members": _members}
_TITLES = {
    "meeting": "Rapat 19 Mei 2023, asosiasi, bank",
    "members": "Anggota",
    "applied": "Pengajuan dan permintaan dukungan",
    "referred": "Pemeriksaan dan rujukan ke bank",
    "decided": "Putusan bank",
}
