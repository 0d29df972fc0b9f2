"""What was said of a file when it was sent is said again to the byte, whatever changed since."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from financing.actions.findings import is_as_kept, replay
from financing.actions.referrals import refer_application
from financing.models import Product, StoredFindings
from financing.stored import CannotReplay
from financing.why import why_of_application
from tests import cast as play
from tests.financing.rules.conftest import approved, today


def test_every_active_product_of_every_bank_matched_or_not(book):
    book.product_bni.is_active = False
    book.product_bni.save()
    book.branch_bank_lampung.serves.clear()  # no branch for the place: told all the same
    application = play.submitted(book.member1, book.product_bri)
    (kept,) = application.findings.all()
    told = json.loads(kept.plain)
    assert [one["product"] for one in told["products"]] == [
        product.slug for product in Product.objects.on_offer().order_by("bank__code", "min_amount")
    ]
    assert book.product_bni.slug not in kept.plain.decode()
    assert (kept.moment, kept.on, kept.edition.number) == ("submit", today(), 1)
    rule = next(rule for rule in told["products"][0]["scheme_findings"] if rule["rule"] == "amount")
    assert rule["value"] == 25_000_000
    assert rule["source"]


def test_again_when_it_goes_to_a_bank(book):
    referral = play.sent(book, book.member1, book.product_bri)
    assert [one.moment for one in referral.application.findings.order_by("pk")] == [
        "submit", "refer",
    ]  # fmt: skip
    assert referral.findings.moment == "refer"


def test_the_same_bytes_after_rules_products_and_facts_changed(book):
    application = play.submitted(book.member1, book.product_bri)
    (kept,) = application.findings.all()
    said = bytes(kept.plain)
    approved(book, 20_000_000)
    Product.objects.update(max_amount=11_000_000, name="Lain")
    Product.objects.filter(pk=book.product_bni.pk).update(is_active=False)
    application.business.started_on = today()
    application.business.save()
    kept = StoredFindings.objects.get(pk=kept.pk)
    assert replay(kept) == said
    assert is_as_kept(kept)
    from financing.actions.applications import verify_application

    verify_application(application=application, by=book.staff)
    Product.objects.update(max_amount=100_000_000)
    referral = refer_application(application=application, by=book.staff)
    assert referral.findings.edition.number == 2
    assert bytes(referral.findings.plain) != said
    assert _command() == "2 replayed, 0 different"


def test_no_name_number_or_phone_in_what_is_kept(book):
    referral = play.sent(book, book.member1, book.product_bri)
    owner = referral.owner
    for kept in referral.application.findings.all():
        text = kept.plain.decode() + json.dumps(kept.facts) + json.dumps(kept.products)
        for secret in (owner.nik, owner.phone, owner.name, owner.npwp or "tanpa npwp"):
            assert secret not in text


def test_a_changed_byte_is_named(book):
    application = play.submitted(book.member1, book.product_bri)
    (kept,) = application.findings.all()
    assert _command("--code", application.code.lower()) == "1 replayed, 0 different"
    facts = {**kept.facts, "amount": 24_999_999}
    StoredFindings.objects.filter(pk=kept.pk).update(facts=facts)
    told = io.StringIO()
    with pytest.raises(CommandError, match="do not replay"):
        call_command("replay_findings", stdout=io.StringIO(), stderr=told)
    assert f"{application.code} submit" in told.getvalue()


def test_rules_that_are_gone_are_said_to_be_gone(book):
    (kept,) = play.submitted(book.member1, book.product_bri).findings.all()
    kept.rules_version = "kur-0000000000000000"
    with pytest.raises(CannotReplay, match="kur-0000"):
        replay(kept)


def test_findings_from_before_the_banks_names_were_kept_still_open(book):
    application = play.submitted(book.member1, book.product_bri)
    (kept,) = application.findings.all()
    plain = [{k: v for k, v in one.items() if k != "bank_name"} for one in kept.products]
    StoredFindings.objects.filter(pk=kept.pk).update(products=plain)
    why = why_of_application(application)
    assert why is not None
    assert why.products[0].bank == "BRI"


def test_every_rule_of_the_chosen_product_and_of_all_when_asked(book, client):
    application = play.submitted(book.member1, book.product_bri)
    why = why_of_application(application)
    whole = why_of_application(application, whole=True)
    assert why is not None
    assert whole is not None
    for short, full in zip(why.products, whole.products, strict=True):
        assert full.counted == len(full.rules) == short.counted
        assert short.failed == full.failed
        assert short.rules == (full.rules if short.chosen else [])
    client.force_login(book.member1)
    page = f"/anggota/pengajuan/{application.code}/"
    short = client.get(page).content.decode()
    full = client.get(page, {"aturan": "semua"}).content.decode()
    assert 'href="?aturan=semua#mengapa"' in short
    assert 'href="?aturan=semua#mengapa"' not in full
    others = [product for product in why.products if not product.chosen]
    assert others
    assert full.count("<li>") - short.count("<li>") == sum(one.counted for one in others)


def test_a_code_without_findings(book):
    with pytest.raises(CommandError, match="No findings"):
        _command("--code", "XXXX-XXXX")


def test_a_step_that_fails_keeps_nothing(book):
    from financing.actions.referrals import CannotRefer

    application = play.verified(book, book.member1, book.product_bri)
    book.branch_bri.serves.clear()
    with pytest.raises(CannotRefer):
        refer_application(application=application, by=book.staff)
    assert application.findings.count() == 1
    assert connection.in_atomic_block


def _command(*args):
    out = io.StringIO()
    call_command("replay_findings", *args, stdout=out)
    return out.getvalue().strip()
