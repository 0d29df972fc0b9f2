"""The public ledger and its files say what the database says."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.utils import timezone

from meetings.actions import commitments
from meetings.models import Commitment
from meetings.queries import PAGE

TODAY = timezone.localdate


def table(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def fates(cast, promised):
    """One of each fate at the plantation office, two open ones at BRI."""
    kept, late_kept, waiting, late, broken = (promised(what=f"Janji {n}") for n in range(5))
    for promise in (kept, late_kept, waiting):
        commitments.finish(commitment=promise, evidence="Ada.", by=cast.guest)
    for promise in (kept, late_kept):
        commitments.confirm(commitment=promise, by=cast.manager_kopi)
    commitments.declare_broken(commitment=broken, words="Batal.", by=cast.head)
    today = TODAY()
    Commitment.objects.filter(pk=kept.pk).update(due_on=today)
    Commitment.objects.filter(pk=late_kept.pk).update(due_on=today - datetime.timedelta(days=1))
    Commitment.objects.filter(pk=late.pk).update(due_on=today - datetime.timedelta(days=1))
    promised(institution=cast.inst_bri, due_on=today)
    reopened = promised(institution=cast.inst_bri, due_on=today, what="=1+1")
    commitments.finish(commitment=reopened, evidence="Ada.", by=cast.staff)
    commitments.reopen(commitment=reopened, words="Belum.", by=cast.manager_kopi)
    return today


def test_the_file_is_the_database_counted_again(client, fates):
    found = {row["Instansi"]: row for row in table(client, "/komitmen/unduh.csv")}
    rows = Commitment.objects.select_related("institution")
    for office, line in found.items():
        mine = [row for row in rows if row.institution.short_name == office]
        undone = [
            row for row in mine if row.state in {"open", "in_progress", "waiting", "reopened"}
        ]
        kept = [row for row in mine if row.state == "confirmed"]
        assert {name: int(n) for name, n in line.items() if name != "Instansi"} == {
            "Janji": len(mine),
            "Ditepati": len(kept),
            "di antaranya terlambat": sum(row.done_on > row.due_on for row in kept),
            "di antaranya tanpa jawaban penanya": 0,
            "Menunggu penanya": sum(row.state == "done" for row in mine),
            "Berjalan": sum(row.due_on >= fates for row in undone),
            "Terlambat": sum(row.due_on < fates for row in undone),
            "Tidak ditepati": sum(row.state == "broken" for row in mine),
        }
    assert found["Dinas Perkebunan"]["di antaranya terlambat"] == "1"
    assert found["BRI"]["Berjalan"] == "2"
    assert sum(int(line["Janji"]) for line in found.values()) == rows.count() == 7


def test_the_page_and_the_file_of_promises_hold_the_same_rows(client, fates):
    rows = table(client, "/komitmen/janji.csv")
    assert {int(row["Nomor"]) for row in rows} == set(
        Commitment.objects.values_list("pk", flat=True)
    )
    by_number = {int(row["Nomor"]): row for row in rows}
    for one in Commitment.objects.all():
        line = by_number[one.pk]
        assert (line["Tenggat"], line["Keadaan"]) == (one.due_on.isoformat(), str(one.outcome))
        assert line["Terlambat"] == ("ya" if one.is_late(fates) else "tidak")
    assert "'=1+1" in {row["Janji"] for row in rows}, "a cell that a spreadsheet would run"
    page = client.get("/komitmen/").content.decode()
    assert all(f'href="/komitmen/{pk}/"' in page for pk in by_number)


def test_a_closed_meeting_stays_out_of_ledger_and_files(client, cast, synergy, fates):
    synergy.is_public = False
    synergy.save()
    assert table(client, "/komitmen/unduh.csv") == []
    assert table(client, "/komitmen/janji.csv") == []
    for person in (cast.guest, cast.manager_kopi):  # who promised, who asked
        client.force_login(person)
        assert len(table(client, "/komitmen/janji.csv")) == (5 if person == cast.guest else 7)
    client.force_login(cast.manager_garam)
    assert table(client, "/komitmen/janji.csv") == []


def test_pages_without_end_and_without_doubles(client, promised, django_assert_num_queries):
    for number in range(PAGE + 5):
        promised(what=f"Janji nomor {number:03}")
    first = client.get("/komitmen/")
    assert "Janji nomor 029" in first.content.decode()
    assert "Janji nomor 030" not in first.content.decode()
    with django_assert_num_queries(2):
        second = client.get(first.context["next_url"].partition("#")[0])
    text = second.content.decode()
    assert "Janji nomor 029" not in text
    assert all(f"Janji nomor {number:03}" in text for number in range(PAGE, PAGE + 5))
    assert not second.context["next_url"]
    for nonsense in ("x", "2026-99-99_1", "2026-01-01_99999999999999999999", "_"):
        assert client.get("/komitmen/", {"sesudah": nonsense}).status_code == 200


def test_an_empty_ledger_says_so(client, db):
    assert "Belum ada janji" in client.get("/komitmen/").content.decode()
