"""Instalments (angsuran) in whole rupiah, exact: no float touches a rupiah.

KUR rates are effective per year ("efektif"), so the honest method is the annuity. Press and
forums often apply the *flat* method to the same 6%, which costs nearly twice as much; both are
here, so that a page can show the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Literal

from financing.kur.words import BadInput, rupiah
from financing.kur.words import gettext_noop as _

Method = Literal["annuity", "flat"]
Rounding = Literal["half_up", "ceil_100"]

MAX_AMOUNT = 10_000_000_000
MAX_MONTHS = 120
MAX_RATE = Decimal(60)


class InvalidLoan(BadInput):
    """Amount, months, rate or method that no loan can have; ``str()`` is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Row:
    """One month. ``outstanding`` is what is still owed after this instalment."""

    no: int
    principal: int
    interest: int
    instalment: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """``instalment`` is the regular monthly sum; the last row may differ: it absorbs rounding."""

    amount: int
    months: int
    rate_pct: Decimal
    method: Method
    rounding: Rounding
    instalment: int
    rows: tuple[Row, ...]

    @property
    def total_interest(self) -> int:
        return sum(row.interest for row in self.rows)

    @property
    def total_paid(self) -> int:
        return self.amount + self.total_interest

    @property
    def effective_rate_pct(self) -> Decimal:
        """Yearly rate on what is still owed; for an annuity it is the rate itself."""
        if self.method == "annuity":
            return self.rate_pct
        return effective_of_flat(self.rate_pct, self.months)

    @property
    def flat_equivalent_pct(self) -> Decimal:
        """The flat rate that costs the same, as bank brochures quote it."""
        if self.method == "flat":
            return self.rate_pct
        return flat_of_effective(self.rate_pct, self.months)


def schedule(
    amount: object,
    months: object,
    rate_pct: object = 6,
    method: str = "annuity",
    rounding: str = "half_up",
) -> Schedule:
    """Full schedule of a loan. Raises ``InvalidLoan`` (a sentence) for what cannot be a loan.

    ``rounding``: ``half_up`` to one rupiah, or ``ceil_100`` (up to the next Rp100, as BRI's
    printed tables of 2018-2019 did).
    """
    principal_sum = _amount(amount)
    count = _months(months)
    rate = _rate(rate_pct)
    if method not in ("annuity", "flat"):
        raise InvalidLoan(_("Cara hitung harus annuity (anuitas) atau flat."), "method")
    if rounding not in ("half_up", "ceil_100"):
        raise InvalidLoan(_("Pembulatan harus half_up atau ceil_100."), "rounding")
    monthly = Fraction(rate) / 1200
    exact = (
        _annuity(principal_sum, monthly, count)
        if method == "annuity"
        else (Fraction(principal_sum, count) + principal_sum * monthly)
    )
    regular = half_up(exact) if rounding == "half_up" else -(-exact // 100) * 100

    rows: list[Row] = []
    owed = principal_sum
    for no in range(1, count + 1):
        base = owed if method == "annuity" else principal_sum
        interest = half_up(base * monthly) if owed else 0
        part = owed if no == count else min(max(regular - interest, 0), owed)
        owed -= part
        rows.append(Row(no, part, interest, part + interest, owed))
    return Schedule(
        principal_sum,
        count,
        rate,
        "annuity" if method == "annuity" else "flat",
        "half_up" if rounding == "half_up" else "ceil_100",
        rows[0].instalment,
        tuple(rows),
    )


def half_up(value: Fraction) -> int:
    """Nearest whole rupiah, halves up; value must not be negative."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def effective_of_flat(flat_pct: object, months: object) -> Decimal:
    """Yearly effective rate (12 x the monthly one, as KUR states it) of a flat quote, 4 decimals.

    6% flat over 12 months is about 10.9% effective.
    """
    count, flat = _months(months), _rate(flat_pct)
    if not flat or count == 1:
        return flat.quantize(Decimal("0.0001"))
    with localcontext() as context:
        context.prec = 40
        # One rupiah borrowed: the same instalment at a higher rate on a falling debt.
        instalment = 1 / Decimal(count) + flat / 1200
        low, high = flat / 1200, flat / 400
        for _step in range(100):
            middle = (low + high) / 2
            growth = (1 + middle) ** count
            if middle * growth / (growth - 1) > instalment:
                high = middle
            else:
                low = middle
        return (low * 1200).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def flat_of_effective(effective_pct: object, months: object) -> Decimal:
    """Flat yearly rate that costs the same as an effective rate, 4 decimals: 6% -> about 3.2%."""
    count, rate = _months(months), _rate(effective_pct)
    instalment = _annuity(1, Fraction(rate) / 1200, count)
    flat = (instalment - Fraction(1, count)) * 1200
    return (Decimal(half_up(flat * 10_000)) / 10_000).quantize(Decimal("0.0001"))


def _annuity(amount: int, monthly: Fraction, count: int) -> Fraction:
    if not monthly:
        return Fraction(amount, count)
    growth = (1 + monthly) ** count
    return amount * monthly * growth / (growth - 1)


def _whole(value: object) -> int | None:
    """An int from an int, '12', or a float/Decimal without a fraction; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and (not value.isascii() or "_" in value or len(value) > 40):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 40 or number != int(number):
        return None
    return int(number)


def _amount(value: object) -> int:
    amount = _whole(value)
    if amount is None:
        raise InvalidLoan(
            _("Jumlah pinjaman harus angka rupiah bulat, misalnya 25000000."), "amount"
        )
    if amount < 1:
        raise InvalidLoan(_("Jumlah pinjaman harus lebih dari nol."), "amount")
    if amount > MAX_AMOUNT:
        raise InvalidLoan(
            _("Jumlah pinjaman paling besar {limit}."), "amount", limit=rupiah(MAX_AMOUNT)
        )
    return amount


def _months(value: object) -> int:
    months = _whole(value)
    if months is None or not 1 <= months <= MAX_MONTHS:
        raise InvalidLoan(
            _("Lama pinjaman harus angka bulat 1 sampai {limit} bulan."),
            "months",
            limit=str(MAX_MONTHS),
        )
    return months


def _rate(value: object) -> Decimal:
    problem = InvalidLoan(
        _("Bunga harus angka 0 sampai {limit} persen setahun, misalnya 6."),
        "rate",
        limit=str(MAX_RATE),
    )
    if isinstance(value, bool) or len(str(value)) > 40 or "_" in str(value):
        raise problem
    try:
        rate = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise problem from None
    if not rate.is_finite() or not 0 <= rate <= MAX_RATE or -rate.as_tuple().exponent > 6:  # type: ignore[operator]
        raise problem
    return rate
