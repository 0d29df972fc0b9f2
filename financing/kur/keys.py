"""Keys that the engine reads: their name for staff and the shape their value must have.

A value of the wrong shape is refused with a sentence when a rule set is built, so that no edit by
staff can make a page fall. Keys that are not listed here may hold anything: they are shown, never
compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from financing.kur.facts import CREDITS, SCHEMES, SECTORS
from financing.kur.words import BadInput, Sentence
from financing.kur.words import gettext_noop as _

MOST_RUPIAH = 10**13
_GROUPS = {*SECTORS, "other_production_including_manufacturing", "non_production"}


class BadRule(BadInput):
    """A rule row that cannot be used; ``str()`` is a sentence for the staff member."""


def _whole(high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and 0 <= value <= high


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)


def _kinds(value: Any) -> bool:
    return _texts(value) and set(value) <= {*CREDITS, "programme_repaid"}


def _percent(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 60


def _tiers(value: Any) -> bool:
    """Tiers from the first KUR on, without a gap; only the last may be open."""
    if not isinstance(value, list) or not value:
        return False
    expected = 1
    for number, tier in enumerate(value, 1):
        if not isinstance(tier, Mapping) or tier.get("nth_from") != expected:
            return False
        rate, last = tier.get("rate_pct"), tier.get("nth_to")
        candidates = tier.get("candidates", [])
        if not (rate is None or _percent(rate)) or not all(map(_percent, candidates)):
            return False
        if last is None:
            return number == len(value)
        if type(last) is not int or last < expected:
            return False
        expected = last + 1
    return True


def _years(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(item, Mapping) and _whole(9999)(item.get("year"))
            and _percent(item.get("rate_pct"))
            for item in value
        )
    )  # fmt: skip


_RUPIAH = (_whole(MOST_RUPIAH), _("rupiah bulat, misalnya 50000000"))
_MONTHS = (_whole(600), _("bulan, 0 sampai 600"))
_TIMES = (_whole(100), _("berapa kali, 0 sampai 100"))
_YEARS_OLD = (_whole(100), _("tahun, 0 sampai 100"))
_YES = (lambda value: isinstance(value, bool), _("ya atau tidak"))
_LIST = (_texts, _("daftar tulisan"))
_CREDIT = (_kinds, _("daftar jenis kredit"))
_RATES = (_tiers, _("daftar bunga menurut KUR ke berapa, tanpa celah"))
_BY_YEAR = (_years, _("daftar bunga menurut tahun"))

KEYS: dict[str, tuple[str, tuple[Callable[[Any], bool], str]]] = {
    "plafon_min_exclusive": (_("Pinjaman di atas"), _RUPIAH),
    "plafon_max_inclusive": (_("Pinjaman paling besar"), _RUPIAH),
    "tenor_max_working_capital_months": (_("Lama cicilan modal kerja"), _MONTHS),
    "tenor_max_investment_months": (_("Lama cicilan investasi"), _MONTHS),
    "concurrent_working_capital_and_investment_allowed": (
        _("Boleh modal kerja dan investasi sekaligus"),
        _YES,
    ),
    "interest_by_nth": (_("Bunga menurut KUR ke berapa"), _RATES),
    "interest_by_year": (_("Bunga daerah menurut tahun"), _BY_YEAR),
    "max_access": (_("Paling banyak berapa kali"), _TIMES),
    "max_outstanding_total": (_("Paling besar sisa utang KUR"), _RUPIAH),
    "max_plafon_per_cycle_production": (_("Paling besar dalam satu kali produksi"), _RUPIAH),
    "max_cumulative_plafon": (_("Paling besar jumlah semua KUR"), _RUPIAH),
    "additional_collateral_forbidden_up_to": (_("Tanpa agunan tambahan sampai"), _RUPIAH),
    "min_business_age_months": (_("Paling sedikit lama usaha"), _MONTHS),
    "support_needed_below_months": (_("Perlu dukungan kalau usaha di bawah"), _MONTHS),
    "business_legality_any_of": (_("Surat usaha, salah satu"), _LIST),
    "identity_required": (_("Surat diri"), _LIST),
    "npwp_required_above": (_("NPWP wajib di atas"), _RUPIAH),
    "npwp_always_required": (_("NPWP selalu wajib"), _YES),
    "bpjs_ketenagakerjaan_required": (_("BPJS Ketenagakerjaan selalu wajib"), _YES),
    "bpjs_ketenagakerjaan_required_above": (_("BPJS Ketenagakerjaan wajib di atas"), _RUPIAH),
    "min_age_years": (_("Paling muda"), _YEARS_OLD),
    "min_age_waived_if_married": (_("Batas umur tidak berlaku kalau menikah"), _YES),
    "recipient_scale_max_turnover": (_("Paling besar penjualan setahun"), _RUPIAH),
    "prior_credit_allowed_kinds": (_("Kredit lain yang boleh"), _CREDIT),
    "ultra_micro_max_plafon": (_("Paling besar kredit ultra mikro"), _RUPIAH),
    "consumer_productive_max_plafon": (_("Paling besar kredit konsumsi untuk usaha"), _RUPIAH),
    "concurrent_credit_kinds_if_kol_1": (_("Kredit berjalan yang boleh kalau lancar"), _CREDIT),
    "active_kur_at_other_bank_allowed": (_("Boleh KUR di dua bank"), _YES),
    "slik_check_required": (_("Bank memeriksa SLIK"), _YES),
    "sikp_registration_required": (_("Terdaftar di SIKP"), _YES),
    "requires_group": (_("Hanya untuk anggota kelompok"), _YES),
    "requires_placement_contract": (_("Hanya untuk calon pekerja migran"), _YES),
    "group_conditions": (_("Syarat kelompok"), _LIST),
    "group_commodities": (_("Bidang usaha kelompok"), _LIST),
}


def check_row(item: Mapping[str, Any]) -> None:
    """Raises ``BadRule`` for a row that the engine could not use. ``None`` as a value is fine."""
    key = item.get("key")
    if not isinstance(key, str) or not key:
        raise BadRule(_("Aturan harus punya nama."), "key")
    if item.get("scheme") not in ("*", *SCHEMES):
        raise BadRule(
            _("Skema “{scheme}” tidak dikenal."), "scheme", scheme=str(item.get("scheme"))
        )
    start, end = _day(item.get("valid_from")), _day(item.get("valid_to"))
    if start is None:
        raise BadRule(_("Aturan harus punya tanggal mulai, misalnya 2026-01-01."), "valid_from")
    if item.get("valid_to") is not None and (end is None or end < start):
        raise BadRule(_("Tanggal akhir aturan tidak boleh sebelum tanggal mulai."), "valid_to")
    groups = (item.get("condition") or {}).get("sector_group", [])
    if not isinstance(groups, list) or not set(groups) <= _GROUPS:
        raise BadRule(_("Bidang usaha pada syarat aturan tidak dikenal."), "condition")
    name, (fits, shape) = KEYS.get(key, ("", (None, "")))
    if fits is not None and item.get("value") is not None and not fits(item["value"]):
        raise BadRule(
            _("{name}: isi dengan {shape}."), "value", name=Sentence(name), shape=Sentence(shape)
        )


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None
