"""Each number of the day is the number of rows behind it, and the page costs the same always."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.admin.sites import site
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from associations.models import Membership
from financing.models import Application, Referral, SupportRequest
from ikm_portal.calendar.models import Holiday
from ikm_portal.common.counts import capped_counts
from ikm_portal.dashboards.counts import in_words
from ikm_portal.dashboards.today import WORKS, todays_work
from ikm_portal.notifications.models import Delivery
from meetings.models import Commitment
from tests import cast as play
from tests.office.test_steps import a_promise, assigned

INDEX = "/admin/"
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.fixture
def busy(cast):
    """At least one row behind every number."""
    play.submitted(cast.member1, cast.product_bri)
    late = play.submitted(cast.member2, cast.product_bri)
    Application.objects.filter(pk=late.pk).update(due_on=YESTERDAY)
    play.sent(cast, cast.member_garam, cast.product_bri)
    Referral.objects.update(due_on=YESTERDAY)
    play.verified(cast, play.member(cast, cast.kopi, 41, "Eka"), cast.product_bni)
    play.member(cast, cast.kopi, 42, "Fitri", confirmed=False)
    play.support_request(cast.manager_kopi, cast, association=cast.kopi)
    assigned(cast)
    SupportRequest.objects.filter(state="assigned").update(due_on=YESTERDAY)
    promise = a_promise(cast)
    Commitment.objects.filter(pk=promise.pk).update(due_on=YESTERDAY)
    Commitment.objects.create(
        meeting=promise.meeting,
        institution=cast.inst_bri,
        what="Pekan ini",
        due_on=timezone.localdate() + datetime.timedelta(days=2),
    )
    Delivery.objects.filter(pk=Delivery.objects.order_by("pk").first().pk).update(state="failed")
    return cast


def test_each_number_leads_to_the_very_rows_behind_it(busy, room):
    client = room(busy.staff)
    tiles = todays_work(busy.staff)["tiles"]
    page = client.get(INDEX).content.decode()
    assert len(tiles) == len(WORKS)
    for tile in tiles:
        found = client.get(tile["url"]).context["cl"].result_count
        assert (tile["label"], str(found)) == (tile["label"], tile["value"])
        assert found >= 1, tile["label"]
        assert tile["url"].replace("&", "&amp;") in page


def test_the_oldest_stands_first_and_the_late_are_marked(busy, room):
    text = room(busy.staff).get(INDEX).content.decode()
    assert text.index("Aminah Kopi") < text.index("Budi Kopi")
    assert "Terlambat" in text


def test_the_day_costs_twelve_queries_whatever_waits(busy, room):
    client = room(busy.staff)

    def cost():
        client.get(INDEX)
        with CaptureQueriesContext(connection) as seen:
            client.get(INDEX)
        return len(seen), [query["sql"][:150] for query in seen]

    before, told = cost()
    assert before <= 12, told
    for number in range(50, 53):
        play.submitted(play.member(busy, busy.kopi, number, f"A{number}"), busy.product_bri)
    assert cost()[0] == before


def test_each_person_sees_the_work_that_is_theirs(busy, room):
    labels = {str(tile["label"]) for tile in todays_work(busy.reader)["tiles"]}
    assert labels == {"Komitmen lewat tenggat", "Komitmen jatuh tempo 7 hari ini"}
    assert "Aminah Kopi" not in room(busy.reader).get(INDEX).content.decode()


def test_a_missing_year_of_holidays_is_said(busy, room):
    Holiday.objects.all().delete()
    year = timezone.localdate().year
    text = room(busy.staff).get(INDEX).content.decode()
    assert f"Hari libur tahun {year + 1} belum diisi" in text


def test_an_empty_day_is_calm(cast):
    Membership.objects.all().delete()
    work = todays_work(cast.staff)
    assert {tile["tone"] for tile in work["tiles"]} == {"neutral"}
    assert not work["lists"]


def test_counts_stop_and_say_so(cast):
    counts = capped_counts({"all": Application.objects.all()}, cap=1)
    assert counts == {"all": 0}
    for user in (cast.member1, cast.member2, cast.member_garam):
        play.submitted(user, cast.product_bri)
    counts = capped_counts({"all": Application.objects.all(), "no": Referral.objects.all()}, cap=1)
    assert counts == {"all": 2, "no": 0}
    assert (in_words(2, cap=1), in_words(1001), in_words(7)) == ("1+", "1.000+", "7")
    assert capped_counts({}) == {}


def test_every_room_of_every_group_opens(busy, room):
    for who in ("staff", "head", "reader", "keeper"):
        user = getattr(busy, who)
        client = room(user)
        request = RequestFactory().get("/")
        request.user = user
        for model, model_admin in site._registry.items():
            base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            may = model_admin.has_view_permission(request)
            assert client.get(base).status_code == (200 if may else 403), base
            may_add = model_admin.has_add_permission(request)
            assert client.get(base + "add/").status_code == (200 if may_add else 403), base
            obj = model_admin.get_queryset(request).first() if may else None
            if obj is not None:
                assert client.get(f"{base}{obj.pk}/change/").status_code == 200, base
                assert client.get(f"{base}{obj.pk}/history/").status_code == 200, base
