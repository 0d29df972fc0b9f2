"""Rules about the business and the person: age of the business, papers, sales, age."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from financing.kur.calendar_months import add_months, add_years, latest_start, months_between
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
from financing.kur.words import NOT_KNOWN, Sentence, Words, phrase, rupiah, tanggal
from financing.kur.words import gettext_noop as _

SUPPORT = ("had_mentoring", "had_training", "in_group", "family_business")


class BusinessAge(Rule):
    """Completed months of business on the day of the check."""

    code, label = "business_age", _("Lama usaha")
    schemes = ("mikro", "kecil", "khusus")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        t = simple(rules, scheme, on, "min_business_age_months")
        return with_latest(t, None if t.limit is None else latest_start(on, t.limit))

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.business_started_on is None:
            return UNKNOWN
        return PASSED if facts.business_started_on <= t.extra else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        start = c.business_started_on
        return select(
            [(start < 0, UNKNOWN), (start <= t.extra.toordinal(), PASSED)], FAILED, c.size
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        start = facts.business_started_on
        return None if start is None else months_between(start, t.on)

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        value = self.value(facts, t)
        return NOT_KNOWN if value is None else phrase(
            _("{months} bulan"), months=str(value)
        ), phrase(_("minimal {months} bulan"), months=str(t.limit))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values: dict[str, Words] = {"limit": str(t.limit)}
        if facts.business_started_on is None:
            return Sentence(
                _("Sejak kapan usaha berjalan? Paling sedikit sudah {limit} bulan."), values
            )
        if outcome == PASSED:
            return Sentence(_("Usaha sudah berjalan {limit} bulan atau lebih."), values)
        values["day"] = tanggal(add_months(facts.business_started_on, t.limit))
        return Sentence(_("Usaha belum {limit} bulan. Tercapai pada {day}."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("business_started_on", facts.business_started_on))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        if facts.business_started_on is not None:
            yield {"on": add_months(facts.business_started_on, t.limit)}


class StartupSupport(Rule):
    """Super Mikro under six months: training, mentoring, group or a family business (S15)."""

    code, label = "startup_support", _("Dukungan untuk usaha baru")
    schemes = ("super_mikro",)
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        t = simple(rules, scheme, on, "support_needed_below_months")
        return with_latest(t, None if t.limit is None else latest_start(on, t.limit))

    def judge(self, facts: Facts, t: Terms) -> int:
        start = facts.business_started_on
        answers = [getattr(facts, name) for name in SUPPORT]
        if (start is not None and start <= t.extra) or True in answers:
            return PASSED
        return FAILED if start is not None and None not in answers else UNKNOWN

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        start = c.business_started_on
        any_yes, unknown = start < -1, start < 0
        for name in SUPPORT:
            answer = getattr(c, name)
            any_yes = any_yes | (answer == 1)
            unknown = unknown | (answer < 0)
        old = (start >= 0) & (start <= t.extra.toordinal())
        return select([(old | any_yes, PASSED), (unknown, UNKNOWN)], FAILED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        start = facts.business_started_on
        out: dict[str, Any] = {name: getattr(facts, name) for name in SUPPORT}
        return out | {"months": None if start is None else months_between(start, t.on)}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        months = self.value(facts, t)["months"]
        value = (
            NOT_KNOWN if months is None else phrase(_("usaha {months} bulan"), months=str(months))
        )
        return value, phrase(
            _("di bawah {months} bulan perlu pelatihan, pendampingan, kelompok, keluarga"),
            months=str(t.limit),
        )

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values = {"limit": str(t.limit)}
        if outcome == PASSED:
            return Sentence(_("Lama usaha tidak menghalangi skema ini."))
        if outcome == UNKNOWN:
            return Sentence(
                _("Usaha di bawah {limit} bulan? Isi pelatihan, pendampingan, atau kelompok."),
                values,
            )
        return Sentence(
            _("Usaha di bawah {limit} bulan perlu pelatihan, pendampingan, atau ikut kelompok."),
            values,
        )

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        if facts.business_started_on is None:
            return ("business_started_on",)
        return need(*((name, getattr(facts, name)) for name in SUPPORT))

    def moves(self, facts: Facts, t: Terms) -> Iterable[Changes]:
        yield from ({name: True} for name in ("had_training", "had_mentoring", "in_group"))
        if facts.business_started_on is not None:
            yield {"on": add_months(facts.business_started_on, t.limit)}


class Age(Rule):
    """Bank acceptance: 21, or married; PMI 18. Age is never something to change."""

    code, label = "age", _("Umur")
    missing = BANK

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        t = simple(rules, scheme, on, "min_age_years")
        waived = rules.get(scheme, "min_age_waived_if_married", on)
        married_counts = scheme != "pmi" and bool(waived and waived.value)
        latest = None if t.limit is None else latest_start(on, 12 * t.limit)
        return Terms(scheme, on, t.row, t.hard, t.limit, low=married_counts, extra=latest)

    def judge(self, facts: Facts, t: Terms) -> int:
        if (facts.birth_date is not None and facts.birth_date <= t.extra) or (
            t.low and facts.married
        ):
            return PASSED
        if facts.birth_date is None or (t.low and facts.married is None):
            return UNKNOWN
        return FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        passed = (c.birth_date >= 0) & (c.birth_date <= t.extra.toordinal())
        asked = c.birth_date < 0
        if t.low:
            passed, asked = passed | (c.married == 1), asked | (c.married < 0)
        return select([(passed, PASSED), (asked, UNKNOWN)], FAILED, c.size)

    def value(self, facts: Facts, t: Terms) -> Any:
        born = facts.birth_date
        years = None if born is None else months_between(born, t.on) // 12
        return {"years": years, "married": facts.married}

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        years = self.value(facts, t)["years"]
        value = NOT_KNOWN if years is None else phrase(_("{years} tahun"), years=str(years))
        if t.low:
            text = _("minimal {years} tahun atau sudah menikah")
        else:
            text = _("minimal {years} tahun")
        return value, phrase(text, years=str(t.limit))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values = {"limit": str(t.limit)}
        if outcome == PASSED and not t.low:
            return Sentence(_("Umur cukup. Siapkan juga surat izin keluarga."))
        if outcome == PASSED:
            return Sentence(_("Umur atau status menikah sudah memenuhi."))
        if outcome == UNKNOWN:
            return Sentence(_("Isi tanggal lahir. Batas umur {limit} tahun."), values)
        if t.low:
            return Sentence(_("Bank meminta umur {limit} tahun, atau sudah menikah."), values)
        return Sentence(_("Umur paling sedikit {limit} tahun."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        names = need(("birth_date", facts.birth_date))
        return names + need(("married", facts.married)) if t.low else names

    def reached_on(self, facts: Facts, t: Terms) -> date | None:
        """Day on which the age is reached: it bounds a search for dates, it is no advice."""
        return None if facts.birth_date is None else add_years(facts.birth_date, t.limit)


class Turnover(Rule):
    """Largest yearly sales of a business that KUR is meant for."""

    code, label = "turnover", _("Penjualan setahun")
    schemes = BUSINESS

    def terms(self, rules: RuleSet, scheme: str, on: date) -> Terms:
        return simple(rules, scheme, on, "recipient_scale_max_turnover")

    def judge(self, facts: Facts, t: Terms) -> int:
        if facts.yearly_sales is None:
            return UNKNOWN
        return PASSED if facts.yearly_sales <= t.limit else FAILED

    def judge_columns(self, c: Any, t: Terms) -> Codes:
        return select(
            [(c.yearly_sales < 0, UNKNOWN), (c.yearly_sales <= t.limit, PASSED)], FAILED, c.size
        )

    def value(self, facts: Facts, t: Terms) -> Any:
        return facts.yearly_sales

    def shown(self, facts: Facts, t: Terms) -> tuple[Words, Words]:
        sales = facts.yearly_sales
        value = NOT_KNOWN if sales is None else rupiah(sales)
        return value, phrase(_("paling besar {limit}"), limit=rupiah(t.limit))

    def say(self, outcome: int, facts: Facts, t: Terms) -> Sentence:
        values = {"limit": rupiah(t.limit)}
        if outcome == PASSED:
            return Sentence(_("Penjualan setahun tidak lebih dari {limit}."), values)
        if outcome == UNKNOWN:
            return Sentence(_("Berapa kira-kira penjualan setahun? Batas {limit}."), values)
        return Sentence(_("Penjualan setahun lebih dari {limit}: terlalu besar untuk KUR."), values)

    def asks(self, facts: Facts, t: Terms) -> tuple[str, ...]:
        return need(("yearly_sales", facts.yearly_sales))


def with_latest(t: Terms, latest: date | None) -> Terms:
    """The same terms with the latest fitting start date worked out once."""
    return Terms(t.scheme, t.on, t.row, t.hard, t.limit, extra=latest)
