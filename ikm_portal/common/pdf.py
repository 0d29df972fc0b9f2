"""Letters and lists as PDF: letterhead, text, pairs, tables, QR codes. Nothing is fetched.

The same words with the same `made_at` give the same bytes, so a paper can be proved by its hash.
"""

from __future__ import annotations

import datetime
import io
import logging
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

import segno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

FAMILY = "DejaVu"
OFFICE = gettext_lazy("Dinas Perindustrian dan Perdagangan Provinsi Lampung")
PORTAL = "Portal IKM Lampung"

_FONTS = Path(__file__).parent / "fonts"
BOLD = _FONTS / "DejaVuSansCondensed-Bold.ttf"
_MARGIN = 20.0  # mm, all sides of A4
_LINE = 5.2  # mm from line to line of running text
_SIZE = 10  # pt
_MAROON = (0x5C, 0x10, 0x22)  # as in the logo
_GREY = (90, 90, 90)
_SHADE = FontFace(emphasis="BOLD", fill_color=(243, 236, 228))

_MOST_LINES = 40  # of a table's cell; a longer one goes on in the row below
_LETTER = 1.6  # mm of width a letter takes at the table's size, on average

# The one tells each glyph it keeps, the other each that the font lacks: letters of a person's text.
logging.getLogger("fontTools").setLevel(logging.WARNING)
logging.getLogger("fpdf").setLevel(logging.ERROR)


def fonts(sheet: FPDF) -> None:
    """Makes both weights of the Unicode font known to `sheet` as FAMILY."""
    sheet.add_font(FAMILY, "", _FONTS / "DejaVuSansCondensed.ttf")
    sheet.add_font(FAMILY, "B", BOLD)


class _Sheet(FPDF):
    """A4 with the letterhead on the first page and the page's number on each."""

    def __init__(self, sender: str, address: str) -> None:
        super().__init__(format="A4")
        self._sender, self._address = sender, address
        self.set_display_mode("default")  # no action when the paper is opened

    def header(self) -> None:
        if self.page > 1:
            return
        self.set_text_color(*_MAROON)
        self.set_font(FAMILY, "B", 13)
        self.multi_cell(0, 6, self._sender, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(*_GREY)
        self.set_font(FAMILY, "", 9)
        self.multi_cell(0, 4.5, self._address, new_x="LMARGIN", new_y="NEXT")
        self.set_draw_color(*_MAROON)
        self.set_line_width(0.6)
        self.line(self.l_margin, self.y + 2, self.w - self.r_margin, self.y + 2)
        self.ln(8)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*_GREY)
        words = _("Halaman %(page)s dari %(all)s") % {"page": self.page_no(), "all": "{nb}"}
        self.cell(0, 5, words, align="R")


class Paper:
    """One document, written from top to bottom; `content()` gives its bytes.

    `made_at` is the moment that the file names as its own: aware, from the row the paper is about
    where the same paper must come out again.
    """

    def __init__(
        self,
        title: str,
        *,
        made_at: datetime.datetime,
        sender: str = "",
        address: str = PORTAL,
        language: str = "id",
        is_letter: bool = False,
    ) -> None:
        """A letter says what it is about in its own lines: no title stands above them."""
        self._sheet = _Sheet(sender or str(OFFICE), address)
        self._sheet.set_margins(_MARGIN, _MARGIN)
        self._sheet.set_auto_page_break(True, margin=_MARGIN)
        self._sheet.set_creation_date(made_at)
        self._sheet.set_title(title)
        self._sheet.set_author(sender or str(OFFICE))
        self._sheet.set_lang(language)
        fonts(self._sheet)
        self._sheet.add_page()
        if not is_letter:
            self._text(title, "B", 15, 7)
            self._sheet.ln(2)

    def heading(self, words: str) -> None:
        """Never alone at the foot of a page."""
        if self._sheet.will_page_break(30):
            self._sheet.add_page()
        self._sheet.ln(3)
        self._text(words, "B", 12, 6)
        self._sheet.ln(1)

    def paragraph(self, words: str, *, bold: bool = False) -> None:
        self._text(words, "B" if bold else "", _SIZE, _LINE)
        self._sheet.ln(2)

    def line(self, words: str, *, align: str = "L", bold: bool = False, size: float = 10) -> None:
        """One line (or several, by line breaks) with no room after it. `align`: L, C or R."""
        self._text(words, "B" if bold else "", size, _LINE * size / _SIZE, align=align)

    def labels(self, rows: Iterable[tuple[str, str]], *, indent: float = 0) -> None:
        """ "Nomor : 12/2026", as letters have it: names of one width, then a colon. `indent` mm."""
        sheet = self._sheet
        left, rows = sheet.l_margin, list(rows)
        sheet.set_font(FAMILY, "", _SIZE)
        wide = max((sheet.get_string_width(_printable(name)) for name, _value in rows), default=0)
        for name, value in rows:
            if sheet.will_page_break(_LINE):
                sheet.add_page()
            sheet.set_font(FAMILY, "", _SIZE)
            sheet.set_x(left + indent)
            sheet.cell(wide + 4, _LINE, _printable(name))
            sheet.cell(4, _LINE, ":")
            # Following lines begin below the value, not below its name.
            sheet.set_left_margin(sheet.x)
            self._text(value, "", _SIZE, _LINE)
            sheet.set_left_margin(left)
            sheet.set_x(left)

    def small(self, words: str) -> None:
        """What explains and is not the matter itself."""
        self._text(words, "", 8, 4.2, _GREY)
        self._sheet.ln(1)

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """A name on the left, what it is on the right. What is empty shows as a dash."""
        self._table([(name, value or "–") for name, value in rows], widths=(1, 2), head=False)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[float] | None = None,
        right: Iterable[int] = (),
    ) -> None:
        """Repeats `head` on each page. `widths` are shares; columns in `right` hold figures."""
        self._table([head, *rows], widths=widths, head=True, right=right)

    def signature(self, place_and_day: str, role: str, name: str = "") -> None:
        """Room to sign on the right; a line where no name is known yet."""
        if self._sheet.will_page_break(48):
            self._sheet.add_page()
        self._sheet.ln(6)
        for words in (place_and_day, role, "\n\n\n", name or "_" * 30):
            self._sheet.set_x(self._sheet.w / 2 + 10)
            self._text(words, "", _SIZE, _LINE)

    def qr(self, address: str, *, caption: str = "", size: float = 28) -> None:
        """A QR code of `size` mm, `caption` beside it. Put no personal data into `address`."""
        sheet, rows = self._sheet, list(segno.make(address, error="m", micro=False).matrix)
        if sheet.will_page_break(size + 4):
            sheet.add_page()
        top, left, dot = sheet.y + 2, sheet.l_margin, size / len(rows)
        sheet.set_fill_color(0, 0, 0)
        for y, row in enumerate(rows):
            for x, length in _runs(row):
                # A hair wider than its place: viewers draw a light seam between exact neighbours.
                sheet.rect(
                    left + x * dot, top + y * dot, length * dot + 0.02, dot + 0.02, style="F"
                )
        sheet.set_xy(left + size + 5, top)
        self._text(caption, "", 9, 4.6)
        sheet.set_xy(left, max(sheet.y, top + size) + 3)

    def photo(self, content: bytes, *, caption: str, height: float = 85) -> None:
        """A JPEG at most `height` mm high and as wide as the text, its caption below."""
        sheet = self._sheet
        if sheet.will_page_break(height + 10):
            sheet.add_page()
        top = sheet.y + 2
        sheet.image(
            io.BytesIO(content), x=sheet.l_margin, y=top, w=sheet.epw, h=height,
            keep_aspect_ratio=True, alt_text=caption,
        )  # fmt: skip
        sheet.set_xy(sheet.l_margin, top + height + 1)
        self._text(caption, "", 9, 4.6)

    def right(self, words: str) -> None:
        """Place and day of a letter, at the right edge."""
        self._text(words, "", _SIZE, _LINE, align="R")
        self._sheet.ln(2)

    def new_page(self) -> None:
        self._sheet.add_page()

    def gap(self, height: float = 4) -> None:
        self._sheet.ln(height)

    def content(self) -> bytes:
        return bytes(self._sheet.output())

    def _text(
        self,
        words: str,
        style: str,
        size: float,
        line: float,
        colour: tuple[int, int, int] = (0, 0, 0),
        *,
        align: str = "L",
    ) -> None:
        self._sheet.set_text_color(*colour)
        self._sheet.set_font(FAMILY, style, size)
        self._sheet.multi_cell(
            0, line, _printable(words), align=align, new_x="LMARGIN", new_y="NEXT"
        )

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float] | None,
        head: bool,
        right: Iterable[int] = (),
    ) -> None:
        if not rows:
            return
        columns, figures = len(rows[0]), set(right)
        sheet = self._sheet
        sheet.set_text_color(0, 0, 0)
        sheet.set_font(FAMILY, "", 9)
        sheet.set_draw_color(190, 180, 170)
        sheet.set_line_width(0.2)
        with sheet.table(
            col_widths=tuple(widths) if widths else None,
            text_align=tuple("RIGHT" if n in figures else "LEFT" for n in range(columns)),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            first_row_as_headings=head,
            headings_style=_SHADE,
            line_height=4.8,
            padding=1,
        ) as table:
            for row in rows:
                for part in _parts(
                    [_printable(str(cell)) for cell in row], _shares(widths, columns)
                ):
                    table.row(part)
        sheet.ln(3)


def _printable(words: str) -> str:
    """Without control characters, which no font can draw; line breaks stay."""
    plain = (char if char in "\n\xa0" else " " if char.isspace() else char for char in words)
    return "".join(char for char in plain if char in "\n\xa0" or char.isprintable())


def _shares(widths: Sequence[float] | None, columns: int) -> list[float]:
    given = list(widths or [1] * columns)
    return [width / sum(given) for width in given]


def _parts(cells: Sequence[str], shares: Sequence[float]) -> Iterable[list[str]]:
    """The row, cut into several where a cell would be higher than a page, which fpdf2 refuses."""
    room = 210 - 2 * _MARGIN
    columns = []
    for cell, share in zip(cells, shares, strict=True):
        letters = max(4, int(room * share / _LETTER))
        lines = [part for line in cell.split("\n") for part in wrap(line, letters) or [""]]
        columns.append([cell] if len(lines) <= _MOST_LINES else _joined(lines))
    return (list(part) for part in zip_longest(*columns, fillvalue=""))


def _joined(lines: Sequence[str]) -> list[str]:
    starts = range(0, len(lines), _MOST_LINES)
    return ["\n".join(lines[start : start + _MOST_LINES]) for start in starts]


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Where dark begins in a line of the code, and how long it goes on."""
    start, cells = None, [*row, 0]
    for place, dark in enumerate(cells):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
