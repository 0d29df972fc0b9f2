"""The one way in: what is taken, what it becomes, and what is refused with which words."""

import hashlib
import io
import os
import stat
import time
import zlib

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ikm_portal.audit.models import Entry
from ikm_portal.documents import images
from ikm_portal.documents.actions import Refused, store
from ikm_portal.documents.enums import ContentType
from ikm_portal.documents.models import Document
from tests.documents import material

pytestmark = pytest.mark.django_db


def kept(document: Document) -> bytes:
    with document.open() as file:
        return file.read()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_clean_jpeg(upload, form):
    document = upload(material.picture(form), name=f"foto.{form.lower()}")
    content = kept(document)
    assert document.content_type == ContentType.JPEG
    assert document.original_name == "foto.jpg"
    assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("JPEG", (400, 300))


def test_place_camera_and_comment_are_gone_and_the_photo_stands_upright(upload):
    original = material.photo_with_position()
    assert b"KAMERA-RAHASIA" in original
    content = kept(upload(original))
    assert b"RAHASIA" not in content
    assert b"Exif" not in content
    image = Image.open(io.BytesIO(content))
    assert not image.getexif()
    assert "comment" not in image.info
    assert image.size == (400, 600)


def test_a_large_photo_is_shrunk(upload):
    document = upload(material.picture("JPEG", (3000, 1500), quality=40))
    assert Image.open(io.BytesIO(kept(document))).size == (images.LONG_SIDE, 1000)


def test_transparent_becomes_white(upload):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(kept(upload(out.getvalue())))).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "LA", "CMYK"])
def test_every_kind_of_picture_that_phones_and_scanners_make(upload, mode):
    image = Image.new("RGB", (30, 20), "red").convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.new("I;16", (30, 20), 40_000)
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert upload(out.getvalue()).content_type == ContentType.JPEG


def test_a_pdf_is_kept_as_it_is(upload):
    content = material.pdf(3)
    document = upload(content, name="NIB.PDF")
    assert kept(document) == content
    assert document.content_type == ContentType.PDF
    assert document.original_name == "NIB.pdf"


def test_a_packed_pdf_without_action_is_kept(upload):
    assert upload(material.packed_pdf(b"<</S/GoTo/D[3 0 R/Fit]>>")).size


REFUSED = {
    "empty": (b"", "kosong"),
    "too large": (b"%PDF-1.7\n" + b"0" * (5 * 1024 * 1024), "5 MB"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "tidak diterima"),
    "html as jpg": (b"<html><script>alert(1)</script>", "tidak diterima"),
    "gif": (b"GIF89a" + b"\x00" * 100, "tidak diterima"),
    "bmp": (b"BM" + b"\x00" * 100, "tidak diterima"),
    "tiff": (b"II*\x00" + b"\x00" * 100, "tidak diterima"),
    "zip": (material.archive(), "tidak diterima"),
    "program": (b"MZ" + b"\x00" * 200, "tidak diterima"),
    "signature only": (b"\xff\xd8\xff\xe0", "rusak"),
    "html behind a jpeg signature": (b"\xff\xd8\xff<html><script>alert(1)</script>", "rusak"),
    "truncated jpeg": (material.picture()[:3000], "rusak"),
    "truncated png": (material.picture("PNG")[:3000], "rusak"),
    "truncated webp": (material.picture("WEBP")[:3000], "rusak"),
    "gif behind a png signature": (b"\x89PNG\r\n\x1a\nGIF89a" + b"\x00" * 99, "rusak"),
    "100 megapixels": (material.bomb(), "terlalu besar"),
    "400 megapixels": (material.bomb(20_000), "terlalu besar"),
    "jpeg and zip": (material.picture() + material.archive(), "tidak diterima"),
    "pdf and zip": (material.pdf() + material.archive(), "bukan PDF biasa"),
    "pdf and zip, end mark last": (material.pdf() + material.archive() + b"\n%%EOF", "PDF"),
    "pdf and html": (b"%PDF-1.7\n<script>alert(1)</script>" + material.pdf(), "bukan PDF biasa"),
    "pdf behind other bytes": (b"GIF89a" + material.pdf(), "tidak diterima"),
    "pdf signature only": (b"%PDF-1.7\n%%EOF", "rusak"),
    "truncated pdf": (material.pdf()[:-60], "rusak"),
    "pdf with script": (material.pdf_with_script(), "program"),
    "pdf with attachment": (material.pdf_with_attachment(), "program"),
    "pdf that starts a program": (material.pdf_with_launch(), "program"),
    "pdf with XFA": (material.pdf_with_form_script(), "program"),
    "locked pdf": (material.pdf_locked(), "terkunci"),
    "script, name escaped": (
        material.pdf_with_script().replace(b"/JavaScript", b"/J#61vaScript"),
        "program",
    ),
    "script, packed": (
        material.packed_pdf(b"<</S/JavaScript/JS(app.alert(1))>>"),
        "program",
    ),
    "script, packed and escaped": (
        material.packed_pdf(b"<</S/#4aavaScript/JS(app.alert(1))>>"),
        "program",
    ),
    "script, packed, in no table": (
        material.packed_pdf(b"<</S/JavaScript/JS(app.alert(1))>>", listed=False),
        "program",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_sentence_and_nothing_is_kept(upload, own_folder, case):
    content, sentence = REFUSED[case]
    with pytest.raises(Refused, match=sentence):
        upload(content)
    assert not Document.objects.exists()
    assert not list(own_folder.rglob("*")) if own_folder.exists() else True


def test_a_packed_stream_that_unpacks_without_end_is_refused(upload):
    packed = zlib.compress(b" " * 200_000_000, 9)
    stream = b"4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n" + packed
    with pytest.raises(Refused):
        upload(b"%PDF-1.5\n" + stream + b"\nendstream\nendobj\n%%EOF")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\win.ini", "win.jpg"),
        ("C:\\foto\\ktp.jpeg", "ktp.jpg"),
        ("a\x00b.jpg", "ab.jpg"),
        ("foto\u202egpj.exe", "fotogpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
        ('"><script>.jpg', "script.jpg"),
        ("....", "berkas.jpg"),
        ("", "berkas.jpg"),
        ("KTP Siti Rohani.JPG", "KTP Siti Rohani.jpg"),
        ("é" * 300 + ".jpg", "é" * 100 + ".jpg"),
        ("\ud800.jpg", "berkas.jpg"),
    ],
)
def test_names_are_for_showing_only(siti, given, shown):
    document = store(ContentFile(material.picture(), name=given), by=siti, kind="test.paper")
    assert document.original_name == shown
    assert document.storage_name.startswith("berkas/")
    assert len(document.storage_name.rsplit("/")[-1]) == 64


def test_the_file_is_for_this_user_alone(upload, own_folder):
    document = upload()
    path = own_folder / document.storage_name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_of_the_same_are_two(upload):
    content = material.picture()
    assert upload(content).storage_name != upload(content).storage_name


def test_the_trail_knows(upload, siti):
    document = upload()
    (entry,) = Entry.objects.about(document)
    assert (entry.action, entry.actor_id) == ("documents.document.stored", siti.pk)
    assert entry.data == {"kind": "test.paper"}


def test_a_row_that_fails_leaves_no_file(siti, own_folder):
    with pytest.raises(Exception, match="value too long"):
        store(ContentFile(material.picture(), name="a.jpg"), by=siti, kind="x" * 61)
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


HOSTILE = {
    "opened dictionaries": b"<<" * 2_500_000,
    "streams without end": b"/ObjStm>>stream\n" * 320_000,
    "tiny packed streams": (b"/ObjStm>>stream\n" + zlib.compress(b"x")) * 19_000,
    "escapes": b"/#41" * 1_300_000,
    "nested arrays": b"1 0 obj\n" + b"[" * 2_000_000,
    "page tree in a circle": (
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1>>\nendobj\ntrailer<</Root 1 0 R>>\n"
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_pdf_costs_little_time(upload, case):
    started = time.monotonic()
    with pytest.raises(Refused):
        upload(b"%PDF-1.7\n" + HOSTILE[case] + b"\nstartxref\n9\n%%EOF\n")
    assert time.monotonic() - started < 15


def test_a_photo_as_large_as_a_phone_takes_it_is_shrunk(cast):
    """Noise does not compress: this JPEG is larger than a PDF may be."""
    noise = Image.frombytes("RGB", (3200, 2400), os.urandom(3200 * 2400 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=90)
    assert len(out.getvalue()) > settings.UPLOAD_MAX_BYTES
    document = store(
        SimpleUploadedFile("ktp.jpg", out.getvalue()), by=cast.member1, kind="financing.paper"
    )
    assert document.content_type == "image/jpeg"
    assert document.size < settings.UPLOAD_MAX_BYTES
