"""At once, on real PostgreSQL with real threads: one yes, one referral, one answer."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import Group

from financing import tasks
from financing.actions.placement import CannotPlace, start_run
from financing.actions.places import approve_run, refer_places, refuse_place
from financing.models import PlacementPlace, PlacementRun, Quota, Referral
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests import together
from tests.financing.placement.test_places import agree_all, approved, chosen, later, of

pytestmark = pytest.mark.django_db(transaction=True)
at_once = partial(together.at_once, refused=(CannotMove, CannotPlace))


def test_two_approve_at_once(group):
    run = chosen(group)
    second = play._user("kepala2@uji.test", "Herlina Kepala", "staff", is_staff=True)
    second.groups.add(Group.objects.get(name="Kepala/penyetuju"))
    done, told = at_once(
        *(
            lambda pk=pk: approve_run(
                run=PlacementRun.objects.get(pk=run.pk), by=User.objects.get(pk=pk)
            )
            for pk in (group.head.pk, second.pk)
        )
    )
    assert len(done) == len(told) == 1
    run.refresh_from_db()
    assert run.approved_by_id == done[0].approved_by_id
    proposed = Entry.objects.filter(action="financing.placementplace.propose")
    assert proposed.count() == run.places.filter(state="proposed").count() == 5


def test_two_workers_compute_and_two_send(group):
    pk = start_run(association=group.kopi, by=group.staff).pk
    done, _told = at_once(lambda: tasks.place(pk), lambda: tasks.place(pk))
    assert len(done) == 2
    run = PlacementRun.objects.get(pk=pk)
    assert (run.state, run.places.count(), run.done) == ("computed", 6, 6)
    assert Entry.objects.about(run).filter(action__endswith=".computed").count() == 1


def test_sending_twice_at_once_sends_each_file_once(group):
    run = approved(group)
    agree_all(group, run)
    done, told = at_once(
        *[
            lambda: refer_places(
                run=PlacementRun.objects.get(pk=run.pk), by=group.staff, today=later()
            )
            for _worker in range(3)
        ]
    )
    assert sum(done) == Referral.objects.count() == 5
    assert len(done) + len(told) == 3
    run.refresh_from_db()
    assert run.state == "done"
    assert all(quota.amount_left >= 0 for quota in Quota.objects.all())


def test_declining_while_it_is_sent_ends_one_way(group):
    run = approved(group)
    agree_all(group, run)
    person, place = group.people[0], of(run, group.people[0])
    at_once(
        lambda: refer_places(
            run=PlacementRun.objects.get(pk=run.pk), by=group.staff, today=later()
        ),
        lambda: refuse_place(place=PlacementPlace.objects.get(pk=place.pk), by=person),
    )
    place.refresh_from_db()
    sent = Referral.objects.filter(owner__user=person).count()
    assert (place.state, sent) in {("refused", 0), ("referred", 1)}


def test_two_start_at_once(group):
    done, told = at_once(
        *[lambda: start_run(association=group.kopi, by=group.staff) for _press in range(2)]
    )
    assert len(done) == len(told) == 1
    assert "masih berjalan" in told[0]
