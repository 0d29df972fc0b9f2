"""`may_view_x` and `visible_to` say the same, for every person and row of the cast."""

from __future__ import annotations

import pytest

from associations import rules as people_rules
from associations.models import Association, Business, Consent, Membership, Owner
from financing import rules
from financing.actions import support
from financing.models import Application, Referral, SupportRequest
from ikm_portal.accounts.models import User
from tests import cast as play

PAIRS = [
    (Owner, people_rules.may_view_owner),
    (Business, people_rules.may_view_business),
    (Membership, people_rules.may_view_membership),
    (Association, people_rules.may_view_association),
    (Consent, people_rules.may_view_consent),
    (Application, rules.may_view_application),
    (Referral, rules.may_view_referral),
    (SupportRequest, rules.may_view_support),
]


@pytest.fixture
def rows(cast):
    play.in_review(cast, cast.member1)
    play.draft(cast.member2, cast.product_bni)
    play.sent(cast, cast.member_garam, cast.product_bank_lampung)
    play.member(cast, cast.garam, 40, "Dewi Belum", confirmed=False)
    play.support_request(cast.member1, cast)
    asked = play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=60)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)


@pytest.mark.parametrize(("model", "may_view"), PAIRS, ids=lambda value: value.__name__)
def test_rule_and_rows_agree(rows, model, may_view):
    for user in User.objects.order_by("pk"):
        seen = set(model.objects.visible_to(user).values_list("pk", flat=True))
        allowed = {row.pk for row in model.objects.all() if may_view(user, row)}
        assert seen == allowed, f"{user} ({user.kind})"


@pytest.mark.parametrize(("model", "may_view"), PAIRS, ids=lambda value: value.__name__)
def test_no_row_stands_twice(rows, model, may_view):
    for user in User.objects.order_by("pk"):
        pks = list(model.objects.visible_to(user).values_list("pk", flat=True))
        assert len(pks) == len(set(pks)), f"{user}"


def test_a_manager_who_left_sees_nothing(rows, cast):
    cast.kopi.managers.update(until="2026-01-01")
    for model, may_view in PAIRS:
        for row in model.objects.visible_to(cast.manager_kopi):
            assert row == SupportRequest.objects.filter(asker=cast.manager_kopi).first()
            assert may_view(cast.manager_kopi, row)


def test_a_former_officer_sees_nothing(rows, cast):
    cast.officer.postings.update(until="2026-01-01")
    assert not Referral.objects.visible_to(cast.officer).exists()
