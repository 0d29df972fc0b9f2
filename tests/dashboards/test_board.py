"""Each number of the board is the number of rows behind it; each file holds exactly those."""

from __future__ import annotations

import datetime
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from financing.actions import support
from financing.models import SupportKind, SupportRequest
from ikm_portal.audit.models import Entry
from ikm_portal.dashboards.board import files
from ikm_portal.dashboards.board.filters import AGES, STATES
from meetings.actions import commitments
from meetings.models import Meeting
from tests import cast as play


@pytest.fixture
def promised(cast):
    """promised(**more) → a promise of the plantation office, open."""
    meeting = Meeting.objects.create(
        slug="sinergi-uji", title="Rapat sinergi uji", place="Aula", chair="Kepala", state="held",
        starts_at=timezone.now() - datetime.timedelta(days=30), is_public=True,
    )  # fmt: skip

    def make(**more):
        given = {"institution": cast.inst_perkebunan, "what": "Pelatihan", "working_days": 5}
        return commitments.promise(meeting=meeting, by=cast.staff, **given | more)

    return make


@pytest.fixture
def story(cast, promised):
    """Twelve requests: two kinds, two kabupaten and none, four ages, all states; three promises."""
    halal = SupportKind.objects.create(code="halal", name="Halal", due_days=5)
    cast.garam.region = cast.lampung_barat
    cast.garam.save()
    ages = [0, 7, 8, 30, 31, 90, 91, 400, 2, 3, 4, 5]
    made = []
    for number, age in enumerate(ages):
        manager, association = (
            (cast.manager_kopi, cast.kopi) if number % 3 else (cast.manager_garam, cast.garam)
        )
        if number == 4:
            manager, association = cast.member1, None
        request = support.ask_for_support(
            kind=halal if number % 2 else cast.kind_training,
            subject=f"=1+{number}",
            body="Kami perlu.",
            association=association,
            by=manager,
        )
        noon = timezone.localtime().replace(hour=12) - datetime.timedelta(days=age)
        SupportRequest.objects.filter(pk=request.pk).update(created_at=noon)
        made.append(request)
    for request in made[2:]:
        office = cast.inst_perkebunan if request.pk % 2 else cast.inst_disperindag
        support.assign_support(request=request, institution=office, by=cast.staff)
    SupportRequest.objects.filter(pk__in=[made[2].pk, made[3].pk]).update(
        due_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    support.ask_back(request=made[5], words="Berapa?", by=cast.staff)
    for request in made[6:9]:
        support.answer_support(request=request, answer="Ya.", by=cast.staff)
    support.confirm_support(request=made[6], by=made[6].asker)
    support.reject_support(request=made[9], answer="Tidak.", by=cast.staff)
    done, late = promised(), promised(institution=cast.inst_bri)
    commitments.finish(commitment=done, evidence="Ada.", by=cast.guest)
    type(late).objects.filter(pk=late.pk).update(due_on=timezone.localdate())
    promised(due_on=timezone.localdate(), what="Yang lain")
    play.sent(cast, cast.member2, cast.product_bni)
    return made


@pytest.fixture
def office(client, cast, story):
    play.grant(cast.head, ["view_supportrequest", "view_commitment", "view_referral"])
    client.force_login(type(cast.head).objects.get(pk=cast.head.pk))
    return client


NUMBER = re.compile(
    r'<a(?: class="tile[^"]*")? href="(?P<url>/(?:papan/(?:dukungan|janji)|admin)/[^"]+)">'
    r"(?P<words>.*?)</a>(?:</span><b>(?P<beside>[\d.]+)</b>)?",
    re.DOTALL,
)


def numbers(page: str) -> dict[str, int]:
    """Address of a list → the number that stands at it."""
    found = {}
    for match in NUMBER.finditer(page):
        words = re.sub(r"<[^>]+>", " ", match["words"])
        last = match["beside"] or (re.findall(r"[\d.]+", words) or [""])[-1]
        if last:
            found[unescape(match["url"])] = int(last.replace(".", ""))
    return found


def behind(client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    if url.startswith("/admin/"):
        return answer.context["cl"].result_count
    return len(answer.context["rows"])


@pytest.mark.parametrize(
    "narrowed",
    ["", "?jenis=halal", "?kabupaten=18.04", "?umur=bulan&keadaan=terbuka", "?instansi=perkebunan"],
)
def test_each_number_opens_as_many_rows(office, narrowed):
    found = numbers(office.get(reverse("board") + narrowed).content.decode())
    assert len(found) > 20
    wrong = {url: (n, got) for url, n in found.items() if (got := behind(office, url)) != n}
    assert wrong == {}


def test_every_way_of_counting_adds_up(office, story):
    page = office.get(reverse("board"))
    tiles = page.context["tiles"]
    assert sum(one.value for one in tiles["on_map"]) + tiles["nowhere"].value == len(story)
    assert len(tiles["on_map"]) == 2  # as many as there are kabupaten here
    for name in ("kinds", "ages"):
        assert sum(one.value for one in page.context[name]) == len(story), name
    assert [one.value for one in page.context["ages"]] == [6, 2, 2, 2]
    states = {name: one.value for name, one in zip(STATES, page.context["states"], strict=True)}
    assert states["terbuka"] + states["selesai"] + states["ditolak"] == len(story)
    assert states["baru"] + states["jalan"] == states["terbuka"]
    assert states["instansi"] + states["pemohon"] == states["jalan"]
    assert states["terlambat"] == 2


def test_what_nobody_can_choose_is_left_out(office, story):
    for nonsense in ("?jenis=x", "?umur=x&keadaan=y", "?kabupaten=99.99", "?asosiasi=x", "?x=1"):
        assert behind(office, f"/papan/dukungan/{nonsense}") == len(story)
        assert office.get(reverse("board") + nonsense).status_code == 200


def sheet(answer):
    book = load_workbook(io.BytesIO(answer.content))
    head, *rows = book["Permintaan dukungan"].iter_rows(values_only=True)
    about = dict(book["Saringan"].iter_rows(values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows], about


@pytest.mark.parametrize(
    "narrowed",
    ["", "?jenis=halal", "?kabupaten=18.04&umur=lama", "?keadaan=terlambat", "?kabupaten=-"],
)
def test_excel_holds_exactly_the_list(office, narrowed):
    shown = office.get(f"/papan/dukungan/{narrowed}").context["rows"]
    rows, about = sheet(office.post(reverse("board-xlsx") + narrowed))
    assert [row["Kode"] for row in rows] == [one.code for one, _place, _age, _late in shown]
    assert [row["Umur (hari)"] for row in rows] == [age for _one, _place, age, _late in shown]
    assert about["Jumlah baris"] == len(rows)
    assert all(row["Yang diminta"].startswith("'=1+") for row in rows), "a cell that would run"
    entry = Entry.objects.filter(action="financing.supportrequest.export").last()
    assert entry.data["file"] == "xlsx"
    assert len(entry.data["filters"]) == narrowed.count("=")


def test_pdf_holds_the_list_and_names_the_filter(office):
    answer = office.post(reverse("board-pdf") + "?jenis=halal")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    empty = office.post(
        reverse("board-pdf") + "?jenis=halal&kabupaten=18.71&keadaan=ditolak&umur=lama"
    )
    assert empty.content.startswith(b"%PDF")


def test_too_many_for_a_file_is_said(office, monkeypatch):
    monkeypatch.setattr(files, "MOST_IN_PDF", 3)
    answer = office.post(reverse("board-pdf"), follow=True)
    assert "Persempit saringannya" in answer.content.decode()


def test_the_files_name_nobody(office, cast):
    rows, _about = sheet(office.post(reverse("board-xlsx")))
    text = str(rows)
    for person in (cast.member1, cast.manager_kopi, cast.manager_garam):
        assert person.name not in text


def test_a_member_of_the_office_without_the_right(client, cast):
    client.force_login(cast.head)
    for name in ("board", "board-list"):
        assert client.get(reverse(name)).status_code == 403
    for name in ("board-xlsx", "board-pdf"):
        assert client.post(reverse(name)).status_code == 403


def test_pages_and_queries(office, cast, django_assert_max_num_queries):
    office.get("/papan/dukungan/")  # the first of a session also writes the session
    with django_assert_max_num_queries(12):
        office.get("/papan/dukungan/")
    for number in range(55):
        play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=number + 1)
    with django_assert_max_num_queries(12):
        first = office.get("/papan/dukungan/")
    second = office.get(unescape(first.context["older_url"]))
    seen = [one.pk for page in (first, second) for one, _place, _age, _late in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 12 + 55
    assert second.context["older_url"] == ""


def test_nothing_asked_yet(client, cast):
    play.grant(cast.head, ["view_supportrequest"])
    client.force_login(type(cast.head).objects.get(pk=cast.head.pk))
    page = client.get(reverse("board")).content.decode()
    assert "Tidak ada permintaan dengan saringan ini." in page
    assert "Tidak ada yang ditunggu." in page
    assert set(AGES) == {"pekan", "bulan", "triwulan", "lama"}
