"""The whole way of an application through the real actions, and what may not happen on it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from associations.actions.members import confirm_membership
from associations.models import Consent, Membership
from financing.actions import applications, papers, quotas, referrals
from financing.actions.consents import withdraw_with_referral
from financing.models import Application, Branch, Quota, Referral
from ikm_portal.audit.chain import verify
from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.models import Entry
from tests import cast as play

TODAY = timezone.localdate


def test_from_draft_to_money(cast):
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    request = referral.paper_requests.get()
    papers.answer_paper_request(request=request, file=play.photo(), by=cast.member1)
    referral.refresh_from_db()
    assert referral.state == "in_review"
    referrals.approve_referral(
        referral=referral, offer=referrals.Offer(20_000_000, 24, Decimal(6)), by=cast.officer
    )
    referrals.record_contract(
        referral=referral, number="PK/1/2026", signed_on=TODAY(), by=cast.officer
    )
    referrals.record_disbursement(
        referral=referral, amount=20_000_000, paid_on=TODAY(), by=cast.officer
    )
    application = Application.objects.get()
    assert application.state == "disbursed"
    steps = Entry.objects.about(referral).moves().values_list("to_state", flat=True)
    expected = "received in_review papers_wanted in_review approved contracted disbursed"
    assert list(steps) == expected.split()


def test_a_person_has_one_active_referral(cast):
    play.sent(cast, cast.member1, cast.product_bri)
    with pytest.raises(applications.CannotApply, match="masih berjalan"):
        applications.start_application(
            business=cast.member1.owner.businesses.get(), by=cast.member1
        )


def test_a_double_click_starts_one_draft(cast):
    business = cast.member1.owner.businesses.get()
    first = applications.start_application(business=business, by=cast.member1)
    second = applications.start_application(business=business, by=cast.member1)
    assert first == second
    assert Application.objects.count() == 1


def test_what_is_missing_is_said_at_once(cast):
    application = play.draft(cast.member1, cast.product_bri)
    with pytest.raises(applications.CannotApply) as problem:
        applications.submit_application(application=application, by=cast.member1)
    assert "KTP" in str(problem.value)
    application.refresh_from_db()
    assert application.state == "draft"


def test_without_consent_nothing_reaches_a_bank(cast):
    application = play.verified(cast, cast.member1, cast.product_bri)
    with pytest.raises(referrals.CannotRefer, match="belum menyetujui"):
        referrals.refer_application(
            application=application, by=cast.staff, product=cast.product_bni
        )
    application.refresh_from_db()
    assert application.state == "verified"
    assert not Referral.objects.exists()


def test_a_branch_that_serves_nobody_there(cast):
    application = play.verified(cast, cast.member1, cast.product_bri)
    cast.branch_bri.serves.clear()
    with pytest.raises(referrals.CannotRefer, match="belum punya cabang"):
        referrals.refer_application(application=application, by=cast.staff)


@pytest.mark.parametrize("who", ["officer_liwa", "officer_bni", "member2", "manager_kopi", "staff"])
def test_only_the_branch_receives(cast, who):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    with pytest.raises(CannotMove):
        referrals.receive_referral(referral=referral, by=getattr(cast, who))
    referral.refresh_from_db()
    assert (referral.state, referral.officer) == ("sent", None)


def test_a_colleague_does_not_decide_what_another_took_but_the_head_may(cast):
    referral = play.in_review(cast)
    with pytest.raises(CannotMove, match="dipegang petugas lain"):
        referrals.decline_referral(
            referral=referral, reason="capacity", words="Belum.", by=cast.colleague
        )
    referrals.decline_referral(
        referral=referral, reason="capacity", words="Belum.", by=cast.branch_head
    )
    assert referral.state == "declined"


def test_after_a_refusal_the_file_goes_to_another_bank(cast):
    referral = play.declined(cast)
    play.consent_to(cast.member1, cast.inst_bni)
    application = Application.objects.get()
    second = referrals.refer_application(
        application=application, by=cast.staff, product=cast.product_bni
    )
    assert second.branch == cast.branch_bni
    assert referral.application.referrals.count() == 2


def test_withdrawal_closes_the_banks_case(cast):
    referral = play.in_review(cast)
    applications.withdraw_application(application=Application.objects.get(), by=cast.member1)
    referral.refresh_from_db()
    assert referral.state == "withdrawn"


def test_no_day_in_the_future_or_before_the_step(cast):
    referral = play.approved(cast)
    for day in (TODAY() + datetime.timedelta(days=1), TODAY() - datetime.timedelta(days=1)):
        with pytest.raises(referrals.CannotDecide):
            referrals.record_contract(
                referral=referral, number="PK/1", signed_on=day, by=cast.officer
            )
    assert referral.state == "approved"


def open_quota(cast, amount, count=None) -> Quota:
    return quotas.open_quota(
        product=cast.product_bri,
        starts_on=datetime.date(TODAY().year, 1, 1),
        ends_on=datetime.date(TODAY().year, 12, 31),
        amount=amount,
        count=count,
        source="uji",
        as_of=TODAY(),
        by=cast.staff,
    )


@pytest.mark.parametrize(
    ("starts", "ends", "stands"),
    [
        ("2026-01-01", "2026-12-31", False),
        ("2026-12-31", "2027-06-30", False),  # one day in both
        ("2025-06-01", "2026-01-01", False),
        ("2027-01-01", "2027-12-31", True),
        ("2025-01-01", "2025-12-31", True),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_one_figure_for_a_day(cast, starts, ends, stands, own):
    def opened(starts: str, ends: str, branch: Branch | None) -> Quota:
        return quotas.open_quota(
            product=cast.product_bri,
            branch=branch,
            starts_on=datetime.date.fromisoformat(starts),
            ends_on=datetime.date.fromisoformat(ends),
            amount=10**9,
            source="uji",
            as_of=TODAY(),
            by=cast.staff,
        )

    branch = cast.branch_bri if own else None
    opened("2026-01-01", "2026-12-31", branch)
    opened(starts, ends, None if own else cast.branch_bri)  # another pot
    if stands:
        opened(starts, ends, branch)
        return
    with pytest.raises(IntegrityError, match="quota_one_a_day"), transaction.atomic():
        opened(starts, ends, branch)


def left(quota: Quota) -> tuple[int, int | None]:
    quota.refresh_from_db()
    return quota.amount_left, quota.count_left


def test_the_ledger_reserves_settles_and_releases(cast):
    quota = open_quota(cast, 60_000_000, count=5)
    referral = play.in_review(cast)  # 25 million
    assert left(quota) == (35_000_000, 4)
    referrals.approve_referral(
        referral=referral, offer=referrals.Offer(20_000_000, 24, Decimal(6)), by=cast.officer
    )
    assert left(quota) == (40_000_000, 4)
    applications.withdraw_application(application=Application.objects.get(), by=cast.member1)
    assert left(quota) == (60_000_000, 5)
    entries = quota.entries.all()
    assert sum(entry.amount for entry in entries) == 60_000_000
    assert sum(entry.count for entry in entries) == 5


def test_no_room_means_no_referral(cast):
    quota = open_quota(cast, 24_999_999)
    application = play.verified(cast, cast.member1, cast.product_bri)
    with pytest.raises(referrals.CannotRefer, match="Kuota"):
        referrals.refer_application(application=application, by=cast.staff)
    application.refresh_from_db()
    assert application.state == "verified"
    assert left(quota) == (24_999_999, None)


def test_nobody_verifies_their_own_file(cast):
    application = play.submitted(cast.member1, cast.product_bri)
    play.grant(cast.member1, ["verify_application"])
    with pytest.raises(CannotMove, match="pengajuannya sendiri"):
        applications.verify_application(application=application, by=cast.member1)


@pytest.mark.django_db(transaction=True)
def test_the_chain_holds_after_the_story(cast):
    play.approved(cast)
    verdict = verify()
    assert verdict.holds
    assert verdict.entries == Entry.objects.count() > 10


def test_without_the_associations_help_managers_lose_sight_at_once(cast):
    referral = play.in_review(cast)
    consent = Consent.objects.get(owner=referral.owner, purpose="association")
    assert Application.objects.visible_to(cast.manager_kopi).exists()
    withdraw_with_referral(consent=consent, by=cast.member1)
    assert not Application.objects.visible_to(cast.manager_kopi).exists()
    assert not Referral.objects.visible_to(cast.manager_kopi).exists()
    referral.refresh_from_db()
    assert referral.state == "in_review"
    with pytest.raises(applications.CannotApply, match="belum menyetujui"):
        applications.start_application(
            business=referral.owner.businesses.get(), by=cast.manager_kopi, association=cast.kopi
        )


def test_a_manager_is_not_handed_another_associations_draft(cast):
    draft = play.draft(cast.member1, cast.product_bri)
    business = cast.member1.owner.businesses.get()
    second = Membership.objects.create(association=cast.garam, business=business)
    confirm_membership(membership=second, by=cast.member1)
    with pytest.raises(applications.CannotApply) as refusal:
        applications.start_application(
            business=business, by=cast.manager_garam, association=cast.garam
        )
    assert draft.code not in str(refusal.value)


def test_a_closed_case_is_not_handed_over(cast):
    referral = play.declined(cast)
    with pytest.raises(referrals.CannotDecide):
        referrals.hand_over(referral=referral, to=cast.colleague, by=cast.officer)
