"""PDF: taken as it is, when it holds nothing that acts by itself.

Looked at three ways, because readers forgive more than any parser: the raw bytes (names may be
written with #xx), the unpacked object streams, and the objects as pypdf reaches them.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from ikm_portal.documents.refusal import Refused

# An action needs its long name somewhere; short names (/JS, /AA) occur by chance in packed bytes.
_ACTIVE = {
    "/JavaScript",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/Collection",
}
_ACTIVE_KEYS = _ACTIVE | {"/JS", "/XFA", "/EF"}
_DELIMITER = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
_RAW = re.compile(b"(?:" + b"|".join(re.escape(n.encode()) for n in _ACTIVE) + b")" + _DELIMITER)
_ENCRYPT = re.compile(rb"/Encrypt" + _DELIMITER)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PAGE_TEXT = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?php)", re.IGNORECASE)
_LOOK_BACK = 2000  # bytes in which a stream's dictionary stands
_CHUNK = 64 * 1024
_MOST_STREAMS = 20_000
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_OBJECTS = 60_000
_SECONDS = 8


def check(content: bytes) -> None:
    """Raises Refused when the PDF could do something by itself, is locked, broken or two things."""
    _only_a_pdf(content)
    active = _("PDF ini berisi program atau berkas lain. Cetak ulang ke PDF atau kirim fotonya.")
    plain = _unescape(content)
    if _ENCRYPT.search(plain):
        raise Refused(_("PDF ini terkunci. Simpan ulang tanpa kata sandi, lalu kirim lagi."))
    if _RAW.search(plain):
        raise Refused(active)
    if any(_RAW.search(_unescape(part)) for part in _object_streams(content)):
        raise Refused(active)
    try:
        if _holds_action(content):
            raise Refused(active)
    except Refused:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError) as problem:
        raise Refused(_broken()) from problem
    except (RecursionError, MemoryError, OverflowError, zlib.error, OSError, AssertionError):
        raise Refused(_broken()) from None


def _broken() -> str:
    return _("PDF ini rusak atau tidak lengkap. Simpan ulang, atau kirim fotonya.")


def _only_a_pdf(content: bytes) -> None:
    """Begins and ends as a PDF, and is no archive or web page at the same time."""
    if not re.match(rb"%PDF-[12]\.\d", content):
        raise Refused(_broken())
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Refused(_broken())
    after = content[end + 5 :].strip(b"\x00\t\n\x0c\r ")
    if after or _PAGE_TEXT.search(content[:1024]) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(
            _("Berkas ini bukan PDF biasa. Simpan ulang sebagai PDF, atau kirim fotonya.")
        )


def _unescape(content: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match.group(1), 16)]), content)


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What lies in packed object streams, also in those that no table mentions.

    Linear in the size of the file, whatever it holds: a fixed look back from each stream, and a
    bound on how many there are and how much they unpack to.
    """
    left = _MOST_UNPACKED
    for number, match in enumerate(_STREAM.finditer(content)):
        if number > _MOST_STREAMS:
            raise Refused(_broken())
        head = content[max(0, match.start() - _LOOK_BACK) : match.start()]
        if b"/ObjStm" in (_unescape(head) if b"#" in head else head):
            part = _unpack(memoryview(content)[match.end() :], left)
            left -= len(part)
            yield part


def _unpack(packed: memoryview, most: int) -> bytes:
    """Packed in another way gives nothing: pypdf unpacks it below, or the file is refused there."""
    unpacker, parts = zlib.decompressobj(), []
    for start in range(0, len(packed), _CHUNK):
        try:
            parts.append(unpacker.decompress(packed[start : start + _CHUNK], most + 1))
        except zlib.error:
            break
        most -= len(parts[-1])
        if most < 0 or unpacker.unconsumed_tail:
            raise Refused(_broken())
        if unpacker.eof:
            break
    return b"".join(parts)


def _holds_action(content: bytes) -> bool:
    """Walks every object that the file's tables name."""
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted or not len(reader.pages):
        raise Refused(_broken())
    deadline = time.monotonic() + _SECONDS
    seen = 0
    todo: list[object] = [reader.trailer]
    for generation, places in reader.xref.items():
        todo += [IndirectObject(number, generation, reader) for number in places if number]
    todo += [IndirectObject(number, 0, reader) for number in reader.xref_objStm]
    visited: set[tuple[int, int]] = set()
    while todo:
        seen += 1
        if seen > _MOST_OBJECTS * 10 or len(visited) > _MOST_OBJECTS:
            raise Refused(_broken())
        if time.monotonic() > deadline:
            raise Refused(_broken())
        item = todo.pop()
        if isinstance(item, IndirectObject):
            place = (item.idnum, item.generation)
            if place in visited:
                continue
            visited.add(place)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            if _ACTIVE_KEYS & set(item) or item.get("/S") in _ACTIVE:
                return True
            if isinstance(item, StreamObject) and item.get("/Type") == "/ObjStm":
                continue
            todo += [value for value in map(item.raw_get, item) if not isinstance(value, str)]
            todo += [value for value in map(item.raw_get, item) if isinstance(value, NameObject)]
        elif isinstance(item, ArrayObject):
            todo += list(item)
        elif isinstance(item, NameObject) and item in _ACTIVE:
            return True
    return False
