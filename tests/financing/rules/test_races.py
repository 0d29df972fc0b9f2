"""Two approvers at once, on real PostgreSQL with real threads: one wins, the other reads why."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import Group

from financing.actions.rehearsals import run_batch, start_rehearsal
from financing.actions.rules import CannotChangeRules, approve_edition
from financing.models import Rehearsal, RuleEdition
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove
from tests import cast as play
from tests import together
from tests.financing.rules.conftest import drafted, rehearsed, run

pytestmark = pytest.mark.django_db(transaction=True)
at_once = partial(together.at_once, refused=(CannotMove, CannotChangeRules))


def second_head() -> User:
    user = play._user("kepala2@uji.test", "Herlina Kepala", "staff", is_staff=True)
    user.groups.add(Group.objects.get(name="Kepala/penyetuju"))
    return user


def test_two_approve_the_same_draft(book):
    pk = rehearsed(book).pk
    heads = (book.head.pk, second_head().pk)
    done, told = at_once(
        *(
            lambda by=by: approve_edition(
                edition=RuleEdition.objects.get(pk=pk), by=User.objects.get(pk=by)
            )
            for by in heads
        )
    )
    assert len(done) == len(told) == 1
    assert len(told[0]) > 20
    assert RuleEdition.objects.get(pk=pk).approved_by_id == done[0].approved_by_id


def test_two_approve_two_drafts_from_the_same_edition(book):
    drafts = [rehearsed(book, amount).pk for amount in (20_000_000, 30_000_000)]
    by = book.head.pk
    done, told = at_once(
        *(
            lambda pk=pk: approve_edition(
                edition=RuleEdition.objects.get(pk=pk), by=User.objects.get(pk=by)
            )
            for pk in drafts
        )
    )
    assert len(done) == 1
    assert "lebih dulu" in told[0]
    assert RuleEdition.objects.approved().count() == 2


def test_two_workers_on_one_rehearsal(book):
    for user, product in ((book.member1, book.product_bri), (book.member_garam, book.product_bni)):
        play.submitted(user, product, amount=25_000_000)
    edition = drafted(book)
    alone = run(start_rehearsal(edition=edition, by=book.staff))
    pk = start_rehearsal(edition=edition, by=book.staff).pk

    def work():
        while run_batch(pk, size=1):
            pass
        return True

    done, _told = at_once(work, work)
    assert done == [True, True]
    together = Rehearsal.objects.get(pk=pk)
    assert (together.state, together.done, together.digest) == (
        "finished", alone.done, alone.digest,
    )  # fmt: skip
    assert together.lines.count() == alone.lines.count()
