"""Rules about credit other than KUR."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from financing.kur.facts import CREDITS, Facts
from financing.kur.fields import label as word_of
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
from financing.kur.words import NOT_KNOWN, NOTHING, Listed, Sentence, Words, rupiah
from financing.kur.words import gettext_noop as _

HARD = frozenset({"commercial", "consumer_productive"})


def bits(kinds: Iterable[str]) -> int:
    """Set of credit kinds as a bit mask, as ``Columns`` holds it."""
    return sum(1 << CREDITS.index(kind) for kind in kinds)


def _names(kinds: Iterable[str]) -> Listed:
    return Listed(tuple(Sentence(word_of("active_credits", kind)) for kind in sorted(kinds)))


class PriorCredit(Rule):
    """Which other credit one may have, or have had. ``t.extra``: (UMi limit, consumer limit)."""

    code, label = "prior_credit", _("Kredit lain, dulu dan sekarang")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        limits = [
            row.value if row else None
            for key in ("ultra_micro_max_plafon", "consumer_productive_max_plafon")
            for row in [rules.get(scheme, key, on)]
        ]
        return simple(rules, scheme, on, "prior_credit_allowed_kinds", extra=tuple(limits))

    def judge(self, facts: Facts, t: Terms) -> int:
        now, past, allowed = facts.active_credits, facts.past_credits, t.limit
        known = (now or frozenset()) | (past or frozenset())
        repaid = "programme_repaid" in allowed
        if any(kind in HARD and kind not in allowed for kind in known):
            return FAILED
        if repaid and now and "programme" in now:
            return FAILED
        umi, consumer = t.extra
        asked = now is None or past is None
        for kind, limit, had in (
            ("ultra_micro", umi, facts.ultra_micro_limit),
            ("consumer_productive", consumer, facts.consumer_limit),
        ):
            if kind in known and limit is not None:
                if had is not None and had > limit:
                    return FAILED
                asked = asked or had is None
        if asked:
            return UNKNOWN
        return BANK if self._unlisted(known, t) else PASSED

    def _unlisted(self, known: frozenset[str], t: Terms) -> frozenset[str]:
        """Kinds that the rule neither allows nor bars: for the bank to look at."""
        listed = {"programme"} if "programme_repaid" in t.limit else set()
        return known - frozenset(t.limit) - HARD - listed

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        now, past, allowed = c.active_credits, c.past_credits, t.limit
        known = (now * (now > 0)) | (past * (past > 0))
        repaid = "programme_repaid" in allowed
        failed = (known & bits(kind for kind in HARD if kind not in allowed)) != 0
        if repaid:
            failed |= (now > 0) & ((now & bits(["programme"])) != 0)
        asked = (now < 0) | (past < 0)
        for kind, limit, had in (
            ("ultra_micro", t.extra[0], c.ultra_micro_limit),
            ("consumer_productive", t.extra[1], c.consumer_limit),
        ):
            if limit is not None:
                has = (known & bits([kind])) != 0
                failed |= has & (had > limit)
                asked |= has & (had < 0)
        soft = [kind for kind in CREDITS if kind not in allowed and kind not in HARD]
        if repaid:
            soft.remove("programme")
        rest = (known & bits(soft)) != 0
        return select([(failed, FAILED), (asked, UNKNOWN), (rest, BANK)], PASSED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        now, past = facts.active_credits, facts.past_credits
        return {
            "active": None if now is None else sorted(now),
            "past": None if past is None else sorted(past),
        }

    def threshold(self, t: Terms) -> Any:
        return {"allowed": t.limit, "ultra_micro_up_to": t.extra[0], "consumer_up_to": t.extra[1]}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        now, past = facts.active_credits, facts.past_credits
        limit = Sentence(_("hanya jenis yang dibolehkan aturan"))
        if now is None and past is None:
            return NOT_KNOWN, limit
        kinds = (now or frozenset()) | (past or frozenset())
        return _names(kinds) if kinds else NOTHING, limit

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        now, past = facts.active_credits or frozenset(), facts.past_credits or frozenset()
        if outcome == PASSED:
            return Sentence(_("Kredit lain yang Anda punya tidak menghalangi."))
        if outcome == UNKNOWN:
            return Sentence(_("Isi kredit lain yang pernah atau masih Anda punya."))
        if outcome == BANK:
            return Sentence(
                _("Bank akan memeriksa kredit ini: {names}."),
                {"names": _names(self._unlisted(now | past, t))},
            )
        banned = frozenset(kind for kind in (now | past) & HARD if kind not in t.limit)
        if banned:
            return Sentence(
                _("Pernah punya kredit ini, jadi biasanya tidak boleh KUR: {names}."),
                {"names": _names(banned)},
            )
        if "programme" in now and "programme_repaid" in t.limit:
            return Sentence(_("Lunasi dulu kredit program pemerintah yang masih berjalan."))
        sizes = (facts.ultra_micro_limit, facts.consumer_limit)
        for had, limit in zip(sizes, t.extra, strict=True):
            if had is not None and limit is not None and had > limit:
                return Sentence(
                    _("Kredit lain sebesar {had} melebihi batas {limit}."),
                    {"had": rupiah(had), "limit": rupiah(limit)},
                )
        return Sentence(_("Kredit lain yang Anda punya perlu diperiksa bank."))

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        names = need(("active_credits", facts.active_credits), ("past_credits", facts.past_credits))
        known = (facts.active_credits or frozenset()) | (facts.past_credits or frozenset())
        if "ultra_micro" in known and t.extra[0] is not None:
            names += need(("ultra_micro_limit", facts.ultra_micro_limit))
        if "consumer_productive" in known and t.extra[1] is not None:
            names += need(("consumer_limit", facts.consumer_limit))
        return names

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        now = facts.active_credits
        if now and "programme" in now and "programme_repaid" in t.limit:
            yield paid_off(facts, "programme")


class ConcurrentCredit(Rule):
    """Running credit beside KUR Khusus: listed kinds, and only with kolektibilitas 1."""

    code, label = "concurrent_credit", _("Kredit lain yang masih berjalan")
    schemes = ("khusus",)

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "concurrent_credit_kinds_if_kol_1")

    def judge(self, facts: Facts, t: Terms) -> int:
        now = facts.active_credits
        if not now:
            return UNKNOWN if now is None else PASSED
        if facts.kol is not None and facts.kol > 1:
            return FAILED
        return PASSED if facts.kol == 1 and now <= frozenset(t.limit) else BANK

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        now, listed = c.active_credits, bits(t.limit)
        fine = (c.kol == 1) & ((now & ~listed) == 0)
        return select(
            [(now < 0, UNKNOWN), (now == 0, PASSED), (c.kol > 1, FAILED), (fine, PASSED)],
            BANK,
            c.size,
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        now = facts.active_credits
        return {"active": None if now is None else sorted(now), "kol": facts.kol}

    def threshold(self, t: Terms) -> Any:
        return {"allowed": t.limit, "kol": 1}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        now = facts.active_credits
        value = NOT_KNOWN if now is None else _names(now) if now else NOTHING
        return value, Sentence(_("kolektibilitas 1 (lancar)"))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        if outcome == PASSED:
            return Sentence(_("Kredit yang masih berjalan tidak menghalangi."))
        if outcome == UNKNOWN:
            return Sentence(_("Kredit apa saja yang masih berjalan?"))
        if outcome == BANK:
            return Sentence(_("Bank akan memeriksa apakah kredit yang berjalan itu lancar."))
        return Sentence(
            _("Kredit yang berjalan harus lancar (nilai 1). Nilai Anda {kol}."),
            {"kol": str(facts.kol)},
        )

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("active_credits", facts.active_credits))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        now = facts.active_credits
        if now:
            past = (facts.past_credits or frozenset()) | now
            yield {"active_credits": frozenset(), "past_credits": past}


def paid_off(facts: Facts, kind: str) -> Changes:
    """The change "this credit is repaid": it moves from running to past."""
    now = facts.active_credits or frozenset()
    return {
        "active_credits": now - {kind},
        "past_credits": (facts.past_credits or frozenset()) | {kind},
    }
