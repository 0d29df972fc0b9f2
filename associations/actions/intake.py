"""An uploaded list, from its lines to members: kept, sorted, repaired, taken in once.

The lines of an intake are not subjects of the trail: each member that comes of them is, and the
intake itself moves by `move`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rules
from associations.actions.bulk import BATCH, register_members
from associations.actions.members import CannotRegister
from associations.actions.readings import Problem, Reading
from associations.actions.sorting import own_members, sort
from associations.enums import IntakeState, RowState
from associations.models import Association, Intake, IntakeRow, Region
from ikm_portal.audit.engine import move, record
from ikm_portal.common.crypto import blind_index

KEPT_FOR = datetime.timedelta(days=30)
Check = Callable[[dict[str, Any], int], Reading]  # cells, line → what they mean


class CannotTakeIn(Exception):
    """Its text is a sentence for the person."""


class LineChanged(CannotTakeIn):
    """Somebody else repaired the line while this person was at it."""


@transaction.atomic
def keep_list(
    *,
    association: Association,
    lines: Iterable[tuple[int, dict[str, Any]]],
    sha256: str,
    unused: list[str],
    by: Any,
) -> tuple[Intake, bool]:
    """The intake with its lines unchecked, or the open one of the same file (then False)."""
    answer = rules.may_register_member(by, association)
    if not answer:
        raise CannotTakeIn(str(answer.reason))
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                association=association, uploaded_by=by, sha256=sha256, unused=unused
            )
    except IntegrityError:
        same = Intake.objects.exclude(state=IntakeState.CLOSED)
        return same.get(association=association, sha256=sha256), False
    IntakeRow.objects.bulk_create(
        (
            IntakeRow(intake=intake, line=line, content=Reading(line, cells).dump())
            for line, cells in lines
        ),
        batch_size=500,
    )
    record("associations.intake.keep", intake, by=by, data={"lines": intake.rows.count()})
    return intake, True


@transaction.atomic
def check_batch(pk: int, check: Check) -> bool:
    """Checks the next lines. False when none are left. Run twice, it does nothing twice."""
    intake = _lock(pk)
    if intake is None or intake.state != IntakeState.CHECKING:
        return False
    rows = list(intake.rows.filter(state=RowState.WAITING).order_by("line")[:BATCH])
    if not rows:
        move(intake, "checked", by=None)
        return False
    readings = [check(Reading.load(row.content).cells, row.line) for row in rows]
    _sort(intake, rows, readings)
    _touch(intake)
    return True


def _lock(pk: int) -> Intake | None:
    return (
        Intake.objects.select_for_update(of=("self",), no_key=True)
        .select_related("association", "taken_by")
        .filter(pk=pk)
        .first()
    )


def _touch(intake: Intake) -> None:
    Intake.objects.filter(pk=intake.pk).update(updated_at=timezone.now())


def _sort(intake: Intake, rows: list[IntakeRow], readings: list[Reading]) -> None:
    """Gives each line its state beside the association's members and the other lines."""
    niks = [reading.nik for reading in readings if reading.nik]
    own = own_members(intake.association, niks)
    before = _lines_with(intake, niks, without=[row.pk for row in rows])
    for row, reading in zip(rows, readings, strict=True):
        row.nik_hash = blind_index(reading.nik, "nik")
        row.state = sort(reading, own, before, is_second=row.is_second)
        row.content = reading.dump()
    IntakeRow.objects.bulk_update(rows, ["state", "content", "nik_hash"], batch_size=BATCH)


def _lines_with(
    intake: Intake, niks: list[str], *, without: list[int]
) -> dict[str, list[tuple[int, str]]]:
    """The list's good lines with these NIK. Those taken are members, and found among them."""
    by_hash = {blind_index(nik, "nik"): nik for nik in niks}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    good = intake.rows.filter(state=RowState.GOOD, nik_hash__in=by_hash).exclude(pk__in=without)
    for row in good:
        firm = Reading.load(row.content).values["firm_name"].casefold()
        found[by_hash[row.nik_hash]].append((row.line, firm))
    return found


@transaction.atomic
def repair_row(
    *, row: IntakeRow, cells: dict[str, Any], check: Check, by: Any, seen: str = ""
) -> IntakeRow:
    """What the person wrote instead, understood anew. `seen`: `Reading.mark` of the line they had
    before them. Raises CannotTakeIn, LineChanged."""
    intake, row = _open_row(row, by)
    now = Reading.load(row.content)
    if seen and seen != now.mark and cells != now.cells:  # the same once more is no other word
        raise LineChanged(
            _("Baris ini baru saja diubah. Isian Anda masih ada di sini, tetapi belum tersimpan. "
              "Periksa, lalu simpan lagi.")
        )  # fmt: skip
    _sort(intake, [row], [check(cells, row.line)])
    _keep_repair(intake, row, by)
    return row


@transaction.atomic
def accept_second(*, row: IntakeRow, by: Any) -> IntakeRow:
    """The manager says: another business of the same person."""
    intake, row = _open_row(row, by)
    row.is_second = True
    row.save(update_fields=["is_second"])
    _sort(intake, [row], [Reading.load(row.content)])
    _keep_repair(intake, row, by)
    return row


def _keep_repair(intake: Intake, row: IntakeRow, by: Any) -> None:
    """Which line, never what stands in it: managers and staff work on one list."""
    _touch(intake)
    record("associations.intake.repair", intake, by=by, data={"line": row.line})


def _open_row(row: IntakeRow, by: Any) -> tuple[Intake, IntakeRow]:
    intake = _lock(row.intake_id)
    assert intake is not None  # noqa: S101 - the row refers to it
    answer = rules.may_handle_intake(by, intake)
    if not answer:
        raise CannotTakeIn(str(answer.reason))
    fresh = intake.rows.get(pk=row.pk)
    if intake.state != IntakeState.READY or fresh.state in (RowState.TAKEN, RowState.WAITING):
        raise CannotTakeIn(_("Baris ini tidak bisa diubah lagi."))
    return intake, fresh


@transaction.atomic
def begin_taking(*, intake: Intake, by: Any) -> Intake:
    """From here on `take_batch` brings the good lines in. Raises CannotMove."""
    move(intake, "take", by=by, set={"taken_by": by})
    return intake


@transaction.atomic
def take_batch(pk: int) -> bool:
    """The next good lines become members, all of them once. False when none are left."""
    intake = _lock(pk)
    if intake is None or intake.state != IntakeState.TAKING:
        return False
    rows = list(intake.rows.filter(state=RowState.GOOD).order_by("line")[:BATCH])
    if not rows:
        move(intake, "taken", by=None)
        return False
    try:
        take_rows(intake, rows, by=intake.taken_by)
    except CannotRegister:  # manages this association no more: the lines stay as they are
        move(intake, "taken", by=None)
        return False
    _touch(intake)
    return True


def take_rows(intake: Intake, rows: list[IntakeRow], *, by: Any) -> None:
    readings = [Reading.load(row.content) for row in rows]
    used = {reading.values[key] for reading in readings for key in ("region", "firm_region")
            if reading.values.get(key)}  # fmt: skip
    regions = Region.objects.in_bulk(used)
    made = register_members(
        association=intake.association,
        members=[
            (reading.person(regions), reading.firm(regions, intake.association))
            for reading in readings
        ],
        by=by,
    )
    for row, reading, outcome in zip(rows, readings, made, strict=True):
        if isinstance(outcome, str):
            row.state = RowState.DUPLICATE
            reading.problems.append(Problem("", outcome))
            row.content = reading.dump()
        else:
            row.state, row.membership, row.content = RowState.TAKEN, outcome, ""
    IntakeRow.objects.bulk_update(rows, ["state", "membership", "content"], batch_size=BATCH)


@transaction.atomic
def close_intake(*, intake: Intake, by: Any) -> Intake:
    """Done with this list: what is not taken is forgotten. Raises CannotMove."""
    move(intake, "close", by=by)
    intake.rows.exclude(state=RowState.TAKEN).delete()
    return intake


def expire_intakes(*, now: datetime.datetime) -> int:
    """Lists that nobody touched for thirty days: a stranger's NIK is not kept for nothing."""
    expired = 0
    for intake in Intake.objects.filter(updated_at__lt=now - KEPT_FOR).exclude(
        state=IntakeState.CLOSED
    ):
        with transaction.atomic():
            move(intake, "expire", by=None)
            intake.rows.exclude(state=RowState.TAKEN).delete()
            expired += 1
    return expired
