"""One running KUR at one bank, husband or wife included."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from financing.kur.facts import NO_BANK, Facts
from financing.kur.rules.base import (
    BANK,
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
from financing.kur.words import NOT_KNOWN, NOTHING, Sentence, Words, phrase
from financing.kur.words import gettext_noop as _


class OtherBank(Rule):
    """No running KUR at two banks at once, husband or wife included."""

    code, label = "other_bank", _("KUR berjalan di bank lain")

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "active_kur_at_other_bank_allowed")

    def judge(self, facts: Facts, t: Terms) -> int:
        return self.judge_at(facts, t, None)

    def judge_at(self, facts: Facts, t: Terms, bank: str | None) -> int:
        """With ``bank`` the answer is for that bank; without, whether any bank is possible."""
        own, spouse = facts.active_kur_bank, facts.spouse_kur_bank
        if t.limit:
            return PASSED
        if bank is None:
            if own is None or spouse is None:
                return UNKNOWN
            if own == spouse == NO_BANK:
                return PASSED
            return BANK if NO_BANK in (own, spouse) or own == spouse else FAILED
        free = (NO_BANK, bank, None)
        if own not in free or spouse not in free:
            return FAILED
        return UNKNOWN if own is None or spouse is None else PASSED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        return self.judge_columns_at(c, t, None)

    def judge_columns_at(self, c: Any, t: Terms, bank: str | None) -> Codes:
        own, spouse = c.active_kur_bank, c.spouse_kur_bank
        asked = (own < 0) | (spouse < 0)
        if t.limit:
            return np.full(c.size, PASSED, np.uint8)
        if bank is None:
            either = (own == 0) | (spouse == 0) | (own == spouse)
            return select(
                [(asked, UNKNOWN), ((own == 0) & (spouse == 0), PASSED), (either, BANK)],
                FAILED,
                c.size,
            )
        code = c.bank_code(bank)
        taken = ((own > 0) & (own != code)) | ((spouse > 0) & (spouse != code))
        return select([(taken, FAILED), (asked, UNKNOWN)], PASSED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return {"own": facts.active_kur_bank, "spouse": facts.spouse_kur_bank}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        def word(bank: str | None) -> Words:
            if bank is None:
                return NOT_KNOWN
            return NOTHING if bank == NO_BANK else bank.upper()

        value = phrase(
            _("sendiri {own}, pasangan {spouse}"),
            own=word(facts.active_kur_bank),
            spouse=word(facts.spouse_kur_bank),
        )
        return value, Sentence(_("boleh") if t.limit else _("hanya di satu bank"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        if outcome == PASSED:
            return Sentence(_("Tidak ada KUR berjalan di bank lain."))
        if outcome == UNKNOWN:
            return Sentence(_("Apakah Anda atau pasangan masih punya KUR berjalan? Di bank mana?"))
        if outcome == BANK:
            return Sentence(
                _("Masih ada KUR berjalan: tambahan hanya dapat diajukan di bank yang sama.")
            )
        return Sentence(
            _("Masih ada KUR berjalan di bank lain. KUR tidak boleh di dua bank sekaligus.")
        )

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(
            ("active_kur_bank", facts.active_kur_bank), ("spouse_kur_bank", facts.spouse_kur_bank)
        )

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        own, spouse = facts.active_kur_bank, facts.spouse_kur_bank
        if own not in (None, NO_BANK):
            yield {"active_kur_bank": NO_BANK, "kur_outstanding": 0}
        if spouse not in (None, NO_BANK):
            yield {"spouse_kur_bank": NO_BANK}
