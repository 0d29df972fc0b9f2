"""Rupiah as people write and read it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from ikm_portal.common.models.fields import MAX_RUPIAH

_SCALES = {
    "": 1,
    "rb": 10**3,
    "ribu": 10**3,
    "k": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "m": 10**9,
    "milyar": 10**9,
    "miliar": 10**9,
}
_PATTERN = re.compile(r"^(?:rp\.?|idr)?(\d[\d.,]*?)([a-z]*?)(?:rupiah)?(?:,-+|,00|\.-+|\.)?$")
_LONGEST = 40  # characters; nobody writes an amount longer than that


def format_rupiah(amount: int | None) -> str:
    """12500000 → "Rp12.500.000"; nothing → "–"."""
    if amount is None:
        return "–"
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def parse_rupiah(written: str) -> int:
    """Whole rupiah from "10 juta", "Rp10.000.000,-", "2,5 jt", "750rb".

    Raises ValueError with a sentence for the person when it can't be read for certain.
    """
    compact = re.sub(r"\s+", "", str(written)).lower()
    match = _PATTERN.match(compact) if len(compact) <= _LONGEST else None
    sorry = _("Tulis jumlahnya dengan angka, misalnya 10.000.000 atau 10 juta.")
    if not match or match.group(2) not in _SCALES:
        raise ValueError(sorry)
    digits, scale = match.group(1), _SCALES[match.group(2)]
    amount = _grouped(digits, sorry) if scale == 1 else _decimal(digits, scale, sorry)
    if amount > MAX_RUPIAH:
        raise ValueError(_("Jumlah ini terlalu besar. Periksa kembali angka nolnya."))
    return amount


def _grouped(digits: str, sorry: str) -> int:
    if re.fullmatch(r"\d+", digits):
        return int(digits)
    separators = {char for char in digits if char in ".,"}
    if len(separators) > 1 and re.fullmatch(r"[\d.]+,00?|[\d,]+\.00?", digits):
        return _grouped(re.sub(r"[.,]0+$", "", digits), sorry)
    if len(separators) == 1 and re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        return int(re.sub(r"[.,]", "", digits))
    raise ValueError(sorry)


def _decimal(digits: str, scale: int, sorry: str) -> int:
    # "1.500 juta" and "10.000 ribu" may mean two things; a decimal comma ("2,125 juta") one.
    unclear = r"\d{1,3}([.,]\d{3})+" if scale == 1000 else r"\d{1,3}(\.\d{3})+"
    if re.fullmatch(unclear, digits):
        raise ValueError(sorry)
    match = re.fullmatch(r"(\d+)(?:[.,](\d{1,6}))?", digits)
    if not match:
        raise ValueError(sorry)
    whole, fraction = match.group(1), match.group(2) or ""
    scaled = int(whole + fraction) * scale
    amount, rest = divmod(scaled, 10 ** len(fraction))
    if rest:
        raise ValueError(sorry)
    return amount
