"""Seconds from a workbook to members: 300 lines in the request, 5,000 in the background.

    python -m pytest -s tests/associations/measure_intake.py

Not part of the suite: times are measured, not asserted. Figures stand in docs/intake.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from associations import reference, tasks
from associations.models import Intake, Membership
from tests.associations.workbooks import people, workbook


def seconds(what: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    print(f"{what}: {time.perf_counter() - began:.1f} s")


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [300, 5000])
def test_measure(client, cast, monkeypatch, lines):
    reference.load()
    monkeypatch.setattr(tasks.work_on_intake, "delay", lambda pk: None)
    client.force_login(cast.manager_kopi)
    content = workbook(people(lines, start=2000))
    file = {"file": SimpleUploadedFile("anggota.xlsx", content)}
    print(f"\n{lines} lines, {len(content) // 1000} kB")
    seconds("upload", lambda: client.post(reverse("manager:intake-new"), file))
    pk = Intake.objects.get().pk
    if lines > 300:
        seconds("check, in the background", lambda: tasks.work_on_intake(pk))
    seconds("the page", lambda: client.get(reverse("manager:intake", args=[pk])))
    before = Membership.objects.count()
    seconds("take in", lambda: client.post(reverse("manager:intake-take", args=[pk])))
    if lines > 300:
        seconds("take in, in the background", lambda: tasks.work_on_intake(pk))
    assert Membership.objects.count() == before + lines
