"""A run is read once, kept whole, and says the same whenever it is asked again."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from financing import tasks
from financing.actions import placement
from financing.actions.placement import (
    CannotPlace,
    cancel_run,
    choose_mode,
    fail_run,
    replay,
    run_step,
    start_run,
    tried,
)
from financing.actions.referrals import expire_referral, refer_application
from financing.fairness import SMALL, Group, tables, wilson
from financing.models import PlacementRun
from financing.placement.points import FEW
from financing.placing import Reader, waiting_files
from ikm_portal.audit.engine import NotAllowed, WrongState
from tests import cast as play
from tests.financing.placement.conftest import computed


def found(run):
    return json.loads(run.output)


def test_a_run_places_within_what_is_left(group):
    run = computed(group)
    assert (run.state, run.done, run.total) == ("computed", 6, 6)
    for mode in ("stable", "optimum"):
        told = found(run)[mode]
        assert len(told["placed"]) == 5
        assert told["bound"] == 5
        for quota in told["quota"].values():
            assert quota["used_rp"] <= quota["quota_rp"]
            assert quota["quota_count"] is None or quota["used_count"] <= quota["quota_count"]
    by_offer = {p.application.code: p.stable_offer for p in run.places.all()}
    assert {c: o for c, o in by_offer.items() if o} == found(run)["stable"]["placed"]


def test_who_asked_first_gets_the_own_choice(group):
    run = computed(group)
    first, second = run.places.order_by("turn")[:2]
    assert [p.application.owner.user for p in (first, second)] == group.people[:2]
    assert {first.stable_offer, second.stable_offer} == {group.product_bri.slug}
    sixth = found(run)["stable"]["explanations"][
        run.places.order_by("turn").last().application.code
    ]
    assert sixth["offer"] is None
    assert len(sixth["not_there"]) == 3


def test_days_and_few_alternatives_count(group):
    today = timezone.localdate()
    files = waiting_files(group.kopi).order_by("pk")
    reader = Reader(today)
    assert {row.points["few"] for row in reader.rows(reader.batch(files))} == {FEW[2]}
    for product in (group.product_bni, group.product_bank_lampung):
        product.is_active = False
        product.save()
    # Sent back and sent again: the first request counts.
    files.update(submitted_at=timezone.now() + datetime.timedelta(days=8))
    reader = Reader(today + datetime.timedelta(days=10))
    for row in reader.rows(reader.batch(files)):
        assert (row.points["few"], row.points["days"]) == (FEW[0], 10)


def test_as_many_queries_for_two_files_as_for_six(group):
    files = waiting_files(group.kopi).order_by("pk")
    reader = Reader(timezone.localdate())
    counted = []
    for many in (files[:2], files):
        with CaptureQueriesContext(connection) as caught:
            found = reader.batch(many)
            reader.swapped(found, reader.rows(found))
        counted.append(len(caught))
    assert counted[0] == counted[1] <= 8


def test_a_smaller_class_goes_first_and_the_portal_orders_what_nobody_chose(group):
    last = waiting_files(group.kopi).order_by("-submitted_at", "-pk").first()
    last.amount = 15_000_000
    last.save(update_fields=["amount"])
    run = computed(group)
    assert run.places.order_by("turn").first().application == last
    pairs = json.loads(run.input)["pairs"]
    assert {pair["rank"] for pair in pairs} == {1, None}
    assert all(pair["offer"] == group.product_bri.slug for pair in pairs if pair["rank"])


def test_only_what_waits_for_a_bank_is_read(group):
    file = waiting_files(group.kopi).order_by("pk").first()
    play.consent_to(group.people[0], group.inst_bri)
    refer_application(application=file, by=group.staff)
    run = computed(group)
    assert run.total == 5
    assert not run.places.filter(application=file).exists()


def test_a_bank_that_refused_is_no_wish(group):
    (file, *_more) = waiting_files(group.kopi).order_by("pk")
    referral = refer_application(application=file, by=group.staff)
    expire_referral(referral=referral)
    run = computed(group)
    wishes = run.places.get(application=file).wishes
    assert {wish[0] for wish in wishes} == {
        group.product_bni.slug, group.product_bank_lampung.slug,
    }  # fmt: skip


def test_replayed_to_the_byte(group, capsys):
    run = computed(group, seed=7)
    assert replay(run)
    call_command("place", replay=run.pk, json=True)
    assert json.loads(capsys.readouterr().out)["same"]
    PlacementRun.objects.filter(pk=run.pk).update(output=run.output.replace(":5", ":6", 1))
    run.refresh_from_db()
    assert not replay(run)
    with pytest.raises(SystemExit) as ended:
        call_command("place", replay=run.pk)
    assert ended.value.code == 1
    with pytest.raises(SystemExit) as ended:
        call_command("place", replay=10**9)
    assert ended.value.code == 2


def test_the_command_keeps_a_run_or_tries_it(group, capsys):
    call_command("place", association=group.kopi.slug, dry_run=True, json=True)
    dry = json.loads(capsys.readouterr().out)
    assert not PlacementRun.objects.exists()
    call_command("place", association=group.kopi.slug, json=True)
    kept = json.loads(capsys.readouterr().out)
    run = PlacementRun.objects.get()
    assert kept.pop("run") == run.pk
    assert dry.pop("run") is None
    assert kept == dry
    assert {"placed", "unplaced", "bound", "quota"} <= kept.keys()
    for wrong in ({"association": "tidak-ada"}, {"association": group.garam.slug}):
        with pytest.raises(SystemExit):
            call_command("place", **wrong)
        assert "idak ada" in capsys.readouterr().err


def test_killed_in_between_it_goes_on(group, monkeypatch):
    whole = computed(group)
    cancel_run(run=whole, by=group.staff)
    run = start_run(association=group.kopi, by=group.staff)
    assert run_step(run.pk, size=2)
    monkeypatch.setattr(placement, "compute", _die)
    with pytest.raises(KeyboardInterrupt):
        tasks.place(run.pk)
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.state, run.done) == ("computing", 6)
    assert tasks.resume_placements() == 0
    PlacementRun.objects.filter(pk=run.pk).update(
        beat_at=timezone.now() - datetime.timedelta(minutes=10)
    )
    called = []
    monkeypatch.setattr(tasks.place, "delay", called.append)
    assert tasks.resume_placements() == 1
    assert called == [run.pk]
    tasks.place(run.pk)
    run.refresh_from_db()
    assert (run.state, run.input, run.output) == ("computed", whole.input, whole.output)


def _die(*_args):
    raise KeyboardInterrupt


def test_run_again_changes_nothing(group):
    run = computed(group)
    before = (run.output_sha256, run.computed_at, run.places.count())
    tasks.place(run.pk)
    assert not run_step(run.pk)
    assert not run_step(10**9)
    run.refresh_from_db()
    assert (run.output_sha256, run.computed_at, run.places.count()) == before


def test_what_goes_wrong_is_said(group, monkeypatch):
    run = start_run(association=group.kopi, by=group.staff)

    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(placement, "compute", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.place(run.pk)
    run.refresh_from_db()
    assert (run.state, run.problem) == ("failed", "ZeroDivisionError")
    fail_run(pk=run.pk, problem="lagi")
    run.refresh_from_db()
    assert run.problem == "ZeroDivisionError"


def test_it_can_be_stopped_and_one_runs_at_a_time(group):
    run = start_run(association=group.kopi, by=group.staff)
    with pytest.raises(CannotPlace, match="masih berjalan"):
        start_run(association=group.kopi, by=group.staff)
    run_step(run.pk, size=2)
    with pytest.raises(NotAllowed):
        cancel_run(run=run, by=group.head)
    cancel_run(run=run, by=group.staff)
    assert not run_step(run.pk)
    with pytest.raises(WrongState):
        cancel_run(run=run, by=group.staff)
    assert computed(group).state == "computed"


def test_who_may_not_is_refused(group):
    for person in (group.head, group.manager_kopi, group.member1):
        with pytest.raises(CannotPlace):
            start_run(association=group.kopi, by=person)
    with pytest.raises(CannotPlace, match="menunggu bank"):
        start_run(association=group.garam, by=group.staff)
    with pytest.raises(CannotPlace, match="Angka acak"):
        start_run(association=group.kopi, by=group.staff, seed=2**31)
    with pytest.raises(CannotPlace, match="menunggu bank"):
        tried(association=group.garam, seed=0)


def test_choosing_needs_a_reason(group):
    run = computed(group)
    for wrong in ({"mode": "lain", "why": "x"}, {"mode": "stable", "why": "  "}):
        with pytest.raises(CannotPlace):
            choose_mode(run=run, by=group.staff, **wrong)
    with pytest.raises(CannotPlace):
        choose_mode(run=run, by=group.staff, mode="stable", why="Resmi.", answer_days=0)
    with pytest.raises(NotAllowed):
        choose_mode(run=run, by=group.head, mode="stable", why="Resmi.")
    chosen = choose_mode(run=run, by=group.staff, mode="stable", why="Resmi.")
    assert (chosen.state, chosen.chosen_by) == ("chosen", group.staff)


def test_the_database_wants_two_people(group):
    run = choose_mode(run=computed(group), by=group.staff, mode="stable", why="Resmi.")
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        PlacementRun.objects.filter(pk=run.pk).update(
            state="approved",
            approved_by=group.staff,
            approved_at=timezone.now(),
            answer_by=timezone.localdate(),
        )


def test_traits_never_enter(group, monkeypatch):
    run = computed(group)
    assert run.swapped == [3, 0]
    for trait in ("Aminah", group.member1.email, '"L"', '"P"'):
        assert trait not in run.input + run.output
    # Were sex an input, the swap test would see it.
    cancel_run(run=run, by=group.staff)
    honest = Reader._row

    def unfair(self, file, *known):
        row = honest(self, file, *known)
        if file.business.owner.sex == "P":
            row.points["few"] += 1
        return row

    monkeypatch.setattr(Reader, "_row", unfair)
    assert computed(group).swapped == [3, 3]


def test_the_fairness_report_judges_no_small_group(group):
    run = computed(group)
    by_trait = {str(table.title): table for table in tables(run, "stable")}
    assert len(by_trait) == 4
    for table in by_trait.values():
        assert sum(row.people for row in table.rows) == 6
        assert all(row.small for row in table.rows)
        assert not table.apart
    run.fairness["stable"]["sex"] = {"L": [40, 38], "P": [SMALL, 2]}
    (table,) = (t for t in tables(run, "stable") if "kelamin" in str(t.title))
    assert table.apart
    assert [row.share for row in table.rows] == [95, 20]


def test_wilson_is_the_published_interval():
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for placed, people, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(placed, people) == pytest.approx((low, high), abs=5e-5)
    assert Group("x", SMALL - 1).small
