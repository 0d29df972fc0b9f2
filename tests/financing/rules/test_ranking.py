"""The order of suitable products: published weights, tried and approved by a second person."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from financing.actions.quotas import open_quota
from financing.actions.ranking import (
    CannotWeigh,
    approve_weights,
    cancel_weights,
    draft_weights,
    try_weights,
)
from financing.findings import choices_for
from financing.matching.score import Part, Weights
from financing.models import Bank, RankingWeights, ServiceTime
from financing.ranking import FIRST, weights_on
from financing.reference import load_weights
from financing.tasks import resume_rankings, try_ranking
from ikm_portal.audit.engine import CannotMove
from tests import cast as play
from tests.financing.rules.conftest import book, today, tomorrow

__all__ = ["book"]
ONLY_SPEED = Weights(fit=0, near=0, speed=100, cost=0, room=0)
URL = "/admin/financing/rankingweights/"


@pytest.fixture
def weighed(book: SimpleNamespace) -> SimpleNamespace:
    """One open file; BNI answers faster than BRI."""
    load_weights()
    book.file = play.draft(book.member1, None)
    Bank.objects.filter(pk=book.product_bri.bank_id).update(decision_days=20)
    Bank.objects.filter(pk=book.product_bni.bank_id).update(decision_days=6)
    Bank.objects.filter(pk=book.product_bank_lampung.bank_id).update(decision_days=30)
    return book


def drafted(cast, weights=ONLY_SPEED, day=None, by=None):
    return draft_weights(
        weights=weights,
        why="Pemohon paling sering mengeluh soal lama menunggu.",
        effective_from=day or today(),
        by=by or cast.staff,
    )


def approved(cast, weights=ONLY_SPEED, day=None):
    row = drafted(cast, weights, day)
    try_weights(row.pk)
    return approve_weights(row=row, by=cast.head)


def order(cast, day=None):
    return [choice.product for choice in choices_for(cast.file, day or today())]


def test_the_first_weights_are_in_force_and_loaded_once(weighed):
    assert load_weights() == 1
    assert weights_on(today()) == FIRST


def test_a_faster_bank_stands_before_a_slower_one(weighed):
    approved(weighed)
    assert order(weighed) == [
        weighed.product_bni,
        weighed.product_bri,
        weighed.product_bank_lampung,
    ]
    told = choices_for(weighed.file, today())[0]
    assert told.score.points[Part.SPEED] == 96
    assert "6 hari kerja" in told.parts[0].figure


def test_how_long_it_really_took_counts_more_than_the_target(weighed):
    approved(weighed)
    bri, bni = weighed.product_bri.bank, weighed.product_bni.bank
    for bank, median in ((bri, 7), (bni, None)):
        ServiceTime.objects.create(
            bank=bank, counted_on=today(), cases=40, decided=19, silent=1, kept=18, broken=22,
            median=median, p80=None, longest=25,
        )  # fmt: skip
    told = {one.product.bank: one for one in choices_for(weighed.file, today())}
    assert told[bri].score.points[Part.SPEED] == 92
    assert told[bri].parts[0].figure == "nyatanya 7 hari kerja"
    assert told[bni].score.points[Part.SPEED] == 20  # most still wait: as long as the longest
    few = ServiceTime.objects.get(bank=bri)
    few.kept, few.broken = 1, 0
    few.save()
    told = {one.product.bank: one for one in choices_for(weighed.file, today())}
    assert told[bri].parts[0].figure == "target bank 20 hari kerja"


def test_what_does_not_fit_stays_behind_whatever_its_points(weighed):
    approved(weighed)
    weighed.product_bni.max_amount = 1_000_000
    weighed.product_bni.min_amount = 1
    weighed.product_bni.save()
    assert order(weighed)[-1] == weighed.product_bni


def test_equal_points_stand_in_the_order_of_codes(weighed):
    Bank.objects.update(decision_days=10)
    approved(weighed)
    codes = [product.bank.code for product in order(weighed)]
    assert codes == sorted(codes)


def test_what_a_bank_still_has_moves_it(weighed):
    Bank.objects.update(decision_days=10)
    approved(weighed, Weights(0, 0, 0, 0, 100))
    amount = weighed.file.amount
    for product, left in (
        (weighed.product_bri, amount),
        (weighed.product_bank_lampung, 10 * amount),
    ):
        open_quota(
            product=product,
            starts_on=today(),
            ends_on=today(),
            amount=left,
            source="Surat bank",
            as_of=today(),
            by=weighed.staff,
        )
    assert order(weighed) == [
        weighed.product_bank_lampung,
        weighed.product_bni,
        weighed.product_bri,
    ]


def test_sex_name_and_age_change_no_order_and_no_points(weighed):
    before = [(one.product, one.score) for one in choices_for(weighed.file, today())]
    owner = weighed.file.business.owner
    owner.sex = "m" if owner.sex == "f" else "f"
    owner.name = "Zzz Aaa"
    owner.birth_date = owner.birth_date.replace(year=owner.birth_date.year - 5)
    owner.save()
    weighed.file.refresh_from_db()
    assert [(one.product, one.score) for one in choices_for(weighed.file, today())] == before


def test_they_wait_for_their_day(weighed):
    approved(weighed, day=tomorrow())
    assert weights_on(today()) == FIRST
    assert weights_on(tomorrow()) == ONLY_SPEED


def test_trying_counts_whose_first_choice_changes(weighed):
    row = drafted(weighed)
    try_ranking.apply(args=[row.pk])
    row.refresh_from_db()
    assert row.state == "rehearsed"
    bri, bni = weighed.product_bri.bank.name, weighed.product_bni.bank.name
    first_now = order(weighed)[0].bank.name
    assert row.tried["files"] == 1
    assert row.tried["changed"] == (first_now != bni)
    assert row.tried["first"][bni][1] == 1
    assert set(row.tried["first"]) <= {bri, bni, first_now}
    assert try_weights(row.pk) is None  # the task may come twice


def test_the_clock_finds_what_nobody_counted(weighed, monkeypatch):
    monkeypatch.setattr(try_ranking, "delay", try_ranking)
    row = drafted(weighed)
    assert resume_rankings() == 0  # somebody may be counting it now
    RankingWeights.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=10))
    assert resume_rankings() == 1
    row.refresh_from_db()
    assert (row.state, row.tried["files"]) == ("rehearsed", 1)
    assert resume_rankings() == 0


def test_published_is_what_was_tried(weighed):
    row = drafted(weighed)
    found = try_weights(row.pk)
    approve_weights(row=row, by=weighed.head)
    first = order(weighed)[0].bank.name
    assert found["first"][first][1] == 1


def test_not_by_oneself_not_untried_not_by_others(weighed):
    row = drafted(weighed)
    with pytest.raises(CannotMove):
        approve_weights(row=row, by=weighed.head)  # not tried yet
    try_weights(row.pk)
    with pytest.raises(CannotMove):
        approve_weights(row=row, by=weighed.staff)
    with pytest.raises(CannotMove):
        approve_weights(row=row, by=weighed.officer)
    with pytest.raises(CannotWeigh):
        drafted(weighed, by=weighed.officer)
    row.refresh_from_db()
    assert row.state == "rehearsed"
    assert weights_on(today()) == FIRST


def test_the_database_says_so_too(weighed):
    row = drafted(weighed)
    for change in (
        {"fit": 90},
        {"state": "approved"},
        {"state": "approved", "tried": {}, "approved_by": weighed.staff},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RankingWeights.objects.filter(pk=row.pk).update(**change)


def test_the_past_is_no_first_day(weighed):
    yesterday = today() - datetime.timedelta(days=1)
    with pytest.raises(CannotWeigh, match="paling cepat"):
        drafted(weighed, day=yesterday)


def test_called_off_before_the_day_not_after(weighed):
    cancel_weights(row=approved(weighed, day=tomorrow()), by=weighed.head, note="Salah hitung.")
    assert weights_on(tomorrow()) == FIRST
    with pytest.raises(CannotMove):
        cancel_weights(row=approved(weighed), by=weighed.head, note="Salah hitung.")


def test_the_public_page_shows_the_weights_in_force(client, weighed, django_assert_num_queries):
    approved(weighed)
    drafted(weighed, Weights(1, 2, 3, 4, 90))
    with django_assert_num_queries(1):
        text = client.get("/kur/urutan/").content.decode()
    assert "Bobot 2" in text
    assert "100 dari 100" in text
    assert "Bobot 3" not in text  # a draft is nobody's business yet


def test_the_public_page_of_an_empty_portal(client, db):
    text = client.get("/kur/urutan/").content.decode()
    assert "30 dari 100" in text
    assert "Belum ada perubahan" in text


def test_the_office_drafts_and_the_head_approves(client, weighed):
    client.force_login(weighed.staff)
    answers = {"fit": 10, "near": 10, "speed": 60, "cost": 10, "room": 10, "why": "Cepat dulu."}
    bad = client.post(URL + "add/", answers | {"room": 11, "effective_from": today()})
    assert "harus 100, sekarang 101" in bad.content.decode()
    assert RankingWeights.objects.count() == 1
    late = client.post(URL + "add/", answers | {"effective_from": "2020-01-01"})
    assert "paling cepat" in late.content.decode()
    assert client.post(URL + "add/", answers | {"effective_from": today()}).status_code == 302
    row = RankingWeights.objects.get(number=2)
    try_weights(row.pk)
    step = reverse("admin:financing_rankingweights_step", args=[row.pk, "approve"])
    client.post(step, {"note": ""})
    row.refresh_from_db()
    assert row.state == "rehearsed"
    client.force_login(weighed.head)
    page = client.get(f"{URL}{row.pk}/change/").content.decode()
    assert "Pilihan pertamanya berubah" in page
    assert client.post(step, {"note": ""}).status_code == 302
    assert weights_on(timezone.localdate()).speed == 60


def test_queries_do_not_grow_with_products(weighed, django_assert_num_queries):
    choices_for(weighed.file, today())
    with django_assert_num_queries(9):
        assert len(choices_for(weighed.file, today())) == 3
    for number in range(20):
        weighed.product_bri.pk, weighed.product_bri.slug = None, f"lain-{number}"
        weighed.product_bri.save(force_insert=True)
    with django_assert_num_queries(9):
        assert len(choices_for(weighed.file, today())) == 23
