"""A run over a kabupaten or a province, and the country's: a job for each province."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from associations.models import Business, Region
from financing import rules, tasks
from financing.actions import places
from financing.actions.nation import cancel_nation, repeat_nation, start_nation
from financing.actions.placement import (
    CannotPlace,
    choose_mode,
    replay,
    run_step,
    start_run,
    tried,
)
from financing.actions.places import approve_run, refer_places, refuse_place, tell_step
from financing.congestion import last_round, last_round_of
from financing.fairness import tables
from financing.forms.placement import NationForm, StartForm
from financing.models import BankOrder, NationalPlacement, PlacementPlace, PlacementRun
from financing.placing import Reader, waiting_files
from financing.queries.placement import own_side
from tests import cast as play
from tests.financing.placement.conftest import computed
from tests.financing.placement.test_places import agree_all, approved, later, of
from tests.office.places import listing, page, step
from tests.office.test_lists import queries_of


@pytest.fixture
def province(group):
    """Kopi's six in Bandar Lampung and one of garam, who stands in Lampung Barat."""
    play.verified(group, group.member_garam, group.product_bri)
    file = waiting_files(group.garam).get()
    Business.objects.filter(pk=file.business_id).update(region=group.balik_bukit)
    group.lampung = Region.objects.get(pk="18")
    return group


def run_over(cast, region, **more):
    run = start_run(region=region, by=cast.staff, **more)
    tasks.place(run.pk)
    run.refresh_from_db()
    return run


def approve(cast, run):
    choose_mode(run=run, by=cast.staff, mode="stable", why="Urutan resmi.")
    return approve_run(run=run, by=cast.head)


def room(user):
    client = Client()
    client.force_login(user)
    return client


def test_everybody_who_waits_there_is_placed_together(province):
    files = waiting_files()
    single = files.order_by("pk").first()
    files.filter(pk=single.pk).update(association=None)
    run = run_over(province, province.lampung)
    assert (run.state, run.total, run.scope_name) == ("computed", 7, "Provinsi Lampung")
    assert {p.application_id for p in run.places.all()} == set(files.values_list("pk", flat=True))
    given = json.loads(run.input)
    assert (given["region"], "association" in given) == ("18", False)
    assert replay(run)
    groups = {str(t.title): [row.label for row in t.rows] for t in tables(run, "stable")}
    assert {"Tanpa asosiasi", province.kopi.name, province.garam.name} == {
        *groups["Menurut asosiasi"]
    }
    for quota in json.loads(run.output)["stable"]["quota"].values():
        assert quota["quota_rp"] is None or quota["used_rp"] <= quota["quota_rp"]


def test_a_kabupaten_reads_its_own_alone(province):
    run = run_over(province, province.lampung_barat)
    assert [p.application.owner.user for p in run.places.all()] == [province.member_garam]
    # Only BRI has a branch there; what it lends anywhere is the same quota.
    assert [offer["id"] for offer in run.offers] == [province.product_bri.slug]
    other = run_over(province, province.bandar_lampung)
    assert other.total == 6


def test_one_or_the_other_and_none_inside_another(province):
    for wrong in ({}, {"association": province.kopi, "region": province.lampung}):
        with pytest.raises(CannotPlace, match="Pilih satu"):
            start_run(by=province.staff, **wrong)
    with pytest.raises(CannotPlace, match="kabupaten"):
        start_run(by=province.staff, region=province.kedaton)
    start_run(by=province.staff, region=province.lampung)
    for region in (province.lampung, province.lampung_barat):
        with pytest.raises(CannotPlace, match="masih berjalan"):
            start_run(by=province.staff, region=region)
    today = timezone.localdate()
    for wrong in (
        {"association": None, "region": None},
        {"association": province.kopi, "region": province.lampung_barat},
        {"region": province.lampung},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlacementRun.objects.create(on=today, **wrong)


def test_a_place_that_waits_for_an_answer_is_neither_read_nor_given_twice(province):
    first = approved(province)
    assert first.places.filter(state="proposed").count() == 5
    run = run_over(province, province.lampung)
    assert run.total == 2  # kopi's sixth and garam's one
    left = {offer["id"]: offer for offer in run.offers}
    assert left[province.product_bri.slug]["quota_rp"] == 0
    assert left[province.product_bni.slug]["quota_count"] == 0
    assert left[province.product_bank_lampung.slug]["quota_rp"] == 10_000_000
    assert json.loads(run.output)["stable"]["placed"] == {}


def test_an_association_reads_its_own_members_of_a_regions_run(province):
    run = run_over(province, province.lampung)
    for manager in (province.manager_kopi, province.manager_garam):
        assert not PlacementRun.objects.visible_to(manager).exists()
    run = approve(province, run)
    here = reverse("manager:placement", args=[run.pk])
    kopi, garam = (room(m) for m in (province.manager_kopi, province.manager_garam))
    text = garam.get(here).content.decode()
    assert "Provinsi Lampung" in text
    assert "Aminah" not in text
    assert "Rp" not in text
    assert "Aminah" in kopi.get(here).content.decode()
    assert here in garam.get(reverse("manager:placements")).content.decode()
    mine = own_side(run, province.garam)
    assert mine.placed + mine.waiting == 1
    assert sum(bar.people for bar in own_side(run, province.kopi).bars) == 5 - mine.placed
    for manager in (province.manager_kopi, province.manager_garam, province.member1):
        seen = set(PlacementPlace.objects.visible_to(manager).values_list("pk", flat=True))
        for place in run.places.select_related("application__owner__user", "run"):
            assert bool(rules.may_view_place(manager, place)) == (place.pk in seen)
        may = PlacementRun.objects.visible_to(manager).filter(pk=run.pk).exists()
        assert bool(rules.may_view_placement(manager, run)) == may
    many, _told = queries_of(kopi, here)
    assert many <= 14


def test_the_last_round_of_the_province_gives_everybody_its_prices(province):
    wide = approve(province, run_over(province, province.lampung))
    prices = {province.product_bni.slug: {"per_million_rp": 3.0, "per_person": 1.0}}
    today = timezone.localdate()
    PlacementRun.objects.filter(pk=wide.pk).update(prices=prices, state="done")
    narrow = PlacementRun(association=province.kopi, on=today)
    assert last_round_of(narrow) == wide
    assert last_round(today, region="18.04.04") == wide
    assert last_round(today, region="32.73") is None
    assert last_round(today + datetime.timedelta(days=366), region="18.71") is None
    own = PlacementRun.objects.create(association=province.kopi, on=today, state="failed")
    assert last_round_of(narrow) == wide
    told = {
        field: getattr(wide, field)
        for field in "mode why chosen_by chosen_at approved_by approved_at answer_by "
        "algorithm input_sha256 output_sha256 computed_at".split()
    }
    PlacementRun.objects.filter(pk=own.pk).update(prices=prices, state="done", **told)
    assert last_round_of(narrow) == own  # the own one fits best
    assert last_round(today, association=province.garam.pk, region="18.04.04") == wide
    PlacementRun.objects.update(state="cancelled")
    assert last_round_of(narrow) is None


def test_a_region_by_command(province, capsys):
    call_command("place", region="18.04", json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["bound"] == 1
    with pytest.raises(SystemExit):
        call_command("place", region="99", json=True)
    assert "99" in capsys.readouterr().err
    assert tried(region=province.lampung, seed=0).pk is None


@pytest.fixture
def nation(province):
    """Garam's one stands in Bandung, where BRI has a branch too."""
    for code, name, level in (
        ("32", "Jawa Barat", "provinsi"),
        ("32.73", "Kota Bandung", "kabupaten"),
        ("32.73.01", "Sukasari", "kecamatan"),
    ):
        play._region(code, name, level)
    play._branch(province, province.bri, "bri-bandung", [Region.objects.get(pk="32.73")])
    Business.objects.filter(pk=waiting_files(province.garam).get().business_id).update(
        region="32.73.01"
    )
    return province


def test_the_country_is_a_job_for_each_province(nation):
    made = start_nation(by=nation.staff, seed=5)
    runs = list(made.runs.order_by("region"))
    assert [(run.region_id, run.state, run.seed) for run in runs] == [
        ("18", "queued", 5), ("32", "queued", 5),
    ]  # fmt: skip
    for run in runs:
        tasks.place(run.pk)
    lampung, bandung = made.runs.order_by("region")
    assert (lampung.done, bandung.done) == (6, 1)
    # 150 and 25 million wait: BRI's 50 million, good anywhere, are split by that and never twice.
    shares = [
        next(o["quota_rp"] for o in run.offers if o["id"] == nation.product_bri.slug)
        for run in (lampung, bandung)
    ]
    assert shares == [50_000_000 * 6 // 7, 50_000_000 // 7]
    assert sum(shares) <= 50_000_000
    assert all(replay(run) for run in (lampung, bandung))
    with pytest.raises(CannotPlace):
        start_nation(by=nation.staff)
    assert NationalPlacement.objects.count() == 1


def test_a_dead_worker_loses_no_province(nation, monkeypatch):
    """Killed between two batches: the clock asks again, and nothing is read twice."""
    made = start_nation(by=nation.staff)
    first, second = made.runs.order_by("region")
    run_step(first.pk, size=2)
    old = timezone.now() - datetime.timedelta(minutes=10)
    made.runs.update(beat_at=old)
    asked = []
    monkeypatch.setattr(tasks.place, "delay", asked.append)
    assert tasks.resume_placements() == 2
    assert sorted(asked) == [first.pk, second.pk]
    for pk in asked:
        tasks.place(pk)
    assert [run.state for run in made.runs.all()] == ["computed", "computed"]
    assert first.places.count() == 6


def test_stopped_and_repeated(nation):
    made = start_nation(by=nation.staff)
    first = made.runs.get(region="18")
    tasks.place(first.pk)
    first.refresh_from_db()
    approve(nation, first)
    assert cancel_nation(nation=made, by=nation.staff) == 1
    assert cancel_nation(nation=made, by=nation.staff) == 0
    assert {run.region_id: run.state for run in made.runs.all()} == {
        "18": "approved", "32": "cancelled",
    }  # fmt: skip
    (again,) = repeat_nation(nation=made, by=nation.staff)
    assert (again.region_id, again.nation) == ("32", made)
    with pytest.raises(CannotPlace, match="perlu diulang"):
        repeat_nation(nation=made, by=nation.staff)
    with pytest.raises(CannotPlace):
        repeat_nation(nation=made, by=nation.head)


def test_the_country_by_command_goes_on_where_it_was(nation, capsys):
    call_command("place", nation=0, json=True)
    told = json.loads(capsys.readouterr().out)
    assert [(run["region"], run["state"]) for run in told["runs"]] == [
        ("18", "computed"), ("32", "computed"),
    ]  # fmt: skip
    call_command("place", nation=told["nation"], json=True)
    assert json.loads(capsys.readouterr().out) == told


def test_staff_start_stop_and_repeat_the_country(
    nation, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks.place, "delay", tasks.place)
    client = room(nation.staff)
    add = reverse("admin:financing_nationalplacement_add")
    assert client.get(add).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(add, {"seed": "0"}).status_code == 302
    made = NationalPlacement.objects.get()
    answer = client.post(add, {"seed": "0"})  # pressed twice
    assert "Lampung: Penempatan untuk ini masih berjalan" in answer.content.decode()
    text = client.get(page(made)).content.decode()
    for words in ("Provinsi Lampung", "Provinsi Jawa Barat", "Selesai dihitung", "6 / 6"):
        assert words in text, words
    assert (
        "2 dari 2 dihitung" in client.get(listing("financing.nationalplacement")).content.decode()
    )
    assert room(nation.head).post(step(made, "cancel")).status_code == 403
    assert client.post(step(made, "cancel")).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(step(made, "repeat")).status_code == 302
    assert made.runs.filter(state="computed").count() == 2
    assert client.post(step(made, "repeat")).status_code == 403
    run = made.runs.get(state="computed", region="18")
    text = client.get(page(run)).content.decode()
    assert "Penempatan nasional" in text
    assert "85,7%" in text


def test_who_is_a_moment_later_reads_why(nation, monkeypatch):
    """Between the look of the form and the start somebody else started."""
    client = room(nation.staff)
    monkeypatch.setattr(NationForm, "clean", lambda form: form.cleaned_data)
    monkeypatch.setattr(StartForm, "clean", lambda form: form.cleaned_data)
    start_nation(by=nation.staff)
    for name, data in (("nationalplacement", {}), ("placementrun", {"region": "18"})):
        add = reverse(f"admin:financing_{name}_add")
        answer = client.post(add, {"seed": "0", **data}, follow=True)
        assert "masih berjalan" in answer.content.decode()
    assert (NationalPlacement.objects.count(), PlacementRun.objects.count()) == (1, 2)


def test_a_form_takes_one_scope(province):
    client, add = room(province.staff), reverse("admin:financing_placementrun_add")
    text = client.post(add, {"seed": "0"}).content.decode()
    assert "Pilih satu: asosiasi atau wilayah." in text
    answer = client.post(add, {"region": "18.04", "seed": "0"})
    assert answer.status_code == 302
    assert PlacementRun.objects.get().region == province.lampung_barat


def test_a_large_run_tells_batch_by_batch(province, monkeypatch):
    monkeypatch.setattr(places, "BATCH", 3)
    run = approve(province, run_over(province, province.lampung))
    assert run.places.exclude(told={}).count() == 3
    waits = run.places.filter(told={}).first()
    assert not PlacementPlace.objects.visible_to(waits.application.owner.user).exists()
    refer_places(run=run, by=province.staff, today=later())
    run.refresh_from_db()
    assert run.state == "approved"  # whom nobody told cannot be done yet
    asked = []
    monkeypatch.setattr(tasks.tell_placed, "delay", asked.append)
    PlacementRun.objects.update(beat_at=timezone.now() - datetime.timedelta(minutes=10))
    assert tasks.resume_placements() == 1
    assert tell_step(run.pk)
    tasks.tell_placed(run.pk)
    assert not run.places.filter(told={}).exists()
    assert tasks.resume_placements() == 0


def test_a_large_run_is_sent_by_the_queue(
    province, monkeypatch, django_capture_on_commit_callbacks
):
    """Each file is a transaction of its own: thousands are more than a request has time for."""
    run = approved(province)
    agree_all(province, run)
    send, asked = step(run, "refer"), []
    monkeypatch.setattr("financing.admin.placement.BATCH", 3)
    monkeypatch.setattr(tasks.send_placed, "delay", lambda *ids: asked.append(ids))
    with django_capture_on_commit_callbacks(execute=True):
        assert room(province.staff).post(send).status_code == 403  # they may still decline
        PlacementRun.objects.update(answer_by=timezone.localdate() - datetime.timedelta(days=1))
        for _press in range(2):
            assert room(province.staff).post(send).status_code == 302
    assert asked == [(run.pk, province.staff.pk)] * 2
    assert run.places.filter(state="proposed").count() == 5
    for ids in asked:
        tasks.send_placed(*ids)
    assert run.places.filter(state="referred").count() == 5
    run.refresh_from_db()
    assert run.state == "done"


def test_who_declined_is_not_asked_again_and_the_next_gets_the_place(province):
    run = approved(province)
    agree_all(province, run)
    first = of(run, province.people[0])
    refuse_place(place=first, by=province.people[0])
    assert BankOrder.objects.get().without == [first.product.slug]
    client = room(province.staff)
    assert client.post(step(run, "follow")).status_code == 403
    refer_places(run=run, by=province.staff, today=later())
    run.refresh_from_db()
    assert run.state == "done"
    text = client.get(page(run)).content.decode()
    assert "Tempat yang lepas" in text
    assert step(run, "follow") in text
    assert client.post(step(run, "follow")).status_code == 302
    made = PlacementRun.objects.exclude(pk=run.pk).get()
    assert (made.association, made.state) == (run.association, "queued")
    tasks.place(made.pk)
    sixth = of(made, province.people[5])
    assert sixth.stable_offer == first.product.slug
    again = of(made, province.people[0])
    assert first.product.slug not in [wish[0] for wish in again.wishes]
    assert not again.own_order
    assert client.post(step(run, "follow")).status_code == 409


def test_reading_more_products_asks_no_more(province):
    reader = Reader(timezone.localdate())
    assert [one["id"] for one in reader.offers("32")] == []
    assert len(reader.offers("18")) == len(reader.offers()) == 3
    assert computed(province).part == []
