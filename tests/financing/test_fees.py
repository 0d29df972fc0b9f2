"""Words that ask for a fee, and a reason that the data contradict."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from associations.actions.businesses import set_permit
from financing.actions import desk, guard, proposals, referrals
from financing.fees import fee_in
from financing.models import Decision, DemandOverride, PaperRequest
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.financing.test_guard import client_of

ASKS = "Bawa biaya administrasi Rp250.000 saat akad."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ASKS, "biaya administrasi"),
        ("Provisi 1% dipotong saat cair.", "Provisi"),
        ("Ada BIAYA  SURVEI.", "BIAYA  SURVEI"),
        ("Potongan pencairan 5%", "Potongan pencairan"),
        ("Tanpa biaya administrasi dan provisi.", ""),
        ("Tidak ada biaya administrasi. Siapkan provisi.", "provisi"),
        ("Kami tidak memungut biaya administrasi maupun provisi.", ""),
        ("Tidak perlu membayar uang jasa kepada siapa pun.", ""),
        ("Jangan beri uang terima kasih.", ""),
        ("Ini bukan biaya administrasi, tetapi harga meterai.", ""),
        ("Biaya administrasi dan provisi: tidak ada.", ""),
        ("Biaya administrasi Rp0, provisi 0%.", ""),
        ("Biaya survei gratis", ""),
        ("Tanpa agunan, tetapi ada biaya administrasi.", "biaya administrasi"),
        ("Tanpa agunan, provisi 1%.", "provisi"),
        ("Tidak ada agunan, hanya komisi Rp500.000.", "komisi"),
        ("Provisi tidak bisa dikembalikan.", "Provisi"),
        ("Biaya administrasi Rp0,5 juta.", "Biaya administrasi"),
        ("Catat biaya bahan baku Anda.", ""),
        ("Improvisi", ""),
        ("", ""),
    ],
)
def test_words_that_ask_for_a_fee(text, found):
    assert fee_in(text) == found


def offer(conditions):
    return referrals.Offer(20_000_000, 24, Decimal("6.00"), conditions=conditions)


def test_a_fee_is_stopped_wherever_it_is_written(cast):
    referral = play.in_review(cast)
    paper = referrals.WantedPaper("bank_book", "Bawa juga uang administrasi.")
    for act, more in (
        (proposals.decide_or_propose, {"offer": offer(ASKS)}),
        (referrals.decline_referral, {"reason": "quota", "words": ASKS}),
        (referrals.ask_for_papers, {"papers": [paper]}),
    ):
        with pytest.raises(referrals.CannotDecide, match="tidak memungut biaya"):
            act(referral=referral, by=cast.officer, **more)
    planned = desk.plan_decline(referrals=[referral], reason="quota", words=ASKS, by=cast.officer)
    assert "kepala cabang" in planned[0].problem
    assert not Decision.objects.exists()
    assert not PaperRequest.objects.exists()


def test_the_page_says_it_before_the_preview_and_keeps_what_was_typed(cast):
    referral = play.in_review(cast)
    answers = {"amount": "20000000", "months": "24", "rate": "6", "conditions": ASKS}
    address = reverse("bank:approve", args=[referral.pk])
    for step in ("", "kirim"):
        page = client_of(cast.officer).post(address, answers | {"langkah": step})
        text = page.content.decode()
        assert "tidak memungut biaya administrasi" in text
        assert ASKS in text
        assert 'value="kirim"' not in text
    assert not Decision.objects.exists()


def test_the_head_allows_it_by_name_and_the_applicant_is_told(cast):
    referral = play.in_review(cast)
    address = reverse("bank:allow_fee", args=[referral.pk])
    head = client_of(cast.branch_head)
    assert address in head.get(reverse("bank:referral", args=[referral.pk])).content.decode()
    assert client_of(cast.officer).post(address, {"reason": "x"}).status_code == 403
    for _ in range(2):
        head.post(address, {"reason": "Meterai ditanggung pemohon."})
    assert DemandOverride.objects.get().demand == "fee"
    letter = Message.objects.get(recipient=cast.member1, subject__contains="Hak Anda tentang biaya")
    assert "Meterai" in letter.body
    with pytest.raises(referrals.CannotDecide, match="tidak boleh meminta"):
        proposals.decide_or_propose(referral=referral, offer=offer(ASKS), by=cast.branch_head)
    # Collateral is another matter.
    with pytest.raises(referrals.CannotDecide):
        referrals.decline_referral(
            referral=referral, reason="collateral", words="x", by=cast.officer
        )
    proposals.decide_or_propose(referral=referral, offer=offer(ASKS), by=cast.officer)
    assert Decision.objects.get().conditions == ASKS


def test_both_demands_may_be_allowed_each_once(cast):
    referral = play.in_review(cast)
    for demand in ("fee", "collateral"):
        guard.allow_demand(referral=referral, demand=demand, reason="x", by=cast.branch_head)
        with pytest.raises(referrals.CannotDecide):
            guard.allow_demand(referral=referral, demand=demand, reason="x", by=cast.branch_head)
    assert DemandOverride.objects.count() == 2


def test_no_nib_is_no_reason_where_the_number_is_known(cast):
    referral = play.in_review(cast)
    business = cast.member1.owner.businesses.get()
    set_permit(business=business, kind="nib", number="1234567890123", by=cast.member1)
    with pytest.raises(referrals.CannotDecide, match="sudah tercatat"):
        referrals.decline_referral(referral=referral, reason="no_nib", words="x", by=cast.officer)
    assert not Decision.objects.exists()
