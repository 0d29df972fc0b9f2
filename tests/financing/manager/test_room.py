"""What a manager sees: members, who is stuck, applications; the same work at 1 row and at 50."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from associations.models import Association, Manager, MemberInvitation, Membership
from financing.actions import papers, referrals, support
from financing.models import Application, ApplicationPaper
from meetings.models import Commitment, Meeting, Question
from tests import cast as play
from tests.associations.conftest import invited

MOST = 12


@pytest.fixture
def me(as_, cast):
    return as_(cast.manager_kopi)


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def many(cast, count, *, start=100):
    return [invited(cast, cast.kopi, start + n, f"Anggota {n:03d}", phone="") for n in range(count)]


def test_members_are_searched_filtered_and_paged(me, cast):
    many(cast, 120)
    page = text(me.get("/pengurus/anggota/"))
    assert page.count('<th scope="row">') == 50
    seen = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)<', page)
    while match := re.search(r'rel="next" href="([^"]+)"', page):
        page = text(me.get(match.group(1).replace("&amp;", "&")))
        seen += re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)<', page)
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == Membership.objects.filter(association=cast.kopi).count()
    assert text(me.get("/pengurus/anggota/?cari=anggota+007")).count('<th scope="row">') == 1
    assert text(me.get("/pengurus/anggota/?keadaan=confirmed")).count('<th scope="row">') == 2
    assert "Tidak ada yang cocok" in text(me.get("/pengurus/anggota/?cari=tidakada"))


def test_names_that_are_alike_are_all_listed(me, cast):
    for n in range(60):
        invited(cast, cast.kopi, 100 + n, "Siti Aminah", phone="")
    seen, path = [], "/pengurus/anggota/?cari=Siti"
    while path:
        page = text(me.get(path))
        seen += re.findall(r'<th scope="row"><a href="([^"]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found.group(1).replace("&amp;", "&") if found else ""
    assert len(set(seen)) == len(seen) == 60


@pytest.mark.parametrize(
    "path", ["/pengurus/anggota/", "/pengurus/anggota/?cari=a&keadaan=invited"]
)
def test_the_list_asks_the_same_at_1_and_at_50_rows(me, cast, path):
    Membership.objects.filter(association=cast.kopi).delete()
    many(cast, 1)
    one = queries(me, path)
    many(cast, 59, start=200)
    assert queries(me, path) == one <= MOST


@pytest.mark.parametrize("path", ["/pengurus/", "/pengurus/pengajuan/"])
def test_the_board_asks_the_same_at_1_and_at_8_rows(me, cast, path):
    referrals.ask_for_papers(
        referral=play.in_review(cast, cast.member1),
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    one = queries(me, path)
    for number in range(50, 56):
        user = play.member(cast, cast.kopi, number, f"Orang {number}")
        play.draft(user, cast.product_bri)
    play.approved(cast, cast.member2)
    assert queries(me, path) == one <= MOST


def test_no_nik_and_no_file_on_any_page(me, cast):
    referral = play.in_review(cast, cast.member1)
    membership = Membership.objects.get(business__owner__user=cast.member1)
    document = ApplicationPaper.objects.filter(application=referral.application).first().document
    for path in (
        "/pengurus/",
        "/pengurus/anggota/",
        f"/pengurus/anggota/{membership.pk}/",
        f"/pengurus/pengajuan/{referral.application.code}/",
    ):
        page = text(me.get(path))
        assert membership.business.owner.nik not in page
        assert str(document.pk) not in page
    assert membership.business.owner.masked_nik in text(
        me.get(f"/pengurus/anggota/{membership.pk}/")
    )


def test_who_is_stuck_where_with_a_text_to_send(me, cast):
    play.draft(cast.member1, cast.product_bri)
    page = text(me.get("/pengurus/"))
    assert "Aminah Kopi" in page
    assert "Isi sampai selesai, lalu kirim." in page
    assert "https://wa.me/6281200000001?text=Halo%20Aminah%20Kopi" in page
    late = play.submitted(cast.member2, cast.product_bri)
    assert "Budi Kopi" not in text(me.get("/pengurus/"))
    Application.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    page = text(me.get("/pengurus/"))
    assert "Budi Kopi" in page
    assert "wa.me/6281200000002" not in page  # the office is late, not the member


@pytest.mark.parametrize(
    ("state", "holder", "expected"),
    [
        ("submitted", "Disperindag", "Petugas memeriksa."),
        ("verified", "Disperindag", "Petugas mengirim ke bank."),
        ("sent", "BRI Kota Bandar Lampung", "Petugas bank membuka."),
        ("in_review", "BRI Kota Bandar Lampung", "Bank memutuskan."),
        ("approved", "Anggota", "Datang ke bank untuk tanda tangan akad."),
        ("declined", "Anggota", "Baca alasan bank dan pilih langkah berikut."),
    ],
)
def test_each_state_says_who_has_it_and_what_comes(me, cast, state, holder, expected):
    plays = {
        "submitted": lambda: play.submitted(cast.member1, cast.product_bri),
        "verified": lambda: play.verified(cast, cast.member1, cast.product_bri),
        "sent": lambda: play.sent(cast, cast.member1, cast.product_bri),
        "in_review": lambda: play.in_review(cast),
        "approved": lambda: play.approved(cast),
        "declined": lambda: play.declined(cast),
    }
    plays[state]()
    code = Application.objects.get().code
    for path in (f"/pengurus/pengajuan/{code}/", "/pengurus/pengajuan/"):
        page = text(me.get(path))
        assert holder in page
        assert expected in page


def test_a_paper_for_the_bank_can_be_sent_by_the_association(me, cast):
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    path = f"/pengurus/pengajuan/{referral.application.code}/"
    assert "Untuk melihat penjualan." in text(me.get(path))
    wanted = referral.paper_requests.get()
    answer = me.post(f"{path}bank/{wanted.pk}/", {"file": play.photo()})
    assert answer.status_code == 302
    referral.refresh_from_db()
    assert referral.state == "in_review"


def test_a_manager_of_two_associations_switches(me, cast):
    second = Association.objects.create(
        slug="uji-tapis", name="Asosiasi Tapis Uji", commodity="tapis",
        region=cast.bandar_lampung,
    )  # fmt: skip
    Manager.objects.create(association=second, user=cast.manager_kopi)
    assert "Pindah ke Asosiasi Tapis Uji" in text(me.get("/pengurus/"))
    answer = me.post("/pengurus/pilih/", {"association": second.slug}, follow=True)
    assert "<h1>Asosiasi Tapis Uji</h1>" in text(answer)
    assert "Aminah" not in text(me.get("/pengurus/anggota/"))
    Manager.objects.filter(association=second).update(until="2026-01-01")
    assert "<h1>Asosiasi Kopi Bubuk Uji</h1>" in text(me.get("/pengurus/"))


def test_requests_and_promises_stand_on_the_first_page(me, cast):
    asked = play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=60)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    meeting = Meeting.objects.create(
        slug="uji", title="Rapat", place="Aula", chair="K", starts_at="2023-05-19T02:00:00Z",
        is_public=True,
    )  # fmt: skip
    question = Question.objects.create(
        meeting=meeting, number=1, asker_name="Mirhan", association=cast.kopi, words="Modal?"
    )
    for what, about in (("Menjelaskan KUR", question), ("Janji lain", None)):
        Commitment.objects.create(
            meeting=meeting, question=about, institution=cast.inst_bri, what=what,
            due_on="2023-06-01",
        )  # fmt: skip
    page = text(me.get("/pengurus/"))
    assert "Pelatihan kemasan" in page
    assert "Menjelaskan KUR" in page
    assert "Janji lain" not in page
    assert page.count("Terlambat") == 1


def test_an_application_is_begun_only_for_who_said_yes(me, cast, waiting):
    assert "Mulai pengajuan" not in text(me.get(f"/pengurus/anggota/{waiting.pk}/"))
    me.post("/pengurus/pengajuan/baru/", {"business": waiting.business_id})
    assert not Application.objects.exists()
    membership = Membership.objects.get(business__owner__user=cast.member1)
    assert "Mulai pengajuan" in text(me.get(f"/pengurus/anggota/{membership.pk}/"))
    answer = me.post("/pengurus/pengajuan/baru/", {"business": membership.business_id})
    application = Application.objects.get()
    assert answer.url == f"/pengurus/pengajuan/{application.code}/isi/usaha/"
    assert application.created_by == cast.manager_kopi
    assert "Mulai pengajuan" not in text(me.get(f"/pengurus/anggota/{membership.pk}/"))


def test_the_sheets_for_all_who_wait(me, cast, waiting):
    invited(cast, cast.kopi, 41, "Eka Belum")
    page = text(me.post("/pengurus/anggota/undang/"))
    assert page.count('class="card sheet"') == 2
    assert page.count("<svg") >= 2
    assert page.count('class="qr-box"') == 2
    assert "Dewi Belum" in page
    assert MemberInvitation.objects.open().count() == 2
    assert "no-store" in me.post("/pengurus/anggota/undang/")["Cache-Control"]
    assert MemberInvitation.objects.open().count() == 2


def test_inviting_who_said_yes_already_is_told(me, cast):
    membership = Membership.objects.get(business__owner__user=cast.member1)
    answer = me.post(f"/pengurus/anggota/{membership.pk}/undang/", follow=True)
    assert "tidak sedang menunggu undangan" in text(answer)
    assert not MemberInvitation.objects.exists()


def test_ending_and_asking_back(me, cast):
    membership = Membership.objects.get(business__owner__user=cast.member1)
    url = f"/pengurus/anggota/{membership.pk}/"
    assert "sudah keluar" in text(me.post(url + "keluar/", follow=True))
    again = text(me.post(url + "keluar/", follow=True))
    assert "tidak bisa dari keadaan sekarang" in again
    me.post(url + "kembali/")
    membership.refresh_from_db()
    assert membership.state == "invited"
    assert "Data lengkap tampil setelah" in text(me.get(url))


@pytest.mark.parametrize("path", ["anggota/", "pengajuan/"])
@pytest.mark.parametrize(
    "query",
    ["cari=%00", "cari=" + "x" * 3000, "keadaan=apa", "sesudah=%00", "sesudah=9" + "9" * 30,
     "sebelum=abc", "sebelum=" + "9" * 40, "cari=%25_%27", "sesudah=%D9%A3"],
)  # fmt: skip
def test_hostile_queries_meet_a_page(me, path, query):
    wanted = 400 if "%00" in query else 200  # a NUL never comes from a person
    assert me.get(f"/pengurus/{path}?{query}").status_code == wanted


def test_a_paper_that_the_member_adds_stays_closed_to_the_association(me, cast):
    application = play.draft(cast.member1, cast.product_bri)
    paper = papers.attach_paper(
        application=application, kind="ktp", file=play.photo(), by=cast.member1
    )
    assert "KTP" in text(me.get(f"/pengurus/pengajuan/{application.code}/"))
    assert me.get(f"/berkas/{paper.document_id}/").status_code in {403, 404}
