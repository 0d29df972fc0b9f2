"""The staff page of a run: both ways beside each other, and who may do what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from financing import tasks
from financing.actions.placement import cancel_run
from financing.flows import picture
from financing.models import PlacementRun
from financing.queries.placement import sides
from tests.financing.placement.conftest import computed
from tests.office.places import listing, page, step
from tests.office.test_lists import queries_of


@pytest.fixture
def room():
    def opened(user):
        client = Client()
        client.force_login(user)
        return client

    return opened


def test_started_by_a_form_and_computed_by_the_worker(
    group, room, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks.place, "delay", tasks.place)
    client, add = room(group.staff), reverse("admin:financing_placementrun_add")
    assert client.get(add).status_code == 200
    answer = client.post(add, {"association": group.garam.pk, "seed": "0"})
    assert "menunggu bank" in answer.content.decode()
    answer = client.post(add, {"association": group.kopi.pk, "seed": "-1"})
    assert answer.status_code == 200
    assert not PlacementRun.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(add, {"association": group.kopi.pk, "seed": "0"})
    assert answer.status_code == 302
    run = PlacementRun.objects.get()
    assert (run.state, run.started_by) == ("computed", group.staff)
    answer = client.post(add, {"association": group.kopi.pk, "seed": "0"})
    assert "masih berjalan" in answer.content.decode()


def test_the_page_compares_both_ways(group, room):
    run = computed(group)
    text = room(group.staff).get(page(run)).content.decode()
    for words in (
        "Dua cara berdampingan", "Mendapat tempat", "siapa cepat dia dapat",
        "kelompok terlalu kecil", run.output_sha256, "<svg", "3 pasang",
    ):  # fmt: skip
        assert words in text, words
    assert "style=" not in text
    stable, optimum = sides(run)
    assert (stable.placed, stable.waiting, stable.bound) == (5, 1, 5)
    assert stable.gain == 0
    assert {bar.bank for bar in stable.binding} == {"BRI", "BNI", "Bank Lampung"}
    assert [bar.people for bar in stable.bars] == [2, 1, 2]
    assert optimum.placed == 5


def test_a_running_one_shows_how_far_it_is(group, room):
    run = computed(group)
    PlacementRun.objects.filter(pk=run.pk).update(state="computing", done=4, output="")
    text = room(group.staff).get(page(run)).content.decode()
    assert "4 dari 6 berkas" in text
    assert "Dua cara" not in text


def test_readers_see_runs_and_nobody_of_them(group, room):
    run = computed(group)
    places = listing("financing.placementplace")
    assert "Aminah" in room(group.staff).get(places).content.decode()
    assert room(group.head).get(page(run)).status_code == 200
    for person in (group.reader, group.manager_kopi, group.member1, group.officer):
        for address in (places, page(run), step(run, "cancel")):
            assert room(person).get(address).status_code in {302, 403, 404}, address
    assert room(group.head).post(step(run, "cancel")).status_code == 403
    assert room(group.staff).post(step(run, "cancel")).status_code == 302
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_lists_cost_the_same_for_few_and_many(group, room):
    first, client = computed(group), room(group.staff)
    lists = (
        listing("financing.placementrun"),
        listing("financing.placementplace"),
        listing("financing.placementplace") + f"?run={first.pk}",
    )
    before = [queries_of(client, address)[0] for address in lists]
    cancel_run(run=first, by=group.staff)
    computed(group)
    assert [queries_of(client, address)[0] for address in lists] == before
    assert max(before) <= 12
    wrong = listing("financing.placementplace") + "?run=99999999999999999999"
    assert client.get(wrong).status_code == 200


def test_the_picture_says_each_band_once():
    drawn = picture([("BRI", 3, False), ("BNI", 0, False), ("Menunggu", 1, True)])
    assert [(band.label, band.people, band.waits) for band in drawn.bands] == [
        ("BRI", 3, False), ("Menunggu", 1, True),
    ]  # fmt: skip
    assert float(drawn.bands[0].height) == pytest.approx(3 * float(drawn.bands[1].height), abs=0.2)
    assert not picture([]).bands
