"""Copies that name their recipient: a leaked KTP then says who was given it, and when.

The kept file stays untouched; each copy is made as it is served.
"""

from __future__ import annotations

import io
import struct
from functools import lru_cache

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    PdfObject,
)

from ikm_portal.common.pdf import BOLD, FAMILY, fonts
from ikm_portal.documents.enums import ContentType

ANGLE = 30  # degrees, anticlockwise: cutting off an edge does not remove the words
_QUALITY = 85
_NAME = NameObject("/IkmMark")
_LEAST, _MOST = 36.0, 14_400.0  # points: what PDF allows a page's side to be
_BROKEN = (
    PyPdfError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    MemoryError,
    struct.error,
)


class CannotMark(Exception):
    """No copy can be made of this file; the unmarked one is not given instead."""


def marked(content: bytes, content_type: str, words: str) -> bytes:
    """A copy with `words` all over it, of the same type. Raises CannotMark."""
    try:
        if content_type == ContentType.JPEG:
            return _marked_photo(content, words)
        return _marked_pdf(content, words)
    except _BROKEN as problem:
        raise CannotMark from problem


def _marked_photo(content: bytes, words: str) -> bytes:
    photo = Image.open(io.BytesIO(content), formats=["JPEG"]).convert("RGB")
    size = max(9, min(photo.size) // 26)
    font = ImageFont.truetype(BOLD, size)
    left, top, right, bottom = font.getbbox(words, stroke_width=1)
    width, height = int(right - left) + 2 * size, int(bottom - top) + 3 * size
    side = int((photo.width**2 + photo.height**2) ** 0.5) + height
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, side, height)):
        for x in range(-(row % 2) * width // 2, side, width):
            # Dark with a light rim: it shows on light and dark paper alike.
            pen.text(
                (x, y),
                words,
                font=font,
                fill=(120, 0, 30, 120),
                stroke_width=1,
                stroke_fill=(255, 255, 255, 110),
            )
    turned = layer.rotate(ANGLE, Image.Resampling.BILINEAR)
    x, y = (side - photo.width) // 2, (side - photo.height) // 2
    over = turned.crop((x, y, x + photo.width, y + photo.height))
    photo.paste(over, (0, 0), over)
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _marked_pdf(content: bytes, words: str) -> bytes:
    """Each page draws itself first, then the mark. No page's own drawing is read or changed."""
    writer = PdfWriter()
    forms: dict[tuple[float, float], IndirectObject] = {}
    for source in PdfReader(io.BytesIO(content), strict=False).pages:
        page = writer.add_page(source)
        box = page.cropbox
        size = _bounded(float(box.width)), _bounded(float(box.height))
        if size not in forms:
            forms[size] = _form(writer, _layer(*size, words))
        _lay_over(writer, page, forms[size], float(box.left), float(box.bottom))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _bounded(length: float) -> float:
    return round(min(max(abs(length), _LEAST), _MOST), 1)


@lru_cache(maxsize=16)
def _layer(width: float, height: float, words: str) -> bytes:
    """A PDF of one clear page of that size in points, with the words across it."""
    sheet = FPDF(unit="pt", format=(width, height))
    sheet.set_margin(0)
    sheet.set_auto_page_break(False)
    fonts(sheet)
    sheet.add_page()
    size = max(6.0, min(width, height) / 32)
    sheet.set_font(FAMILY, "B", size)
    sheet.set_text_color(120, 0, 30)
    across, down = sheet.get_string_width(words) + 3 * size, size * 5
    side = (width**2 + height**2) ** 0.5
    rows, columns = min(60, int(side / down) + 2), min(30, int(side / across) + 2)
    with (
        sheet.rotation(ANGLE, x=width / 2, y=height / 2),
        sheet.local_context(fill_opacity=0.35),
    ):
        for row in range(rows):
            for column in range(columns):
                x = (width - side) / 2 + (column - row % 2 / 2) * across
                sheet.text(x, (height - side) / 2 + row * down, words)
    return bytes(sheet.output())


def _form(writer: PdfWriter, layer: bytes) -> IndirectObject:
    """The layer's page as a drawing that pages can call by name."""
    page = PdfReader(io.BytesIO(layer)).pages[0]
    form = DecodedStreamObject()
    contents = page.get_contents()
    form.set_data(contents.get_data() if contents is not None else b"")
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(edge) for edge in page.mediabox)
    form[NameObject("/Resources")] = page["/Resources"].clone(writer)
    return writer._add_object(form.flate_encode())


def _lay_over(
    writer: PdfWriter, page: PageObject, form: IndirectObject, left: float, bottom: float
) -> None:
    # Copies of both tables: pages often share one, and each page calls a mark of its own size.
    resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
    drawings = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
    drawings[_NAME] = form
    resources[NameObject("/XObject")] = drawings
    page[NameObject("/Resources")] = resources
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q\n")
    after.set_data(f"\nQ q 1 0 0 1 {left:.2f} {bottom:.2f} cm {_NAME} Do Q\n".encode())
    page[NameObject("/Contents")] = ArrayObject(
        [writer._add_object(before), *_drawn(page), writer._add_object(after)]
    )


def _drawn(page: PageObject) -> list[PdfObject]:
    """What the page draws by itself: nothing, one stream or several."""
    if "/Contents" not in page:
        return []
    inner = page["/Contents"]
    return list(inner) if isinstance(inner, ArrayObject) else [page.raw_get("/Contents")]
