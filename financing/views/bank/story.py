"""What an officer must know of an applicant, in words: five lines, the papers, the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from financing.enums import PaperKind, ReferralState, Scheme
from financing.kur.instalments import InvalidLoan, schedule
from financing.models import ApplicationPaper, ProductPaper, Referral
from financing.papers import wanted_papers
from financing.queries.groups import GroupStanding, standing_of
from ikm_portal.audit.models import Entry
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import angka, persen, tanggal


def story_of(referral: Referral) -> list[str]:
    """Who, what business, how it goes, what for, who has checked it."""
    owner, application = referral.owner, referral.application
    business = application.business
    today = timezone.localdate()
    lines = [
        _("%(name)s, %(age)d tahun, tinggal di %(place)s.")
        % {"name": owner.name, "age": owner.age_on(today), "place": owner.region.name},
        _("%(business)s: %(product)s, di %(place)s.")
        % {"business": business.name, "product": business.product, "place": place_of(business)},
    ]
    running = []
    if business.started_on:
        years = _years(business.started_on, today)
        running.append(_("Usaha berjalan %(time)s") % {"time": years})
    if business.workers is not None:
        running.append(_("%(count)s pekerja") % {"count": angka(business.workers)})
    if business.yearly_sales:
        running.append(
            _("penjualan sekitar %(month)s sebulan")
            # "About" must not be followed by eight exact digits.
            % {"month": format_rupiah(round(business.yearly_sales // 12, -5))}
        )
    lines.append(", ".join(running) + "." if running else _("Data usaha belum lengkap."))
    lines.append(
        _("Minta %(amount)s, %(months)d bulan, untuk %(purpose)s: %(use)s")
        % {
            "amount": format_rupiah(referral.amount),
            "months": referral.months,
            "purpose": application.get_purpose_display().lower(),
            "use": application.use,
        }
    )
    checked = _("Diperiksa Disperindag %(day)s") % {"day": tanggal(application.verified_at)}
    if application.association:
        checked += ", " + _("anggota %(name)s") % {"name": application.association.name}
    lines.append(checked + ".")
    return lines


def place_of(business: Any) -> str:
    """ "Kedaton, Kota Bandar Lampung" """
    place, above = business.region, business.region.parent
    return f"{place.name}, {above.name}" if above else place.name


def _years(start: Any, today: Any) -> str:
    months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day)
    years, rest = divmod(max(months, 0), 12)
    if not years:
        return _("%(months)d bulan") % {"months": rest}
    if not rest:
        return _("%(years)d tahun") % {"years": years}
    return _("%(years)d tahun %(months)d bulan") % {"years": years, "months": rest}


def instalment_of(amount: int, months: int, rate: Any) -> int | None:
    """Whole rupiah a month by annuity; None for what no loan can be."""
    try:
        return schedule(amount, months, rate).instalment
    except InvalidLoan:
        return None


def figures_of(
    referral: Referral, amount: int | None = None, months: int | None = None
) -> list[dict[str, Any]]:
    """What was asked for, or another amount and time at the product's rate, beside the sales that
    the applicant has stated. What is left of them is no profit: costs are not known here."""
    label = _("Diminta") if amount is None else _("Jumlah lain")
    amount, months = amount or referral.amount, months or referral.months
    monthly = instalment_of(amount, months, referral.product.rate)
    figures = [
        {"label": label, "value": format_rupiah(amount)},
        {"label": _("Jangka waktu"), "value": _("%(n)d bulan") % {"n": months}},
        {"label": _("Bunga produk"), "value": persen(referral.product.rate)},
        {"label": _("Angsuran, perkiraan"), "value": format_rupiah(monthly)},
    ]
    sales = referral.application.business.yearly_sales
    if monthly and sales:
        share = round(monthly * 12 * 100 / sales)
        left = sales // 12 - monthly
        figures += [
            {"label": _("Penjualan sebulan"), "value": format_rupiah(sales // 12)},
            {"label": _("Angsuran dari penjualan"), "value": f"{share}%"},
            {
                "label": _("Sisa setelah angsuran"),
                "value": format_rupiah(left) if left >= 0 else "−" + format_rupiah(-left),
            },
        ]
    return figures


def group_of(referral: Referral) -> GroupStanding | None:
    """The office's letter on the applicant's group, where the product is for groups."""
    if referral.product.scheme != Scheme.KHUSUS:
        return None
    return standing_of(referral.application.business_id)


def is_over(referral: Referral) -> bool:
    """It ended here without money: the person may be at another bank now, and what they have
    become since is not for this one to read."""
    return referral.state in {ReferralState.DECLINED, ReferralState.EXPIRED}


def papers_of(referral: Referral, trail: Iterable[Entry]) -> QuerySet[ApplicationPaper]:
    """Those in the file. Of a case that is closed, those that were there when it closed: what was
    added or put aside since was for another bank."""
    papers = referral.application.papers.select_related("document")
    if referral.state in ReferralState.active_ones():
        return papers.filter(removed_at=None)
    ends = [entry.at for entry in trail if entry.to_state == referral.state]
    ended = max(ends, default=referral.updated_at)
    there = Q(removed_at=None) | Q(removed_at__gt=ended)
    return papers.filter(there, added_at__lte=ended)


def _own_papers(referral: Referral) -> Iterable[ProductPaper]:
    """What the bank publishes beyond the programme's list; `case_of` has looked whether any."""
    if not getattr(referral, "has_own_papers", True):
        return []
    return referral.product.own_papers.on(timezone.localdate())


def checklist_of(
    referral: Referral, papers: Iterable[ApplicationPaper], group: GroupStanding | None = None
) -> list[tuple[str, list[ApplicationPaper]]]:
    """The papers beside what the amount and scheme ask for; what is beyond the list comes after."""
    left = list(papers)
    lines: list[tuple[str, list[ApplicationPaper]]] = []
    for wanted in wanted_papers(
        amount=referral.amount,
        scheme=referral.product.scheme,
        married=referral.owner.is_married,
        in_group_with_letter=group is not None,
    ):
        found = [paper for paper in left if paper.kind in wanted.kinds]
        left = [paper for paper in left if paper not in found]
        lines.append((str(wanted.label), found))
    for own in _own_papers(referral):
        found = [paper for paper in left if paper.kind == own.kind]
        left = [paper for paper in left if paper not in found]
        lines.append((_("%(paper)s (terbitan bank Anda)") % {"paper": own.name}, found))
    lines += [(str(PaperKind(paper.kind).label), [paper]) for paper in left]
    return lines
