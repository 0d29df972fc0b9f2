"""The public figures: what is shown, what it costs, and that page and CSV agree."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from financing.actions import referrals
from financing.actions.filling import choose_another_bank
from financing.models import Decision, Referral, SupportKind, SupportRequest
from ikm_portal.dashboards.statistics import MAP_ORDER, counted_flow, figures
from tests import cast as play


@pytest.fixture
def asked(cast):
    """12 requests for the coffee makers, 3 without an association, a month and more ago."""
    kind = SupportKind.objects.first() or SupportKind.objects.create(code="uji", name="Uji")
    for number in range(15):
        SupportRequest.objects.create(
            kind=kind,
            asker=cast.manager_kopi,
            association=cast.kopi if number < 12 else None,
            subject="Pelatihan",
            body="Kami ingin belajar.",
        )
    SupportRequest.objects.update(created_at=timezone.now() - datetime.timedelta(days=40))
    return cast


def lines(client):
    text = client.get(reverse("statistics-csv")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_small_and_its_cover_are_held_back(client, asked):
    found = figures()
    assert found.support.totals == [10]  # fifteen, in tens
    assert found.support.by_product == {"": [None], asked.kopi.commodity: [None]}
    page = client.get(reverse("statistics"))
    assert page.status_code == 200
    assert all(len(row) == 5 for row in lines(client))
    assert not [row for row in lines(client)[1:] if row[4] and int(row[4]) < 10]
    assert ["Permintaan dukungan", "semua", "semua", "10"] in [row[1:] for row in lines(client)]


def test_one_who_comes_between_two_months_shows_in_neither_file(client, asked):
    before = lines(client)
    one = SupportRequest.objects.first()
    one.pk, one.code = None, "2222-3333"
    one.save()
    SupportRequest.objects.update(created_at=timezone.now() - datetime.timedelta(days=40))
    cache.delete(f"public-figures:{timezone.localdate().replace(day=1):%Y-%m}")
    assert SupportRequest.objects.count() == 16
    assert lines(client) == before


def test_this_month_is_not_counted_yet(asked):
    SupportRequest.objects.update(created_at=timezone.now())
    assert figures().support.totals == [None]


def test_few_queries_then_none(client, asked, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        figures()
    with django_assert_max_num_queries(0):
        client.get(reverse("statistics"))


def test_every_kabupaten_has_its_tile(cast):
    assert len(set(MAP_ORDER)) == 15


def test_linked_from_the_footer(client, cast):
    assert reverse("statistics") in client.get(reverse("home")).content.decode()


def test_an_application_counts_once_however_often_it_is_sent(cast):
    """Declined by one bank, sent to another and approved there: one of each, as approved."""
    application = play.declined(cast).application
    application.refresh_from_db()
    choose_another_bank(application=application, product=cast.product_bni, by=cast.member1)
    play.consent_to(cast.member1, cast.inst_bni)
    second = referrals.refer_application(application=application, by=cast.staff)
    referrals.receive_referral(referral=second, by=cast.officer_bni)
    referrals.start_review(referral=second, by=cast.officer_bni)
    offer = referrals.Offer(amount=20_000_000, months=24, rate=Decimal("6.00"))
    referrals.approve_referral(referral=second, offer=offer, by=cast.officer_bni)
    assert (Referral.objects.count(), Decision.objects.count()) == (2, 2)
    flow = counted_flow(timezone.localdate() + datetime.timedelta(days=1))
    assert [sum(groups.values()) for groups in flow] == [1, 1, 1]
    assert {state for _place, _product, state in flow[2]} == {"approve"}


def test_no_state_of_a_request_is_published(client, asked):
    assert figures().support.by_state == {}
    assert "keadaan" not in {row[2] for row in lines(client) if row[1] == "Permintaan dukungan"}


def test_nothing_yet_and_nothing_by_place(client, asked):
    """A map full of dashes tells nothing: a sentence stands in its place."""
    page = client.get(reverse("statistics")).content.decode()
    assert "map-tiles" not in page
    assert "masih terlalu kecil" in page
    SupportRequest.objects.all().delete()
    cache.delete(f"public-figures:{timezone.localdate():%Y-%m}")
    empty = client.get(reverse("statistics")).content.decode()
    assert "Belum cukup banyak yang tercatat" in empty
    assert "Per produk" not in empty
