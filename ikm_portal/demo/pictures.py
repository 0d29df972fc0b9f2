"""Papers for the demo: drawn, small, each with CONTOH written across it. The same few for all."""

from __future__ import annotations

import io
from functools import lru_cache

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

_SIZE = (480, 304)
_INK: Colour = (60, 60, 70)
# paper → its title, its ground
_CARDS: dict[str, tuple[str, Colour]] = {
    "ktp": ("KARTU TANDA PENDUDUK", (176, 206, 230)),
    "kk": ("KARTU KELUARGA", (226, 232, 214)),
    "marriage": ("BUKU NIKAH", (214, 232, 220)),
    "nib": ("NOMOR INDUK BERUSAHA", (232, 238, 246)),
    "sku": ("SURAT KETERANGAN USAHA", (246, 243, 233)),
    "npwp": ("NPWP", (240, 222, 150)),
    "bpjs": ("BPJS KETENAGAKERJAAN", (206, 232, 206)),
    "bank_book": ("CATATAN PENJUALAN", (240, 236, 226)),
    "collateral": ("SURAT AGUNAN", (236, 226, 210)),
    "other": ("BERKAS LAIN", (238, 238, 238)),
}
# trade → ground, product and its number of heaps: coffee, salt, banana chips
_STALLS: dict[str, tuple[Colour, Colour, int]] = {
    "kopi-bubuk": ((214, 196, 170), (86, 54, 34), 4),
    "garam-beryodium": ((186, 208, 220), (246, 246, 250), 5),
    "keripik-pisang": ((206, 222, 178), (236, 196, 84), 6),
}
_SHIRTS: list[Colour] = [(60, 90, 120), (130, 90, 50), (70, 110, 80), (110, 60, 90)]


def paper(kind: str, trade: str) -> ContentFile[bytes]:
    """A JPEG of this kind of paper; photos of the business differ by trade."""
    drawn = _stall(trade) if kind == "business_photo" else _card(kind)
    return ContentFile(drawn, name=f"contoh-{kind.replace('_', '-')}.jpg")


@lru_cache(maxsize=16)
def _card(kind: str) -> bytes:
    title, ground = _CARDS[kind]
    image = Image.new("RGB", _SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 471, 295), outline=_INK, width=2)
    draw.text((240, 34), title, _INK, ImageFont.load_default(22), anchor="mm")
    for line in range(7):
        top = 70 + line * 28
        draw.rectangle((24, top, 90, top + 8), (150, 150, 160))
        draw.rectangle((110, top, 250 + 17 * (line % 4), top + 8), (110, 110, 120))
    if kind == "ktp":
        draw.rectangle((356, 70, 452, 190), (150, 60, 60))
        draw.ellipse((382, 84, 426, 132), (230, 200, 170))
        draw.pieslice((366, 132, 442, 230), 180, 360, (240, 240, 240))
    return _finish(image)


@lru_cache(maxsize=4)
def _stall(trade: str) -> bytes:
    ground, product, heaps = _STALLS[trade]
    image = Image.new("RGB", _SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.polygon([(30, 90), (240, 20), (450, 90)], (150, 70, 50))
    draw.rectangle((60, 90, 420, 280), (236, 228, 210))
    draw.rectangle((60, 200, 420, 224), (120, 84, 50))
    width = 340 // heaps
    for heap in range(heaps):
        left = 72 + heap * width
        draw.pieslice((left, 150, left + width - 8, 250), 180, 360, product)
    return _finish(image)


@lru_cache(maxsize=2)
def hall(is_full: bool) -> bytes:
    """The room of a meeting: chairs in rows, with people on them or without."""
    image = Image.new("RGB", _SIZE, (232, 226, 214))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 479, 96), (196, 182, 160))
    draw.rectangle((150, 24, 330, 84), (250, 250, 246))
    draw.rectangle((176, 98, 304, 122), (120, 84, 50))
    for row in range(3):
        for seat in range(8):
            left, top = 40 + seat * 52 - row * 6, 150 + row * 46
            draw.rectangle((left, top + 16, left + 34, top + 40), (120, 60, 50))
            if is_full:
                colour = _SHIRTS[(row + seat) % len(_SHIRTS)]
                draw.ellipse((left + 8, top - 8, left + 26, top + 10), (200, 160, 130))
                draw.pieslice((left + 1, top + 8, left + 33, top + 40), 180, 360, colour)
    return _finish(image)


def _finish(image: Image.Image) -> bytes:
    """CONTOH across the picture: nobody shall take it for a real paper."""
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    words = ImageDraw.Draw(layer)
    words.text((240, 160), "CONTOH", (190, 30, 30, 150), ImageFont.load_default(96), anchor="mm")
    stamped = Image.alpha_composite(image.convert("RGBA"), layer.rotate(18)).convert("RGB")
    out = io.BytesIO()
    stamped.save(out, "JPEG", quality=70)
    return out.getvalue()
