"""The steps, as the officer presses them: previews, errors beside their fields, stale pages."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from financing.actions import applications, papers, referrals
from financing.models import Application, Decision, PaperRequest, Referral
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.notifications.models import Message
from tests import cast as play

YES = {"amount": "20.000.000", "months": "24", "rate": "6", "conditions": "", "words": ""}
NO = {"reason": "capacity", "words": "Penjualan belum cukup untuk angsuran."}


def url(name: str, referral: Referral) -> str:
    return reverse(f"bank:{name}", args=[referral.pk])


def state_of(referral: Referral) -> str:
    return Referral.objects.get(pk=referral.pk).state


def text(response) -> str:
    return response.content.decode()


def test_receive_and_review(cast, at):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    client = at(cast.officer)
    page = client.post(url("receive", referral), follow=True)
    assert "sekarang Anda pegang" in text(page)
    client.post(url("review", referral))
    assert state_of(referral) == "in_review"
    assert Referral.objects.get().officer == cast.officer


def test_ask_for_several_papers_each_with_its_reason(cast, at):
    referral = play.in_review(cast)
    answers = {"kk": "Fotonya kabur.", "bank_book": "Untuk melihat penjualan.", "ktp": "  "}
    answer = at(cast.officer).post(url("want_papers", referral), answers)
    assert answer.status_code == 302
    asked = PaperRequest.objects.values_list("kind", "reason")
    assert dict(asked) == {"kk": "Fotonya kabur.", "bank_book": "Untuk melihat penjualan."}
    assert "Fotonya kabur." in Message.objects.filter(recipient=cast.member1).latest("pk").body


def test_both_sides_read_until_when_the_papers_are_awaited(cast, at):
    referral = play.in_review(cast)
    at(cast.officer).post(url("want_papers", referral), {"kk": "Fotonya kabur."})
    request = PaperRequest.objects.get()
    assert request.send_by == add_working_days(timezone.localdate(), 7)
    words = f"Kirim paling lambat {tanggal(request.send_by)}"
    applicant = f"/anggota/pengajuan/{referral.application.code}/"
    manager = f"/pengurus/pengajuan/{referral.application.code}/"
    for user, address in (
        (cast.officer, url("referral", referral)),
        (cast.member1, applicant),
        (cast.manager_kopi, manager),
    ):
        shown = strip_tags(at(user).get(address).content.decode())
        assert words in shown, address
    letter = Message.objects.filter(recipient=cast.member1).latest("pk")
    assert f"Paling lambat {tanggal(request.send_by)}." in letter.body
    PaperRequest.objects.update(send_by=None)  # asked before there was a day
    assert "Kirim paling lambat" not in at(cast.member1).get(applicant).content.decode()


def test_nothing_asked_is_said_on_the_form(cast, at):
    referral = play.in_review(cast)
    answer = at(cast.officer).post(url("want_papers", referral), {"kk": ""})
    assert "Tulis alasan pada paling sedikit satu berkas." in text(answer)
    assert state_of(referral) == "in_review"


def test_going_on_without_the_papers(cast, at):
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral, papers=[referrals.WantedPaper("kk", "Kabur.")], by=cast.officer
    )
    at(cast.officer).post(url("review_anyway", referral))
    assert state_of(referral) == "in_review"
    assert not PaperRequest.objects.exists()


def test_a_decision_is_read_before_it_is_sent(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    answers = YES | {"conditions": "Buka rekening di cabang.", "words": "Selamat, Bu Aminah."}
    preview = client.post(url("approve", referral), answers)
    assert state_of(referral) == "in_review"
    shown = text(preview)
    assert "Rp886.412" in shown  # 20 million, 24 months, 6%
    client.post(url("approve", referral), answers | {"langkah": "kirim"})
    message = Message.objects.filter(recipient=cast.member1).latest("pk")
    assert message.subject in shown
    for paragraph in message.body.splitlines():
        assert paragraph in shown
    decision = Decision.objects.get()
    assert (decision.amount, decision.months, decision.rate) == (20_000_000, 24, Decimal("6.00"))


@pytest.mark.parametrize(("amount", "part"), [("20.000.000", True), ("25.000.000", False)])
def test_a_part_is_called_a_part(cast, at, amount, part):
    referral = play.in_review(cast)
    answers = {"amount": amount, "months": "24", "rate": "6"}
    page = at(cast.officer).post(reverse("bank:approve", args=[referral.pk]), answers)
    said = "Itu sebagian dari Rp25.000.000 yang Anda minta."
    assert (said in page.content.decode()) is part
    at(cast.officer).post(
        reverse("bank:approve", args=[referral.pk]), answers | {"langkah": "kirim"}
    )
    letter = Message.objects.get(recipient=cast.member1, subject__contains="menyetujui")
    assert (said in letter.body) is part


def test_a_refusal_shows_the_advice_before_it_is_sent(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    form = text(client.get(url("decline", referral)))
    assert "Coba jumlah yang lebih kecil" in form
    shown = text(client.post(url("decline", referral), NO))
    assert "Coba jumlah yang lebih kecil" in shown
    assert state_of(referral) == "in_review"
    client.post(url("decline", referral), NO | {"langkah": "kirim"})
    message = Message.objects.filter(recipient=cast.member1).latest("pk")
    for paragraph in message.body.splitlines():
        assert paragraph in shown
    assert Application.objects.get().state == "declined"


def test_back_from_the_preview_keeps_what_was_typed(cast, at):
    referral = play.in_review(cast)
    answers = YES | {"words": "Catatan yang panjang.", "rate": "6,25", "langkah": "ubah"}
    form = text(at(cast.officer).post(url("approve", referral), answers))
    assert "Catatan yang panjang." in form
    assert 'value="6,25"' in form
    assert 'value="20.000.000"' in form


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "25.000.001", "Paling banyak Rp25.000.000."),
        ("amount", "0", "Paling sedikit Rp1."),
        ("amount", "banyak", "Tulis jumlahnya dengan angka"),
        ("months", "0", "Paling sedikit 1 bulan."),
        ("months", "121", "Paling banyak 120 bulan."),
        ("months", "9" * 400, "Paling banyak 120 bulan."),
        ("rate", "enam", "Tulis bunga dengan angka"),
        ("rate", "99", "Bunga paling banyak 36 persen setahun."),
        ("rate", "NaN", "Tulis bunga dengan angka"),
        ("rate", "1e9", "Bunga paling banyak 36 persen setahun."),
        ("conditions", "x" * 1001, "1000"),
        ("words", "a\x00b", "karakter"),
        ("words", "a\u202eb", "karakter"),
    ],
)
def test_each_error_stands_at_its_field_and_nothing_is_lost(cast, at, field, value, words):
    referral = play.in_review(cast)
    answers = YES | {"conditions": "Buka rekening."} | {field: value, "langkah": "kirim"}
    page = at(cast.officer).post(url("approve", referral), answers)
    assert page.status_code == 200
    shown = text(page)
    error = shown.split(f'id="id_{field}_error"')[1].split("</p>")[0]
    assert words in error
    if field != "conditions":
        assert "Buka rekening." in shown
    assert state_of(referral) == "in_review"
    assert not Decision.objects.exists()


def test_a_refusal_needs_a_reason_and_words(cast, at):
    referral = play.in_review(cast)
    for answers in ({"reason": "", "words": "Ya."}, {"reason": "capacity", "words": " "},
                    {"reason": "bukan-kode", "words": "Ya."}):  # fmt: skip
        page = at(cast.officer).post(url("decline", referral), answers | {"langkah": "kirim"})
        assert "_error" in text(page)
    assert state_of(referral) == "in_review"


def test_akad_and_money(cast, at):
    referral = play.approved(cast)
    client, today = at(cast.officer), timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    late = client.post(url("contract", referral), {"number": "PK/1", "signed_on": tomorrow})
    assert "masa depan" in text(late).split('id="id_signed_on_error"')[1].split("</p>")[0]
    assert 'value="PK/1"' in text(late)
    early = client.post(url("contract", referral), {"number": "PK/1", "signed_on": "2020-01-01"})
    assert "sebelum langkah sebelumnya" in text(early)
    client.post(url("contract", referral), {"number": "PK/1", "signed_on": today})
    assert state_of(referral) == "contracted"
    form = text(client.get(url("disburse", referral)))
    assert 'value="20.000.000"' in form
    more = client.post(url("disburse", referral), {"amount": "20.000.001", "paid_on": today})
    assert "tidak boleh melebihi" in text(more).split('id="id_amount_error"')[1].split("</p>")[0]
    written = today.strftime("%d/%m/%Y")
    client.post(url("disburse", referral), {"amount": "20 juta", "paid_on": written})
    assert state_of(referral) == "disbursed"
    assert Application.objects.get().state == "disbursed"


@pytest.mark.parametrize("day", ["kemarin", "0001-01-01", "31/02/2026", "9999-12-31", "1" * 300])
def test_no_such_day(cast, at, day):
    referral = play.approved(cast)
    page = at(cast.officer).post(url("contract", referral), {"number": "PK/1", "signed_on": day})
    assert 'id="id_signed_on_error"' in text(page)
    assert state_of(referral) == "approved"


def test_the_case_goes_to_a_colleague(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    form = text(client.get(url("hand_over", referral)))
    assert "Kolega Petugas" in form
    assert "Nina BNI" not in form
    wrong = client.post(url("hand_over", referral), {"to": cast.officer_bni.pk})
    assert "tidak bekerja di cabang ini" in text(wrong)
    client.post(url("hand_over", referral), {"to": cast.colleague.pk})
    assert Referral.objects.get().officer == cast.colleague
    assert client.get(url("approve", referral)).status_code == 403
    assert at(cast.colleague).get(url("approve", referral)).status_code == 200
    assert Entry.objects.filter(action="financing.referral.hand_over").count() == 1


def test_a_second_press_of_the_same_button_counts_once(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    for _press in range(2):
        page = client.post(url("approve", referral), YES | {"langkah": "kirim"}, follow=True)
    assert "Sudah tercatat satu kali" in text(page)
    assert Decision.objects.count() == 1
    told = Message.objects.filter(recipient=cast.member1, subject__contains="menyetujui")
    assert told.count() == 1


def test_a_stale_page_says_why_and_gives_the_words_back(cast, at):
    referral = play.in_review(cast)
    referrals.decline_referral(referral=referral, by=cast.branch_head, **NO)
    answers = YES | {"words": "Kalimat yang saya susun lama.", "langkah": "kirim"}
    page = at(cast.officer).post(url("approve", referral), answers)
    assert page.status_code == 409
    why = "kasus ini sekarang “Ditolak”"
    for words in (
        why,
        "Kartika Kepala",
        "Kalimat yang saya susun lama.",
    ):
        assert words in text(page)
    assert Decision.objects.count() == 1


def test_a_case_that_the_applicant_took_back(cast, at):
    referral = play.in_review(cast)
    applications.withdraw_application(application=Application.objects.get(), by=cast.member1)
    page = at(cast.officer).post(url("decline", referral), NO | {"langkah": "kirim"})
    assert page.status_code == 409
    assert "Dibatalkan" in text(page)
    assert not Decision.objects.exists()


def test_the_applicants_answer_brings_the_case_back(cast, at):
    referral = play.in_review(cast)
    client = at(cast.officer)
    client.post(url("want_papers", referral), {"kk": "Kabur."})
    papers.answer_paper_request(
        request=PaperRequest.objects.get(), file=play.photo(), by=cast.member1
    )
    page = text(client.get(url("referral", referral)))
    assert "Sudah dikirim" in page
    assert url("approve", referral) in page


# The programme's own rule


@pytest.mark.parametrize("amount", [25_000_000, 100_000_000])
def test_no_collateral_up_to_the_limit(cast, at, amount):
    referral = play.in_review(cast)
    Referral.objects.filter(pk=referral.pk).update(amount=amount)
    asked = at(cast.officer).post(url("want_papers", referral), {"collateral": "Minta BPKB."})
    assert "Pasal 14" in text(asked).split('id="id_collateral_error"')[1].split("</p>")[0]
    answers = {"reason": "collateral", "words": "Tidak ada agunan.", "langkah": "kirim"}
    said = at(cast.officer).post(url("decline", referral), answers)
    assert "Pasal 14" in text(said).split('id="id_reason_error"')[1].split("</p>")[0]
    assert state_of(referral) == "in_review"
    assert not PaperRequest.objects.exists()


def test_the_action_holds_the_rule_whatever_door(cast):
    referral = play.in_review(cast)
    with pytest.raises(referrals.CannotDecide, match="Pasal 14"):
        referrals.ask_for_papers(
            referral=referral, papers=[referrals.WantedPaper("collateral", "x")], by=cast.officer
        )
    with pytest.raises(referrals.CannotDecide, match="Pasal 14"):
        referrals.decline_referral(
            referral=referral, reason="collateral", words="x", by=cast.officer
        )
    assert referral.state == "in_review"


def test_above_the_limit_the_bank_judges(cast, at):
    referral = play.in_review(cast)
    Referral.objects.filter(pk=referral.pk).update(amount=100_000_001)
    at(cast.officer).post(url("want_papers", referral), {"collateral": "SHM tempat usaha."})
    assert PaperRequest.objects.get().kind == "collateral"
