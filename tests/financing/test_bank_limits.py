"""A bank's own industries, places and papers: from the admin into every answer of the engine."""

from __future__ import annotations

from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from associations.models import Business, KbliCode
from financing.actions.findings import is_as_kept
from financing.actions.rehearsals import start_rehearsal
from financing.findings import choices_for, rules_of
from financing.models import Product, Rehearsal, StoredFindings
from financing.stored import results_of
from financing.why import why_of_application
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.models import User
from tests import cast as play
from tests.financing.rules.conftest import book as book
from tests.financing.rules.conftest import drafted, run
from tests.office.places import export, page


@pytest.fixture
def cast(cast):
    """Everybody roasts coffee."""
    Business.objects.update(kbli=KbliCode.objects.get(code="10761", edition="2020"))
    return cast


def narrowed(product, **limits):
    """Only the coffee of Bandar Lampung fits these unless told otherwise; NIB asked for."""
    limits = {"sectors": ["10"], "regions": ["18.71"], "papers": ["nib"]} | limits
    Product.objects.filter(pk=product.pk).update(**limits)
    product.refresh_from_db()
    return product


def own(result):
    return {finding.rule: finding.outcome.name for finding in result.findings}


def choice(application, product):
    found = choices_for(application, timezone.localdate())
    return next(one for one in found if one.product == product)


@pytest.mark.parametrize(
    ("limits", "rule"),
    [({"sectors": ["31"]}, "bank_sector"), ({"regions": ["18.04"]}, "bank_region")],
)
def test_what_the_bank_leaves_out_cannot_be_chosen_and_says_why(cast, limits, rule):
    narrowed(cast.product_bri)
    application = play.draft(cast.member1, None)
    fits = choice(application, cast.product_bri)
    assert fits.open
    assert own(fits.result)["bank_papers"] == "UNKNOWN"  # asked for, not assumed
    narrowed(cast.product_bri, **limits)
    refused = choice(application, cast.product_bri)
    assert not refused.open
    assert own(refused.result)[rule] == "FAILED"
    finding = next(one for one in refused.result.findings if one.rule == rule)
    assert finding.layer == "bank"
    assert finding.sources[0]["id"] == cast.product_bri.slug
    assert choice(application, cast.product_bni).open


def test_a_paper_in_the_file_settles_the_banks_wish(cast):
    narrowed(cast.product_bri)
    application = play.draft(cast.member1, None)
    application.business.permits.create(kind="nib", number="1234567890123")
    assert own(choice(application, cast.product_bri).result)["bank_papers"] == "PASSED"


def test_an_empty_list_asks_nothing(cast):
    rules = rules_of(cast.product_bri)
    assert (rules.sectors, rules.regions, rules.papers) == ((), (), ())


def test_kept_replayed_and_shown_as_the_banks_own(book):
    product = narrowed(book.product_bri, sectors=["31", "10"], regions=["18.04", "18.71"])
    application = play.submitted(book.member1, product)
    (kept,) = application.findings.all()
    assert kept.products[0]["sectors"] == ["31", "10"]
    said = bytes(kept.plain)
    narrowed(product, sectors=["31"], regions=["18.04"], papers=[])
    kept = StoredFindings.objects.get(pk=kept.pk)
    assert is_as_kept(kept)
    assert bytes(kept.plain) == said
    told = next(one for one in results_of(kept) if one.product.code == product.slug)
    assert own(told)["bank_sector"] == "PASSED"
    why = why_of_application(application)
    rules = {rule.label: rule for one in why.products if one.chosen for rule in one.rules}
    assert rules["Bidang usaha di bank ini"].limit == "Mebel, Makanan"
    assert rules["Bidang usaha di bank ini"].own
    where = rules["Wilayah layanan bank ini"]
    assert where.limit == "Kabupaten Lampung Barat, Kota Bandar Lampung"


def test_findings_from_before_these_columns_still_replay(book):
    application = play.submitted(book.member1, book.product_bri)
    (kept,) = application.findings.all()
    new = ("sectors", "regions", "papers")
    plain = [{k: v for k, v in one.items() if k not in new} for one in kept.products]
    StoredFindings.objects.filter(pk=kept.pk).update(products=plain)
    assert is_as_kept(StoredFindings.objects.get(pk=kept.pk))


def test_a_rehearsal_counts_with_the_banks_limits(book):
    """Who is outside the bank's own limits loses nothing when the rule becomes stricter."""
    play.submitted(book.member1, book.product_bri, amount=25_000_000)
    narrowed(book.product_bri, sectors=["31"])
    run(start_rehearsal(edition=drafted(book), by=book.staff))
    rehearsal = Rehearsal.objects.get()
    assert next(one for one in rehearsal.products if one["pk"] == book.product_bri.pk)[
        "sectors"
    ] == ["31"]
    lost = rehearsal.lines.filter(level="product", application__isnull=False, gains=False)
    assert set(lost.values_list("product", flat=True)) == {
        book.product_bni.pk, book.product_bank_lampung.pk,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        ({"sectors": ["99"]}, "product_industries_known"),
        ({"regions": ["18.71", "1871"]}, "product_regions_are_codes"),
        ({"papers": ["ijazah"]}, "product_papers_known"),
    ],
)
def test_the_table_refuses_what_the_engine_could_not_read(cast, limits, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Product.objects.update(**limits)


@pytest.fixture
def office(cast):
    sync_groups()
    user = play._user("data@uji.test", "Dewi Data", "staff", is_staff=True)
    user.groups.add(Group.objects.get(name="Petugas"))
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def posted(product, **more):
    return {
        "bank": product.bank_id, "scheme": product.scheme, "name": product.name,
        "slug": product.slug, "min_amount": product.min_amount, "max_amount": product.max_amount,
        "max_months_working_capital": 36, "max_months_investment": 60, "rate": "6",
        "source": "laman bank", "source_on": "2026-11-01", "is_active": "on", **more,
    }  # fmt: skip


def test_ticked_in_the_admin(cast, office):
    product = cast.product_bri
    text = unescape(office.get(page(product)).content.decode())
    for words in ("Tekstil dan tenun", "Kota Bandar Lampung", "BPJS Ketenagakerjaan"):
        assert words in text
    more = {"sectors": ["13", "10"], "regions": ["18.04", "18.71"], "papers": ["npwp"]}
    assert office.post(page(product), posted(product, **more)).status_code == 302
    product.refresh_from_db()
    assert (product.sectors, product.regions) == (["10", "13"], ["18.04", "18.71"])
    assert product.papers == ["npwp"]
    text = office.get(page(product)).content.decode()
    assert text.count("checked") == 6  # with "on offer"
    listed = b"".join(office.post(export("financing.product"))).decode()
    assert "Makanan, Tekstil dan tenun" in listed
    assert office.post(page(product), posted(product)).status_code == 302
    product.refresh_from_db()
    assert product.sectors == product.regions == product.papers == []


@pytest.mark.parametrize(
    "wrong", [{"sectors": ["99"]}, {"regions": ["18.99"]}, {"papers": ["\x00"]}]
)
def test_a_tick_that_is_not_in_the_list(cast, office, wrong):
    answer = office.post(page(cast.product_bri), posted(cast.product_bri, **wrong))
    assert answer.status_code == 200
    assert "tidak ada dalam daftar" in answer.content.decode()
    assert not Product.objects.exclude(sectors=[], regions=[], papers=[]).exists()


def test_shown_to_everybody(client, cast, django_assert_max_num_queries):
    narrowed(cast.product_bri, papers=["nib", "bpjs_tk"])
    text = unescape(client.get("/kur/").content.decode())
    assert "Hanya untuk industri: Makanan." in text
    assert "Hanya di: Kota Bandar Lampung." in text
    assert "Surat yang diminta bank: NIB, BPJS Ketenagakerjaan." in text
    assert text.count("Hanya di:") == 1


def test_the_public_check_asks_what_only_the_bank_wants_to_know(client, cast):
    answers = {
        "amount": "40 juta", "months": "24", "purpose": "kmk", "sector": "industri",
        "has_nib": "ya", "region_code": "18.71",
    }  # fmt: skip
    question = 'name="has_bpjs_tk"'
    assert question not in client.post("/kur/cek/", answers).content.decode().split('id="lagi"')[1]
    narrowed(cast.product_bri, sectors=[], regions=[], papers=["bpjs_tk"])
    asked = client.post("/kur/cek/", answers).content.decode().split('id="lagi"')[1]
    assert question in asked
    refused = client.post("/kur/cek/", answers | {"has_bpjs_tk": "tidak"}).content.decode()
    assert "Bank ini meminta: BPJS Ketenagakerjaan." in refused
