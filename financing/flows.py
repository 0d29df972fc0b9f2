"""A picture of where a group goes: bands from the association to the banks, drawn on the server.

Plain SVG paths, so that it needs neither scripts nor inline style; the table beside it says the
same in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, LEFT, RIGHT = 360, 10, 190  # where bands begin and end; words stand to the right of them
TALL, GAP, LEAST, LINE = 170.0, 8.0, 2.0, 20.0


@dataclass(frozen=True)
class Band:
    """`path`: the band. `top`, `height`: its end at the bank. `middle`: where its words stand."""

    label: str
    people: int
    path: str
    top: str
    height: str
    middle: str
    waits: bool = False


@dataclass(frozen=True)
class Picture:
    bands: list[Band]
    height: int
    start: int = LEFT
    end: int = RIGHT
    width: int = WIDTH


def picture(ends: Iterable[tuple[str, int, bool]]) -> Picture:
    """`ends`: (name, people, still waiting), in the order in which they are drawn."""
    shown = [end for end in ends if end[1] > 0]
    people = sum(count for _name, count, _waits in shown) or 1
    bands, left, right = [], 0.0, 0.0
    for name, count, waits in shown:
        thick = max(TALL * count / people, LEAST)
        bands.append(
            Band(
                name,
                count,
                _path(left, right, thick),
                f"{right:.1f}",
                f"{thick:.1f}",
                f"{right + thick / 2 + 5:.1f}",
                waits,
            )
        )
        left += thick
        # A thin band still has a line of words beside it.
        right += max(thick + GAP, LINE)
    return Picture(bands, int(max(left, right)) + 6)


def _path(left: float, right: float, thick: float) -> str:
    bend = (LEFT + RIGHT) // 2
    return (
        f"M{LEFT} {left:.1f}C{bend} {left:.1f} {bend} {right:.1f} {RIGHT} {right:.1f}"
        f"V{right + thick:.1f}C{bend} {right + thick:.1f} {bend} {left + thick:.1f}"
        f" {LEFT} {left + thick:.1f}Z"
    )
