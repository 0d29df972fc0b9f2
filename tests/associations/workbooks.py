"""Workbooks for tests, honest and hostile."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from openpyxl import Workbook

from tests.cast import nik_for

HEADINGS = ("Nama sesuai KTP", "NIK", "Nomor HP", "Kecamatan", "Nama usaha")


def workbook(rows: list[list[Any]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def line(number: int, **changes: Any) -> list[Any]:
    cells = {
        "name": f"ANGGOTA NOMOR {number}",
        "nik": nik_for(number),
        "phone": f"0812{number:08d}",
        "region": "Kedaton",
        "firm_name": f"Kopi {number}",
    } | changes
    return list(cells.values())


def people(count: int, start: int = 1000) -> list[list[Any]]:
    return [line(start + number) for number in range(count)]


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same workbook with one part more, or another one in its place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    return out.getvalue()
