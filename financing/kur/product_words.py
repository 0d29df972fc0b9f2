"""The bank layer in words: findings of a product's own rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from financing.kur import engine
from financing.kur.facts import NO_BANK, Facts
from financing.kur.findings import OUTCOME_WORDS, Finding
from financing.kur.rules import Outcome, Terms
from financing.kur.rules.base import NONE, PASSED, UNKNOWN
from financing.kur.ruleset import RuleSet
from financing.kur.words import Sentence, any_of, rupiah
from financing.kur.words import gettext_noop as _

if TYPE_CHECKING:
    from financing.kur.products import ProductRules

# Order of the fields in a mask: see ``columnar``.
CHECKS = ("one_bank", "amount", "months", "purpose", "sector", "region", "papers")
PAPERS = {
    "nib": ("has_nib", "NIB"),
    "sku": ("has_sku", "SKU"),
    "npwp": ("has_npwp", "NPWP"),
    "bpjs_tk": ("has_bpjs_tk", "BPJS Ketenagakerjaan"),
}
_LABELS = {
    "one_bank": _("KUR berjalan di bank lain"),
    "amount": _("Jumlah pinjaman di bank ini"),
    "months": _("Lama cicilan di bank ini"),
    "purpose": _("Kegunaan di bank ini"),
    "sector": _("Bidang usaha di bank ini"),
    "region": _("Wilayah layanan bank ini"),
    "papers": _("Surat yang diminta bank ini"),
}
_PURPOSE_WORDS = {"kmk": _("modal kerja"), "ki": _("investasi"), "split": _("keduanya")}
_SAYS = {
    "one_bank": (
        _("Tidak ada KUR berjalan di bank lain."),
        _("Masih ada KUR berjalan di bank lain. KUR tidak boleh di dua bank sekaligus."),
        "",
    ),
    "amount": (
        _("Jumlah pinjaman sesuai dengan produk bank ini ({limit})."),
        _("Produk bank ini: {limit}. Anda mengajukan {value}."),
        _("Berapa yang ingin dipinjam? Produk bank ini: {limit}."),
    ),
    "months": (
        _("Lama cicilan sesuai dengan produk bank ini ({limit})."),
        _("Produk bank ini: {limit}. Anda mengajukan {value}."),
        _("Berapa bulan cicilannya? Produk bank ini: {limit}."),
    ),
    "purpose": (
        _("Kegunaan pinjaman sesuai dengan produk bank ini."),
        _("Produk bank ini hanya untuk {limit}."),
        _("Uangnya untuk apa? Produk bank ini untuk {limit}."),
    ),
    "sector": (
        _("Bidang usaha sesuai dengan produk bank ini."),
        _("Produk bank ini tidak untuk bidang usaha Anda."),
        _("Isi kode KBLI usaha Anda."),
    ),
    "region": (
        _("Bank ini melayani wilayah Anda untuk produk ini."),
        _("Bank ini tidak melayani wilayah Anda untuk produk ini."),
        _("Usahanya di kabupaten atau kota mana?"),
    ),
    "papers": (
        _("Surat yang diminta bank ini sudah ada."),
        _("Bank ini meminta: {limit}. Belum ada: {value}."),
        _("Apakah surat ini sudah ada: {limit}?"),
    ),
}


def _limits(low: int | None, high: int | None, word: Any) -> str:
    if low is None:
        return f"paling besar {word(high)}" if high is not None else ""
    return f"{word(low)} sampai {word(high)}" if high is not None else f"mulai {word(low)}"


def _shown(name: str, facts: Facts, p: ProductRules) -> tuple[Any, Any, str, str, tuple[str, ...]]:
    """Value, threshold (plain JSON), both in words, and the fields that settle it."""
    unknown = "belum diketahui"
    if name == "one_bank":
        banks = (facts.active_kur_bank, facts.spouse_kur_bank)
        text = any_of([unknown if b is None else "tidak ada" if b == NO_BANK else b for b in banks])
        owners = {"own": banks[0], "spouse": banks[1]}
        return owners, p.bank, text, f"hanya di {p.bank}", ()
    if name == "amount":
        value = facts.amount
        text = unknown if value is None else rupiah(value)
        limit = _limits(p.min_amount, p.max_amount, rupiah)
        return value, {"from": p.min_amount, "up_to": p.max_amount}, text, limit, ("amount",)
    if name == "months":
        value = facts.months
        text = unknown if value is None else f"{value} bulan"
        limit = _limits(p.min_months, p.max_months, lambda n: f"{n} bulan")
        if p.max_months_ki is not None and p.max_months_ki != p.max_months:
            limit += f" (investasi {p.max_months_ki} bulan)"
        threshold = {"from": p.min_months, "kmk": p.max_months, "ki": p.max_months_ki}
        return value, threshold, text, limit.strip(), ("months", "purpose")
    if name == "purpose":
        limit = any_of([_PURPOSE_WORDS[item] for item in p.purposes])
        text = unknown if facts.purpose is None else _PURPOSE_WORDS[facts.purpose]
        return facts.purpose, list(p.purposes), text, limit, ("purpose",)
    if name == "sector":
        return facts.kbli, list(p.sectors), facts.kbli or unknown, ", ".join(p.sectors), ("kbli",)
    if name == "region":
        code = facts.region_code
        return code, list(p.regions), code or unknown, ", ".join(p.regions), ("region_code",)
    answers = {paper: getattr(facts, PAPERS[paper][0]) for paper in p.papers}
    lacking = [PAPERS[paper][1] for paper, has in answers.items() if not has]
    limit = ", ".join(PAPERS[paper][1] for paper in p.papers)
    asks = tuple(PAPERS[paper][0] for paper, has in answers.items() if has is None)
    return answers, list(p.papers), ", ".join(lacking) or "lengkap", limit, asks


def findings_of(
    codes: Sequence[int],
    facts: Facts,
    product: ProductRules,
    rules: RuleSet,
    one_bank: Terms | None,
) -> tuple[Finding, ...]:
    """Findings from outcome codes in the order of ``CHECKS``."""
    out = []
    for name, code in zip(CHECKS, codes, strict=True):
        if code == NONE:
            continue
        outcome = Outcome(code)
        value, threshold, text, limit, asks = _shown(name, facts, product)
        passed, failed, unknown = _SAYS[name]
        say = {PASSED: passed, UNKNOWN: unknown}.get(int(code), failed)
        finding = Finding(
            rule="bank_" + name,
            label=_LABELS[name],
            layer="bank",
            scheme=product.scheme,
            value=value,
            threshold=threshold,
            outcome=outcome,
            confidence="bank_published",
            regulation="",
            article="",
            sources=({"id": product.code, "title": product.source, "url": product.url},)
            if product.source
            else (),
            applicant=Sentence(say, {"value": text, "limit": limit}),
            officer=Sentence(
                engine.OFFICER,
                {
                    "label": _LABELS[name],
                    "value": text,
                    "threshold": limit,
                    "outcome": OUTCOME_WORDS[outcome],
                },
            ),
            asks=tuple(n for n in asks if getattr(facts, n) is None) if code == UNKNOWN else (),
        )
        row = one_bank.row if one_bank else None
        if name == "one_bank" and row is not None:
            # Not the bank's own idea: the regulation's rule, seen from this bank.
            finding = replace(
                finding,
                layer="kur",
                confidence=row.confidence,
                regulation=row.regulation,
                article=row.article,
                sources=tuple(rules.source_list(row)),
            )
        out.append(finding)
    return tuple(out)
