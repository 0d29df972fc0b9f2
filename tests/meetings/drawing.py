"""PDFs as pictures, compared with kept ones.

What may differ is said relative to the ink of each small square, not to the page: a page that is
mostly white is not nearly equal to a white one.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

KEPT = Path(__file__).parent / "papers"
DPI = 96
SQUARE = 24  # pixels; about two letters high
_GREY = 96  # of 255: edges are smoothed a little differently by each version of the renderer
_FEW = 6  # pixels of a square that may differ whatever is drawn in it
_SHARE = 0.08  # of the square's ink


def pages_of(content: bytes) -> list[Image.Image]:
    """Each page in shades of grey."""
    paper = pypdfium2.PdfDocument(content)
    try:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in paper]
    finally:
        paper.close()


def differing(kept: Image.Image, drawn: Image.Image) -> list[tuple[int, int]]:
    """The squares (line, column) that do not look the same."""
    if kept.size != drawn.size:
        return [(-1, -1)]
    one, other = (_squares(picture) for picture in (kept, drawn))
    apart = (abs(one - other) > _GREY).sum(axis=(1, 3))
    ink = np.maximum((one < 128).sum(axis=(1, 3)), (other < 128).sum(axis=(1, 3)))
    return [
        (int(line), int(column))
        for line, column in np.argwhere(apart > np.maximum(_FEW, _SHARE * ink))
    ]


def _squares(picture: Image.Image) -> np.ndarray:
    """[line, y, column, x], padded with white."""
    grey = np.asarray(picture, dtype=np.int16)
    high, wide = (-side % SQUARE for side in grey.shape)
    grey = np.pad(grey, ((0, high), (0, wide)), constant_values=255)
    lines, columns = (side // SQUARE for side in grey.shape)
    return grey.reshape(lines, SQUARE, columns, SQUARE)


def looks_as_kept(content: bytes, name: str) -> None:
    """Against `papers/<name>-<page>.png`. KEEP_PAPERS=1 draws the kept pictures anew, and fails:
    somebody has to look at them."""
    drawn = pages_of(content)
    if os.environ.get("KEEP_PAPERS"):
        for old in KEPT.glob(f"{name}-*.png"):
            old.unlink()
        for number, page in enumerate(drawn, start=1):
            page.quantize(16).save(KEPT / f"{name}-{number}.png", optimize=True)
        pytest.fail(f"{name}: drawn anew; look at it")
    kept = kept_pages(name)
    assert len(kept) == len(drawn), f"{name}: {len(drawn)} pages, {len(kept)} were kept"
    for number, (before, now) in enumerate(zip(kept, drawn, strict=True), start=1):
        assert differing(before, now) == [], f"{name}, page {number}"


def kept_pages(name: str) -> list[Image.Image]:
    found = sorted(KEPT.glob(f"{name}-*.png"))
    assert found, f"no picture of {name} is kept"
    return [Image.open(path).convert("L") for path in found]
