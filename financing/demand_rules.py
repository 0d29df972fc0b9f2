"""What a bank may not ask or say, and who may let it all the same.

Each demand is held against its rule; where the rule is against it, it waits for a second person who
stands for it by name. Nothing here ever stops an applicant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.rules import is_self
from financing.contradictions import held_against
from financing.enums import DeclineReason, Demand, PaperKind, PostingRole, ReferralState
from financing.fees import fee_in
from financing.kur.papers import extra_collateral, row_about
from financing.kur.ruleset import Row
from financing.models import DemandOverride, Referral
from financing.papers import listed_kinds, published_names
from financing.rulebook import rules_on
from financing.rules import OWN_FILE, role_at
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.outcome import Allowed, Answer, Denied


def no_extra_collateral(referral: Referral) -> Answer:
    """Denied where today's rule forbids a bank to ask for extra collateral at this amount.

    An unverified rule only warns, and so stops nobody.
    """
    today = timezone.localdate()
    book = rules_on(today)
    right = extra_collateral(referral.product.scheme, referral.amount, today, book)
    if not (right.forbidden and right.binding):
        return Allowed()
    where = ", ".join(part for part in (right.regulation, right.article) if part)
    sentence = right.sentence.text(gettext) + (f" ({where})" if where else "")
    if book.get("*", "sanction_for_asking_collateral_below_threshold", today):
        sentence += " " + gettext("Bank yang melanggar tidak dibayar subsidi bunganya.")
    return Denied(sentence)


def no_fee() -> Answer:
    """The rule about fees, with where it stands. It stops although its value was carried over from
    an earlier period: see docs/adr/a-fee-waits-for-a-second-person.md."""
    row = rules_on(timezone.localdate()).get("*", "fees_provisi_admin", timezone.localdate())
    if row is None or row.value is None:
        return Allowed()
    return Denied(gettext("KUR tidak memungut biaya administrasi atau provisi.") + _where(row))


def only_listed_papers(referral: Referral, kind: str) -> Answer:
    """Denied for a paper that neither the programme's list nor the bank's own has at this amount.

    The list is the one that applicants read. A paper whose need is not known may be asked for.
    """
    if kind in listed_kinds(referral):
        return Allowed()
    today, product = timezone.localdate(), referral.product
    sentence = gettext(
        "“%(paper)s” tidak ada di daftar berkas %(scheme)s untuk %(amount)s, dan tidak ada di "
        "daftar terbitan %(bank)s untuk produk ini."
    ) % {
        "paper": PaperKind(kind).label,
        "scheme": product.get_scheme_display(),
        "amount": format_rupiah(referral.amount),
        "bank": product.bank,
    }
    return Denied(sentence + _where(row_about(kind, product.scheme, today, rules_on(today))))


def no_contradiction(referral: Referral, reason: str) -> Answer:
    """Denied for a reason that the findings or the bank's own figures settle the other way."""
    held = held_against(referral, reason)
    if held is None or not held.certain:
        return Allowed()
    sentence = gettext("“%(reason)s” bertentangan dengan hasil pemeriksaan.") % {
        "reason": DeclineReason(reason).label
    }
    return Denied(f"{sentence} {held.sentence}")


def _where(row: Row | None) -> str:
    """ " (Permenko 1/2026, Pasal 14)", and plainly that nobody has confirmed it for today."""
    if row is None:
        return ""
    parts = [part for part in (row.regulation, row.article) if part]
    if not row.verified:
        parts.append(gettext("belum dicocokkan untuk tahun ini"))
    return f" ({', '.join(parts)})" if parts else ""


# May this officer …?


def may_ask_paper(referral: Referral, kind: str, *, by: Any, name: str = "") -> Answer:
    """Is this a paper that may be asked for, at this amount? `name`: which of those that the bank
    publishes under a name of their own."""
    if kind == PaperKind.COLLATERAL:
        return may_demand(by, referral, Demand.COLLATERAL)
    answer = may_demand(by, referral, Demand.PAPER, kind)
    names = published_names(referral.product) if answer and kind == PaperKind.OTHER else []
    if names and name not in names and not _given(referral, Demand.PAPER, kind):
        return Denied(_("Pilih berkas yang mana dari daftar terbitan bank."))
    return answer


def may_decline_for(referral: Referral, reason: str, *, by: Any) -> Answer:
    """Is this a reason that the programme lets a bank refuse for, at this amount, and that what
    was found does not contradict?"""
    if reason == DeclineReason.COLLATERAL:
        return may_demand(by, referral, Demand.COLLATERAL)
    return may_demand(by, referral, Demand.REASON, reason)


def may_write(referral: Referral, text: str, *, by: Any) -> Answer:
    """May these words go to the applicant? Words that ask for a fee only after a second person has
    stood for them by name."""
    words = fee_in(text)
    answer = no_fee() if words else Allowed()
    if answer:
        return answer
    said = gettext("“%(words)s” tidak bisa dikirim. %(rule)s") % {
        "words": words,
        "rule": answer.reason,
    }
    return _after_a_second(user=by, referral=referral, demand=Demand.FEE, sentence=said)


def may_demand(user: Any, referral: Referral, demand: str, about: str = "") -> Answer:
    """Where the rule forbids it, only after a second person has stood for it by name."""
    answer = forbidden(referral, demand, about)
    if answer:
        return answer
    return _after_a_second(
        user=user, referral=referral, demand=demand, about=about, sentence=str(answer.reason)
    )


def _given(referral: Referral, demand: str, about: str = "") -> DemandOverride | None:
    return DemandOverride.objects.filter(referral=referral, demand=demand, about=about).first()


def _after_a_second(
    *, user: Any, referral: Referral, demand: str, sentence: str, about: str = ""
) -> Answer:
    given = _given(referral, demand, about)
    if given is None:
        more = gettext("Hanya kepala cabang yang bisa mengizinkan, dengan alasan tertulis.")
    elif given.given_by_id == user.pk:
        more = gettext("Yang mengizinkan tidak boleh meminta. Petugas lain yang memintanya.")
    else:
        return Allowed()
    return Denied(f"{sentence} {more}")


_RULES: dict[str, Callable[[Referral, str], Answer]] = {
    Demand.COLLATERAL: lambda referral, about: no_extra_collateral(referral),
    Demand.FEE: lambda referral, about: no_fee(),
    Demand.PAPER: only_listed_papers,
    Demand.REASON: no_contradiction,
}


def forbidden(referral: Referral, demand: str, about: str = "") -> Answer:
    """The rule against a demand, as it stands for this case today."""
    return _RULES[demand](referral, about)


# The second person


def may_second_demand(user: Any, referral: Referral, *, role: str = "") -> Answer:
    """The head of the very branch, while another officer holds the case. `role` at that branch,
    where the caller has looked it up."""
    if is_self(user, referral.owner):
        return OWN_FILE
    if (role or role_at(user, referral.branch)) != PostingRole.HEAD:
        return Denied(_("Hanya kepala cabang yang bisa mengizinkannya."))
    if referral.officer_id == user.pk:
        return Denied(_("Anda memegang kasus ini sendiri. Orang kedua yang harus mengizinkan."))
    if not (referral.officer_id and referral.state in ReferralState.waiting_ones()):
        return Denied(_("Tidak ada yang perlu diizinkan pada kasus ini sekarang."))
    return Allowed()


def may_allow_demand(
    user: Any, referral: Referral, demand: str = Demand.COLLATERAL, about: str = ""
) -> Answer:
    """A second person, and the rule is against it, and nobody has allowed it yet."""
    answer = may_second_demand(user, referral)
    if not answer:
        return answer
    if forbidden(referral, demand, about):
        return Denied(_("Tidak ada yang perlu diizinkan pada kasus ini sekarang."))
    if _given(referral, demand, about):
        return Denied(_("Sudah diizinkan."))
    return Allowed()


def open_to_allow(
    user: Any, referral: Referral, *, role: str, given: Collection[str]
) -> set[Demand]:
    """Which demands this person may let through now, asking the database nothing: `given` are
    those that are allowed already. Which paper or reason is asked on its own page."""
    if not may_second_demand(user, referral, role=role):
        return set()
    whole = {Demand.COLLATERAL, Demand.FEE} - set(given)
    stopped = {demand for demand in whole if not forbidden(referral, demand)}
    return {*stopped, Demand.PAPER, Demand.REASON}


def to_allow(user: Any, referral: Referral, demand: str) -> list[str]:
    """What of this demand waits for a second person: kinds of papers, or coded reasons."""
    if not may_second_demand(user, referral):
        return []
    asked = PaperKind.values if demand == Demand.PAPER else DeclineReason.values
    given = DemandOverride.objects.filter(referral=referral, demand=demand)
    aside = {PaperKind.COLLATERAL, DeclineReason.COLLATERAL, *given.values_list("about", flat=True)}
    return [one for one in asked if one not in aside and not forbidden(referral, demand, one)]
