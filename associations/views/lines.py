"""The lines of an uploaded list, looked at and repaired: by its managers, or by staff for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from associations.actions.intake import LineChanged, accept_second, repair_row
from associations.actions.readings import Reading
from associations.enums import IntakeState, RowState
from associations.forms.intake import LineForm
from associations.imports.columns import BY_KEY, COLUMNS
from associations.imports.knowing import Checker
from associations.models import Intake, IntakeRow
from associations.queries import intake_counts

PAGE = 50
_TABS = (
    (RowState.REPAIR, gettext_lazy("Perlu diperbaiki")),
    (RowState.GOOD, gettext_lazy("Siap dimasukkan")),
    (RowState.DUPLICATE, gettext_lazy("Sudah ada")),
)


def list_context(
    found: Intake, query: Any, here: str, line_url: Callable[[int], str]
) -> dict[str, Any]:
    """One heap of lines (`?lihat=`), after a line (`?sesudah=`); how far the work is while it
    runs. `query` is the address's; `here` the page's own path."""
    counts = intake_counts(found)
    shown = query.get("lihat", "")
    if shown not in (RowState.REPAIR, RowState.GOOD, RowState.DUPLICATE):
        shown = next((state for state, _label in _TABS if counts[state]), RowState.GOOD)
    after = query.get("sesudah", "0")
    line = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    busy = found.state != IntakeState.READY
    rows: list[IntakeRow] = []
    if not busy:
        rows = list(found.rows.filter(state=shown, line__gt=line).order_by("line")[: PAGE + 1])
    done = counts["all"] - counts[RowState.WAITING]
    if found.state == IntakeState.TAKING:
        done = counts["all"] - counts[RowState.GOOD]
    return {
        "intake": found,
        "busy": busy,
        "done": done,
        "counts": counts,
        "shown": shown,
        "tabs": [
            {
                "label": label,
                "count": counts[state],
                "current": state == shown,
                "url": f"{here}?lihat={state}",
            }
            for state, label in _TABS
        ],
        "rows": [_told(row) | {"url": line_url(row.line)} for row in rows[:PAGE]],
        "next_url": (
            f"{here}?lihat={shown}&sesudah={rows[PAGE - 1].line}" if len(rows) > PAGE else ""
        ),
        "first_url": f"{here}?lihat={shown}" if line else "",
    }


def _told(row: IntakeRow) -> dict[str, Any]:
    reading = Reading.load(row.content)
    return {
        "line": row.line,
        "name": reading.values.get("name") or reading.cells.get("name") or "–",
        "firm": reading.values.get("firm_name") or reading.cells.get("firm_name") or "–",
        "problems": [
            {
                "title": BY_KEY[problem.column].title if problem.column else "",
                "value": reading.cells.get(problem.column, "") if problem.column else "",
                "words": problem.words,
                "suggestion": problem.suggestion,
            }
            for problem in reading.problems
        ],
    }


@dataclass(frozen=True)
class LineWork:
    """A line with its form. `is_done`: what was just written made it good."""

    row: IntakeRow
    form: LineForm
    reading: Reading
    places: list[str]
    is_done: bool

    def context(self) -> dict[str, Any]:
        wrong, others = self.form.parts()
        return {
            "row": self.row,
            "form": self.form,
            "wrong": wrong,
            "others": others,
            "seen": self.reading.mark,
            "duplicate": [one for one in self.reading.problems if not one.column],
            "places": self.places,
        }


def work_on_line(found: Intake, number: int, data: Any, by: Any) -> LineWork:
    """The line, after what `data` says (None: only looked at). What is written is understood anew
    and kept, also when it is still wrong. Raises Http404 and CannotTakeIn."""
    row = get_object_or_404(found.rows.exclude(state=RowState.TAKEN), line=number)
    reading = Reading.load(row.content)
    checker = Checker(found.association)
    form = LineForm(data, columns=COLUMNS, reading=reading)
    changed = False
    if data is not None and "second" in data:
        row = accept_second(row=row, by=by)
    elif data is not None and form.is_valid():
        cells, seen = form.cells(use=data.get("use", "")), data.get("seen", "")
        try:
            row = repair_row(row=row, cells=cells, check=checker, by=by, seen=seen)
        except LineChanged as problem:
            changed = True
            row.refresh_from_db()
            reading = Reading.load(row.content)
            form = LineForm(data, columns=COLUMNS, reading=reading)
            form.add_error(None, str(problem))
    is_done = data is not None and row.state == RowState.GOOD and not changed
    if data is not None and not form.errors:
        reading = Reading.load(row.content)
        form = LineForm(columns=COLUMNS, reading=reading)
    return LineWork(row, form, reading, sorted(checker.known.labels.values()), is_done)
