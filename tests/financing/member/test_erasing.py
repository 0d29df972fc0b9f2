"""Erasure on request: by rule, with the password, whole, and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from associations.models import Consent, Membership, Owner, Permit
from financing.actions import support
from financing.actions.erasing import CannotErase, erase_person
from financing.actions.guard import close_report, report_demand
from financing.models import ApplicationPaper, Decision, SupportMessage
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.common.crypto import blind_indexes
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.cast import grant

URL = "/anggota/data/hapus/"
YES = {"understood": "on", "password": play.PASSWORD}
DONE = "associations.owner.erase"


def gone(user: User) -> User:
    user = User.objects.get(pk=user.pk)
    assert not user.is_active
    assert user.name == "Dihapus"
    assert user.email.endswith("@dihapus.invalid")
    assert not user.phone
    assert not user.has_usable_password()
    return user


def test_somebody_whom_no_bank_saw_is_forgotten_whole(client, cast):
    me, owner = cast.member1, cast.member1.owner
    email, nik = me.email, owner.nik
    draft = play.draft(me, cast.product_bri)
    Permit.objects.create(business=owner.businesses.get(), kind="nib", number="1234567890123")
    client.force_login(me)
    page = client.get(URL).content.decode()
    assert "Nama, NIK, tanggal lahir" in page
    assert "pasal 31" in page
    assert client.post(URL, YES).status_code == 302
    assert client.get("/anggota/").status_code == 302  # signed out
    gone(me)
    kept = Owner.objects.get(pk=owner.pk)
    assert (kept.user, kept.name, kept.phone, kept.address) == (None, "Dihapus", "", "")
    assert (kept.birth_date.month, kept.birth_date.day) == (1, 1)
    assert not Owner.objects.filter(nik_hash__in=blind_indexes(nik, "nik")).exists()
    business = kept.businesses.get()
    assert (business.name, business.yearly_sales) == ("Dihapus", None)
    assert not Permit.objects.filter(business=business).exists()
    draft.refresh_from_db()
    assert (draft.state, draft.use) == ("withdrawn", "")
    assert {row.state for row in Membership.objects.filter(business=business)} == {"left"}
    assert not Consent.objects.filter(owner=kept, withdrawn_at=None, replaced_at=None).exists()
    assert not Message.objects.filter(recipient=me).exists()
    entry = Entry.objects.get(action=DONE)
    assert entry.data == {"identity_kept": False}
    assert nik not in entry.payload
    assert not client.login(login=email, password=play.PASSWORD)
    client.force_login(cast.manager_kopi)
    page = client.get(reverse("manager:members")).content.decode()
    assert "Aminah Kopi" not in page


def test_after_a_banks_decision_the_identity_stays_with_it_and_the_papers_go(client, cast):
    referral = play.declined(cast)
    other = play.declined(cast, cast.member2)
    me, owner = cast.member1, cast.member1.owner
    client.force_login(me)
    assert "pernah dikirim ke bank" in client.get(URL).content.decode()
    client.post(URL, YES)
    gone(me)
    kept = Owner.objects.get(pk=owner.pk)
    assert (kept.name, kept.nik, kept.phone) == (owner.name, owner.nik, "")
    assert Decision.objects.get(referral=referral).words == "Penjualan belum cukup."
    papers = ApplicationPaper.objects.filter(application__owner=kept)
    assert papers
    assert all(paper.document.erased_at and paper.removed_at for paper in papers)
    assert not other.application.papers.exclude(document__erased_at=None).exists()
    assert Message.objects.filter(recipient=cast.member2).exists()
    assert User.objects.get(pk=cast.member2.pk).is_active
    assert Entry.objects.get(action=DONE).data == {"identity_kept": True}


def test_words_to_offices_go_and_the_answer_stays(cast):
    request = play.support_request(cast.member1, cast)
    support.assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)
    support.write_message(
        request=request, body="Nomor saya 0812", by=cast.member1, file=play.photo()
    )
    with pytest.raises(CannotErase, match="dukungan"):
        erase_person(owner=cast.member1.owner, by=cast.member1)
    support.start_support(request=request, by=cast.guest)
    support.answer_support(request=request, answer="Ikut tanggal 5.", by=cast.guest)
    support.confirm_support(request=request, by=cast.member1)
    erase_person(owner=cast.member1.owner, by=cast.member1)
    request.refresh_from_db()
    assert (request.subject, request.answer) == ("Dihapus", "Ikut tanggal 5.")
    message = SupportMessage.objects.get(author=cast.member1)
    assert "0812" not in message.body
    assert message.document.erased_at


def test_a_report_is_answered_first_and_its_words_go(cast):
    referral = play.declined(cast)
    grant(cast.staff, ["handle_demandreport"])
    staff = User.objects.get(pk=cast.staff.pk)
    words = "Petugas Joko minta Rp500.000."
    report = report_demand(referral=referral, demand="fee", words=words, by=cast.member1)
    with pytest.raises(CannotErase, match="Laporan rahasia"):
        erase_person(owner=cast.member1.owner, by=cast.member1)
    close_report(report=report, note="Sudah kami tegur.", by=staff)
    erase_person(owner=Owner.objects.get(user=cast.member1), by=cast.member1)
    report.refresh_from_db()
    assert report.words == "Dihapus atas permintaan pemiliknya."
    assert report.answer == "Sudah kami tegur."


@pytest.mark.parametrize("play_to", [play.in_review, play.approved])
def test_not_while_a_file_runs_and_the_page_says_so(client, cast, play_to):
    play_to(cast)
    client.force_login(cast.member1)
    page = client.get(URL).content.decode()
    assert "masih berjalan" in page
    assert 'name="password"' not in page
    answer = client.post(URL, YES)
    assert "masih berjalan" in answer.content.decode()
    assert User.objects.get(pk=cast.member1.pk).is_active
    assert not Entry.objects.filter(action=DONE).exists()


@pytest.mark.parametrize(
    "answers", [{}, {"understood": "on", "password": "salah"}, {"password": play.PASSWORD}]
)
def test_not_without_the_tick_and_the_password(client, cast, answers):
    client.force_login(cast.member1)
    assert client.post(URL, answers).status_code == 200
    assert User.objects.get(pk=cast.member1.pk).is_active
    assert Owner.objects.get(user=cast.member1).name == "Aminah Kopi"


@pytest.mark.parametrize("person", ["member2", "manager_kopi", "staff", "officer"])
def test_nobody_erases_somebody_else(cast, person):
    with pytest.raises(CannotErase):
        erase_person(owner=cast.member1.owner, by=getattr(cast, person))
    assert User.objects.get(pk=cast.member1.pk).is_active
    assert not Entry.objects.filter(action=DONE).exists()


def test_who_comes_back_is_registered_anew(cast):
    """NIK, address and number are free: the association may bring the person in again."""
    erase_person(owner=cast.member1.owner, by=cast.member1)
    again = play.member(cast, cast.kopi, 1, "Aminah Kopi")
    assert again.owner.pk != cast.member1.owner.pk
