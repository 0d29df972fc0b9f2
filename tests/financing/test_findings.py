"""From a file to facts: only what the portal knows, and every bank of the place in front of it."""

from __future__ import annotations

import datetime

from financing.actions.papers import attach_paper
from financing.findings import choice_of, choices_for, facts_of
from financing.kur.instalments import schedule
from financing.models import Product
from tests import cast as play

DAY = datetime.date(2026, 11, 24)


def test_what_is_not_known_is_not_assumed(cast):
    facts = facts_of(play.draft(cast.member1, cast.product_bri))
    assert (facts.amount, facts.months, facts.purpose) == (25_000_000, 24, "kmk")
    assert (facts.region_code, facts.yearly_sales, facts.workers) == ("18.71", 240_000_000, 3)
    assert facts.birth_date == datetime.date(1980, 1, 1)
    assert facts.in_group is True
    unknown = ("has_nib", "has_sku", "has_npwp", "has_bpjs_tk", "married", "kur_total", "kol")
    assert [getattr(facts, name) for name in unknown] == [None] * len(unknown)


def test_a_paper_in_the_file_or_a_permit_counts(cast):
    application = play.draft(cast.member1, cast.product_bri)
    attach_paper(application=application, kind="sku", file=play.photo(), by=cast.member1)
    application.business.permits.create(kind="nib", number="1234567890123")
    facts = facts_of(application)
    assert (facts.has_sku, facts.has_nib, facts.has_npwp) == (True, True, None)


def test_a_paper_that_was_taken_out_does_not_count(cast):
    application = play.draft(cast.member1, cast.product_bri)
    paper = attach_paper(application=application, kind="npwp", file=play.photo(), by=cast.member1)
    assert facts_of(application).has_npwp is True
    application.papers.filter(pk=paper.pk).update(removed_at=paper.added_at)
    assert facts_of(application).has_npwp is None


def test_banks_that_fit_come_first_and_none_is_left_out(cast):
    application = play.draft(cast.member1, None)
    Product.objects.filter(pk=cast.product_bri.pk).update(max_amount=20_000_000)
    choices = choices_for(application, DAY)
    assert [choice.product for choice in choices] == [
        cast.product_bni,
        cast.product_bank_lampung,
        cast.product_bri,
    ]
    last = choices[-1]
    assert [choice.open for choice in choices] == [True, True, False]
    assert "Rp20 juta" in last.against[0]
    assert any("Rp20 juta" in words for words in last.ways)
    assert not last.result.eligible


def test_a_bank_without_a_branch_here_or_off_the_market_is_not_offered(cast):
    application = play.draft(cast.member1, None)
    cast.branch_bni.serves.clear()
    Product.objects.filter(pk=cast.product_bank_lampung.pk).update(is_active=False)
    assert [one.product for one in choices_for(application, DAY)] == [cast.product_bri]
    application.product = cast.product_bni
    assert choice_of(application, DAY) is None


def test_the_chosen_one_alone_says_the_same_as_in_the_list(cast):
    application = play.draft(cast.member1, cast.product_bri)
    alone = choice_of(application, DAY)
    listed = next(one for one in choices_for(application, DAY) if one.product == cast.product_bri)
    assert alone.result.to_json_bytes() == listed.result.to_json_bytes()
    assert alone.instalment == schedule(25_000_000, 24, cast.product_bri.rate).instalment


def test_without_an_amount_there_is_no_instalment(cast):
    application = play.draft(cast.member1, cast.product_bri)
    application.amount = None
    assert choice_of(application, DAY).instalment is None


def test_sex_and_name_change_nothing(cast):
    application = play.draft(cast.member1, cast.product_bri)
    before = choice_of(application, DAY).result.to_json_bytes()
    application.owner.sex, application.owner.name = "P", "Aminah binti Kopi"
    assert choice_of(application, DAY).result.to_json_bytes() == before
