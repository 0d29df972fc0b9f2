"""What SIKP wants of a candidate borrower, column by column, and how sure that is.

Source: domain notes, section 3.1 (fields of the banks' web service and the checks seen in public
code). No template of the treasury was found, and no list of codes for education, occupation and
scheme: a code that was not seen is left empty for the bank to fill, never guessed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.enums import PermitKind, Sex
from financing.models import Referral

NO_NPWP = "0" * 15

# The same four digits name another kabupaten in the other system (domain notes, 5.2). Which of the
# two SIKP uses was not found; where both agree the code is certain.
BPS_DIFFERS = {
    "18.01": "1803",
    "18.02": "1805",
    "18.03": "1806",
    "18.04": "1801",
    "18.05": "1808",
    "18.06": "1802",
    "18.07": "1804",
    "18.08": "1807",
}


class Sure(StrEnum):
    """How sure a column is."""

    SEEN = "seen"
    INFERRED = "inferred"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str | Promise:
        return _SURE[self]


_SURE = {
    Sure.SEEN: gettext_lazy("terlihat di kode bank"),
    Sure.INFERRED: gettext_lazy("disimpulkan"),
    Sure.UNKNOWN: gettext_lazy("belum diketahui"),
}


@dataclass(frozen=True)
class SikpColumn:
    """`value` is text, empty where the portal does not know. `digits`: kept as text also in CSV."""

    name: str
    rule: str | Promise
    sure: Sure
    value: Callable[[Referral], str]
    digits: bool = False


def _nothing(case: Referral) -> str:
    return ""


def _day(day: datetime.date | None) -> str:
    return f"{day:%d%m%Y}" if day else ""


def _permit(case: Referral) -> str:
    numbers = {one.kind: one.number for one in case.application.business.permits.all()}
    return numbers.get(PermitKind.NIB) or numbers.get(PermitKind.SKU) or ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _kabkota(case: Referral) -> str:
    code = case.owner.region_id[:5]
    return "" if code in BPS_DIFFERS else code.replace(".", "")


_CODES = gettext_lazy("Daftar kodenya tidak ditemukan. Bank yang mengisi.")
_BANKS = gettext_lazy("Portal tidak menyimpannya. Bank yang mengisi.")

COLUMNS = (
    SikpColumn("nik", gettext_lazy("16 angka."), Sure.SEEN, lambda case: case.owner.nik, True),
    SikpColumn("nmr_registry", gettext_lazy("Nomor dari bank, paling panjang 15 huruf."),
               Sure.SEEN, _nothing),
    SikpColumn("nama", gettext_lazy("2 sampai 250 huruf."), Sure.SEEN,
               lambda case: case.owner.name),
    SikpColumn("tgl_lahir", gettext_lazy("ddMMyyyy."), Sure.SEEN,
               lambda case: _day(case.owner.birth_date), True),
    SikpColumn("jns_kelamin", gettext_lazy("1 laki-laki, 2 perempuan."), Sure.SEEN,
               lambda case: {Sex.MALE: "1", Sex.FEMALE: "2"}.get(Sex(case.owner.sex), "")),
    SikpColumn("maritas_sts", gettext_lazy("0 belum kawin, 1 kawin; kode cerai disimpulkan. Portal "
               "hanya tahu menikah atau tidak: yang tidak, dikosongkan."), Sure.INFERRED,
               lambda case: "1" if case.owner.is_married else ""),
    SikpColumn("pendidikan", _CODES, Sure.UNKNOWN, _nothing),
    SikpColumn("pekerjaan", _CODES, Sure.UNKNOWN, _nothing),
    SikpColumn("alamat", gettext_lazy("4 sampai 255 huruf."), Sure.SEEN,
               lambda case: case.owner.address),
    SikpColumn("kode_kabkota", gettext_lazy("4 angka. BPS dan Kemendagri berbeda untuk delapan "
               "kabupaten, dan tidak diketahui mana yang dipakai: di sana dikosongkan. Tanyakan "
               "ke DJPb."), Sure.UNKNOWN, _kabkota, True),
    SikpColumn("kode_pos", _BANKS, Sure.SEEN, _nothing, True),
    SikpColumn("npwp", gettext_lazy("Paling sedikit 15 angka; 15 nol kalau tidak punya."),
               Sure.SEEN, lambda case: case.owner.npwp or NO_NPWP, True),
    SikpColumn("mulai_usaha", gettext_lazy("ddMMyyyy."), Sure.SEEN,
               lambda case: _day(case.application.business.started_on), True),
    SikpColumn("alamat_usaha", gettext_lazy("Paling panjang 255 huruf."), Sure.SEEN,
               lambda case: case.application.business.address),
    SikpColumn("ijin_usaha", gettext_lazy("Nomor NIB atau SKU."), Sure.SEEN, _permit, True),
    SikpColumn("modal_usaha", _BANKS, Sure.SEEN, _nothing),
    SikpColumn("jml_pekerja", gettext_lazy("Paling sedikit 1."), Sure.SEEN,
               lambda case: _number(case.application.business.workers)),
    SikpColumn("jml_kredit", gettext_lazy("Rupiah, paling sedikit 100000."), Sure.SEEN,
               lambda case: _number(case.amount)),
    SikpColumn("is_linkage", _CODES, Sure.UNKNOWN, _nothing),
    SikpColumn("linkage", _CODES, Sure.UNKNOWN, _nothing),
    SikpColumn("no_hp", gettext_lazy("10 sampai 16 angka."), Sure.SEEN,
               lambda case: case.owner.phone.replace("+62", "0", 1), True),
    SikpColumn("uraian_agunan", gettext_lazy("Boleh kosong."), Sure.SEEN, _nothing),
    SikpColumn("is_subsidized", _CODES, Sure.UNKNOWN, _nothing),
    SikpColumn("subsidi_sebelumnya", _CODES, Sure.UNKNOWN, _nothing),
    SikpColumn("omset", gettext_lazy("Rupiah setahun di portal; satuannya di SIKP belum pasti."),
               Sure.INFERRED, lambda case: _number(case.application.business.yearly_sales)),
)  # fmt: skip


def row_of(case: Referral) -> list[str]:
    return [column.value(case) for column in COLUMNS]


def doubts(cases: Iterable[Referral]) -> list[tuple[str, str, str]]:
    """(code, column, why): what the checks seen in public code would refuse as it stands."""
    found = []
    for case in cases:
        owner, business = case.owner, case.application.business
        code = case.application.code
        kabkota = owner.region_id[:5]
        if kabkota in BPS_DIFFERS:
            words = _("Kemendagri %(one)s, BPS %(other)s. Tanyakan ke DJPb.")
            both = {"one": kabkota.replace(".", ""), "other": BPS_DIFFERS[kabkota]}
            found.append((code, "kode_kabkota", words % both))
        if len(owner.address) < 4:
            found.append((code, "alamat", _("Alamat kurang dari 4 huruf.")))
        if not _permit(case):
            found.append((code, "ijin_usaha", _("Belum ada NIB atau SKU.")))
        if not business.workers:
            found.append((code, "jml_pekerja", _("Jumlah pekerja belum diisi.")))
        if case.amount < 100_000:
            found.append((code, "jml_kredit", _("Kurang dari Rp100.000.")))
        if not 10 <= len(owner.phone.replace("+62", "0", 1)) <= 16:
            found.append((code, "no_hp", _("Nomor HP belum ada atau tidak wajar.")))
    return found
