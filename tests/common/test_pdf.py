"""Papers are written in the page's own font, break over pages, and come out the same twice."""

from __future__ import annotations

import datetime
import io
import re

from pypdf import PdfReader

from ikm_portal.common.pdf import OFFICE, Paper
from ikm_portal.documents.pdf import check

AT = datetime.datetime(2026, 5, 19, 9, 0, tzinfo=datetime.UTC)


def text_of(content: bytes) -> list[str]:
    return [
        re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages
    ]


def paper(**more: object) -> Paper:
    return Paper("Undangan rapat sinergi", made_at=AT, **more)


def test_letterhead_title_text_and_pairs_can_be_read_back():
    made = paper(address="Jalan Cut Mutia, Bandar Lampung")
    made.heading("Acara")
    made.paragraph("Rapat “sinergi” — 60 perajin kopi, bunga 6 % ≤ 7 %.", bold=True)
    made.pairs([("Tempat", "Aula Disperindag"), ("Catatan", "")])
    made.small("Dibuat oleh portal.")
    made.signature("Bandar Lampung, 19 Mei 2026", "Kepala Dinas")
    (words,) = text_of(made.content())
    for piece in (
        str(OFFICE),
        "Jalan Cut Mutia",
        "Undangan rapat sinergi",
        "Rapat “sinergi” — 60 perajin kopi, bunga 6 % ≤ 7 %.",
        "Tempat Aula Disperindag",
        "Catatan –",
        "Kepala Dinas",
        "______",
        "Halaman 1 dari 1",
    ):
        assert piece in words
    assert PdfReader(io.BytesIO(made.content())).metadata.title == "Undangan rapat sinergi"


def test_a_long_table_repeats_its_head_and_the_letterhead_stands_once():
    made = paper()
    made.table(
        ["Nama", "Jumlah"],
        [(f"Usaha {n}", f"Rp{n}.000.000") for n in range(120)],
        widths=(3, 1),
        right=[1],
    )
    pages = text_of(made.content())
    assert len(pages) > 2
    assert all("Nama Jumlah" in page for page in pages)
    assert [str(OFFICE) in page for page in pages] == [True] + [False] * (len(pages) - 1)
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1]
    assert all(f"Usaha {n} " in " ".join(pages) for n in range(120))


def test_a_row_longer_than_a_page_and_an_empty_table_are_written():
    made = paper()
    made.table(["Pesan", "Siapa"], [["kata " * 2500 + "ujung", "Sari"], ["\n" * 300, "W" * 900]])
    made.table(["Kosong"], [])
    words = " ".join(text_of(made.content()))
    assert words.count("kata") == 2500
    assert "ujung" in words


def test_the_same_paper_is_the_same_bytes():
    def one() -> bytes:
        made = paper()
        made.paragraph("Isi")
        made.qr("https://portal.example/bukti/ABC", caption="Pindai untuk memeriksa")
        return made.content()

    first = one()
    assert first == one()
    assert "Pindai untuk memeriksa" in text_of(first)[0]
    assert len(first) < 60_000


def test_nothing_acts_or_is_fetched_and_no_control_character_stays():
    made = paper()
    made.paragraph("tab\tlonceng\x07nol\x00 akhir\nbaris baru \U0001f600")
    content = made.content()
    assert "lonceng" in text_of(content)[0]
    check(content)  # what the portal asks of every PDF that comes in


def test_a_heading_does_not_stay_alone_at_the_foot():
    for lines in range(38, 48):
        made = paper()
        for _n in range(lines - 10):
            made.paragraph("baris")
        made.heading("Bagian baru")
        made.paragraph("isinya")
        (page,) = [page for page in text_of(made.content()) if "Bagian baru" in page]
        assert "isinya" in page
