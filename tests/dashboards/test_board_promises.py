"""The board's promises keep to its filter; list, Excel and PDF hold exactly what is counted."""

from __future__ import annotations

import datetime
import io
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from financing.actions import support
from financing.models import SupportKind
from ikm_portal.audit.models import Entry
from ikm_portal.dashboards.board import files
from ikm_portal.dashboards.board.filters import PARTS
from meetings.actions import commitments
from meetings.models import Commitment, Meeting
from tests import cast as play


@pytest.fixture
def world(cast):
    """Seven promises at an old and a new meeting, of two associations, two kinds, two places."""
    cast.garam.region = cast.lampung_barat
    cast.garam.save()
    halal = SupportKind.objects.create(code="halal", name="Halal", due_days=5)

    def meet(slug, days):
        return Meeting.objects.create(
            slug=slug, title=slug.title(), place="Aula", chair="K", state="held", is_public=True,
            starts_at=timezone.now() - datetime.timedelta(days=days),
        )  # fmt: skip

    def ask(manager, association, kind):
        return support.ask_for_support(
            kind=kind, subject="x", body="y", association=association, by=manager
        )

    old, new = meet("lama", 200), meet("baru", 3)
    of_kopi = ask(cast.manager_kopi, cast.kopi, cast.kind_training)
    of_garam = ask(cast.manager_garam, cast.garam, halal)
    asked = commitments.take_question(
        meeting=new, asker_name="Mirhan", words="Kapan?", association=cast.kopi, by=cast.staff
    )

    def give(what, meeting=new, **more):
        given = {"institution": cast.inst_perkebunan, "working_days": 20, "what": what}
        return commitments.promise(meeting=meeting, by=cast.staff, **given | more)

    give("kopi, dari pertanyaan", question=asked)
    give("kopi, lewat permintaan", support_requests=[of_kopi])
    give("garam, halal", support_requests=[of_garam], institution=cast.inst_bri)
    give("lama", meeting=old, due_on=timezone.localdate() - datetime.timedelta(days=1))
    give("untuk semua")
    done = give("selesai", question=asked)
    commitments.finish(commitment=done, evidence="=1+1", by=cast.guest)
    give("ingkar", meeting=old, due_on=timezone.localdate() - datetime.timedelta(days=9))
    Commitment.objects.filter(what="ingkar").update(state="broken", closed_on=timezone.localdate())
    return cast


@pytest.fixture
def office(client, world):
    play.grant(world.head, ["view_supportrequest", "view_commitment", "view_referral"])
    client.force_login(type(world.head).objects.get(pk=world.head.pk))
    return client


def listed(client, query):
    rows = client.get(reverse("board-promises") + query).context["rows"]
    return sorted(one.what for one, _late in rows)


ALL = [
    *("garam, halal", "ingkar", "kopi, dari pertanyaan", "kopi, lewat permintaan", "lama"),
    *("selesai", "untuk semua"),
]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ALL),
        ("?instansi=bri", ["garam, halal"]),
        ("?jenis=halal", ["garam, halal"]),
        ("?jenis=pelatihan", ["kopi, lewat permintaan"]),
        ("?kabupaten=18.04", ["garam, halal"]),
        ("?kabupaten=18.71", ["kopi, dari pertanyaan", "kopi, lewat permintaan", "selesai"]),
        ("?kabupaten=-", ["ingkar", "lama", "untuk semua"]),
        ("?umur=lama", ["ingkar", "lama"]),
        ("?umur=pekan&janji=menunggu", ["selesai"]),
        ("?janji=terlambat", ["lama"]),
        ("?janji=ingkar", ["ingkar"]),
        ("?janji=x&umur=x", ALL),
    ],
)
def test_the_filter(office, world, query, wanted):
    query = query.replace("pelatihan", world.kind_training.code).replace(
        "=bri", f"={world.inst_bri.slug}"
    )
    assert listed(office, query) == wanted
    counted = office.get(reverse("board") + query).context["promises"]
    if "janji" not in query:
        assert counted["made"] == len(wanted)
    assert sum(part["value"] for part in counted["parts"]) == counted["made"]


def test_of_one_association(office, world):
    query = f"?asosiasi={world.kopi.slug}"
    assert listed(office, query) == ["kopi, dari pertanyaan", "kopi, lewat permintaan", "selesai"]
    page = office.get(reverse("board") + query)
    for part in page.context["promises"]["parts"]:
        assert len(office.get(part["url"]).context["rows"]) == part["value"], part["label"]


def test_the_requests_state_is_not_the_promises(office):
    page = office.get(reverse("board") + "?keadaan=selesai")
    assert page.context["promises"]["made"] == len(ALL)
    assert "janji punya keadaannya sendiri" in page.content.decode()
    assert all("keadaan=" not in part["url"] for part in page.context["promises"]["parts"])


@pytest.mark.parametrize("query", ["", "?kabupaten=18.71", "?janji=terlambat", "?jenis=halal"])
def test_files_hold_exactly_the_list(office, query):
    answer = office.post(reverse("board-promises-xlsx") + query)
    book = load_workbook(io.BytesIO(answer.content))
    head, *rows = book["Janji"].iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert sorted(row["Janji"] for row in found) == listed(office, query)
    evidence = [row["Bukti"] for row in found if row["Janji"] == "selesai"]
    assert evidence in ([], ["'=1+1"])  # no cell that would run
    about = dict(book["Saringan"].iter_rows(values_only=True))
    assert about["Jumlah baris"] == len(found)
    entry = Entry.objects.filter(action="meetings.commitment.export").last()
    assert entry.data == {
        "file": "xlsx",
        "filters": sorted(part.partition("=")[0] for part in query[1:].split("&") if part),
    }
    assert office.post(reverse("board-promises-pdf") + query).content.startswith(b"%PDF")


def test_too_many_for_a_file_is_said(office, monkeypatch):
    monkeypatch.setattr(files, "MOST_IN_PDF", 3)
    answer = office.post(reverse("board-promises-pdf"), follow=True)
    assert "Persempit saringannya" in answer.content.decode()


def test_pages_and_queries(office, world, django_assert_max_num_queries):
    old = Meeting.objects.get(slug="lama")
    for number in range(55):
        commitments.promise(
            meeting=old, institution=world.inst_bri, what=f"n{number}", working_days=1,
            by=world.staff,
        )  # fmt: skip
    office.get(reverse("board-promises"))
    with django_assert_max_num_queries(12):
        first = office.get(reverse("board-promises"))
    second = office.get(unescape(first.context["older_url"]))
    seen = [one.pk for page in (first, second) for one, _late in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 55 + len(ALL)
    assert second.context["older_url"] == ""


def test_every_part_has_words():
    assert list(PARTS) == ["ditepati", "menunggu", "berjalan", "terlambat", "ingkar"]
