"""A small chart as SVG by hand: the same figures give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 40, 44, 92  # the plot's margins
INK, GRID = "#1d2730", "#d5dbe1"
DASHES = ("", "6 3", "2 3", "8 3 2 3")  # lines are told apart without colours, too


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[tuple[float, float]]  # both above zero
    colour: str


def log_log(title: str, across: str, lines: Sequence[Line]) -> str:
    """Both axes by powers of ten; the names stand below."""
    points = [point for line in lines for point in line.points]
    xs, ys = _powers([x for x, _y in points]), _powers([y for _x, y in points])

    def place(x: float, y: float) -> tuple[str, str]:
        right = LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(x) - xs[0]) / (xs[-1] - xs[0])
        down = TOP + (HEIGHT - TOP - BOTTOM) * (ys[-1] - math.log10(y)) / (ys[-1] - ys[0])
        return f"{right:.1f}", f"{down:.1f}"

    told = "; ".join(
        f"{line.name}: " + ", ".join(f"{x:,.0f} → {y:.3g} s" for x, y in line.points)
        for line in lines
    )
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(told)}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold" fill="{INK}">'
        f"{escape(title)}</text>",
    ]
    for power in ys:
        left, down = place(10 ** xs[0], 10**power)
        out.append(
            f'<path d="M{left} {down}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
            f'<text x="{LEFT - 8}" y="{float(down) + 4:.1f}" text-anchor="end" fill="{INK}">'
            f"{10**power:g} s</text>"
        )
    for power in xs:
        at, _down = place(10**power, 10 ** ys[0])
        out.append(
            f'<path d="M{at} {TOP}V{HEIGHT - BOTTOM}" stroke="{GRID}"/>'
            f'<text x="{at}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="{INK}">'
            f"{10**power:,}</text>"
        )
    out.append(
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - BOTTOM + 36}" text-anchor="end" fill="{INK}">'
        f"{escape(across)}</text>"
    )
    for number, line in enumerate(lines):
        dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"'
        path = "L".join(" ".join(place(x, y)) for x, y in line.points)
        out.append(f'<path d="M{path}" fill="none" stroke="{line.colour}" stroke-width="2"{dash}/>')
        for x, y in line.points:
            right, down = place(x, y)
            out.append(f'<circle cx="{right}" cy="{down}" r="4" fill="{line.colour}"/>')
        start, low = LEFT + number % 2 * 280, HEIGHT - 32 + number // 2 * 20
        out.append(
            f'<path d="M{start} {low - 4}h24" stroke="{line.colour}" stroke-width="2"{dash}/>'
            f'<rect x="{start + 9}" y="{low - 7}" width="6" height="6" fill="{line.colour}"/>'
            f'<text x="{start + 32}" y="{low}" fill="{INK}">{escape(line.name)}</text>'
        )
    return "\n".join([*out, "</svg>", ""])


def _powers(values: Sequence[float]) -> list[int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))
