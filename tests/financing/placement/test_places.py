"""From the second person's yes to referrals: members decline, quotas run out, nothing half done."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from associations.actions.consents import CannotConsent
from associations.models import Owner
from financing import rules, tasks
from financing.actions import places as actions
from financing.actions.applications import withdraw_application
from financing.actions.placement import CannotPlace, choose_mode
from financing.actions.places import (
    agree_to_place,
    approve_run,
    close_due,
    decline_run,
    refer_places,
    refuse_place,
)
from financing.actions.quotas import correct_quota
from financing.models import PlacementPlace, PlacementRun, Quota, Referral
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import NotAllowed, NoteMissing, WrongState
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.models import Message
from tests.financing.placement.conftest import computed

LATER = datetime.timedelta(days=40)


def chosen(cast, mode="stable") -> PlacementRun:
    return choose_mode(run=computed(cast), by=cast.staff, mode=mode, why="Urutan resmi.")


def approved(cast, mode="stable") -> PlacementRun:
    return approve_run(run=chosen(cast, mode), by=cast.head)


def of(run, user) -> PlacementPlace:
    return run.places.get(application__owner__user=user)


def later():
    return timezone.localdate() + LATER


def agree_all(cast, run):
    for person in cast.people:
        place = of(run, person)
        if place.state == "proposed":
            agree_to_place(place=place, by=person)


def left(cast):
    return {
        quota.product.slug: (quota.amount_left, quota.count_left)
        for quota in Quota.objects.select_related("product")
    }


def test_everybody_is_told_and_nobody_is_sent_yet(group):
    before = left(group)
    run = approved(group)
    assert (run.state, run.approved_by) == ("approved", group.head)
    states = [place.state for place in run.places.order_by("turn")]
    assert states == ["proposed"] * 5 + ["waiting"]
    for person in group.people:
        message = Message.objects.filter(recipient=person).order_by("-pk").first()
        assert message.link.endswith("/penempatan/")
    waits = of(run, group.people[5])
    assert "Kuota" in waits.told["unplaced"]
    assert not Referral.objects.exists()
    assert left(group) == before


def test_who_chose_does_not_approve(group):
    group.staff.user_permissions.add(Permission.objects.get(codename="approve_placementrun"))
    run = chosen(group)
    both = User.objects.get(pk=group.staff.pk)
    with pytest.raises(NotAllowed, match="orang kedua"):
        approve_run(run=run, by=both)
    with pytest.raises(NotAllowed):
        approve_run(run=run, by=group.reader)
    run.refresh_from_db()
    assert run.state == "chosen"


def test_a_no_ends_it_and_says_why(group):
    run = chosen(group)
    with pytest.raises(NoteMissing):
        decline_run(run=run, note=" ", by=group.head)
    decline_run(run=run, note="Tunggu kuota baru.", by=group.head)
    with pytest.raises(WrongState):
        approve_run(run=run, by=group.head)
    assert {place.state for place in run.places.all()} == {"waiting"}
    assert not Message.objects.filter(link__contains="penempatan").exists()
    assert computed(group).state == "computed"


def test_a_changed_result_is_not_approved(group):
    run = chosen(group)
    PlacementRun.objects.filter(pk=run.pk).update(output=run.output + " ")
    with pytest.raises(CannotPlace, match="sidik"):
        approve_run(run=run, by=group.head)


def test_declining_takes_one_step_and_frees_the_place(group):
    run = approved(group)
    person = group.people[0]
    with pytest.raises(NotAllowed):
        refuse_place(place=of(run, person), by=group.people[1])
    with pytest.raises(NotAllowed):
        refuse_place(place=of(run, person), by=group.manager_kopi)
    assert refuse_place(place=of(run, person), by=person).state == "refused"
    with pytest.raises(WrongState):
        refuse_place(place=of(run, person), by=person)
    agree_all(group, run)
    assert refer_places(run=run, by=group.staff, today=later()) == 4
    assert of(run, person).application.state == "verified"
    assert not Referral.objects.filter(owner__user=person).exists()


def test_after_the_time_it_is_too_late_to_decline(group):
    run = approved(group)
    PlacementRun.objects.filter(pk=run.pk).update(
        answer_by=timezone.localdate() - datetime.timedelta(days=1)
    )
    with pytest.raises(NotAllowed, match="lewat"):
        refuse_place(place=of(run, group.people[0]), by=group.people[0])


def test_referrals_are_made_once_and_reserve_quota(group):
    run = approved(group)
    agree_all(group, run)
    with pytest.raises(CannotPlace, match="masih boleh menolak"):
        refer_places(run=run, by=group.staff)
    with pytest.raises(CannotPlace):
        refer_places(run=run, by=group.head, today=later())
    assert refer_places(run=run, by=group.staff, today=later()) == 5
    run.refresh_from_db()
    assert run.state == "done"
    assert left(group) == {
        group.product_bri.slug: (0, None),
        group.product_bni.slug: (75_000_000, 0),
        group.product_bank_lampung.slug: (10_000_000, 7),
    }
    for place in run.places.filter(state="referred"):
        assert place.referral.product == place.product
        assert place.referral.application == place.application
    with pytest.raises(CannotPlace):
        refer_places(run=run, by=group.staff, today=later())
    assert Referral.objects.count() == 5


def test_the_morning_task_sends_what_is_due(group):
    run = approved(group)
    agree_all(group, run)
    assert tasks.refer_placed() == 0
    assert close_due(today=later()) == 5
    assert close_due(today=later()) == 0
    sent_by = set(Referral.objects.values_list("sent_by", flat=True))
    assert sent_by == {run.chosen_by_id}


def test_a_runs_heavy_texts_are_not_read_for_each_person(group):
    """Of a province input and output are megabytes, and thousands of files are sent."""
    run = approved(group)
    agree_all(group, run)
    with CaptureQueriesContext(connection) as seen:
        assert actions.close_due(today=later()) == 5
    read = [one["sql"] for one in seen if '"financing_placementrun"."output"' in one["sql"]]
    assert len(read) == 1  # the row that is locked to be closed
    with CaptureQueriesContext(connection) as seen, pytest.raises(WrongState):
        refuse_place(place=of(run, group.people[0]), by=group.people[0])
    own = [one["sql"] for one in seen if "FOR NO KEY UPDATE" in one["sql"]]
    assert own
    assert not any('"financing_placementrun"."output"' in sql for sql in own)


def test_nobody_sends_in_the_name_of_who_has_left(group):
    run = approved(group)
    agree_all(group, run)
    User.objects.filter(pk=group.staff.pk).update(is_active=False)
    assert close_due(today=later()) == 0
    run.refresh_from_db()
    assert run.state == "approved"
    assert of(run, group.people[0]).state == "proposed"


def test_without_consent_it_is_told_and_waits_on(group):
    run = approved(group)
    third = of(run, group.people[2])
    assert third.product != group.product_bri
    assert refer_places(run=run, by=group.staff, today=later()) == 2
    third.refresh_from_db()
    assert third.state == "unfit"
    assert "belum menyetujui" in third.reason
    assert third.application.state == "verified"
    told = Message.objects.filter(recipient=group.people[2]).order_by("-pk").first()
    assert third.reason in told.body


def test_a_quota_gone_meanwhile_is_told_and_nothing_is_half_done(group):
    run = approved(group)
    agree_all(group, run)
    quota = Quota.objects.get(product=group.product_bri)
    group.staff.user_permissions.add(Permission.objects.get(codename="change_quota"))
    by = User.objects.get(pk=group.staff.pk)
    correct_quota(quota=quota, amount=-20_000_000, count=0, note="Dikurangi bank.", by=by)
    assert refer_places(run=run, by=by, today=later()) == 4
    second = of(run, group.people[1])
    assert second.state == "unfit"
    assert "tinggal Rp5" in second.reason
    assert second.application.state == "verified"
    assert not Entry.objects.about(second.application).filter(action__endswith=".refer").exists()
    assert left(group)[group.product_bri.slug] == (5_000_000, None)


def test_who_gave_up_or_went_elsewhere_is_left_alone(group):
    run = approved(group)
    agree_all(group, run)
    withdraw_application(application=of(run, group.people[0]).application, by=group.people[0])
    assert refer_places(run=run, by=group.staff, today=later()) == 4
    assert "tidak menunggu bank" in of(run, group.people[0]).reason


def test_who_gave_up_before_the_approval_is_not_placed(group):
    run = chosen(group)
    withdraw_application(application=of(run, group.people[0]).application, by=group.people[0])
    approve_run(run=run, by=group.head)
    place = of(run, group.people[0])
    assert (place.state, place.product) == ("waiting", None)
    assert place.reason


def test_consent_is_the_persons_own(group):
    run = approved(group)
    place = of(run, group.people[2])
    for other in (group.people[0], group.manager_kopi, group.staff):
        with pytest.raises((CannotPlace, CannotConsent)):
            agree_to_place(place=place, by=other)
    refuse_place(place=place, by=group.people[2])
    with pytest.raises(CannotPlace):
        agree_to_place(place=place, by=group.people[2])
    owner = Owner.objects.get(user=group.people[2])
    assert not owner.consents.filter(recipient=place.product.bank.institution).exists()


def test_killed_between_two_it_goes_on_where_it_was(group, monkeypatch):
    run = approved(group)
    agree_all(group, run)
    honest, calls = actions.refer_application, []

    def dying(**given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return honest(**given)

    monkeypatch.setattr(actions, "refer_application", dying)
    with pytest.raises(KeyboardInterrupt):
        refer_places(run=run, by=group.staff, today=later())
    run.refresh_from_db()
    assert run.state == "approved"
    assert run.places.filter(state="referred").count() == Referral.objects.count() == 2
    monkeypatch.undo()
    assert refer_places(run=run, by=group.staff, today=later()) == 3
    assert Referral.objects.count() == 5


def test_visible_to_and_may_view_say_the_same(group):
    run = approved(group)
    PlacementRun.objects.create(association=group.garam, on=timezone.localdate())
    for user in User.objects.filter(is_active=True):
        for model, may in (
            (PlacementRun, rules.may_view_placement),
            (PlacementPlace, rules.may_view_place),
        ):
            seen = set(model.objects.visible_to(user).values_list("pk", flat=True))
            for row in model.objects.all():
                assert bool(may(user, row)) == (row.pk in seen), (user, row)
    assert run.pk in set(
        PlacementRun.objects.visible_to(group.manager_kopi).values_list("pk", flat=True)
    )
