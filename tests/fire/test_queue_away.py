"""Redis is away: what the office starts is written down, the page answers, the clock finds it."""

from __future__ import annotations

import time

import pytest

from tests.journeys.mail import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_RULES = """
import django
django.setup()
from django.contrib.auth.models import Group
from ikm_portal.accounts.models import User
from financing.reference import load_rules
load_rules()
User.objects.get(email="staf@uji.test").groups.add(Group.objects.get(name="Petugas"))
"""
_RESUMED = (
    "financing.tasks.resume_rehearsals",
    "financing.tasks.resume_rankings",
    "financing.tasks.resume_placements",
    "associations.tasks.resume_searches",
)


def started(place, staff):
    """Each start of the office: its table, what is posted, and the state it then waits in."""
    house, today = place.house, time.strftime("%Y-%m-%d")
    association = house.ask("SELECT id FROM associations_association WHERE slug = 'uji-kopi'")[0][0]
    draft = {"why": "Percobaan tanpa antrean.", "effective_from": today}
    staff.post("/admin/financing/ruleedition/add/", **draft)
    edition = house.ask("SELECT id FROM financing_ruleedition WHERE state = 'draft'")[0][0]
    weights = {"fit": "30", "near": "20", "speed": "20", "cost": "20", "room": "10"}
    yield "rehearsal", "queued", f"/admin/financing/ruleedition/{edition}/langkah/coba/", {}
    yield "rankingweights", "draft", "/admin/financing/rankingweights/add/", {**draft, **weights}
    run = {"association": str(association), "seed": "0"}
    yield "placementrun", "queued", "/admin/financing/placementrun/add/", run
    yield "pairsearch", "running", "/admin/associations/suspectedpair/cari/", {}


def test_what_the_office_starts_waits_for_the_queue_and_is_then_done(place, enter):
    house, staff = place.house, enter("staf@uji.test")
    house.run("-c", _RULES)
    house.redis.stop(house.queue)
    tables = {}
    for name, waiting, path, answers in started(place, staff):
        table = f"{'associations' if name == 'pairsearch' else 'financing'}_{name}"
        before = time.monotonic()
        status, text = staff.post(path, **answers)
        assert status == 200, f"{path} answers {status}"
        assert "errornote" not in text
        assert time.monotonic() - before < 10
        (((pk, state)),) = house.ask(f"SELECT id, state FROM {table} ORDER BY id DESC LIMIT 1")
        assert state == waiting, f"{table} is {state}"
        tables[table] = pk
        if name == "rankingweights":
            status, _text = staff.post(f"/admin/financing/rankingweights/{pk}/langkah/coba/")
            assert status == 200

    house.queue = house.redis.start()
    with house.sql() as cursor:  # long enough for the clock to come by
        for table, pk in tables.items():
            column = "created_at" if table.endswith("rankingweights") else "beat_at"
            aged = f"UPDATE {table} SET {column} = {column} - interval '1 hour' WHERE id = %s"
            cursor.execute(aged, [pk])
    worker = house.start_worker()
    for task in _RESUMED:
        house.call(task)

    def still():
        return [
            table
            for table, pk in tables.items()
            if house.ask(f"SELECT state FROM {table} WHERE id = %s", pk)[0][0]
            in ("queued", "draft", "running")
        ]

    until(lambda: not still(), "the clock has not found all of it", seconds=60)
    house.kill(worker)
