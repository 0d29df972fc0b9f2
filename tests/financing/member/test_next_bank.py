"""After a refusal: what the reason rules out, what must be put right, and whose word travels."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from associations.actions.businesses import set_permit
from associations.models import Consent
from financing.actions import filling, referrals
from financing.actions.applications import CannotApply
from financing.actions.quotas import open_quota
from financing.enums import DeclineReason, ReferralState
from financing.models import Application, Product, Referral
from financing.reasons import ABOUT, Reach
from tests import cast as play

WORDS = "Penjualan belum cukup, kata-kata bank pertama."


@pytest.fixture
def me(client, cast) -> Client:
    client.force_login(cast.member1)
    return client


def declined(cast, reason: str, *, product: Product | None = None) -> Application:
    referral = play.sent(cast, cast.member1, product or cast.product_bri)
    referrals.receive_referral(referral=referral, by=cast.officer)
    referrals.start_review(referral=referral, by=cast.officer)
    referrals.decline_referral(referral=referral, reason=reason, words=WORDS, by=cast.officer)
    return Application.objects.get()


def more_products(cast) -> None:
    """A second product at BRI, one of another scheme at BNI."""
    for slug, bank, scheme in (("bri-kecil", "bri", "kecil"), ("bni-super", "bni", "super_mikro")):
        Product.objects.create(
            bank=getattr(cast, bank),
            slug=slug,
            scheme=scheme,
            name=slug,
            min_amount=1_000_000,
            max_amount=200_000_000,
            max_months_working_capital=48,
            max_months_investment=60,
            rate=Decimal("6.00"),
            source="uji",
            source_on="2026-01-01",
        )


def offered(page: str) -> list[str]:
    return re.findall(r'name="product" value="([^"]+)"', page)


def typed_fields(page: str) -> list[str]:
    """Fields of the page's main part into which somebody could type."""
    main = page[page.index("<main") : page.index("</main>")]
    kinds = r'<textarea|<input(?![^>]*type="(?:hidden|radio|checkbox|submit)")[^>]*>'
    return re.findall(kinds, main)


def page_of(me, application) -> str:
    answer = me.get(reverse("member:application-again", args=[application.code]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_reason_says_how_far_it_reaches():
    assert set(ABOUT) == set(DeclineReason)
    for reason, about in ABOUT.items():
        assert bool(about.cure) == (about.reach == Reach.EVERYWHERE), reason
        if about.cure:
            assert bool(about.cure.page) != bool(about.cure.url), reason


def test_two_requests_and_nothing_typed(me, cast):
    application = declined(cast, "quota")
    refusal = me.get(reverse("member:application", args=[application.code])).content.decode()
    url = reverse("member:application-again", args=[application.code])
    assert f'href="{url}"' in refusal
    requests = 0
    page = page_of(me, application)
    requests += 1
    assert typed_fields(page) == []
    answer = me.post(url, {"product": offered(page)[0], "agreed": "on"})
    requests += 1
    assert answer.status_code == 302
    assert requests <= 2
    application.refresh_from_db()
    assert application.state == "verified"
    assert Consent.objects.filter(recipient=application.product.bank.institution).exists()


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("quota", {"bri-kecil", "uji-bni-mikro", "bni-super", "uji-bank-lampung-mikro"}),
        ("sector", {"bri-kecil", "uji-bni-mikro", "bni-super", "uji-bank-lampung-mikro"}),
        ("capacity", {"uji-bni-mikro", "bni-super", "uji-bank-lampung-mikro"}),
        ("business_age", {"bri-kecil", "bni-super"}),
        ("no_nib", set()),
        ("slik", {"bri-kecil", "uji-bni-mikro", "bni-super", "uji-bank-lampung-mikro"}),
    ],
)
def test_what_the_reason_rules_out_is_not_offered(me, cast, reason, left):
    more_products(cast)
    application = declined(cast, reason)
    page = page_of(me, application)
    assert set(offered(page)) == left
    for product in Product.objects.exclude(slug__in=left).exclude(pk=cast.product_bri.pk):
        with pytest.raises(CannotApply):
            filling.choose_another_bank(
                application=application, product=product, by=cast.member1, put_right=True
            )
    assert Application.objects.get().state == "declined"


def test_after_quota_used_up_the_bank_with_the_most_left_comes_first(me, cast):
    play.grant(cast.staff, ["add_quota"])
    for product, amount in ((cast.product_bni, 30_000_000), (cast.product_bank_lampung, 10**10)):
        open_quota(
            product=product,
            starts_on="2026-01-01",
            ends_on="2099-12-31",
            amount=amount,
            source="uji",
            as_of="2026-01-01",
            by=cast.staff,
        )
    found = offered(page_of(me, declined(cast, "quota")))
    assert found == ["uji-bank-lampung-mikro", "uji-bni-mikro"]


def test_what_the_portal_sees_opens_the_way_by_itself(me, cast):
    application = declined(cast, "no_nib")
    page = page_of(me, application)
    edit = reverse("member:edit-business", args=[application.business_id])
    assert f'href="{edit}"' in page
    assert "oss.go.id" in page
    assert edit in me.get(reverse("member:application", args=[application.code])).content.decode()
    set_permit(business=application.business, kind="nib", number="1234567890123", by=cast.member1)
    page = page_of(me, application)
    assert edit not in page
    assert cast.product_bni.slug in offered(page)
    filling.choose_another_bank(application=application, product=cast.product_bni, by=cast.member1)
    assert Application.objects.get().state == "verified"


def test_what_every_bank_asks_needs_the_persons_word_that_it_is_put_right(me, cast):
    application = declined(cast, "slik")
    url = reverse("member:application-again", args=[application.code])
    assert "idebku.ojk.go.id" in page_of(me, application)
    answers = {"product": cast.product_bni.slug, "agreed": "on"}
    page = me.post(url, answers)
    assert page.status_code == 200
    assert "Bereskan dulu, lalu beri tanda" in page.content.decode()
    assert Application.objects.get().state == "declined"
    assert not Consent.objects.filter(recipient=cast.inst_bni).exists()
    with pytest.raises(CannotApply, match="Bereskan dulu"):
        filling.choose_another_bank(
            application=application, product=cast.product_bni, by=cast.member1
        )
    me.post(url, answers | {"put_right": "on"})
    assert Application.objects.get().product == cast.product_bni


# Whose word travels


def at_bni(cast, application: Application, *, tell: bool) -> Referral:
    filling.choose_another_bank(
        application=application, product=cast.product_bni, by=cast.member1, tell_reason=tell
    )
    application.refresh_from_db()
    return referrals.refer_application(application=application, by=cast.staff)


def everything_the_bank_reads(cast, referral: Referral) -> str:
    """The next bank's pages, from the first look to a refused step, with its letters."""
    officer = Client()
    officer.force_login(cast.officer_bni)
    case = reverse("bank:referral", args=[referral.pk])
    first = Referral.objects.order_by("pk").first()
    assert officer.get(reverse("bank:referral", args=[first.pk])).status_code == 404
    addresses = [
        reverse("bank:queue"),
        reverse("bank:queue") + f"?q={referral.application.code}",
        reverse("bank:queue") + "?tab=selesai&q=Aminah",
        reverse("bank:team"),
        reverse("inbox"),
        case,
        reverse("bank:contract", args=[referral.pk]),  # refused: not now
    ]
    read = [officer.get(address) for address in addresses]
    officer.post(reverse("bank:receive", args=[referral.pk]))
    read += [officer.get(case), officer.get(reverse("bank:decline", args=[referral.pk]))]
    letters = "".join(
        f"{letter.subject}{letter.body}" for letter in cast.officer_bni.messages.all()
    )
    return letters + "".join(one.content.decode() for one in read)


def test_the_next_bank_does_not_learn_of_the_refusal(cast):
    referral = at_bni(cast, declined(cast, "quota"), tell=False)
    assert referral.told_reason == ""
    read = everything_the_bank_reads(cast, referral)
    # The list of reasons stands on the form for declining; everything before it must be silent.
    before = read[: read.index('name="reason"')]
    for trace in ("BRI", WORDS, "Oki Petugas", "sebelumnya belum", "Pemohon memilih bank lain"):
        assert trace not in read, trace
    assert str(DeclineReason.QUOTA.label) not in before


def test_the_reason_travels_by_the_applicants_tick_alone(me, cast):
    application = declined(cast, "quota")
    page = page_of(me, application)
    assert not re.search(r'<input[^>]*name="tell_reason"[^>]*checked', page)
    url = reverse("member:application-again", args=[application.code])
    me.post(url, {"product": cast.product_bni.slug, "agreed": "on", "tell_reason": "on"})
    application.refresh_from_db()
    referral = referrals.refer_application(application=application, by=cast.staff)
    assert referral.told_reason == "quota"
    assert Application.objects.get().told_reason == ""
    read = everything_the_bank_reads(cast, referral)
    assert "Atas keinginannya sendiri" in read
    for trace in ("BRI", WORDS, "Oki Petugas"):
        assert trace not in read, trace


def test_a_reason_told_to_one_bank_goes_to_no_other(cast):
    application = declined(cast, "quota")
    filling.choose_another_bank(
        application=application, product=cast.product_bni, by=cast.member1, tell_reason=True
    )
    play.consent_to(cast.member1, cast.inst_bank_lampung)
    application.refresh_from_db()
    referral = referrals.refer_application(
        application=application, product=cast.product_bank_lampung, by=cast.staff
    )
    assert referral.told_reason == ""
    assert Application.objects.get().told_reason == ""


def test_all_earlier_refusals_count(me, cast):
    more_products(cast)
    application = declined(cast, "capacity")
    referral = at_bni(cast, application, tell=False)
    referrals.receive_referral(referral=referral, by=cast.officer_bni)
    referrals.decline_referral(
        referral=referral, reason="business_age", words="Baru mulai.", by=cast.officer_bni
    )
    assert referral.state == ReferralState.DECLINED
    # BRI has judged, and no bank lends this scheme to a business so young.
    assert offered(page_of(me, application)) == ["bni-super"]
