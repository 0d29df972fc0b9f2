"""Does the time of an answer tell an association that another one has the person?

    python -m pytest -s tests/associations/measure_notice.py

Not part of the suite: times are measured, not asserted. What must hold on any machine, the same
statements whichever way, is in test_intake.py. Figures stand in docs/intake.md.
"""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from associations.actions.bulk import register_members
from associations.actions.members import Firm, Person
from associations.models import Intake
from tests.associations.workbooks import line, workbook
from tests.cast import nik_for

EACH, WARM = 200, 15
SHUFFLES = 10_000


def permutation(one: list[float], other: list[float]) -> float:
    """How often a shuffle has medians at least as far apart: small means that time tells."""
    rng = np.random.default_rng(2023)
    both = np.array(one + other)
    seen = abs(np.median(one) - np.median(other))
    further = 0
    for _round in range(SHUFFLES):
        rng.shuffle(both)
        gap = abs(np.median(both[: len(one)]) - np.median(both[len(one) :]))
        further += bool(gap >= seen)
    return (further + 1) / (SHUFFLES + 1)


@pytest.mark.django_db
def test_measure(client, cast):
    import datetime

    members = [
        (
            Person(
                name=f"Warga {n}",
                nik=nik_for(n),
                birth_date=datetime.date(1980, 1, 1),
                sex="L",
                region=cast.kedaton,
                phone=f"+62811{n:08d}",
            ),
            Firm(name=f"Garam {n}", product="garam", region=cast.kedaton),
        )
        for n in range(2000, 2000 + EACH + WARM)
    ]
    register_members(association=cast.garam, members=members, by=cast.manager_garam)
    client.force_login(cast.manager_kopi)
    order = ["elsewhere", "nowhere"] * EACH
    random.Random(7).shuffle(order)
    order = ["elsewhere", "nowhere"] * WARM + order
    numbers = {"elsewhere": iter(range(2000, 3000)), "nowhere": iter(range(5000, 6000))}
    notice: dict[str, list[float]] = {"elsewhere": [], "nowhere": []}
    taking: dict[str, list[float]] = {"elsewhere": [], "nowhere": []}
    for done, kind in enumerate(order):
        content = workbook([line(next(numbers[kind]))])
        file = SimpleUploadedFile("anggota.xlsx", content)
        began = time.perf_counter()
        answer = client.post(reverse("manager:intake-new"), {"file": file})
        client.get(answer["Location"])
        checked = time.perf_counter()
        intake = Intake.objects.latest("pk")
        start = time.perf_counter()
        client.post(reverse("manager:intake-take", args=[intake.pk]))
        taken = time.perf_counter()
        if done >= 2 * WARM:
            notice[kind].append(checked - began)
            taking[kind].append(taken - start)
    for name, times in (("notice", notice), ("taking in", taking)):
        medians = {kind: 1000 * float(np.median(found)) for kind, found in times.items()}
        chance = permutation(times["elsewhere"], times["nowhere"])
        print(f"{name}: {len(times['nowhere'])} each, median ms {medians}, p = {chance:.4f}")
