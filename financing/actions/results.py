"""A bank's file with the outcome of many cases, from its lines to decisions: kept, compared,
repaired, recorded once.

Lock order: file, then application, referral, quota as everywhere. Only the file itself moves in the
trail; what its lines do stands with each case, as if it had been pressed there.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.actions.readings import Problem, Reading
from financing import rules
from financing.actions.result_rows import NotDone, compare, take_steps, try_steps
from financing.enums import ResultFileState, ResultLineState
from financing.models import Branch, Referral, ResultFile, ResultLine
from financing.queries.results import reconcile
from ikm_portal.audit.engine import move, record

BATCH = 50
KEPT_FOR = datetime.timedelta(days=30)
Check = Callable[[dict[str, Any], int], Reading]  # cells, line → what they mean
S = ResultLineState
_OPEN = (S.READY, S.REPAIR)


class CannotKeepResults(Exception):
    """Its text is a sentence for the person."""


class LineChanged(CannotKeepResults):
    """A colleague repaired the line while this officer was at it."""


@transaction.atomic
def keep_results(
    *,
    branch: Branch,
    lines: Iterable[tuple[int, dict[str, Any]]],
    sha256: str,
    unused: list[str],
    by: Any,
) -> tuple[ResultFile, bool]:
    """The file with its lines unchecked, or the open one of the same content (then False)."""
    answer = rules.may_keep_results(by, branch)
    if not answer:
        raise CannotKeepResults(str(answer.reason))
    try:
        with transaction.atomic():
            file = ResultFile.objects.create(
                branch=branch, uploaded_by=by, sha256=sha256, unused=unused
            )
    except IntegrityError:
        kept = ResultFile.objects.exclude(state=ResultFileState.CLOSED)
        return kept.get(branch=branch, sha256=sha256), False
    made = ResultLine.objects.bulk_create(
        (
            ResultLine(file=file, line=line, content=Reading(line, cells).dump())
            for line, cells in lines
        ),
        batch_size=500,
    )
    record("financing.resultfile.keep", file, by=by, data={"lines": len(made)})
    return file, True


@transaction.atomic
def check_lines(pk: int, check: Check) -> bool:
    """Compares the next lines. False when none are left. Run twice, it does nothing twice."""
    file = _lock(pk)
    if file is None or file.state != ResultFileState.CHECKING:
        return False
    lines = list(file.lines.filter(state=S.WAITING).order_by("line")[:BATCH])
    if not lines:
        file.report = {"checked": reconcile(file)}
        move(file, "checked", by=None, set={"report": file.report})
        return False
    _sort(file, lines, [check(Reading.load(one.content).cells, one.line) for one in lines])
    _beat(file)
    return True


def _lock(pk: int) -> ResultFile | None:
    return (
        ResultFile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("branch__bank", "uploaded_by", "confirmed_by")
        .defer("report")  # thousands of cases, and a line has no use for them
        .filter(pk=pk)
        .first()
    )


def _beat(file: ResultFile) -> None:
    ResultFile.objects.filter(pk=file.pk).update(beat_at=timezone.now())


def cases_of(branch: Branch, codes: Iterable[str]) -> dict[str, Referral]:
    """The branch's own cases by code, the newest of each. Another branch's code and one that never
    was are the same to this question: not there."""
    found = _with_all().filter(branch=branch, application__code__in=set(codes)).order_by("pk")
    cases = {}
    for case in found:
        case.branch = branch
        cases[case.application.code] = case
    return cases


def _with_all() -> QuerySet[Referral]:
    """With what comparing and deciding reads."""
    return Referral.objects.select_related(
        "application__business", "owner", "officer", "product__bank__institution", "decision"
    ).prefetch_related("proposals")


def _sort(file: ResultFile, lines: list[ResultLine], readings: list[Reading]) -> None:
    """Gives each line its state beside the portal and the lines before it."""
    codes = [reading.values.get("code", "") for reading in readings]
    cases = cases_of(file.branch, codes)
    before = dict(
        file.lines.filter(code__in=[code for code in codes if code])
        .exclude(pk__in=[one.pk for one in lines])
        .values_list("code", "line")
    )
    for one, reading, code in zip(lines, readings, codes, strict=True):
        one.code = code[:40]
        one.said = {key: value for key, value in reading.values.items() if key in _FIGURES}
        one.referral, one.note = cases.get(code), ""
        _sort_line(one, reading, before.get(code), by=file.confirmed_by or file.uploaded_by)
        before.setdefault(code, one.line)
        one.content = "" if one.state in (S.SAME, S.EMPTY, S.DONE) else reading.dump()
    fields = ["state", "code", "said", "note", "referral", "content"]
    ResultLine.objects.bulk_update(lines, fields, batch_size=BATCH)


# What the report counts; the bank's words to the applicant stay out of it.
_FIGURES = ("decision", "reason", "amount", "contract_number", "contracted_on",
            "disbursed_amount", "disbursed_on")  # fmt: skip


def _sort_line(line: ResultLine, reading: Reading, twice: int | None, *, by: Any) -> None:
    case = line.referral
    if case is None:
        line.state, line.code = S.UNKNOWN, line.code or str(reading.cells.get("code", ""))[:40]
        line.note = _("Kode ini tidak ada di cabang Anda.")
        line.said = {}
        return
    if twice is not None and twice != line.line:
        reading.problems.append(
            Problem("code", _("Kode ini sudah ada di baris %(line)d.") % {"line": twice})
        )
    if reading.problems:
        line.state = S.REPAIR
        return
    found = compare(case, reading.values)
    line.state, line.note = found.state, found.note[:500]
    reading.problems = found.problems
    if found.state == S.READY:
        try:
            told = try_steps(case, reading.values, found.steps, by=by)
        except NotDone as stopped:
            line.state = S.REPAIR
            reading.problems = [stopped.problem]
        else:
            line.note = _sentence(told)
    if line.state == S.CONFLICT:  # the words are not kept: nothing can be done with them
        reading.values.pop("words", None)


def _sentence(told: list[str]) -> str:
    joined = "; ".join(told)
    return (joined[:1].upper() + joined[1:] + ".")[:500]


@transaction.atomic
def repair_line(
    *, line: ResultLine, cells: dict[str, Any], check: Check, by: Any, seen: str = ""
) -> ResultLine:
    """What the officer wrote instead, compared anew. `seen`: `Reading.mark` of the line they had
    before them. Raises CannotKeepResults, LineChanged."""
    file = _lock(line.file_id)
    if file is None:
        raise CannotKeepResults(_("Baris ini tidak bisa diubah lagi."))
    answer = rules.may_handle_results(by, file)
    if not answer:
        raise CannotKeepResults(str(answer.reason))
    fresh = file.lines.get(pk=line.pk)
    if file.state != ResultFileState.READY or fresh.state not in (*_OPEN, S.UNKNOWN):
        raise CannotKeepResults(_("Baris ini tidak bisa diubah lagi."))
    now = Reading.load(fresh.content)
    if seen and seen != now.mark and cells != now.cells:  # the same once more is no other word
        raise LineChanged(
            _("Baris ini baru saja diubah. Isian Anda masih ada di sini, tetapi belum tersimpan. "
              "Periksa, lalu simpan lagi.")
        )  # fmt: skip
    file.uploaded_by = by  # of this check; the row keeps who sent the file
    _sort(file, [fresh], [check(cells, fresh.line)])
    report = {**file.report, "checked": reconcile(file)}
    ResultFile.objects.filter(pk=file.pk).update(report=report, beat_at=timezone.now())
    record("financing.resultfile.repair", file, by=by, data={"line": fresh.line})
    return fresh


@transaction.atomic
def begin_recording(*, file: ResultFile, by: Any) -> ResultFile:
    """From here on `record_line` takes the ready lines, one by one. Raises CannotMove."""
    move(file, "run", by=by, set={"confirmed_by": by, "beat_at": timezone.now()})
    return file


@transaction.atomic
def record_line(pk: int) -> bool:
    """The next ready line, whole or refused with its sentence. False when none are left."""
    file = _lock(pk)
    if file is None or file.state != ResultFileState.RUNNING:
        return False
    line = file.lines.filter(state=S.READY).order_by("line").first()
    if line is None:
        file.report = {**file.report, "done": reconcile(file)}
        move(file, "ran", by=None, set={"report": file.report})
        return False
    _record(file, line)
    _beat(file)
    return True


def _record(file: ResultFile, line: ResultLine) -> None:
    """Compared once more: the case may have moved since the preview. The very case that was shown:
    the same person may have come back to this branch since, under the same code."""
    reading = Reading.load(line.content)
    assert line.referral_id is not None  # noqa: S101 - resultline_of_a_case
    case = _with_all().get(pk=line.referral_id)
    case.branch = file.branch
    found = compare(case, reading.values)
    line.state, line.note = found.state, found.note[:500]
    reading.problems = found.problems
    if found.state == S.READY:
        try:
            told = take_steps(case, reading.values, found.steps, by=file.confirmed_by)
        except NotDone as stopped:
            line.state = S.REPAIR
            reading.problems = [stopped.problem]
        else:
            line.state, line.note = S.DONE, _sentence(told)
    line.content = reading.dump() if line.state == S.REPAIR else ""
    line.save(update_fields=["state", "note", "content"])


@transaction.atomic
def fail_results(*, pk: int, problem: str) -> None:
    """The lines that the portal itself stumbled over wait for a person; the others go on."""
    file = _lock(pk)
    if file is None:
        return
    checking = file.state == ResultFileState.CHECKING
    waiting = file.lines.filter(state=S.WAITING if checking else S.READY).order_by("line")
    for line in waiting[: BATCH if checking else 1]:
        try:
            reading = Reading.load(line.content)
        except ValueError:  # that may be what it stumbled over
            reading = Reading(line.line, {"code": line.code})
        words = _("Portal gagal membaca baris ini (%(fault)s). Coba lagi.") % {"fault": problem}
        reading.problems = [Problem("", words)]
        line.state, line.content = S.REPAIR, reading.dump()
        line.save(update_fields=["state", "content"])


@transaction.atomic
def close_results(*, file: ResultFile, by: Any) -> ResultFile:
    """Done with this file: the report and its figures stay, the words are forgotten."""
    move(file, "close", by=by)
    file.lines.update(content="")
    return file


def expire_results(*, now: datetime.datetime) -> int:
    """Files that nobody touched for thirty days: words about people are not kept for nothing."""
    still = ResultFile.objects.filter(beat_at__lt=now - KEPT_FOR)
    expired = 0
    for file in still.exclude(state=ResultFileState.CLOSED):
        with transaction.atomic():
            move(file, "expire", by=None)
            file.lines.update(content="")
            expired += 1
    return expired
