"""What a benchmark hands back, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Figure = float | int | str | None


@dataclass
class Table:
    """Rows of figures under one heading. The unit stands in the column's name."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[Figure]] = field(default_factory=list)


@dataclass(frozen=True)
class Bar:
    """A promise of the project, what was measured, and whether it held."""

    what: str
    measured: str
    held: bool


@dataclass
class Result:
    name: str
    tables: list[Table] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def bar(self, what: str, measured: float, limit: float, unit: str = "") -> None:
        """A bar that holds while `measured` is at most `limit`."""
        self.bars.append(
            Bar(f"{what} <= {shown(limit)}{unit}", f"{shown(measured)}{unit}", measured <= limit)
        )


def shown(figure: Figure) -> str:
    if figure is None:
        return "–"
    if isinstance(figure, float):
        return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:,.3g}"
    return f"{figure:,}" if isinstance(figure, int) else figure


def lines(result: Result) -> Iterable[str]:
    yield f"== {result.name}"
    for table in result.tables:
        yield ""
        yield table.title
        cells = [list(table.columns), *([shown(cell) for cell in row] for row in table.rows)]
        widths = [max(len(row[at]) for row in cells) for at in range(len(table.columns))]
        for row in cells:
            first, *rest = zip(row, widths, strict=True)
            yield "  ".join(
                [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
            )
    if result.bars:
        yield ""
    for bar in result.bars:
        yield f"{'held  ' if bar.held else 'MISSED'}  {bar.what}: {bar.measured}"
    for note in result.notes:
        yield f"  note: {note}"
    yield ""
