"""Workbooks of strangers: read, or refused with a sentence; nothing runs, nothing bursts."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from associations.imports.workbook import LAST_LINE, MAX_BYTES, MAX_ROWS, Refused, read_members
from ikm_portal.common.sheets import Layout, read_workbook
from tests.associations.workbooks import HEADINGS, line, people, saved, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"


def refused(content: bytes, words: str) -> None:
    started = time.monotonic()
    with pytest.raises(Refused) as told:
        read_members(content)
    assert words in str(told.value)
    assert str(told.value).endswith(".")
    assert time.monotonic() - started < 10


def test_lines_and_headings():
    book = read_members(
        workbook([*people(2), [], line(1003)], ("NAMA *", "No. KTP", "WA", "Kec.", "Usaha"))
    )
    assert [row.line for row in book.rows] == [2, 3, 5]
    assert set(book.rows[0].cells) == {"name", "nik", "phone", "region", "firm_name"}


def test_a_title_above_and_foreign_columns():
    book = Workbook()
    sheet = book.active
    sheet.append(["DAFTAR ANGGOTA ASOSIASI KOPI"])
    sheet.append([])
    sheet.append([*HEADINGS, "Golongan darah"])
    sheet.append([*line(1), "O"])
    read = read_members(saved(book))
    assert read.unused == ["Golongan darah"]
    assert [row.line for row in read.rows] == [4]


def test_formulas():
    refused(workbook([line(1), line(2, phone="=1+1")]), "Sel C3 berisi rumus")
    refused(workbook([line(1, name='=HYPERLINK("http://x.test","x")')]), "rumus")
    refused(workbook([line(1, phone="=cmd|' /C calc'!A0")]), "rumus")


@pytest.mark.parametrize(
    "name",
    ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/embeddings/oleObject1.bin",
     "xl/activeX/activeX1.xml", "XL/VBAPROJECT.BIN"],
)  # fmt: skip
def test_macros(name):
    refused(with_part(workbook(people(1)), name, b"x"), "makro")


def test_a_macro_workbook_under_another_name():
    types = b'<?xml version="1.0"?><Types xmlns="x">macroEnabled.main+xml</Types>'
    refused(with_part(workbook(people(1)), "[Content_Types].xml", types), "makro")


def test_other_files():
    refused(b"", "kosong")
    refused(b"nama;nik\nx;1\n", "bukan berkas Excel")
    refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel lama")
    refused(b"PK\x03\x04" + b"\0" * 100, "tidak bisa dibaca")
    refused(b"%PDF-1.4", "bukan berkas Excel")
    refused(workbook(people(3))[:-200], "tidak bisa dibaca")


def test_broken_parts():
    """Overwritten in the middle, named otherwise, or no XML: all the same to the person."""
    whole = workbook(people(3))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        found = archive.getinfo(SHEET)
    start = found.header_offset + 30 + len(SHEET)
    refused(whole[:start] + b"\xff" * 8 + whole[start + 8 :], "tidak bisa dibaca")
    types = b"[Content_Types].xml"
    refused(whole.replace(types, types.upper()), "tidak bisa dibaca")
    refused(with_part(whole, SHEET, b"<worksheet"), "tidak bisa dibaca")
    refused(with_part(whole, "xl/workbook.xml", b"<workbook"), "tidak bisa dibaca")


def test_a_fault_of_our_own_is_no_broken_file():
    def stumbling(heading: object) -> str:
        raise LookupError(heading)

    layout = Layout(
        key_for=stumbling,
        titles={},
        anchors=(),
        needed=(),
        marks="",
        no_heading=str,
        no_rows=str,
    )
    with pytest.raises(LookupError):
        read_workbook(workbook(people(1)), layout)


def test_too_large():
    refused(b"PK" + b"\0" * MAX_BYTES, "lebih dari 5 MB")
    refused(
        with_part(workbook(people(1)), "xl/media/a.bin", b"\0" * (61 * 1024 * 1024)),
        "terlalu besar",
    )


def test_an_archive_that_lies_about_its_size():
    """The announced size is what is unpacked at most; the rest is a broken part."""
    content = bytearray(with_part(workbook(people(1)), "xl/sharedStrings.xml", b"<a>" * 3_000_000))
    real = (9_000_000).to_bytes(4, "little")
    assert content.count(real) >= 1
    refused(bytes(content.replace(real, (900).to_bytes(4, "little"))), "tidak bisa dibaca")


def test_entities():
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<si><t>&b;</t></si></sst>"
    )
    refused(with_part(workbook(people(1)), "xl/sharedStrings.xml", laughs), "berbahaya")
    refused(
        with_part(workbook(people(1)), "xl/styles.xml", laughs.decode().encode("utf-16")),
        "berbahaya",
    )
    outside = laughs.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"')
    refused(with_part(workbook(people(1)), "xl/sharedStrings.xml", outside), "berbahaya")


def test_far_lines_and_many_lines():
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.cell(LAST_LINE + 1, 1, "jauh")
    refused(saved(book), "jauh di bawah")
    rows = [["x", "y", "z", "a", "b"]] * (MAX_ROWS + 1)
    refused(workbook(rows), "Lebih dari 5000 baris")


def test_a_sheet_that_lies_about_its_extent():
    content = workbook(people(2))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    lying = sheet.replace(b'ref="A1:E3"', b'ref="A1:XFD1048576"')
    assert lying != sheet
    assert len(read_members(with_part(content, SHEET, lying)).rows) == 2


def test_what_is_missing_is_named():
    refused(workbook([["x", "1"]], ("Nama", "NIK")), "Kecamatan, Nama usaha")
    refused(workbook([["x", "1"]], ("Apa", "Siapa")), "Judul kolom tidak ditemukan")
    refused(workbook([]), "Belum ada baris")
    refused(workbook([line(1)], ("Nama", "NIK", "NIK", "Kecamatan", "Nama usaha")), "dua kali")
