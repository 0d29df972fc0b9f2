"""Drafted by one, rehearsed, approved by another, in force on its day, never changed."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from financing.actions.rehearsals import start_rehearsal
from financing.actions.rules import (
    CannotChangeRules,
    add_source,
    approve_edition,
    cancel_edition,
    remove_rule,
    set_first_day,
    start_draft,
    write_rule,
)
from financing.kur.ruleset import RuleSet
from financing.models import Regulation, RuleEdition, RuleValue
from financing.reference import load_rules
from financing.rulebook import RulesChanged, current_rules, edition_on, rules_of, rules_on
from ikm_portal.audit.engine import CannotMove, NotAllowed, WrongState, move
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.financing.rules.conftest import (
    approved,
    drafted,
    mikro_limit,
    rehearsed,
    run,
    set_limit,
    staff_in,
    today,
    tomorrow,
)

DAY = datetime.timedelta(days=1)


def test_the_file_becomes_the_first_edition_and_stays_the_same(book):
    edition = RuleEdition.objects.get()
    assert (edition.number, edition.state, edition.created_by) == (1, "approved", None)
    assert current_rules().version == edition.version == RuleSet.from_file().version
    assert edition.rows.count() == len(RuleSet.from_file().rows)
    assert load_rules() == edition.rows.count()
    assert RuleEdition.objects.count() == 1


def test_without_any_edition_the_file_speaks(cast):
    assert edition_on(today()) is None
    assert current_rules().version == RuleSet.from_file().version


def test_days_before_the_first_edition_are_read_by_it(book):
    assert edition_on(datetime.date(1999, 1, 1)).number == 1


def test_a_draft_is_a_copy_and_acts_on_nobody(book):
    before = current_rules()
    edition = drafted(book)
    assert edition.number == 2
    assert mikro_limit(edition.ruleset()) == 20_000_000
    assert current_rules() is before
    rehearsal = start_rehearsal(edition=edition, by=book.staff)
    run(rehearsal)
    edition.refresh_from_db()
    assert edition.state == "rehearsed"
    assert current_rules() is before
    with pytest.raises(RulesChanged):
        rules_of(RuleEdition(pk=edition.pk, version=before.version))


def test_in_force_from_its_day_not_before(book):
    edition = approved(book, day=tomorrow())
    assert edition_on(today()).number == 1
    assert edition_on(tomorrow()) == edition
    assert mikro_limit(rules_on(today()), tomorrow()) == 100_000_000
    assert mikro_limit(rules_on(tomorrow()), tomorrow()) == 20_000_000
    assert mikro_limit(rules_on(tomorrow() + 400 * DAY), tomorrow() + 400 * DAY) == 20_000_000


def test_on_the_same_day_the_later_approval_acts(book):
    approved(book, 20_000_000)
    second = approved(book, 30_000_000)
    assert edition_on(today()) == second
    assert mikro_limit(current_rules()) == 30_000_000


def test_nobody_approves_their_own_draft(book):
    edition = rehearsed(book)
    book.staff.groups.add(*book.head.groups.all())
    both = type(book.staff).objects.get(pk=book.staff.pk)
    with pytest.raises(NotAllowed, match="orang kedua"):
        approve_edition(edition=edition, by=both)
    edition.refresh_from_db()
    assert (edition.state, edition.approved_by) == ("rehearsed", None)


def test_nor_one_that_they_wrote_a_value_of(book):
    other = staff_in("Petugas", "Kepala/penyetuju")
    edition = drafted(book)
    set_limit(edition, other, 15_000_000)
    run(start_rehearsal(edition=edition, by=book.staff))
    with pytest.raises(NotAllowed, match="orang kedua"):
        approve_edition(edition=edition, by=other)
    approve_edition(edition=edition, by=book.head)


def test_the_database_refuses_a_single_pair_of_eyes(book):
    edition = rehearsed(book)
    values = {"state": "approved", "approved_at": timezone.now(), "approved_by": book.staff}
    with pytest.raises(IntegrityError, match="ruleedition_two_people"), transaction.atomic():
        RuleEdition.objects.filter(pk=edition.pk).update(**values)
    values["approved_by"] = None
    with pytest.raises(IntegrityError, match="approved_by_someone"), transaction.atomic():
        RuleEdition.objects.filter(pk=edition.pk).update(**values)
    with pytest.raises(IntegrityError, match="approved_by_someone"), transaction.atomic():
        move(drafted(book), "adopt", by=None, set={"approved_at": timezone.now(), "version": "x"})
    assert edition_on(today()).number == 1


def test_approval_needs_a_rehearsal_of_exactly_this(book):
    edition = drafted(book)
    with pytest.raises(WrongState):
        approve_edition(edition=edition, by=book.head)
    run(start_rehearsal(edition=edition, by=book.staff))
    set_limit(edition, book.staff, 21_000_000)
    edition.refresh_from_db()
    assert (edition.state, edition.version) == ("draft", "")
    with pytest.raises(WrongState):
        approve_edition(edition=edition, by=book.head)
    run(start_rehearsal(edition=edition, by=book.staff))
    set_first_day(edition=edition, day=tomorrow(), by=book.staff)
    with pytest.raises(WrongState):
        approve_edition(edition=edition, by=book.head)
    run(start_rehearsal(edition=edition, by=book.staff))
    assert approve_edition(edition=edition, by=book.head).state == "approved"


def test_an_edit_stops_a_running_rehearsal(book):
    edition = drafted(book)
    rehearsal = start_rehearsal(edition=edition, by=book.staff)
    set_limit(edition, book.staff, 21_000_000)
    assert run(rehearsal).state == "cancelled"
    edition.refresh_from_db()
    assert edition.state == "draft"


def test_a_draft_from_an_older_edition_cannot_take_a_newer_one_back(book):
    first, second = rehearsed(book, 20_000_000), rehearsed(book, 30_000_000)
    approve_edition(edition=first, by=book.head)
    with pytest.raises(CannotChangeRules, match="lebih dulu"):
        approve_edition(edition=second, by=book.head)
    with pytest.raises(CannotChangeRules, match="lebih dulu"):
        start_rehearsal(edition=second, by=book.staff)
    second.refresh_from_db()
    assert second.state == "rehearsed"
    assert mikro_limit(current_rules()) == 20_000_000


def test_a_step_back_is_a_new_edition_with_the_old_rows(book):
    old = RuleEdition.objects.get()
    approved(book, 20_000_000)
    edition = start_draft(
        why="Kembali ke edisi 1.", effective_from=today(), by=book.staff, restores=old
    )
    run(start_rehearsal(edition=edition, by=book.staff))
    edition = approve_edition(edition=edition, by=book.head)
    assert (edition.number, edition.version) == (3, old.version)
    assert mikro_limit(current_rules()) == 100_000_000
    assert RuleEdition.objects.approved().count() == 3


def test_what_was_approved_is_never_changed_not_even_by_sql(book):
    edition = approved(book)
    value = edition.rows.first()
    with pytest.raises(CannotChangeRules, match="sudah ditutup"):
        write_rule(value=value, by=book.staff)
    with pytest.raises(CannotChangeRules, match="sudah ditutup"):
        remove_rule(value=value, by=book.staff)
    rows, editions = RuleValue.objects.filter(pk=value.pk), RuleEdition.objects
    draft = drafted(book, 40_000_000)
    for job in (
        lambda: rows.update(value=1),
        lambda: rows.update(edition=draft),
        lambda: draft.rows.update(edition=edition),
        lambda: rows.delete(),
        lambda: RuleValue.objects.create(
            edition=edition, scheme="mikro", key="x", valid_from=today(), confidence="unknown"
        ),
        lambda: edition.sources.update(title="lain"),
        lambda: editions.filter(pk=edition.pk).update(effective_from=today() - 30 * DAY),
        lambda: editions.filter(pk=edition.pk).update(version="kur-lain"),
        lambda: editions.filter(pk=edition.pk).update(state="draft"),
        lambda: Regulation.objects.update(name="Permenko lain"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            job()
    assert edition.ruleset().version == edition.version


def test_days_of_the_past_and_before_the_newest_are_refused(book):
    with pytest.raises(CannotChangeRules, match="paling cepat") as problem:
        drafted(book, day=today() - DAY)
    assert problem.value.field == "effective_from"
    approved(book, day=tomorrow())
    with pytest.raises(CannotChangeRules, match="paling cepat"):
        drafted(book, day=today())


def test_a_day_that_went_by_while_the_draft_waited_is_refused(book, monkeypatch):
    edition = rehearsed(book, day=tomorrow())
    later = timezone.now() + 3 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(CannotChangeRules, match="paling cepat"):
        approve_edition(edition=edition, by=book.head)


def test_called_off_before_its_day_only(book):
    edition = approved(book, day=tomorrow())
    with pytest.raises(NotAllowed):
        cancel_edition(edition=edition, by=book.staff, note="salah")
    with pytest.raises(CannotMove, match="alasan"):
        cancel_edition(edition=edition, by=book.head, note=" ")
    cancel_edition(edition=edition, by=book.head, note="Angkanya salah.")
    assert edition_on(tomorrow()).number == 1
    acting = approved(book)
    with pytest.raises(NotAllowed, match="sudah berlaku"):
        cancel_edition(edition=acting, by=book.head, note="salah")


def test_an_older_one_is_not_called_off_from_under_a_newer(book):
    first = approved(book, 20_000_000, day=tomorrow())
    approved(book, 30_000_000, day=tomorrow())
    with pytest.raises(CannotChangeRules, match="lebih baru"):
        cancel_edition(edition=first, by=book.head, note="salah")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": -1}, "value"),
        ({"value": "banyak"}, "value"),
        ({"value": 1e18}, "value"),
        ({"value": True}, "value"),
        ({"scheme": "mega"}, "scheme"),
        ({"key": ""}, "key"),
        ({"valid_to": datetime.date(2020, 1, 1)}, "valid_to"),
        ({"condition": {"sector_group": ["tambang"]}}, "condition"),
        ({"source_codes": ["S99"]}, "source_codes"),
    ],
)
def test_a_value_that_the_engine_cannot_use_gets_a_sentence(book, changes, field):
    edition = drafted(book)
    value = edition.rows.get(scheme="mikro", key="plafon_max_inclusive", valid_from="2026-01-01")
    for name, new in changes.items():
        setattr(value, name, new)
    with pytest.raises(CannotChangeRules) as problem:
        write_rule(value=value, by=book.staff)
    assert problem.value.field == field
    assert len(str(problem.value)) > 15
    value.refresh_from_db()
    assert value.value == 20_000_000


def test_an_empty_value_ends_a_rule(book):
    edition = drafted(book)
    set_limit(edition, book.staff, None, scheme="*", key="additional_collateral_forbidden_up_to")
    assert edition.ruleset().get(
        "mikro", "additional_collateral_forbidden_up_to", today()
    ).value is None  # fmt: skip


def test_who_may_what(book):
    edition = drafted(book)
    for user in (book.head, book.reader, book.member1, book.officer, book.manager_kopi):
        with pytest.raises(CannotChangeRules):
            start_draft(why="x", effective_from=today(), by=user)
        with pytest.raises(CannotChangeRules):
            set_limit(edition, user, 1_000_000)
        with pytest.raises(CannotChangeRules):
            start_rehearsal(edition=edition, by=user)
        with pytest.raises(CannotChangeRules):
            add_source(edition=edition, code="X1", title="x", url="", by=user)
    run(start_rehearsal(edition=edition, by=book.staff))
    for user in (book.staff, book.reader, book.member1, book.officer, book.manager_kopi):
        with pytest.raises(CannotMove):
            approve_edition(edition=edition, by=user)
    assert edition_on(today()).number == 1
    assert not RuleEdition.objects.visible_to(book.member1).filter(pk=edition.pk).exists()


def test_the_trail_tells_it(book):
    edition = approved(book)
    told = [entry.action.rpartition(".")[2] for entry in Entry.objects.about(edition)]
    assert told == ["draft", "write", "rehearsed", "approve"]
    entry = Entry.objects.about(edition).last()
    assert entry.actor_id == book.head.pk
    assert entry.data["version"] == edition.version


def test_the_desk_follows_the_edition(book):
    """The guard about collateral and the checklist read what was approved."""
    from financing import demand_rules
    from financing.papers import wanted_papers

    referral = play.sent(book, book.member1, book.product_bri)
    assert not demand_rules.may_ask_paper(referral, "collateral", by=book.officer)
    assert "npwp" not in [p.kind for p in wanted_papers(amount=25_000_000, scheme="mikro")]
    edition = start_draft(why="Uji.", effective_from=today(), by=book.staff)
    set_limit(
        edition, book.staff, 10_000_000, scheme="*", key="additional_collateral_forbidden_up_to"
    )
    set_limit(edition, book.staff, 5_000_000, scheme="*", key="npwp_required_above")
    assert not demand_rules.may_ask_paper(referral, "collateral", by=book.officer)
    run(start_rehearsal(edition=edition, by=book.staff))
    approve_edition(edition=edition, by=book.head)
    assert demand_rules.may_ask_paper(referral, "collateral", by=book.officer)
    assert "npwp" in [p.kind for p in wanted_papers(amount=25_000_000, scheme="mikro")]


def test_one_question_to_the_database_in_a_request(book, client, django_assert_num_queries):
    client.get("/kur/")
    with django_assert_num_queries(4):  # editions, products, their own papers, how long banks took
        client.get("/kur/")
