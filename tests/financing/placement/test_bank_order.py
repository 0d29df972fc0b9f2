"""A person orders what fits before a placement; the run reads exactly that."""

from __future__ import annotations

import itertools
import json
import random

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from financing.actions.bank_order import CannotOrder, leave_order_to_portal, order_banks
from financing.actions.placement import replay
from financing.actions.quotas import open_quota
from financing.bank_order import arranged, by_default, ordered_for
from financing.congestion import LastPrices
from financing.models import BankOrder, PlacementRun, Quota
from financing.placement import stable
from financing.placement.instance import Applicant, Instance, Offer, Pair, Price
from financing.placing import waiting_files
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.financing.placement.conftest import computed
from tests.financing.placement.test_places import of
from tests.office.test_lists import queries_of


def room(user):
    client = Client()
    client.force_login(user)
    return client


def file_of(cast, person):
    return waiting_files(cast.kopi).get(owner__user=person)


def slugs(ordered):
    return [row.slug for row in ordered.wanted]


def three(cast):
    return [p.slug for p in (cast.product_bri, cast.product_bni, cast.product_bank_lampung)]


def order(cast, person, *, without=(), by=None, names):
    order_banks(application=file_of(cast, person), order=names, without=without, by=by or person)


def address(file, name="bank-order"):
    return reverse(f"member:{name}", args=[file.code])


@pytest.mark.parametrize(
    ("default", "own", "without", "found"),
    [
        ("abcd", "dcba", "", "dcba"),
        ("abcd", "da", "", "dabc"),  # b behind a, c behind b
        ("abcd", "cb", "", "acdb"),  # a has nothing before it: in front; d behind c
        ("abcd", "db", "ac", "db"),
        ("ab", "xbya", "", "ba"),  # what no longer fits is gone
        ("abc", "", "", "abc"),
        ("abc", "abc", "abc", ""),
        ("abc", "ccb", "", "acb"),
    ],
)
def test_a_new_offer_joins_at_its_default_place(default, own, without, found):
    assert "".join(arranged(list(default), list(own), set(without))) == found


def test_by_default_the_price_is_taken_off_the_score():
    offers = [("a", "A", 5_000), ("b", "B", 4_900), ("c", "C", 5_000)]
    last = LastPrices(None, {"A": Price(million=10, person=1)})
    assert by_default(offers, 5_000_000, last) == ["c", "a", "b"]
    assert by_default(offers, 10_000_000, last) == ["c", "b", "a"]
    assert by_default(offers, 10_000_000, LastPrices()) == ["a", "c", "b"]


def test_the_run_reads_the_persons_own_order(group):
    person = group.people[0]
    bri, bni, lampung = three(group)
    order(group, person, names=[lampung, bni, bri])
    run = computed(group)
    place = of(run, person)
    assert place.own_order
    assert [wish[0] for wish in sorted(place.wishes, key=lambda w: w[2])] == [lampung, bni, bri]
    assert place.stable_offer == lampung
    assert json.loads(run.output)["stable"]["explanations"][place.application.code]["choice"] == 1
    given = [p for p in json.loads(run.input)["pairs"] if p["applicant"] == place.application.code]
    assert [(p["offer"], p["rank"]) for p in given] == [(lampung, 1), (bni, 2), (bri, 3)]
    assert not of(run, group.people[1]).own_order
    # What is changed later is for the next round; this one is kept as it was.
    order(group, person, names=[bri, bni, lampung])
    assert replay(run)


def test_what_somebody_does_not_want_is_never_proposed(group):
    person = group.people[0]
    bri, bni, lampung = three(group)
    before = computed(group)
    PlacementRun.objects.filter(pk=before.pk).update(state="cancelled")
    order(group, person, names=[lampung], without=[bri, bni])
    run = computed(group)
    place = of(run, person)
    assert [wish[0] for wish in place.wishes] == [lampung]
    assert {place.stable_offer, place.optimum_offer} <= {lampung, ""}
    # Leaving out moves nobody forward: alternatives are counted from place and amount.
    assert place.points == of(before, person).points
    assert place.turn == of(before, person).turn


def test_a_later_offer_joins_and_the_rest_stays(group):
    person = group.people[0]
    bri, bni, lampung = three(group)
    group.product_bni.is_active = False
    group.product_bni.save()
    order(group, person, names=[lampung, bri])
    group.product_bni.is_active = True
    group.product_bni.save()
    found = slugs(ordered_for(file_of(group, person), timezone.localdate()))
    assert [one for one in found if one != bni] == [lampung, bri]
    assert bni in found
    wishes = of(computed(group), person).wishes
    assert [wish[0] for wish in sorted(wishes, key=lambda w: w[2])] == found


def test_the_page_and_the_run_order_alike(group):
    """With last round's prices, also where nobody ordered anything."""
    last = computed(group)
    prices = {group.product_bri.slug: {"per_million_rp": 400.0, "per_person": 0.0}}
    PlacementRun.objects.filter(pk=last.pk).update(
        state="done", prices=prices, mode="stable", why="x", chosen_by=group.staff,
        chosen_at=timezone.now(), approved_by=group.head, approved_at=timezone.now(),
        answer_by=timezone.localdate(),
    )  # fmt: skip
    waiting_files(group.kopi).update(product=None)
    run = computed(group)
    assert (run.prices_from, run.used_prices) == (last, prices)
    found = json.loads(run.output)["stable"]
    assert found["prices"] == prices
    assert json.loads(run.output)["next_prices"] == {}  # six people have none of their own
    assert run.prices == {}
    for place in run.places.select_related("application"):
        shown = slugs(ordered_for(place.application, timezone.localdate()))
        here = place.stable_offer
        if found["explanations"][place.application.code]["choice"]:
            assert shown.index(here) + 1 == found["explanations"][place.application.code]["choice"]
        assert shown[-1] == group.product_bri.slug  # ten points a million: behind all others
    assert replay(run)


def test_truth_is_best_on_random_markets():
    """Nobody gets what they like better by any other order, nor by leaving something out."""
    chance, tried = random.Random(31), 0
    for _market in range(300):
        offers = [
            Offer(f"o{n}", chance.choice([None, chance.randint(1, 40)]), chance.randint(0, 3))
            for n in range(chance.randint(2, 4))
        ]
        people = [
            Applicant(f"p{n}", chance.randint(1, 20), chance.randint(0, 9))
            for n in range(chance.randint(2, 7))
        ]
        truth = {a.id: chance.sample([o.id for o in offers], len(offers)) for a in people}
        liar = chance.choice(people).id
        honest = _placed(people, offers, truth)[liar]
        for many in range(1, len(offers) + 1):
            for told in itertools.permutations(truth[liar], many):
                got = _placed(people, offers, truth | {liar: list(told)})[liar]
                assert _liked(truth[liar], got) >= _liked(truth[liar], honest)
                tried += 1
    assert tried > 3_000


def _placed(people, offers, orders):
    pairs = [Pair(who, o, rank=n) for who, its in orders.items() for n, o in enumerate(its, 1)]
    placed, _books = stable.place(Instance.of(people, offers, pairs))
    return {a.id: placed.get(a.id) for a in people}


def _liked(truth, offer):
    return truth.index(offer) if offer else len(truth)


def test_only_the_person_orders_while_it_waits(group):
    person = group.people[0]
    for by in (group.manager_kopi, group.staff, group.people[1]):
        with pytest.raises(CannotOrder):
            order(group, person, names=three(group), by=by)
    with pytest.raises(CannotOrder, match="paling sedikit satu"):
        order(group, person, names=[], without=three(group))
    draft = play.draft(group.member_garam, group.product_bni)
    with pytest.raises(CannotOrder, match="selama pengajuan menunggu"):
        order_banks(
            application=draft, order=[group.product_bni.slug], without=[], by=group.member_garam
        )
    assert not BankOrder.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        BankOrder.objects.create(application=draft, order=[], without=[])


def test_saying_the_same_twice_writes_once(group):
    person = group.people[0]
    for _twice in range(2):
        order(group, person, names=three(group)[::-1])
    wrote = Entry.objects.filter(action="financing.application.order_banks")
    assert wrote.count() == 1
    leave_order_to_portal(application=file_of(group, person), by=person)
    leave_order_to_portal(application=file_of(group, person), by=person)
    assert wrote.count() == 2
    assert not BankOrder.objects.exists()


def test_numbers_and_arrows_on_the_page(group):
    person = group.people[0]
    client, file = room(person), file_of(group, person)
    first = slugs(ordered_for(file, timezone.localdate()))
    numbers = {f"nomor-{slug}": str(n) for n, slug in enumerate(first, 1)}
    numbers["tampil"] = ",".join(first)

    def now():
        return slugs(ordered_for(file, timezone.localdate()))

    def post(**data):
        return client.post(address(file), {**numbers, **data})

    a, b, c = first
    for _twice in range(2):  # sent again by a bad line: the same
        assert post(naik=c).status_code == 302
        assert now() == [a, c, b]
    assert post(turun=a).status_code == 302
    assert now() == [b, a, c]
    assert post(**{f"nomor-{c}": "1"}).status_code == 302
    assert now() == [c, a, b]
    assert post(**{f"tidak-{a}": "on"}).status_code == 302
    assert now() == [b, c]
    assert BankOrder.objects.get().without == [a]
    answer = post(**{f"nomor-{b}": "9x"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Tulis angka 1 sampai 3." in text
    assert 'value="9x"' in text
    assert now() == [b, c]
    answer = client.post(address(file), {f"tidak-{slug}": "on" for slug in first})
    assert "paling sedikit satu" in answer.content.decode()
    assert client.post(address(file, "bank-order-reset")).status_code == 302
    assert now() == first
    assert client.get(address(file, "bank-order-reset")).status_code == 405
    assert room(group.people[1]).post(address(file), numbers).status_code == 404


def test_the_page_says_why_and_costs_the_same(group):
    person = group.people[0]
    client, file = room(person), file_of(group, person)
    text = client.get(address(file)).content.decode()
    for words in ("Urutan portal", "Urutkan sejujurnya", "Cabang dekat", "Belum ada putaran"):
        assert words in text, words
    few, _told = queries_of(client, address(file))
    today = timezone.localdate()
    for n in range(5):
        product = group.product_bni
        product.pk, product.slug, product.name = None, f"bni-{n}", f"BNI {n}"
        product._state.adding = True
        product.save()
        open_quota(
            product=product, starts_on=today, ends_on=today, amount=10_000_000, count=None,
            source="uji", as_of=today, by=group.staff,
        )  # fmt: skip
    assert Quota.objects.count() >= 8
    many, _told = queries_of(client, address(file))
    assert many == few
    assert client.get(address(file)).content.decode().count('name="naik"') == 8
    detail = reverse("member:application", args=[file.code])
    assert address(file) in client.get(detail).content.decode()


def test_managers_see_that_it_was_chosen_and_not_what(group):
    person = group.people[0]
    order(group, person, names=three(group)[::-1])
    file = file_of(group, person)
    client = room(group.manager_kopi)
    text = client.get(reverse("manager:application", args=[file.code])).content.decode()
    assert "diatur sendiri oleh anggota" in text
    assert client.get(address(file)).status_code == 404
