"""Two at once, on real PostgreSQL with real threads: one wins, the other reads why."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from financing.actions import applications, quotas, referrals
from financing.models import Application, Decision, Quota, Referral
from ikm_portal.audit.chain import verify
from ikm_portal.audit.engine import CannotMove
from tests import cast as play
from tests import together

pytestmark = pytest.mark.django_db(transaction=True)
Refusals = (CannotMove, applications.CannotApply, referrals.CannotRefer, referrals.CannotDecide)
at_once = partial(together.at_once, refused=Refusals)


def test_two_officers_receive(cast):
    pk = play.sent(cast, cast.member1, cast.product_bri).pk
    jobs = [
        lambda by=by: referrals.receive_referral(referral=Referral.objects.get(pk=pk), by=by)
        for by in (cast.officer, cast.colleague)
    ]
    done, told = at_once(*jobs)
    assert len(done) == 1
    assert len(told[0]) > 20
    assert Referral.objects.get(pk=pk).officer in {cast.officer, cast.colleague}


def test_yes_and_no_at_once(cast):
    pk = play.in_review(cast).pk

    def yes():
        return referrals.approve_referral(
            referral=Referral.objects.get(pk=pk),
            offer=referrals.Offer(20_000_000, 24, Decimal(6)),
            by=cast.officer,
        )

    def no():
        return referrals.decline_referral(
            referral=Referral.objects.get(pk=pk),
            reason="capacity",
            words="Belum cukup.",
            by=cast.branch_head,
        )

    done, told = at_once(yes, no)
    assert (len(done), len(told)) == (1, 1)
    decision = Decision.objects.get()
    expected = {"approve": "approved", "decline": "declined"}[decision.outcome]
    assert Referral.objects.get(pk=pk).state == expected
    assert Application.objects.get().state == expected


def test_withdrawal_against_decision_never_deadlocks(cast):
    pk = play.in_review(cast).pk

    def yes():
        return referrals.approve_referral(
            referral=Referral.objects.get(pk=pk),
            offer=referrals.Offer(20_000_000, 24, Decimal(6)),
            by=cast.officer,
        )

    def stop():
        return applications.withdraw_application(
            application=Application.objects.get(), by=cast.member1
        )

    at_once(yes, stop)
    assert Referral.objects.get(pk=pk).state in {"approved", "withdrawn"}
    assert verify().holds


def test_a_double_click_starts_one_draft(cast):
    business = cast.member1.owner.businesses.get()
    done, _told = at_once(
        *[lambda: applications.start_application(business=business, by=cast.member1)] * 2
    )
    assert len(done) == 2
    assert Application.objects.count() == 1


def test_two_clerks_refer_one_file(cast):
    application = play.verified(cast, cast.member1, cast.product_bri)
    done, _told = at_once(
        *[
            lambda: referrals.refer_application(
                application=Application.objects.get(pk=application.pk), by=cast.staff
            )
        ]
        * 2
    )
    assert len(done) == 1
    assert Referral.objects.count() == 1


def test_sixteen_want_the_last_quota(cast):
    """Room for five of sixteen: five get it, nobody waits for ever, nothing goes below zero."""
    files = []
    for number in range(16):
        user = play.member(cast, cast.kopi, 100 + number, f"Anggota {number}")
        files.append(play.verified(cast, user, cast.product_bri).pk)
    today = timezone.localdate()
    quota = quotas.open_quota(
        product=cast.product_bri,
        starts_on=datetime.date(today.year, 1, 1),
        ends_on=datetime.date(today.year, 12, 31),
        amount=5 * 25_000_000 + 1,
        source="uji",
        as_of=today,
        by=cast.staff,
    )
    jobs = [
        lambda pk=pk: referrals.refer_application(
            application=Application.objects.get(pk=pk), by=cast.staff
        )
        for pk in files
    ]
    done, told = at_once(*jobs)
    assert (len(done), len(told)) == (5, 11)
    quota.refresh_from_db()
    assert quota.amount_left == 1
    assert Referral.objects.count() == 5
    assert Quota.objects.get().entries.filter(kind="reserved").count() == 5
    assert verify().holds


def test_sixteen_decide_at_once_and_the_ledger_adds_up(cast):
    """Eight say yes in part, eight no, all at the same moment, and again: what is left is the total
    less what was granted, and every case has one decision."""
    cases = []
    today = timezone.localdate()
    quota = quotas.open_quota(
        product=cast.product_bri,
        starts_on=datetime.date(today.year, 1, 1),
        ends_on=datetime.date(today.year, 12, 31),
        amount=16 * 25_000_000,
        count=16,
        source="uji",
        as_of=today,
        by=cast.staff,
    )
    for number in range(16):
        user = play.member(cast, cast.kopi, 100 + number, f"Anggota {number}")
        cases.append(play.in_review(cast, user).pk)
    quota.refresh_from_db()
    assert (quota.amount_left, quota.count_left) == (0, 0)
    offer = referrals.Offer(amount=20_000_000, months=24, rate=Decimal(6))

    def decide(pk, number):
        case = Referral.objects.get(pk=pk)
        if number % 2:
            return referrals.decline_referral(
                referral=case, reason="capacity", words="Belum cukup.", by=cast.officer
            )
        return referrals.approve_referral(referral=case, offer=offer, by=cast.officer)

    jobs = [lambda pk=pk, n=number: decide(pk, n) for number, pk in enumerate(cases)]
    done, told = at_once(*jobs)
    again, told_again = at_once(*jobs)
    assert (len(done), len(told), len(again), len(told_again)) == (16, 0, 0, 16)
    quota.refresh_from_db()
    assert quota.amount_left == 16 * 25_000_000 - 8 * 20_000_000
    assert quota.count_left == 8
    assert Decision.objects.count() == 16
    assert verify().holds
