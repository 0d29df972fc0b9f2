"""The bank layer in words: findings of a product's own rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from financing.kur import engine
from financing.kur.facts import NO_BANK, Facts
from financing.kur.findings import OUTCOME_WORDS, Finding
from financing.kur.rules import Outcome, Terms
from financing.kur.rules.base import NONE, PASSED, UNKNOWN
from financing.kur.ruleset import RuleSet
from financing.kur.words import NOT_KNOWN, NOTHING, Listed, Sentence, Words, phrase, rupiah
from financing.kur.words import gettext_noop as _

if TYPE_CHECKING:
    from financing.kur.products import ProductRules

Shown = tuple[Any, Any, Words, Words, tuple[str, ...]]
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


def _limits(low: int | None, high: int | None, word: Callable[[int], Words]) -> Words:
    if low is None:
        return "" if high is None else phrase(_("paling banyak {high}"), high=word(high))
    if high is None:
        return phrase(_("mulai {low}"), low=word(low))
    return phrase(_("{low} sampai {high}"), low=word(low), high=word(high))


def _months(number: int) -> Words:
    return phrase(_("{months} bulan"), months=str(number))


def _shown(name: str, facts: Facts, p: ProductRules) -> Shown:
    """Value, threshold (plain JSON), both in words, and the fields that settle it."""
    text: Words
    if name == "one_bank":
        banks = (facts.active_kur_bank, facts.spouse_kur_bank)
        text = Listed(
            tuple(NOT_KNOWN if b is None else NOTHING if b == NO_BANK else b for b in banks)
        )
        owners = {"own": banks[0], "spouse": banks[1]}
        return owners, p.bank, text, phrase(_("hanya di {bank}"), bank=p.bank), ()
    if name == "amount":
        value = facts.amount
        text = NOT_KNOWN if value is None else rupiah(value)
        limit = _limits(p.min_amount, p.max_amount, rupiah)
        return value, {"from": p.min_amount, "up_to": p.max_amount}, text, limit, ("amount",)
    if name == "months":
        value = facts.months
        text = NOT_KNOWN if value is None else _months(value)
        limit = _limits(p.min_months, p.max_months, _months)
        if p.max_months_ki is not None and p.max_months_ki != p.max_months:
            text_ki = _("{limit} (investasi {months} bulan)")
            limit = phrase(text_ki, limit=limit, months=str(p.max_months_ki))
        threshold = {"from": p.min_months, "kmk": p.max_months, "ki": p.max_months_ki}
        return value, threshold, text, limit, ("months", "purpose")
    if name == "purpose":
        limit = Listed(tuple(Sentence(_PURPOSE_WORDS[item]) for item in p.purposes), either=True)
        text = NOT_KNOWN if facts.purpose is None else Sentence(_PURPOSE_WORDS[facts.purpose])
        return facts.purpose, list(p.purposes), text, limit, ("purpose",)
    if name == "sector":
        return facts.kbli, list(p.sectors), facts.kbli or NOT_KNOWN, ", ".join(p.sectors), ("kbli",)
    if name == "region":
        code = facts.region_code
        return code, list(p.regions), code or NOT_KNOWN, ", ".join(p.regions), ("region_code",)
    answers = {paper: getattr(facts, PAPERS[paper][0]) for paper in p.papers}
    lacking = [PAPERS[paper][1] for paper, has in answers.items() if not has]
    limit = ", ".join(PAPERS[paper][1] for paper in p.papers)
    asks = tuple(PAPERS[paper][0] for paper, has in answers.items() if has is None)
    return answers, list(p.papers), ", ".join(lacking) or Sentence(_("lengkap")), limit, asks


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
                    "label": Sentence(_LABELS[name]),
                    "value": text,
                    "threshold": limit,
                    "outcome": Sentence(OUTCOME_WORDS[outcome]),
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
