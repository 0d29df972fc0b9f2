"""Files as attackers and phones make them."""

from __future__ import annotations

import io
import zipfile
import zlib

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject


def picture(form: str = "JPEG", size: tuple[int, int] = (400, 300), **more: object) -> bytes:
    image = Image.effect_noise(size, 60).convert("RGB")
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def photo_with_position() -> bytes:
    """A phone's photo: turned on its side, with place, camera and a comment."""
    image = Image.new("RGB", (600, 400), "green")
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "KAMERA-RAHASIA"
    exif.get_ifd(0x8825).update({1: "S", 2: (5.0, 25.0, 46.0), 3: "E", 4: (105.0, 15.0, 29.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"KOMENTAR-RAHASIA")
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_script() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert('halo')"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return _written(writer)


def pdf_with_attachment() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_attachment("a.exe", b"MZ")
    return _written(writer)


def pdf_locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("rahasia", algorithm="RC4-128")
    return _written(writer)


def pdf_with_launch() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return _written(writer)


def pdf_with_form_script() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    stream = StreamObject()
    stream.set_data(b"<xdp/>")
    form = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    return _written(writer)


def packed_pdf(inner: bytes, *, listed: bool = True, dictionary: bytes = b"") -> bytes:
    """A PDF 1.5 whose catalogue points at object 5, which lies packed in an object stream."""
    head = b"5 0 "
    packed = zlib.compress(head + inner)
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n",
        b"4 0 obj\n<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d%s>>\nstream\n"
        % (len(head), len(packed), dictionary)
        + packed
        + b"\nendstream\nendobj\n",
    ]
    body, places = b"%PDF-1.5\n", [0]
    for part in parts:
        places.append(len(body))
        body += part
    start = len(body)
    rows = [b"\x00\x00\x00\x00"]
    rows += [b"\x01" + place.to_bytes(2, "big") + b"\x00" for place in places[1:]]
    rows.append(b"\x02\x00\x04\x00" if listed else b"\x00\x00\x00\x00")
    rows.append(b"\x01" + start.to_bytes(2, "big") + b"\x00")
    table = zlib.compress(b"".join(rows))
    body += (
        b"6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
        % len(table)
        + table
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )
    return body


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.html", "<script>alert(1)</script>")
    return out.getvalue()


def bomb(side: int = 10_000) -> bytes:
    """A small PNG that unpacks to side x side pixels."""
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()
