"""Copies name their recipient; the kept file, its pages and what they show stay."""

from __future__ import annotations

import datetime
import io
import time

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from ikm_portal.common.pdf import Paper
from ikm_portal.documents import pdf
from ikm_portal.documents.enums import ContentType
from ikm_portal.documents.watermark import CannotMark, marked
from tests.documents import material

WORDS = "Salinan untuk Oki Petugas, BRI Bandar Lampung · 24 November 2026"

AT = datetime.datetime(2026, 5, 19, tzinfo=datetime.UTC)


def photo(size=(800, 500), colour="white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("colour", ["white", "black", "#777777"])
@pytest.mark.parametrize("size", [(64, 48), (800, 500), (500, 800), (2000, 1300)])
def test_a_photo_is_marked_all_over_whatever_its_colour(size, colour):
    content = photo(size, colour)
    copy = Image.open(io.BytesIO(marked(content, ContentType.JPEG, WORDS)))
    assert (copy.format, copy.size) == ("JPEG", size)
    other = ImageChops.difference(copy.convert("RGB"), Image.new("RGB", size, colour)).convert("L")
    width, height = size
    for part in range(4):  # each quarter alone would still tell
        x, y = (part % 2) * width // 2, (part // 2) * height // 2
        quarter = other.crop((x, y, x + width // 2, y + height // 2))
        assert quarter.getextrema()[1] > 40


def test_a_photos_copy_carries_no_metadata_and_is_quick():
    content = material.picture(size=(2000, 1500))
    began = time.monotonic()
    copy = Image.open(io.BytesIO(marked(content, ContentType.JPEG, WORDS)))
    assert time.monotonic() - began < 5
    assert not copy.getexif()
    assert "comment" not in copy.info


def two_sizes() -> bytes:
    """Portrait from our own writer, then a page that is turned, cropped and off the origin."""
    made = Paper("Kartu keluarga", made_at=AT)
    made.paragraph("Aminah binti Ali")
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(made.content())))
    page = writer.add_page(writer.pages[0])
    page.cropbox.lower_left = (100, 200)
    page.rotate(90)
    writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_each_page_of_a_pdf_keeps_its_words_and_gets_the_mark():
    content = two_sizes()
    copy = marked(content, ContentType.PDF, WORDS)
    pdf.check(copy)
    before, after = PdfReader(io.BytesIO(content)), PdfReader(io.BytesIO(copy))
    assert len(after.pages) == len(before.pages) == 3
    for old, new in zip(before.pages, after.pages, strict=True):
        assert (new.cropbox, new.mediabox, new.rotation) == (
            old.cropbox,
            old.mediabox,
            old.rotation,
        )
        assert "/IkmMark" in new["/Resources"]["/XObject"]
        form = new["/Resources"]["/XObject"]["/IkmMark"]
        assert form.get_data().count(b"Tj") > 4
        assert new.get_contents().get_data().rstrip().endswith(b"/IkmMark Do Q")
    assert "Aminah binti Ali" in after.pages[0].extract_text()
    assert "Aminah binti Ali" in after.pages[1].extract_text()
    assert "Oki Petugas" in after.pages[2].extract_text()


def test_a_page_without_contents_or_with_several_streams_is_marked():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(material.pdf(2))))
    streams = []
    for drawing in (b"0 0 10 10 re", b"f"):
        stream = DecodedStreamObject()
        stream.set_data(drawing)
        streams.append(writer._add_object(stream))
    writer.pages[1][NameObject("/Contents")] = ArrayObject(streams)
    out = io.BytesIO()
    writer.write(out)
    copy = PdfReader(io.BytesIO(marked(out.getvalue(), ContentType.PDF, WORDS)))
    assert b"re" in copy.pages[1].get_contents().get_data()
    assert all(b"/IkmMark Do" in page.get_contents().get_data() for page in copy.pages)


def test_many_pages_are_quick_and_share_one_mark():
    content = material.pdf(200)
    began = time.monotonic()
    copy = marked(content, ContentType.PDF, WORDS)
    assert time.monotonic() - began < 5
    assert len(copy) - len(content) < 200_000


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xffrusak", ContentType.JPEG),
        (b"%PDF-1.4 rusak", ContentType.PDF),
        (b"", ContentType.PDF),
    ],
)
def test_what_cannot_be_marked_says_so(content, kind):
    with pytest.raises(CannotMark):
        marked(content, kind, WORDS)
