"""A rehearsal says what the published rules will do, and survives whatever happens to it."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from financing import tasks
from financing.actions import rehearsals
from financing.actions.rehearsals import (
    published_digest,
    run_batch,
    start_rehearsal,
    stop_rehearsal,
)
from financing.actions.rules import CannotChangeRules, approve_edition
from financing.findings import facts_of, rules_of
from financing.kur import products
from financing.models import Application, Product, Rehearsal, RehearsalLine
from financing.rulebook import rules_on
from financing.stored import results_of
from ikm_portal.audit.engine import NotAllowed, WrongState
from tests import cast as play
from tests.financing.rules.conftest import drafted, run, set_limit, today


@pytest.fixture
def files(book):
    """Two sent (one of them at the bank), one draft; a member of garam has not applied."""
    play.submitted(book.member1, book.product_bri, amount=25_000_000)
    play.draft(book.member2, book.product_bni, amount=25_000_000)
    third = play.member(book, book.kopi, 41, "Citra Kopi")
    play.in_review(book, third, amount=15_000_000)
    return book


def tried(cast, amount=20_000_000, size=500):
    edition = drafted(cast, amount)
    rehearsal = run(start_rehearsal(edition=edition, by=cast.staff), size)
    edition.refresh_from_db()
    return edition, rehearsal


def test_counts_files_once_and_schemes_banks_products_apart(files):
    _edition, rehearsal = tried(files)
    assert rehearsal.state == "finished"
    assert rehearsal.done == rehearsal.total == 2 + rehearsals._businesses().count()
    lines = rehearsal.lines
    assert not lines.filter(gains=True).exists()
    (file,) = lines.filter(level="file")
    assert (file.application.owner.user, file.sex, file.kabupaten_id) == (
        files.member1, file.business.owner.sex, "18.71",
    )  # fmt: skip
    assert [line.scheme for line in lines.filter(level="scheme")] == ["mikro"]
    assert lines.filter(level="bank").count() == 3
    assert {line.product for line in lines.filter(level="product")} == set(Product.objects.all())


def test_gains_are_told_as_well(files):
    approve_edition(edition=tried(files)[0], by=files.head)
    _edition, rehearsal = tried(files, 100_000_000)
    assert rehearsal.lines.filter(level="file", gains=True).count() == 1
    assert not rehearsal.lines.filter(gains=False).exists()


def test_rehearsal_equals_the_published_result(files):
    edition, rehearsal = tried(files)
    assert published_digest(rehearsal) != rehearsal.digest
    approve_edition(edition=edition, by=files.head)
    assert published_digest(rehearsal) == rehearsal.digest
    assert published_digest(rehearsal, size=1) == rehearsal.digest
    lost = set(
        rehearsal.lines.filter(level="product", gains=False).values_list(
            "application", "product__slug"
        )
    )
    for application in Application.objects.exclude(state="draft"):
        facts = facts_of(application)
        for product in Product.objects.all():
            now = products.check(facts, rules_of(product), rules_on(today()), today())
            refused = now.verdict == "not_yet"
            assert ((application.pk, product.slug) in lost) == refused


def test_findings_stored_afterwards_say_what_was_rehearsed(files):
    edition, rehearsal = tried(files)
    approve_edition(edition=edition, by=files.head)
    application = Application.objects.get(owner__user=files.member1)
    kept = rehearsals_of_file(files, application)
    lost = set(
        rehearsal.lines.filter(level="product", application=application).values_list(
            "product__slug", flat=True
        )
    )
    assert {r.product.code for r in results_of(kept) if r.verdict == "not_yet"} == lost
    assert kept.rules_version == rehearsal.version


def rehearsals_of_file(cast, application):
    from financing.actions import applications, referrals

    applications.verify_application(application=application, by=cast.staff)
    return referrals.refer_application(application=application, by=cast.staff).findings


def test_the_result_does_not_depend_on_the_batches(files):
    edition, whole = tried(files)
    again = run(start_rehearsal(edition=edition, by=files.staff), size=1)
    assert again.digest == whole.digest
    assert again.lines.count() == whole.lines.count()
    edition.refresh_from_db()
    assert edition.state == "rehearsed"


def test_a_dead_worker_loses_nothing(files, monkeypatch):
    edition = drafted(files)
    rehearsal = start_rehearsal(edition=edition, by=files.staff)
    assert run_batch(rehearsal.pk, size=1)
    with monkeypatch.context() as patch:
        patch.setattr(rehearsals, "chained", _die)
        with pytest.raises(KeyboardInterrupt):
            run_batch(rehearsal.pk, size=1)
    rehearsal.refresh_from_db()
    assert (rehearsal.state, rehearsal.done) == ("running", 1)
    Rehearsal.objects.update(beat_at=timezone.now() - datetime.timedelta(minutes=10))
    called = []
    monkeypatch.setattr(tasks.rehearse, "delay", called.append)
    assert tasks.resume_rehearsals() == 1
    assert called == [rehearsal.pk]
    tasks.rehearse(rehearsal.pk)
    rehearsal.refresh_from_db()
    assert (rehearsal.state, rehearsal.done) == ("finished", rehearsal.total)
    assert tasks.resume_rehearsals() == 0


def _die(*_args):
    raise KeyboardInterrupt


def test_run_twice_changes_nothing(files):
    _edition, rehearsal = tried(files)
    before = (rehearsal.digest, rehearsal.lines.count(), rehearsal.finished_at)
    tasks.rehearse(rehearsal.pk)
    assert not run_batch(rehearsal.pk)
    assert not run_batch(10**9)
    rehearsal.refresh_from_db()
    assert (rehearsal.digest, rehearsal.lines.count(), rehearsal.finished_at) == before


def test_it_can_be_stopped(files):
    edition = drafted(files)
    rehearsal = start_rehearsal(edition=edition, by=files.staff)
    run_batch(rehearsal.pk, size=1)
    with pytest.raises(NotAllowed):
        stop_rehearsal(rehearsal=rehearsal, by=files.head)
    stop_rehearsal(rehearsal=rehearsal, by=files.staff)
    assert run(rehearsal).state == "cancelled"
    edition.refresh_from_db()
    assert edition.state == "draft"
    with pytest.raises(WrongState):
        stop_rehearsal(rehearsal=rehearsal, by=files.staff)


def test_what_goes_wrong_is_said(files, monkeypatch):
    rehearsal = start_rehearsal(edition=drafted(files), by=files.staff)

    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(rehearsals, "lines_of", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.rehearse(rehearsal.pk)
    rehearsal.refresh_from_db()
    assert (rehearsal.state, rehearsal.problem) == ("failed", "ZeroDivisionError")


def test_one_at_a_time(files):
    edition = drafted(files)
    start_rehearsal(edition=edition, by=files.staff)
    with pytest.raises(CannotChangeRules, match="sedang berjalan"):
        start_rehearsal(edition=edition, by=files.staff)


def test_what_changes_only_words_is_counted_but_listed_nowhere(files):
    edition = drafted(files, 100_000_000)
    set_limit(edition, files.staff, None, scheme="*", key="slik_check_required")
    rehearsal = run(start_rehearsal(edition=edition, by=files.staff))
    assert rehearsal.changed == rehearsal.done
    assert not rehearsal.lines.exists()


def test_a_line_stands_once(files):
    _edition, rehearsal = tried(files)
    line = rehearsal.lines.filter(level="file").get()
    line.pk = None
    with pytest.raises(IntegrityError, match="rehearsalline_once"), transaction.atomic():
        line.save(force_insert=True)


def test_nothing_to_count_is_a_result(book):
    RehearsalLine.objects.all().delete()
    edition, rehearsal = tried(book)
    assert rehearsal.state == "finished"
    assert edition.state == "rehearsed"
