"""From a draft of the KUR rules to one that acts: written by one person, approved by another.

Editions stand in one line: a draft is copied from the newest approved edition, and only a draft
whose base is still the newest may be approved. So no approval takes back another by accident.
Lock order: edition, rehearsal.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from financing import rulebook, rules
from financing.enums import EditionState, RehearsalState
from financing.kur.keys import BadRule, check_row
from financing.kur.ruleset import RuleSet
from financing.models import Regulation, Rehearsal, RuleEdition, RuleSource, RuleValue
from ikm_portal.audit.engine import move, record


class CannotChangeRules(Exception):
    """Its text is a sentence for the person; `field` names the answer that is wrong, if one is."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def write_content(edition: RuleEdition, content: RuleSet) -> None:
    """All values and sources of `content` into an empty draft."""
    named = {row.regulation for row in content.rows if row.regulation}
    known = {one.name: one for one in Regulation.objects.filter(name__in=named)}
    for name in sorted(named - set(known)):
        known[name] = Regulation.objects.create(name=name)
    RuleSource.objects.bulk_create(
        RuleSource(edition=edition, code=code, title=about.get("title", code), url=about["url"])
        for code, about in content.sources.items()
    )
    RuleValue.objects.bulk_create(RuleValue.of_row(row, edition, known) for row in content.rows)


@transaction.atomic
def start_draft(
    *, why: str, effective_from: datetime.date, by: Any, restores: RuleEdition | None = None
) -> RuleEdition:
    """A copy of the newest approved edition, to be changed; or of an older one, to step back to.

    Raises CannotChangeRules.
    """
    _check(rules.may_draft_rules(by))
    _one_at_a_time()
    newest = _newest()
    if restores is not None:
        _check(rules.may_restore_rules(by, restores))
    _check_day(effective_from, newest)
    highest = RuleEdition.objects.aggregate(highest=Max("number"))["highest"] or 0
    edition = RuleEdition.objects.create(
        number=highest + 1,
        why=why.strip(),
        effective_from=effective_from,
        base=newest,
        restores=restores,
        created_by=by,
    )
    write_content(edition, rulebook.rules_of(restores or newest))
    record(
        "financing.ruleedition.draft",
        edition,
        by=by,
        data={"base": newest.number, "restores": restores.number if restores else None},
    )
    return edition


@transaction.atomic
def write_rule(*, value: RuleValue, by: Any) -> RuleValue:
    """Adds or changes one value of a draft. The engine must be able to use it.

    Raises CannotChangeRules with the field's name. A rehearsal of the earlier content is void.
    """
    edition = _open_for(value.edition_id, by)
    try:
        check_row(value.as_item())
    except BadRule as problem:
        raise CannotChangeRules(problem.sentence.text(_), field=problem.field) from None
    unknown = set(value.source_codes) - set(edition.sources.values_list("code", flat=True))
    if unknown:
        raise CannotChangeRules(
            _("Sumber %(codes)s tidak ada di edisi ini.") % {"codes": ", ".join(sorted(unknown))},
            field="source_codes",
        )
    is_new = value.pk is None
    value.save()
    record(
        "financing.ruleedition.write",
        edition,
        by=by,
        data={"scheme": value.scheme, "key": value.key, "new": is_new, "value": value.value},
    )
    return value


@transaction.atomic
def remove_rule(*, value: RuleValue, by: Any) -> None:
    """Takes one value out of a draft. (To end a rule for good, give it an empty value instead.)"""
    edition = _open_for(value.edition_id, by)
    data = {"scheme": value.scheme, "key": value.key, "value": value.value}
    value.delete()
    record("financing.ruleedition.remove", edition, by=by, data=data)


@transaction.atomic
def add_source(*, edition: RuleEdition, code: str, title: str, url: str, by: Any) -> RuleSource:
    edition = _open_for(edition.pk, by)
    if edition.sources.filter(code=code).exists():
        raise CannotChangeRules(_("Nomor sumber itu sudah dipakai."), field="code")
    source = RuleSource.objects.create(edition=edition, code=code, title=title, url=url)
    record("financing.ruleedition.write", edition, by=by, data={"source": code})
    return source


@transaction.atomic
def set_first_day(*, edition: RuleEdition, day: datetime.date, by: Any) -> RuleEdition:
    edition = _open_for(edition.pk, by)
    check_first_day(day)
    edition.effective_from = day
    edition.save(update_fields=["effective_from"])
    record("financing.ruleedition.date", edition, by=by, data={"day": day.isoformat()})
    return edition


@transaction.atomic
def approve_edition(*, edition: RuleEdition, by: Any, note: str = "") -> RuleEdition:
    """From its first day on these rules act. CannotChangeRules, CannotMove.

    Needs a finished rehearsal of exactly this content for exactly this day.
    """
    _one_at_a_time()
    edition = _locked(edition.pk)
    newest = RuleEdition.objects.latest_approved()
    if edition.state == EditionState.REHEARSED:
        if newest is None or edition.base_id != newest.pk:
            raise CannotChangeRules(
                _("%(newest)s sudah disetujui lebih dulu. Buat rancangan baru dari edisi itu.")
                % {"newest": newest}
            )
        _check_day(edition.effective_from, newest)
        found = edition.ruleset().version
        if found != edition.version or not rehearsal_of(edition).exists():
            raise CannotChangeRules(_("Isi ini belum dicoba. Jalankan percobaan dahulu."))
    move(
        edition,
        "approve",
        by=by,
        note=note,
        data={"version": edition.version, "effective_from": edition.effective_from.isoformat()},
        set={"approved_by": by, "approved_at": timezone.now()},
    )
    rulebook.forget()
    return edition


@transaction.atomic
def cancel_edition(*, edition: RuleEdition, by: Any, note: str) -> RuleEdition:
    """A draft is put away; an approved edition is called off before its first day."""
    edition = _locked(edition.pk)
    if edition.state == EditionState.APPROVED:
        newest = RuleEdition.objects.latest_approved()
        if newest is not None and newest.pk != edition.pk:
            raise CannotChangeRules(_("Sudah ada edisi yang lebih baru. Batalkan itu dahulu."))
    _void_rehearsals(edition)
    move(edition, "cancel", by=by, note=note)
    rulebook.forget()
    return edition


def rehearsal_of(edition: RuleEdition) -> Any:
    """Finished rehearsals of exactly what the edition says now, for its first day."""
    base = edition.base
    return edition.rehearsals.filter(
        state=RehearsalState.FINISHED,
        version=edition.version,
        on=edition.effective_from,
        before_version=base.version if base else "",
    )


def _open_for(pk: int, by: Any) -> RuleEdition:
    """The edition, locked and a draft again."""
    edition = _locked(pk)
    _check(rules.may_edit_rules(by, edition))
    if edition.state == EditionState.REHEARSED:
        move(edition, "reopen", by=None, set={"version": ""})
    _void_rehearsals(edition)
    return edition


def _void_rehearsals(edition: RuleEdition) -> None:
    for running in Rehearsal.objects.select_for_update(no_key=True).filter(
        edition=edition, state__in=RehearsalState.open_ones()
    ):
        move(running, "outdated", by=None)


def _locked(pk: int) -> RuleEdition:
    return RuleEdition.objects.select_for_update(no_key=True).get(pk=pk)


def _check(answer: Any) -> None:
    if not answer:
        raise CannotChangeRules(str(answer.reason))


def check_first_day(day: datetime.date) -> None:
    """May a draft begin to act on this day? Never in the past, never before what is approved."""
    _check_day(day, _newest())


def _newest() -> RuleEdition:
    newest = RuleEdition.objects.latest_approved()
    if newest is None:
        raise CannotChangeRules(_("Data acuan aturan belum dimuat."))
    return newest


def _one_at_a_time() -> None:
    """Numbers and approvals follow one another, whoever is at it."""
    list(RuleEdition.objects.select_for_update(no_key=True).order_by("pk").values_list("pk")[:1])


def _check_day(day: datetime.date, newest: RuleEdition) -> None:
    earliest = max(timezone.localdate(), newest.effective_from)
    if day < earliest:
        raise CannotChangeRules(
            _("Tanggal berlaku paling cepat %(day)s.") % {"day": date_format(earliest, "j F Y")},
            field="effective_from",
        )
