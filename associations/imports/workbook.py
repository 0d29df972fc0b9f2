"""A stranger's .xlsx as plain rows, or a sentence why not. No database.

Nothing in the file is run, followed or fetched. openpyxl reads through defusedxml (no entities);
the sizes in the archive are bounded before anything is unpacked, and Python's zipfile never
unpacks more than the archive announces.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import defusedxml
import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from associations.imports.columns import BY_KEY, EXAMPLE, MARKS, NEEDED, key_for

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEETS = 10
MAX_CELL = 500  # characters
LAST_LINE = 20_000  # of the sheet, empty ones counted
_HEADING_LINES = 15
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,12})["']""")
# A document type or entities stand in no workbook that Excel wrote; in UTF-16 they would hide.
_TYPED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|^\xff\xfe|^\xfe\xff|^.?<\x00|^\x00<", re.DOTALL)
_LIVE = ("vbaproject", "vbadata", "macrosheets/", "activex/", "embeddings/", "dialogsheets/")

Raw = str | int | float


class Refused(ValueError):
    """The file is not taken. Its text is a sentence for the person, and says what to do."""


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


def read_members(content: bytes) -> Book:
    """Rows with headings of `columns`. Raises Refused."""
    _look_into_archive(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # unknown extensions, odd styles
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, keep_links=False, rich_text=False
            )
            try:
                return _read(book)
            finally:
                book.close()
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
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as e:
        if isinstance(e, Refused):
            raise
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


def _read(book: Any) -> Book:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(book.worksheets) > MAX_SHEETS:
        raise Refused(_("Berkas ini berisi terlalu banyak lembar. Sisakan satu lembar anggota."))
    missing: list[str] = []
    for sheet in sheets:
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        lines = _lines(sheet)
        for _line, cells in zip(range(_HEADING_LINES), lines, strict=False):
            keys = [key_for(cell.value) for cell in cells]
            if "nik" not in keys or "name" not in keys:
                continue
            missing = [column.title for column in NEEDED if column.key not in keys]
            if not missing:
                return _rows(lines, cells, keys)
    if missing:
        raise Refused(_("Kolom ini belum ada: %(titles)s.") % {"titles": ", ".join(missing)})
    raise Refused(
        _("Judul kolom tidak ditemukan. Pakai contoh dari portal: ada kolom “Nama sesuai KTP” "
          "dan “NIK” di baris pertama.")
    )  # fmt: skip


def _lines(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Lines of the sheet in order, empty ones too; a formula anywhere ends the reading."""
    for cells in sheet.iter_rows(max_row=LAST_LINE, max_col=MAX_COLUMNS):
        for cell in cells:
            if getattr(cell, "data_type", "") == "f":
                raise Refused(
                    _("Sel %(cell)s berisi rumus. Salin kolom itu, tempel sebagai nilai, lalu "
                      "kirim lagi.") % {"cell": f"{get_column_letter(cell.column)}{cell.row}"}
                )  # fmt: skip
        yield cells


def _rows(lines: Iterator[tuple[Any, ...]], heading: tuple[Any, ...], keys: list[str]) -> Book:
    found = Book()
    used = [key for key in keys if key]
    twice = next((key for key in used if used.count(key) > 1), "")
    if twice:
        raise Refused(_("Kolom “%(title)s” ada dua kali.") % {"title": BY_KEY[twice].title})
    found.unused = [
        str(cell.value)[:60] for cell, key in zip(heading, keys, strict=True)
        if cell.value not in (None, "", MARKS) and not key
    ]  # fmt: skip
    line = next(cell.row for cell in heading if cell.value is not None)
    for cells in lines:
        line += 1
        filled = {
            key: value
            for key, cell in zip(keys, cells, strict=False)
            if key and (value := plain(cell.value)) != ""
        }
        if not filled or _is_example(filled):
            continue
        if len(found.rows) == MAX_ROWS:
            raise Refused(
                _("Lebih dari %(most)d baris. Bagi menjadi beberapa berkas.") % {"most": MAX_ROWS}
            )
        found.rows.append(Row(line, filled))
    if not found.rows:
        raise Refused(_("Belum ada baris anggota di bawah judul kolom."))
    return found


def _is_example(cells: dict[str, Raw]) -> bool:
    return cells.get("name") == EXAMPLE["name"] and str(cells.get("nik")) == EXAMPLE["nik"]


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
