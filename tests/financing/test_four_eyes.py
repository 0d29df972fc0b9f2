"""Above the bank's own limit one proposes and another confirms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from financing.actions import proposals, referrals
from financing.models import Branch, Decision, Proposal, Referral
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove, NotAllowed, WrongState
from ikm_portal.notifications.models import Message
from tests import cast as play

LIMIT = 20_000_000
ABOVE = {"amount": "25.000.000", "months": "24", "rate": "6", "langkah": "kirim"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def offer(amount: int = 25_000_000) -> referrals.Offer:
    return referrals.Offer(amount=amount, months=24, rate=Decimal("6.00"), words="Selamat.")


@pytest.fixture
def referral(cast) -> Referral:
    cast.bri.second_above = LIMIT
    cast.bri.save()
    found = play.in_review(cast)
    return Referral.objects.get(pk=found.pk)


def test_up_to_the_limit_one_is_enough(cast, referral):
    done = proposals.decide_or_propose(referral=referral, offer=offer(LIMIT), by=cast.officer)
    assert isinstance(done, Decision)


def test_no_limit_no_second_person(cast):
    done = proposals.decide_or_propose(
        referral=play.in_review(cast), offer=offer(), by=cast.officer
    )
    assert isinstance(done, Decision)


@pytest.mark.parametrize(("own", "proposes"), [(30_000_000, False), (10_000_000, True), (0, True)])
def test_the_branchs_own_limit_comes_before_the_banks(cast, referral, own, proposes):
    Branch.objects.filter(pk=referral.branch_id).update(second_above=own)
    referral = Referral.objects.get(pk=referral.pk)
    done = proposals.decide_or_propose(referral=referral, offer=offer(), by=cast.officer)
    assert isinstance(done, Proposal) is proposes


def test_the_action_alone_is_no_way_around(cast, referral):
    for who in (cast.officer, cast.branch_head):
        with pytest.raises(referrals.CannotDecide, match="mengonfirmasi"):
            referrals.approve_referral(referral=referral, offer=offer(), by=who)
    assert not Decision.objects.exists()


def test_from_the_officers_form_to_the_heads_press(cast, referral):
    officer, head = client_of(cast.officer), client_of(cast.branch_head)
    form = reverse("bank:approve", args=[referral.pk])
    seen = officer.post(form, {**ABOVE, "langkah": ""}).content.decode()
    assert "baru dikirim setelah kepala cabang" in seen
    assert officer.post(form, ABOVE).status_code == 302
    referral.refresh_from_db()
    assert (referral.state, Decision.objects.count()) == ("in_review", 0)
    assert not Message.objects.filter(recipient=cast.member1, subject__contains="Kabar baik")
    assert Message.objects.get(subject__contains="menunggu Anda").recipient == cast.branch_head
    page = reverse("bank:referral", args=[referral.pk])
    confirm = reverse("bank:confirm", args=[referral.pk])
    assert confirm not in officer.get(page).content.decode()
    assert confirm in head.get(page).content.decode()
    proposal = Proposal.objects.get()
    assert head.post(confirm, {"usul": str(proposal.pk)}).status_code == 302
    assert head.post(confirm, {"usul": str(proposal.pk)}).status_code in {302, 409}
    decision = Decision.objects.get()
    assert (decision.amount, decision.decided_by) == (25_000_000, cast.branch_head)
    assert Message.objects.filter(recipient=cast.member1, subject__contains="Kabar baik").exists()


@pytest.mark.parametrize("who", ["officer", "colleague", "officer_liwa", "officer_bni", "staff"])
def test_nobody_but_the_head_confirms(cast, referral, who):
    proposal = proposals.propose_approval(referral=referral, offer=offer(), by=cast.officer)
    with pytest.raises(NotAllowed):
        proposals.confirm_proposal(proposal=proposal, by=getattr(cast, who))
    assert not Decision.objects.exists()


def test_the_head_who_proposed_needs_another_head(cast, referral):
    proposal = proposals.propose_approval(referral=referral, offer=offer(), by=cast.branch_head)
    with pytest.raises(NotAllowed, match="Orang kedua"):
        proposals.confirm_proposal(proposal=proposal, by=cast.branch_head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="confirmed", answered_by=cast.branch_head, answered_at=proposal.proposed_at
        )
    second = play.officer(cast.branch_bri, "kepala2@bri.uji.test", "Kedua Kepala", "head")
    assert proposals.confirm_proposal(proposal=proposal, by=second).amount == 25_000_000


def test_returned_with_a_reason_and_proposed_again(cast, referral):
    proposals.propose_approval(referral=referral, offer=offer(), by=cast.officer)
    with pytest.raises(referrals.CannotDecide, match="Sudah ada usul"):
        proposals.propose_approval(referral=referral, offer=offer(), by=cast.officer)
    back = reverse("bank:send_back", args=[referral.pk])
    head = client_of(cast.branch_head)
    assert head.post(back, {"note": ""}).status_code == 200
    assert head.post(back, {"note": "Cukup 22 juta."}).status_code == 302
    assert Message.objects.get(subject__contains="dikembalikan").recipient == cast.officer
    again = proposals.propose_approval(referral=referral, offer=offer(22_000_000), by=cast.officer)
    assert proposals.confirm_proposal(proposal=again, by=cast.branch_head).amount == 22_000_000


def test_an_old_page_confirms_nothing_new(cast, referral):
    old = proposals.propose_approval(referral=referral, offer=offer(), by=cast.officer)
    proposals.return_proposal(proposal=old, note="Kurangi.", by=cast.branch_head)
    proposals.propose_approval(referral=referral, offer=offer(24_000_000), by=cast.officer)
    confirm = reverse("bank:confirm", args=[referral.pk])
    answer = client_of(cast.branch_head).post(confirm, {"usul": str(old.pk)})
    assert answer.status_code == 409
    assert not Decision.objects.exists()


def test_a_case_declined_meanwhile_is_not_approved(cast, referral):
    proposal = proposals.propose_approval(referral=referral, offer=offer(), by=cast.officer)
    referrals.decline_referral(referral=referral, reason="quota", words="Habis.", by=cast.officer)
    proposal.referral.refresh_from_db()
    with pytest.raises((WrongState, CannotMove)):
        proposals.confirm_proposal(proposal=proposal, by=cast.branch_head)
    proposal.refresh_from_db()
    assert (proposal.state, Decision.objects.get().outcome) == ("waiting", "decline")
