"""What people write into a cell, understood or answered with a sentence and, where one is likely,
a suggestion. No database, no clock: `today` is given."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ikm_portal.common.money import parse_rupiah
from ikm_portal.common.nik import Nik, parse_nik
from ikm_portal.common.npwp import parse_npwp
from ikm_portal.common.phone import parse_phone
from ikm_portal.common.text import tidy, validate_plain_text

Raw = str | int | float


class Unread(ValueError):
    """The cell is not understood. Its text says what is wrong; `suggestion` may be empty."""

    def __init__(self, words: str, suggestion: str = "") -> None:
        super().__init__(words)
        self.suggestion = suggestion


def text(raw: Raw, most: int) -> str:
    """One line; raises Unread where it is too long or hides something."""
    written = " ".join(tidy(str(raw)).split())
    if "\ufffd" in written:
        raise Unread(_("Tulisan ini rusak. Ketik ulang."))
    try:
        validate_plain_text(written)
    except ValidationError as problem:
        raise Unread(problem.messages[0]) from None
    if len(written) > most:
        raise Unread(_("Terlalu panjang: paling banyak %(most)d huruf.") % {"most": most})
    return written


def name(raw: Raw, most: int = 150) -> str:
    """SITI AMINAH and siti aminah become Siti Aminah; what is mixed stays."""
    written = text(raw, most)
    if not re.search(r"[^\W\d_]", written):
        raise Unread(_("Tulis namanya dengan huruf."))
    if written.isupper() or written.islower():
        return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda word: word[0].capitalize(), written)
    return written


def nik(raw: Raw, *, today: datetime.date) -> Nik:
    """Excel keeps fifteen digits of a number: a last 0 may then have been any digit."""
    written = str(raw)
    if isinstance(raw, float) or re.fullmatch(r"\s*\d[.,]\d+E\+?\d+\s*", written, re.IGNORECASE):
        raise Unread(_("Excel menyingkat NIK ini. Ketik lagi ke-16 angkanya dari KTP."))
    try:
        read = parse_nik(_digits_of(written), today=today)
    except ValueError as problem:
        if isinstance(raw, int) and len(written) == 16 and written.endswith("0"):
            raise Unread(_rounded()) from None
        raise Unread(str(problem)) from None
    if isinstance(raw, int) and written.endswith("0"):
        raise Unread(_rounded(), suggestion=read.value)
    return read


def _rounded() -> str:
    return _("Excel mungkin membulatkan angka terakhir NIK ini menjadi 0. Cocokkan dengan KTP.")


def _digits_of(written: str) -> str:
    """ "NIK: 1871…", "1871,0157,…", "1871/01/…": what people put between the digits."""
    bare = re.sub(r"^\s*(?:no\.?\s*)?(?:nik|ktp)\s*[.:]?\s*", "", written, flags=re.IGNORECASE)
    return re.sub(r"[,/_\u00a0‘\"]", "", bare)


_MONTHS = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
    "agu": 8, "agt": 8, "ags": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11,
    "des": 12, "dec": 12,
}  # fmt: skip
# The month's name is one of these: "minggu, 17" is no month of 2017.
_NAMED = re.compile(
    r"(?<!\d)(?:(\d{1,2})[-/., ]*)?(?<![a-z])((?:" + "|".join(_MONTHS) + r")[a-z]{0,6})"
    r"[-/., ]*'?(\d{4}|\d{2})\b"
)
_FIRST_SERIAL = datetime.date(1899, 12, 30)  # day 0 of Excel's calendar


def date(raw: Raw, *, today: datetime.date, coarse: bool = False) -> datetime.date:
    """Day first, as Indonesians write. `coarse`: "Maret 2019" and "2019" mean their first day."""
    if isinstance(raw, int | float):
        return _serial(raw, coarse=coarse)
    written = text(raw, 60).lower()
    year_first = re.search(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b", written)
    if year_first:
        year, month, day = (int(part) for part in year_first.groups())
        return _day(day, month, year)
    numbers = re.search(
        r"(?<!\d)(\d{1,2})\s*[-/., ]\s*(\d{1,2})\s*[-/., ]\s*(\d{4}|\d{2})\b", written
    )
    if numbers:
        return _day(int(numbers[1]), int(numbers[2]), _year(numbers[3], today))
    for named in _NAMED.finditer(written):
        if named[1] or coarse:
            return _day(int(named[1] or 1), _MONTHS[named[2][:3]], _year(named[3], today))
    packed = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", written)
    if packed:
        return _day(int(packed[1]), int(packed[2]), int(packed[3]))
    month_year = re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", written)
    if month_year and coarse:
        return _day(1, int(month_year[1]), int(month_year[2]))
    year_only = re.fullmatch(r"(?:th|thn|tahun|sejak)?\.?\s*(\d{4})", written)
    if year_only and coarse:
        return _day(1, 1, int(year_only[1]))
    raise Unread(_no_date())


def _no_date() -> str:
    return _("Tulis tanggalnya seperti 17-08-1980.")


def _serial(raw: float, *, coarse: bool) -> datetime.date:
    number = int(raw)
    if coarse and 1900 <= number <= 2100:
        return datetime.date(number, 1, 1)
    if 1_000_000 <= number <= 99_999_999:  # 17081980 typed as a number, 1 in front lost its 0
        packed = f"{number:08d}"
        return _day(int(packed[:2]), int(packed[2:4]), int(packed[4:]))
    if 3_000 <= number <= 80_000:
        return _FIRST_SERIAL + datetime.timedelta(days=number)
    raise Unread(_no_date())


def _year(written: str, today: datetime.date) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year else 1900 + year


def _day(day: int, month: int, year: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        pass
    try:
        likely = datetime.date(year, day, month).strftime("%d-%m-%Y")
    except ValueError:
        likely = ""
    raise Unread(_("Tanggal ini tidak ada."), suggestion=likely)


def phone(raw: Raw) -> str:
    written = text(str(raw).lstrip("'’`‘ "), 80)
    try:
        return parse_phone(written)
    except ValueError as problem:
        for part in re.split(r"[/,;&|]|\s+(?:atau|dan)\s+|\s{2,}", written):
            try:
                likely = parse_phone(part)
            except ValueError:
                continue
            raise Unread(_("Tulis satu nomor HP saja."), "0" + likely[3:]) from None
        raise Unread(str(problem)) from None


_ABOUT = re.compile(
    r"^(?:±|\+/-|kira-kira|kira2|sekitar|kurang lebih|lebih kurang|kl|k\.l\.|~)\s*", re.IGNORECASE
)


def money(raw: Raw) -> int:
    """Whole rupiah."""
    if isinstance(raw, int | float):
        if raw != int(raw) or not 0 <= raw <= 10**13:
            raise Unread(_("Tulis jumlahnya dalam rupiah penuh, misalnya 120.000.000."))
        if 0 < raw < 10_000:
            raise Unread(_("Jumlah ini terlalu kecil. Maksudnya juta?"), f"{int(raw)} juta")
        return int(raw)
    written = text(raw, 60)
    bare = _ABOUT.sub("", written)
    bare = re.sub(r"\s*(?:/|per|se)\s*(?:tahun|thn|th)\.?$", "", bare, flags=re.IGNORECASE)
    monthly = re.sub(r"\s*(?:/|per|se)\s*(?:bulan|bln|bl)\.?$", "", bare, flags=re.IGNORECASE)
    try:
        amount = parse_rupiah(monthly)
    except ValueError as problem:
        raise Unread(str(problem)) from None
    if monthly != bare:
        raise Unread(
            _("Ini jumlah sebulan. Tulis jumlah setahun."), f"{amount * 12:,}".replace(",", ".")
        )
    if amount > 10**13:
        raise Unread(_("Jumlah ini terlalu besar. Periksa kembali angka nolnya."))
    return amount


def workers(raw: Raw) -> int:
    written = re.sub(
        r"\s*(?:orang|org|pekerja|karyawan)\.?$", "", text(raw, 30), flags=re.IGNORECASE
    )
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= 10_000):
        raise Unread(_("Isi dengan angka, misalnya 3."))
    return int(written)


_SEXES = {
    "l": "L", "lk": "L", "laki": "L", "lakilaki": "L", "laki2": "L", "pria": "L", "cowok": "L",
    "p": "P", "pr": "P", "perempuan": "P", "wanita": "P", "pi": "P",
}  # fmt: skip
_ANSWERS = {
    "ya": True, "y": True, "yes": True, "sudah": True, "kawin": True, "menikah": True,
    "sudahmenikah": True, "sudahkawin": True, "nikah": True, "k": True, "benar": True,
    "tidak": False, "t": False, "no": False, "belum": False, "belummenikah": False,
    "belumkawin": False, "tk": False, "janda": False, "duda": False, "ceraihidup": False,
    "ceraimati": False, "cerai": False, "lajang": False, "tdk": False,
}  # fmt: skip


def sex(raw: Raw) -> str:
    found = _SEXES.get(_letters(raw))
    if found is None:
        raise Unread(_("Tulis L atau P."))
    return found


def yes_no(raw: Raw) -> bool:
    found = _ANSWERS.get(_letters(raw))
    if found is None:
        raise Unread(_("Tulis ya atau tidak."))
    return found


def _letters(raw: Raw) -> str:
    return re.sub(r"[^a-z0-9]", "", text(raw, 40).lower())


def nib(raw: Raw) -> str:
    """Thirteen digits; a number has lost the zeros in front."""
    number = re.sub(r"[\s.\-'’`,]", "", text(raw, 40))
    if isinstance(raw, int) and 10 <= len(number) < 13:
        number = number.zfill(13)
    if not re.fullmatch(r"\d{13}", number, re.ASCII):
        raise Unread(_("NIB terdiri dari 13 angka. Periksa lagi."))
    return number


def npwp(raw: Raw) -> str:
    written = text(raw, 40)
    if isinstance(raw, int) and len(written) == 14:
        written = "0" + written
    try:
        return parse_npwp(written)
    except ValueError as problem:
        raise Unread(str(problem)) from None


def place(raw: Raw, places: Mapping[str, list[tuple[str, str]]]) -> str:
    """A kecamatan's code. `places`: plain name → [(code, "Natar, Kabupaten Lampung Selatan")]."""
    key = plain_place(text(raw, 120))
    found = places.get(key, [])
    if len(found) == 1:
        return found[0][0]
    if found:
        both = _(" atau ").join(label for _code, label in found)
        raise Unread(_("Ada dua kecamatan bernama itu: %(names)s.") % {"names": both}, found[0][1])
    near = difflib.get_close_matches(key, places, n=1, cutoff=0.75)
    suggestion = places[near[0]][0][1] if near else ""
    raise Unread(_("Kecamatan ini tidak ada di Lampung. Pilih dari daftar."), suggestion)


def plain_place(written: str) -> str:
    """ "Kec. Natar – Kab. Lampung Selatan" → "natar lampung selatan"."""
    words = re.sub(r"[^\w]+", " ", written.lower()).split()
    return " ".join(word for word in words if word not in {"kec", "kecamatan", "kab", "kabupaten"})
