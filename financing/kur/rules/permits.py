"""Rules about the papers of a business: NIB or SKU, NPWP, BPJS Ketenagakerjaan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from financing.kur.facts import Facts
from financing.kur.rules.base import (
    BANK,
    BUSINESS,
    FAILED,
    PASSED,
    UNKNOWN,
    Changes,
    Codes,
    Rule,
    Terms,
    need,
    select,
    simple,
)
from financing.kur.ruleset import RuleSet
from financing.kur.words import THERE, Sentence, Words, phrase, rupiah
from financing.kur.words import gettext_noop as _


class Legality(Rule):
    """NIB, or SKU from the village."""

    code, label = "legality", _("NIB atau surat keterangan usaha")
    schemes = BUSINESS
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "business_legality_any_of")

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.has_nib or facts.has_sku:
            return PASSED
        return UNKNOWN if facts.has_nib is None or facts.has_sku is None else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        either = (c.has_nib == 1) | (c.has_sku == 1)
        return select(
            [(either, PASSED), ((c.has_nib < 0) | (c.has_sku < 0), UNKNOWN)], FAILED, c.size
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        return {"nib": facts.has_nib, "sku": facts.has_sku}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = phrase(
            _("NIB {nib}, SKU {sku}"), nib=THERE[facts.has_nib], sku=THERE[facts.has_sku]
        )
        return value, Sentence(_("salah satu"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        if outcome == PASSED:
            return Sentence(_("Surat usaha (NIB atau SKU) sudah ada."))
        if outcome == UNKNOWN:
            return Sentence(_("Apakah Anda punya NIB atau surat keterangan usaha dari desa?"))
        return Sentence(_("Belum ada NIB atau surat keterangan usaha. Salah satu cukup."))

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("has_nib", facts.has_nib), ("has_sku", facts.has_sku))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        return ({"has_nib": True}, {"has_sku": True})


class Paper(Rule):
    """A paper needed above an amount (``t.limit``), or always (``t.extra``)."""

    field = ""
    above = ""
    always = ""

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        always = rules.get(scheme, self.always, on)
        if always is not None and always.value is True:
            return Terms(scheme, on, always, always.verified, 0, extra=True)
        return simple(rules, scheme, on, self.above, extra=False)

    def judge(self, facts: Facts, t: Terms) -> int:
        has, amount = getattr(facts, self.field), facts.amount
        if has or (not t.extra and amount is not None and amount <= t.limit):
            return PASSED
        if not t.extra and amount is None:
            return UNKNOWN
        return UNKNOWN if has is None else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        has, amount = getattr(c, self.field), c.amount
        passed, asked = has == 1, has < 0
        if not t.extra:
            passed = passed | ((amount >= 0) & (amount <= t.limit))
            asked = asked | (amount < 0)
        return select([(passed, PASSED), (asked, UNKNOWN)], FAILED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return getattr(facts, self.field)

    def threshold(self, t: Terms) -> Any:
        return "always" if t.extra else {"above": t.limit}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        when = Sentence(_("selalu wajib"))
        if not t.extra:
            when = phrase(_("wajib di atas {limit}"), limit=rupiah(t.limit))
        return THERE[self.value(facts, t)], when

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values: dict[str, Words] = {"paper": Sentence(self.label), "limit": rupiah(t.limit)}
        if outcome == PASSED and getattr(facts, self.field):
            return Sentence(_("{paper} sudah ada."), values)
        if outcome == PASSED:
            return Sentence(_("Sampai {limit} tidak perlu {paper}."), values)
        if outcome == UNKNOWN:
            return Sentence(_("Sudah punya {paper}?"), values)
        if t.extra:
            return Sentence(_("Skema ini selalu memerlukan {paper}."), values)
        return Sentence(_("Pinjaman di atas {limit} memerlukan {paper}."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need((self.field, getattr(facts, self.field)), ("amount", facts.amount))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        yield {self.field: True}
        if not t.extra and facts.amount is not None:
            yield {"amount": t.limit}

    def points(self, field: str, facts: Facts, t: Terms) -> Iterable[int]:
        return (t.limit,) if field == "amount" and not t.extra else ()


class Npwp(Paper):
    code, label, field = "npwp", _("NPWP"), "has_npwp"
    above, always = "npwp_required_above", "npwp_always_required"
    missing = BANK


class Bpjs(Paper):
    code, label, field = "bpjs_tk", _("BPJS Ketenagakerjaan"), "has_bpjs_tk"
    above, always = "bpjs_ketenagakerjaan_required_above", "bpjs_ketenagakerjaan_required"
    schemes = ("kecil", "khusus")
