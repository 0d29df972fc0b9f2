"""Rules of the group scheme (Khusus), of migrant workers (PMI) and what the bank looks up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from financing.kur.facts import PRODUCTION, Facts
from financing.kur.fields import label as word_of
from financing.kur.rules.base import (
    BANK,
    FAILED,
    NONE,
    PASSED,
    UNKNOWN,
    Changes,
    Codes,
    Rule,
    Stood,
    Terms,
    need,
    select,
    simple,
)
from financing.kur.rules.history import PRODUCTION_CODES
from financing.kur.ruleset import RuleSet
from financing.kur.words import NOT_KNOWN, Sentence, Words, phrase, rupiah
from financing.kur.words import gettext_noop as _

YES = {True: Sentence(_("ya")), False: Sentence(_("tidak")), None: NOT_KNOWN}


class Must(Rule):
    """A yes-or-no fact that has to be yes."""

    field = ""
    key = ""
    texts = ("", "", "")  # passed, failed, unknown
    fixable = True
    structural = False
    """It says which scheme this is, so it blocks whatever the confidence of the text read."""

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        row = rules.get(scheme, self.key, on)
        hard = row is not None and (row.verified or self.structural)
        return Terms(scheme, on, row, hard, None if row is None or row.value is None else True)

    def judge(self, facts: Facts, t: Terms) -> int:
        answer = getattr(facts, self.field)
        return UNKNOWN if answer is None else PASSED if answer else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        answer = getattr(c, self.field)
        return select([(answer < 0, UNKNOWN), (answer == 1, PASSED)], FAILED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return getattr(facts, self.field)

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        return YES[getattr(facts, self.field)], Sentence(_("harus ada"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        passed, failed, unknown = self.texts
        return Sentence({PASSED: passed, UNKNOWN: unknown}.get(outcome, failed))

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need((self.field, getattr(facts, self.field)))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        return ({self.field: True},) if self.fixable else ()


class Membership(Must):
    code, label, field, key = "membership", _("Anggota kelompok"), "in_group", "requires_group"
    schemes, structural = ("khusus",), True
    texts = (
        _("Anda anggota kelompok usaha. Pengajuan lewat ketua kelompok."),
        _("Skema ini hanya untuk anggota kelompok usaha atau klaster."),
        _("Apakah Anda ikut kelompok usaha atau asosiasi?"),
    )


class Offtaker(Must):
    code, label, field = "offtaker", _("Perjanjian dengan pembeli tetap"), "has_offtaker"
    schemes, key, missing = ("khusus",), "group_conditions", BANK
    texts = (
        _("Kelompok punya perjanjian dengan pembeli tetap (offtaker)."),
        _("Kelompok belum punya perjanjian dengan pembeli tetap (offtaker)."),
        _("Apakah kelompok punya perjanjian dengan pembeli tetap (offtaker)?"),
    )


class GroupLetter(Must):
    code, label, field = "group_letter", _("Surat keterangan kelompok"), "has_group_letter"
    schemes, key, missing = ("khusus",), "group_conditions", BANK
    texts = (
        _("Surat keterangan kelompok dari dinas atau offtaker sudah ada."),
        _("Belum ada surat keterangan kelompok. Disperindag dapat menerbitkannya."),
        _("Apakah kelompok punya surat keterangan dari dinas atau offtaker?"),
    )


class KetuaLetter(Must):
    """Only beginners need the letter of the ketua."""

    code, label, field = "ketua_letter", _("Surat rekomendasi ketua"), "has_ketua_letter"
    schemes, key = ("khusus",), "group_conditions"
    texts = (
        _("Surat rekomendasi ketua sudah ada atau tidak diperlukan."),
        _("Anggota pemula perlu surat rekomendasi dari ketua kelompok."),
        _("Apakah Anda anggota pemula? Kalau ya, apakah ada surat dari ketua?"),
    )

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.is_beginner is False or facts.has_ketua_letter:
            return PASSED
        if facts.is_beginner is None or facts.has_ketua_letter is None:
            return UNKNOWN
        return FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        fine = (c.is_beginner == 0) | (c.has_ketua_letter == 1)
        asked = (c.is_beginner < 0) | (c.has_ketua_letter < 0)
        return select([(fine, PASSED), (asked, UNKNOWN)], FAILED, c.size)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(
            ("is_beginner", facts.is_beginner), ("has_ketua_letter", facts.has_ketua_letter)
        )


class Commodity(Rule):
    """Clusters of people's farming and "industri UMKM" are named; trade is for the bank."""

    code, label = "commodity", _("Bidang usaha kelompok")
    schemes = ("khusus",)

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "group_commodities")

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.sector is None:
            return UNKNOWN
        return PASSED if facts.sector in PRODUCTION else BANK

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        named = np.isin(c.sector, PRODUCTION_CODES)
        return select([(c.sector < 0, UNKNOWN), (named, PASSED)], BANK, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.sector

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = NOT_KNOWN if facts.sector is None else Sentence(word_of("sector", facts.sector))
        return value, Sentence(_("usaha produksi, termasuk industri UMKM"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        if outcome == PASSED:
            return Sentence(_("Bidang usaha kelompok termasuk yang dibolehkan."))
        if outcome == UNKNOWN:
            return Sentence(_("Apa bidang usaha Anda?"))
        return Sentence(_("Bank akan memeriksa apakah bidang usaha ini boleh ikut klaster."))

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("sector", facts.sector))


class Migrant(Must):
    code, label, field = "migrant", _("Calon pekerja migran"), "is_migrant_worker"
    schemes, key = ("pmi",), "requires_placement_contract"
    structural, fixable = True, False
    texts = (
        _("Skema ini untuk calon pekerja migran seperti Anda."),
        _("Skema ini hanya untuk orang yang akan bekerja di luar negeri."),
        _("Apakah Anda akan berangkat kerja ke luar negeri?"),
    )


class Slik(Rule):
    """Credit bureau. Most people do not know their grade; then it is the bank's to see."""

    code, label = "slik", _("Catatan kredit (SLIK OJK)")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "slik_check_required")

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.kol is None or facts.kol == 2:
            return BANK
        return PASSED if facts.kol == 1 else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        return select([(c.kol == 1, PASSED), (c.kol > 2, FAILED)], BANK, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.kol

    def threshold(self, t: Terms) -> Any:
        return 1

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        return NOT_KNOWN if facts.kol is None else str(facts.kol), Sentence(_("1 (lancar)"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        if outcome == PASSED:
            return Sentence(_("Catatan kredit lancar. Bank tetap memeriksanya."))
        if facts.kol is None:
            return Sentence(
                _("Bank memeriksa catatan kredit. Lihat sendiri, gratis, di idebku.ojk.go.id.")
            )
        return Sentence(
            _("Nilai kredit Anda {kol}, belum lancar. Bank yang memutuskan."),
            {"kol": str(facts.kol)},
        )


class Sikp(Rule):
    """Registration in SIKP is the bank's work; it is told so that nobody is surprised."""

    code, label = "sikp", _("Pendaftaran di SIKP")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "sikp_registration_required")

    def judge(self, facts: Facts, t: Terms) -> int:
        return BANK

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        return np.full(c.size, BANK, np.uint8)

    def value(self, facts: Facts, t: Terms) -> Any:
        return None

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        return Sentence(_("belum diperiksa")), Sentence(_("terdaftar di satu bank"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        return Sentence(_("Bank mendaftarkan Anda di SIKP. Satu orang hanya di satu bank."))


class Collateral(Rule):
    """A right: no extra collateral up to the limit; above it the bank may judge."""

    code, label = "collateral", _("Agunan tambahan")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "additional_collateral_forbidden_up_to")

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.amount is None:
            return NONE
        return PASSED if facts.amount <= t.limit else BANK

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        return select([(c.amount < 0, NONE), (c.amount <= t.limit, PASSED)], BANK, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.amount

    def threshold(self, t: Terms) -> Any:
        return {"forbidden_up_to": t.limit}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = NOT_KNOWN if facts.amount is None else rupiah(facts.amount)
        return value, phrase(_("tidak boleh diminta sampai {limit}"), limit=rupiah(t.limit))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values = {"limit": rupiah(t.limit), "amount": rupiah(facts.amount or 0)}
        if outcome == PASSED:
            return Sentence(
                _(
                    "Hak Anda: untuk {amount} bank tidak boleh meminta agunan tambahan "
                    "(batasnya {limit})."
                ),
                values,
            )
        return Sentence(_("Di atas {limit} bank boleh meminta agunan tambahan."), values)

    def cost(self, before: Stood, after: Stood) -> Sentence | None:
        if after.outcome != BANK or before.outcome == BANK or after.terms.limit is None:
            return None
        return Sentence(
            _("di atas {limit} bank boleh meminta agunan tambahan"),
            {"limit": rupiah(after.terms.limit)},
        )
