"""Photos: decoded, turned upright, shrunk and written anew, so that only the picture remains."""

from __future__ import annotations

import io
import struct
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from ikm_portal.documents.refusal import Refused

LONG_SIDE = 2000
MAX_PIXELS = 52_000_000  # the 50-megapixel cameras of cheap phones still pass
_QUALITY = 85

# Pillow's own warning about bombs becomes an error; our smaller limit is asked before decoding.
warnings.simplefilter("error", Image.DecompressionBombWarning)

_BROKEN = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError)


def reencode(content: bytes, format_name: str) -> bytes:
    """JPEG bytes without metadata, at most LONG_SIDE pixels on the long side. Raises Refused.

    `format_name` (JPEG, PNG, WEBP) is the only decoder that is tried.
    """
    too_many = _("Foto ini terlalu besar ukurannya. Foto ulang dengan kualitas biasa, lalu kirim.")
    try:
        image = Image.open(io.BytesIO(content), formats=[format_name])
        if image.width * image.height > MAX_PIXELS:
            raise Refused(too_many)
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        return _as_jpeg(upright)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(too_many) from None
    except (*_BROKEN, struct.error, MemoryError):
        raise Refused(
            _("Foto ini rusak atau tidak lengkap. Foto ulang, lalu kirim lagi.")
        ) from None


SMALL_SIDE, SMALL_BYTES = 320, 12_000  # of a picture that leads to the whole one


def shrunk(content: bytes, *, long_side: int = SMALL_SIDE, most_bytes: int = SMALL_BYTES) -> bytes:
    """A kept photo (JPEG) small enough for a page or a paper: never more than `most_bytes`. The
    same photo gives the same bytes. Raises Refused for what can't be read any more."""
    try:
        image = Image.open(io.BytesIO(content), formats=["JPEG"])
        image.draft("RGB", (long_side, long_side))  # decodes at an eighth where that is enough
        image.load()
        small = image.convert("RGB")
    except (*_BROKEN, struct.error, MemoryError):
        raise Refused(_("Foto ini rusak atau tidak lengkap.")) from None
    side = long_side
    while True:
        small.thumbnail((side, side))
        for quality in (75, 55, 40, 25):
            out = io.BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= most_bytes:
                return out.getvalue()
        side = side * 3 // 4  # noise, as photos of gravel are


def _as_jpeg(image: Image.Image) -> bytes:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        coloured = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(coloured, mask=coloured.getchannel("A"))
    else:
        plain = image.convert("RGB")
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)  # a new picture carries no profile, comment or position
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
