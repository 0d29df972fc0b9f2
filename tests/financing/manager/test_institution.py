"""An institution's people: requests from start to answer, promises done with evidence."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from financing.actions import support
from financing.models import SupportRequest
from meetings.models import Commitment, Meeting
from tests import cast as play


@pytest.fixture
def me(as_, cast):
    return as_(cast.guest)


@pytest.fixture
def asked(cast):
    request = play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=60)
    return support.assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)


@pytest.fixture
def promise(cast):
    meeting = Meeting.objects.create(
        slug="uji", title="Rapat", place="Aula", chair="K", starts_at="2026-01-05T02:00:00Z",
        is_public=True,
    )  # fmt: skip
    return Commitment.objects.create(
        meeting=meeting, institution=cast.inst_perkebunan, what="Membagi bibit", due_on="2026-02-01"
    )


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_says_what_waits_and_what_is_late(me, cast, asked, promise):
    other = play.support_request(cast.member1, cast)
    page = text(me.get("/instansi/"))
    assert asked.subject in page
    assert "60 orang" in page
    assert "Membagi bibit" in page
    assert other.code not in page
    assert "lewat tenggat" not in page
    SupportRequest.objects.filter(pk=asked.pk).update(
        due_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert "1 permintaan sudah lewat tenggat" in text(me.get("/instansi/"))


def test_a_request_from_start_to_answer(me, cast, asked):
    url = f"/instansi/dukungan/{asked.code}/"
    me.post(url + "mulai/")
    me.post(url + "tanya/", {"words": "Berapa mesin?"})
    asked.refresh_from_db()
    assert asked.state == "waiting"
    me.post(url + "jawab/", {"words": "Pelatihan tanggal 5."})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("answered", "Pelatihan tanggal 5.")
    assert "Pelatihan tanggal 5." in text(me.get(url))


def test_only_the_asker_says_that_it_helped(me, asked):
    url = f"/instansi/dukungan/{asked.code}/"
    me.post(url + "jawab/", {"words": "Sudah."})
    me.post(url + "ya/")
    asked.refresh_from_db()
    assert asked.state == "answered"


def test_a_promise_is_started_held_up_and_done_with_evidence(me, promise):
    url = f"/instansi/janji/{promise.pk}/"
    me.post(url + "mulai/")
    assert "Isi bagian ini" in text(me.post(url + "tunggu/", {"words": ""}))
    me.post(url + "tunggu/", {"words": "Menunggu APBD."})
    promise.refresh_from_db()
    assert promise.state == "waiting"
    assert "Isi bagian ini" in text(me.post(url + "selesai/", {"evidence": " "}))
    me.post(url + "selesai/", {"evidence": "60 bibit dibagi 3 Maret, foto di dinas."})
    promise.refresh_from_db()
    assert (promise.state, promise.done_on) == ("done", timezone.localdate())
    assert "60 bibit" in text(me.get(url))
    again = text(me.post(url + "selesai/", {"evidence": "Lagi."}, follow=True))
    assert "tidak bisa dari keadaan sekarang" in again


def test_another_institutions_promise_does_not_exist(me, cast, promise):
    Commitment.objects.filter(pk=promise.pk).update(institution=cast.inst_bri)
    for step in ("", "mulai/", "tunggu/", "selesai/"):
        url = f"/instansi/janji/{promise.pk}/{step}"
        answer = me.post(url, {"evidence": "x", "words": "x"}) if step else me.get(url)
        assert answer.status_code == 404
    promise.refresh_from_db()
    assert promise.state == "open"


def test_an_account_without_an_institution_is_told_whom_to_ask(me, cast):
    cast.guest.institution_contact.delete()
    assert "Hubungi Disperindag" in text(me.get("/instansi/"))


def test_the_first_page_asks_the_same_at_1_and_at_8_requests(me, cast, asked, promise):
    def count():
        me.get("/instansi/")
        with CaptureQueriesContext(connection) as caught:
            me.get("/instansi/")
        return len(caught)

    one = count()
    for _number in range(7):
        more = play.support_request(cast.member1, cast)
        support.assign_support(request=more, institution=cast.inst_perkebunan, by=cast.staff)
    assert count() == one <= 12
