"""A stranger's .xlsx or .csv as plain rows, or a sentence why not. No database.

What the columns are called is the caller's (`Layout`). Nothing in the file is run, followed or
fetched. openpyxl reads through defusedxml (no entities); the sizes in the archive are bounded
before anything is unpacked, and Python's zipfile never unpacks more than the archive announces.
"""

from __future__ import annotations

import csv
import datetime
import io
import lzma
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import defusedxml
import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEETS = 10
MAX_CELL = 1_001  # characters: one more than any column takes, so that nothing is cut unseen
LAST_LINE = 20_000  # of the sheet, empty ones counted
_HEADING_LINES = 15
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,12})["']""")
# A document type or entities stand in no workbook that Excel wrote; in UTF-16 they would hide.
_TYPED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|^\xff\xfe|^\xfe\xff|^.?<\x00|^\x00<", re.DOTALL)
# What zipfile and the three unpackers behind it raise for a part that is cut or overwritten.
_UNZIPPING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    KeyError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
_LIVE = ("vbaproject", "vbadata", "macrosheets/", "activex/", "embeddings/", "dialogsheets/")

Raw = str | int | float
Line = Sequence[Any]  # the cells of one line, as the file has them


@dataclass(frozen=True)
class Column:
    """`title` stands in the workbook as it is, in every language: it is how a file is read back."""

    key: str
    title: str
    note: str | Promise
    example: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False
    width: int = 18
    choices: tuple[str, ...] = ()


def plain_heading(written: object) -> str:
    """ "No. HP / WA *" → "no hp wa"."""
    text = re.sub(r"\(.*?\)", " ", str(written or "")[:120])
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())


class Refused(ValueError):
    """The file is not taken. Its text is a sentence for the person, and says what to do."""


@dataclass(frozen=True)
class Layout:
    """How a kind of list is laid out. `anchors`: columns without which a line is no heading.

    Words are functions: they are said in the reader's language.
    """

    key_for: Callable[[object], str]  # of a heading; empty where it means nothing here
    titles: dict[str, str]
    anchors: Sequence[str]
    needed: Sequence[str]
    marks: str  # heads what the portal itself wrote into a marked workbook
    no_heading: Callable[[], str]
    no_rows: Callable[[], str]
    is_example: Callable[[dict[str, Raw]], bool] = lambda cells: False


@dataclass(frozen=True)
class Row:
    """`line` is the line in the sheet; `cells` only what is filled, by the key of its column."""

    line: int
    cells: dict[str, Raw]


@dataclass
class Book:
    """`unused`: headings that mean nothing here; their columns are not read."""

    rows: list[Row] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_workbook(content: bytes, layout: Layout) -> Book:
    """Rows of the first visible sheet with the headings of `layout`. Raises Refused."""
    _look_into_archive(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unknown extensions, odd styles
        with _by_openpyxl():
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, keep_links=False, rich_text=False
            )
        try:
            return _read(book, layout)
        finally:
            book.close()


@contextmanager
def _by_openpyxl() -> Iterator[None]:
    """Around openpyxl alone: a fault of our own is no fault of the file, and is not told as one."""
    try:
        yield
    except Refused:
        raise
    except defusedxml.DefusedXmlException:
        raise Refused(
            _("Berkas ini berisi bagian yang berbahaya. Pakai contoh dari portal.")
        ) from None
    except Exception:  # openpyxl raises whatever a broken part made it stumble over
        raise Refused(_broken()) from None


def _broken() -> str:
    return _("Berkas Excel ini tidak bisa dibaca. Buka di Excel, simpan lagi sebagai .xlsx.")


def _look_into_archive(content: bytes) -> None:
    if not content:
        raise Refused(_("Berkas ini kosong. Pilih berkas lain."))
    if len(content) > MAX_BYTES:
        raise Refused(
            _("Berkas lebih dari %(most)d MB. Bagi menjadi beberapa berkas.")
            % {"most": MAX_BYTES // (1024 * 1024)}
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            _("Ini Excel lama (.xls) atau berkas dengan sandi. Simpan sebagai .xlsx tanpa sandi.")
        )
    if not content.startswith(b"PK"):
        raise Refused(_("Ini bukan berkas Excel. Kirim berkas .xlsx."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_at_parts(archive)
    except Refused:
        raise
    except _UNZIPPING:
        raise Refused(_broken()) from None


def _look_at_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names:
        raise Refused(_("Ini bukan berkas Excel. Kirim berkas .xlsx."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(_("Isi berkas ini terlalu besar setelah dibuka. Pakai contoh dari portal."))
    if len(set(names)) != len(names) or any(part.flag_bits & 1 for part in parts):
        raise Refused(_broken())
    types = archive.read("[Content_Types].xml").lower()
    if any(word in name for name in names for word in _LIVE) or b"macroenabled" in types:
        raise Refused(
            _("Berkas ini berisi makro atau benda sisipan. Simpan sebagai .xlsx tanpa makro.")
        )
    for name in archive.namelist():
        part = archive.read(name)  # its checksum is compared, too
        if name.lower().endswith((".xml", ".rels", ".vml")) and _TYPED.search(part):
            raise Refused(_("Berkas ini berisi bagian yang berbahaya. Pakai contoh dari portal."))
        if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
            lines = [int(found) for found in _ROW.findall(part)]
            if lines and max(lines) > LAST_LINE:
                raise Refused(
                    _("Ada isi di baris %(line)d, jauh di bawah. Hapus baris-baris itu.")
                    % {"line": max(lines)}
                )


def _read(book: Any, layout: Layout) -> Book:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(book.worksheets) > MAX_SHEETS:
        raise Refused(_("Berkas ini berisi terlalu banyak lembar. Sisakan satu lembar saja."))
    missing: list[str] = []
    for sheet in sheets:
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        found = _table(_lines(sheet), layout, missing)
        if found is not None:
            return found
    raise _no_table(layout, missing)


def _table(lines: Iterator[Line], layout: Layout, missing: list[str]) -> Book | None:
    """What stands under the headings, or None; `missing` is then what they lack, if any are."""
    for number, cells in zip(range(_HEADING_LINES), lines, strict=False):
        keys = [layout.key_for(value) for value in cells]
        if any(key not in keys for key in layout.anchors):
            continue
        missing[:] = [layout.titles[key] for key in layout.needed if key not in keys]
        if not missing:
            return _rows(lines, number + 1, cells, keys, layout)
    return None


def _no_table(layout: Layout, missing: list[str]) -> Refused:
    if missing:
        return Refused(_("Kolom ini belum ada: %(titles)s.") % {"titles": ", ".join(missing)})
    return Refused(layout.no_heading())


def _lines(sheet: Any) -> Iterator[Line]:
    """Lines of the sheet in order, empty ones too; a formula anywhere ends the reading."""
    with _by_openpyxl():
        for cells in sheet.iter_rows(max_row=LAST_LINE, max_col=MAX_COLUMNS):
            for cell in cells:
                if getattr(cell, "data_type", "") == "f":
                    raise _formula(cell.column, cell.row)
            yield [cell.value for cell in cells]


def _formula(column: int, line: int) -> Refused:
    return Refused(
        _("Sel %(cell)s berisi rumus. Salin kolom itu, tempel sebagai nilai, lalu kirim lagi.")
        % {"cell": f"{get_column_letter(column)}{line}"}
    )


def _rows(lines: Iterator[Line], line: int, heading: Line, keys: list[str], layout: Layout) -> Book:
    """`line`: of the heading in the sheet."""
    found = Book()
    used = [key for key in keys if key]
    twice = next((key for key in used if used.count(key) > 1), "")
    if twice:
        raise Refused(_("Kolom “%(title)s” ada dua kali.") % {"title": layout.titles[twice]})
    found.unused = [
        str(value)[:60]
        for value, key in zip(heading, keys, strict=True)
        if value not in (None, "", layout.marks) and not key
    ]
    for cells in lines:
        line += 1
        filled = {
            key: value
            for key, cell in zip(keys, cells, strict=False)
            if key and (value := plain(cell)) != ""
        }
        if not filled or layout.is_example(filled):
            continue
        if len(found.rows) == MAX_ROWS:
            raise Refused(
                _("Lebih dari %(most)d baris. Bagi menjadi beberapa berkas.") % {"most": MAX_ROWS}
            )
        found.rows.append(Row(line, filled))
    if not found.rows:
        raise Refused(layout.no_rows())
    return found


def plain(value: Any) -> Raw:
    """A cell as text, or as a number where the file has a number. Dates as 1980-08-17."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int):
        return value if abs(value) < 10**18 else str(value)[:MAX_CELL]
    if isinstance(value, float):
        if value != value or abs(value) > 1e18:
            return str(value)
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and re.match(r"'[=+\-@]", value):
        value = value[1:]  # the portal's own exports put the apostrophe there
    # What no database takes is made visible; it is refused where the cell is understood.
    return str(value).replace("\x00", "\ufffd").strip()[:MAX_CELL]


def read_csv(content: bytes, layout: Layout) -> Book:
    """The same from a .csv, as Excel in Indonesia (`;`) or anywhere (`,`, tab) writes it. A cell
    that a spreadsheet would run is refused, as a formula in a workbook is. Raises Refused."""
    if not content.strip():
        raise Refused(_("Berkas ini kosong. Pilih berkas lain."))
    if len(content) > MAX_BYTES:
        raise Refused(
            _("Berkas lebih dari %(most)d MB. Bagi menjadi beberapa berkas.")
            % {"most": MAX_BYTES // (1024 * 1024)}
        )
    if b"\x00" in content[:4096] or content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise Refused(_("Ini bukan berkas CSV. Simpan dari Excel sebagai CSV UTF-8 atau .xlsx."))
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        written = content.decode("cp1252", errors="replace")  # what Excel calls plain CSV
    first = written.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    missing: list[str] = []
    try:
        lines = _csv_lines(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))
        found = _table(lines, layout, missing)
    except csv.Error:
        raise Refused(_("Berkas CSV ini tidak bisa dibaca. Simpan lagi dari Excel.")) from None
    if found is None:
        raise _no_table(layout, missing)
    return found


def _csv_lines(lines: Iterable[list[str]]) -> Iterator[Line]:
    for number, cells in enumerate(lines, 1):
        if number > LAST_LINE:
            raise Refused(
                _("Ada isi di baris %(line)d, jauh di bawah. Hapus baris-baris itu.")
                % {"line": number}
            )
        for column, value in enumerate(cells[:MAX_COLUMNS], 1):
            if value.lstrip().startswith(("=", "@")):
                raise _formula(column, number)
        yield cells[:MAX_COLUMNS]
