"""The coffee makers who wait for a bank, placed together: the second person's yes is still open."""

from __future__ import annotations

from associations.models import Association
from financing.actions.placement import choose_mode, run_step, start_run
from ikm_portal.demo.house import STAFF, person

ASSOCIATION = "kopi-bubuk"


def place() -> None:
    staff = person(STAFF)
    run = start_run(association=Association.objects.get(slug=ASSOCIATION), by=staff)
    while run_step(run.pk):
        pass
    choose_mode(
        run=run,
        mode="stable",
        why="Cara resmi; semua anggota yang menunggu mendapat tempat.",
        by=staff,
    )
