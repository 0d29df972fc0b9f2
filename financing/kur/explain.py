"""The rules in force on a day in plain words: data for the page that explains KUR."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from financing.kur import instalments
from financing.kur.facts import SCHEMES
from financing.kur.findings import CONFIDENCE_WORDS
from financing.kur.papers import CollateralRight, Paper, extra_collateral, required_papers
from financing.kur.rules.rate import Rate
from financing.kur.ruleset import Row, RuleSet
from financing.kur.words import Listed, Sentence, Words, percent, phrase, rupiah
from financing.kur.words import gettext_noop as _

NAMES = {
    "super_mikro": _("KUR Super Mikro"),
    "mikro": _("KUR Mikro"),
    "kecil": _("KUR Kecil"),
    "khusus": _("KUR Khusus (kelompok)"),
    "pmi": _("KUR Pekerja Migran"),
}
_FOR_WHOM = {
    "super_mikro": _("Usaha rumahan yang baru mulai dan butuh modal kecil."),
    "mikro": _("Usaha kecil yang sudah berjalan, misalnya warung kopi bubuk atau keripik."),
    "kecil": _("Usaha yang sudah besar dan butuh mesin atau modal lebih banyak."),
    "khusus": _("Anggota kelompok atau klaster, mengajukan bersama lewat ketua."),
    "pmi": _("Orang yang akan berangkat kerja ke luar negeri."),
}
_OPEN = (
    _("Naskah lengkap Permenko 1/2026 belum kami baca."),
    _("Bunga dan syarat pertama kali KUR Super Mikro tahun 2026 belum pasti."),
    _("Batas jumlah semua KUR tahun 2026 belum diketahui."),
    _("Apakah Lampung sekarang menambah subsidi bunga belum diketahui."),
)


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the table. ``mark`` is empty for a verified value, else how sure we are."""

    key: str
    label: str
    text: Sentence
    value: Any
    mark: str
    regulation: str
    article: str
    sources: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class SchemePage:
    scheme: str
    name: str
    for_whom: str
    points: tuple[Point, ...]
    papers: tuple[Paper, ...]
    collateral: CollateralRight

    def point(self, key: str) -> Point:
        return next(item for item in self.points if item.key == key)


def explain(rules: RuleSet, on: date, region: str | None = None) -> list[SchemePage]:
    """All schemes in the order of their size; ``region`` (dotted code) picks a regional rate."""
    return [_page(scheme, rules, on, region) for scheme in SCHEMES]


def comparison(pages: list[SchemePage]) -> list[tuple[str, list[Point]]]:
    """Rows of the table: label, then one point a scheme in the order of ``pages``."""
    keys = [point.key for point in pages[0].points]
    return [(pages[0].point(key).label, [page.point(key) for page in pages]) for key in keys]


def flat_mistake(amount: int, months: int, rate: Any = 6) -> dict[str, int | str]:
    """What the same percentage costs by the right method and by the flat one, in rupiah."""
    right = instalments.schedule(amount, months, rate, "annuity")
    flat = instalments.schedule(amount, months, rate, "flat")
    return {
        "right_instalment": right.instalment,
        "right_interest": right.total_interest,
        "flat_instalment": flat.instalment,
        "flat_interest": flat.total_interest,
        "difference": flat.total_interest - right.total_interest,
        "flat_effective": percent(flat.effective_rate_pct.quantize(Decimal("0.1"))),
        "right_as_flat": percent(right.flat_equivalent_pct.quantize(Decimal("0.1"))),
    }


def open_questions() -> tuple[str, ...]:
    """What nobody here has been able to confirm; said openly on the page."""
    return _OPEN


def _page(scheme: str, rules: RuleSet, on: date, region: str | None) -> SchemePage:
    get = {
        key: rules.get(scheme, key, on)
        for key in (
            "plafon_max_inclusive",
            "plafon_min_exclusive",
            "tenor_max_working_capital_months",
            "tenor_max_investment_months",
            "min_business_age_months",
            "recipient_scale_max_turnover",
        )
    }
    points = [
        _amount(get["plafon_max_inclusive"], get["plafon_min_exclusive"], rules),
        _rate(scheme, rules, on, region),
        _months(get["tenor_max_working_capital_months"], get["tenor_max_investment_months"], rules),
        _business_age(scheme, get["min_business_age_months"], rules, on),
        _repeat(scheme, rules, on),
        _turnover(scheme, get["recipient_scale_max_turnover"], rules),
    ]
    listed = _papers(scheme, get["plafon_max_inclusive"], rules, on)
    low = get["plafon_min_exclusive"]
    right = extra_collateral(scheme, ((low.value if low else 0) or 0) + 1, on, rules)
    return SchemePage(scheme, NAMES[scheme], _FOR_WHOM[scheme], tuple(points), tuple(listed), right)


def _papers(scheme: str, top: Row | None, rules: RuleSet, on: date) -> list[Paper]:
    """Papers of any loan of the scheme; those of larger ones come with ``needed`` None."""
    largest = required_papers(scheme, top.value if top else None, on, rules)
    always = {p.label for p in required_papers(scheme, 1, on, rules)}
    return [p if p.label in always else replace(p, needed=None) for p in largest]


def _point(key: str, label: str, row: Row | None, rules: RuleSet, text: Sentence) -> Point:
    if row is None:
        return Point(key, label, Sentence(_("Belum kami temukan")), None, "unknown", "", "", ())
    mark = "" if row.verified else row.confidence
    sources = tuple(rules.source_list(row))
    return Point(key, label, text, row.value, mark, row.regulation, row.article, sources)


def mark_words(point: Point) -> str:
    """How sure we are, in words; empty for a verified value."""
    return CONFIDENCE_WORDS.get(point.mark, "")


def _amount(row: Row | None, low: Row | None, rules: RuleSet) -> Point:
    text = Sentence("")
    if row is not None and row.value is not None:
        values = {"high": rupiah(row.value), "low": rupiah((low.value if low else 0) or 0)}
        if low is not None and low.value:
            text = Sentence(_("Di atas {low} sampai {high}"), values)
        else:
            text = Sentence(_("Sampai {high}"), values)
    return _point("amount", _("Jumlah pinjaman"), row, rules, text)


def _rate(scheme: str, rules: RuleSet, on: date, region: str | None) -> Point:
    rule = Rate()
    t = rule.terms(rules, scheme, on)
    row = rules.regional(scheme, "interest_by_year", on).get((region or "")[:2]) or t.row
    text = Sentence("")
    if t.row is not None and t.limit:
        here = t.extra.get((region or "")[:2])
        tiers = [tier["rate_pct"] for tier in t.limit]
        options = [c for tier in t.limit for c in tier.get("candidates", ())]
        if here is not None:
            text = Sentence(_("{rate} setahun"), {"rate": percent(here)})
        elif options:
            rates: Words = Listed(tuple(percent(option) for option in options), either=True)
            text = Sentence(_("{rates} setahun (belum pasti)"), {"rates": rates})
        elif len(tiers) == 1:
            text = Sentence(_("{rate} setahun"), {"rate": percent(tiers[0])})
        else:
            rates = ", ".join(percent(tier) for tier in tiers)
            text = Sentence(
                _("{rates} setahun untuk KUR ke-1, ke-2, dan seterusnya"), {"rates": rates}
            )
    return _point("rate", _("Bunga (dari sisa utang)"), row, rules, text)


def _months(work: Row | None, build: Row | None, rules: RuleSet) -> Point:
    text = Sentence("")
    if work is not None and work.value is not None:
        values = {"work": years(work.value), "build": years((build.value if build else 0) or 0)}
        if build is None or build.value is None:
            text = Sentence(_("Paling lama {work}, tidak melewati kontrak kerja"), values)
        else:
            text = Sentence(_("Modal kerja {work}, investasi {build}"), values)
    return _point("months", _("Paling lama"), work, rules, text)


def _business_age(scheme: str, row: Row | None, rules: RuleSet, on: date) -> Point:
    label = _("Lama usaha")
    if scheme == "pmi":
        return Point("business_age", label, Sentence(_("Bukan untuk usaha")), None, "", "", "", ())
    text = Sentence("")
    if row is not None and row.value:
        text = Sentence(_("Minimal {months} bulan"), {"months": str(row.value)})
    elif row is not None:
        support = rules.get(scheme, "support_needed_below_months", on)
        text = Sentence(_("Boleh usaha baru"))
        if support is not None and support.value:
            text = Sentence(
                _("Boleh usaha baru; di bawah {months} bulan perlu pelatihan atau kelompok"),
                {"months": str(support.value)},
            )
    return _point("business_age", label, row, rules, text)


def _repeat(scheme: str, rules: RuleSet, on: date) -> Point:
    label = _("Boleh berapa kali")
    row = rules.get(scheme, "max_access", on, "industri")
    farm = rules.get(scheme, "max_access", on, "pertanian")
    if row is None and scheme in ("khusus", "pmi"):
        return Point("repeat", label, Sentence(_("Tidak diatur")), None, "", "", "", ())
    text = Sentence("")
    if row is not None and row.value is None:
        text = Sentence(_("Tidak dibatasi") if row.verified else _("Belum pasti"))
    elif row is not None:
        values = {"times": str(row.value), "farm": str(farm.value if farm else row.value)}
        if farm is not None and farm.value != row.value:
            text = Sentence(_("{times} kali (pertanian {farm} kali)"), values)
        else:
            text = Sentence(_("{times} kali"), values)
    return _point("repeat", label, row, rules, text)


def _turnover(scheme: str, row: Row | None, rules: RuleSet) -> Point:
    label = _("Penjualan setahun")
    if scheme == "pmi":
        return Point("turnover", label, Sentence(_("Bukan untuk usaha")), None, "", "", "", ())
    text = Sentence("")
    if row is not None and row.value is not None:
        text = Sentence(_("Paling banyak {limit}"), {"limit": rupiah(row.value)})
    return _point("turnover", label, row, rules, text)


def years(months: int) -> Sentence:
    """36 -> '3 tahun', 30 -> '30 bulan'."""
    if months % 12 == 0:
        return phrase(_("{years} tahun"), years=str(months // 12))
    return phrase(_("{months} bulan"), months=str(months))
