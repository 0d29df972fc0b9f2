"""What a file is, by its first bytes, and how it is made harmless."""

from __future__ import annotations

import io
import zipfile

from django.conf import settings
from django.utils.translation import gettext as _

from ikm_portal.documents import images, pdf
from ikm_portal.documents.enums import ContentType
from ikm_portal.documents.refusal import Refused


def clean(content: bytes) -> tuple[bytes, ContentType]:
    """The bytes to keep and their type. Raises Refused."""
    if not content:
        raise Refused(_("Berkas ini kosong. Pilih berkas lain."))
    _check_size(content)
    if content.startswith(b"%PDF-"):
        pdf.check(content)
        return content, ContentType.PDF
    image = _image_format(content)
    if image is None or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(_("Jenis berkas ini tidak diterima. Kirim foto (JPG, PNG, WebP) atau PDF."))
    return images.reencode(content, image), ContentType.JPEG


def most_bytes(head: bytes) -> int:
    """How large a file that begins like this may be: a photo may be larger, it is shrunk."""
    if _image_format(head) is not None:
        return settings.UPLOAD_PHOTO_MAX_BYTES
    return settings.UPLOAD_MAX_BYTES


def _check_size(content: bytes) -> None:
    most = most_bytes(content[:16])
    if len(content) > most:
        raise Refused(
            _("Berkas lebih dari %(most)d MB. Kirim foto atau PDF yang lebih kecil.")
            % {"most": most // (1024 * 1024)}
        )


def _image_format(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None
