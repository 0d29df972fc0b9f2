"""/kur/: the rules in force, in plain words, with what is not sure said openly.

Another day (`?pada=`) is read by the edition that acted on it, not by what today's says of it.
"""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from financing.forms.kur import DayForm
from financing.kur.explain import SchemePage, comparison, explain, open_questions
from financing.kur.papers import extra_collateral
from financing.kur.ruleset import RuleSet
from financing.promise import ENOUGH
from financing.queries.offers import offers_by_bank
from financing.rulebook import approved_editions, current_rules, edition_on, rules_on
from financing.views.kur.changes import LAMPUNG, periods, turns

IN_TABLE = ("amount", "rate", "months", "business_age")


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    newest, today = current_rules(), timezone.localdate()
    form, day = asked_day(request, newest, today)
    rules, edition = rules_on(day), edition_on(day)
    pages = explain(rules, day, LAMPUNG)
    context = {
        "form": form,
        "day": day,
        "is_today": day == today,
        "edition": edition,
        "periods": periods(newest, today, [one.effective_from for one in approved_editions()]),
        "pages": pages,
        "table": [(page, [page.point(key) for key in IN_TABLE]) for page in pages],
        "in_table": IN_TABLE,
        "collateral": extra_collateral("mikro", None, day, rules),
        "sanction": rules.get("*", "sanction_for_asking_collateral_below_threshold", day),
        "fees": rules.get("*", "fees_provisi_admin", day),
        "unsure": unsure(pages),
        "open_questions": open_questions() if day.year >= 2026 else (),
        "turns": turns(newest),
        "offers": offers_by_bank(),
        "enough": ENOUGH,
        "sources": sources_of(pages),
        "version": rules.version,
    }
    return render(request, "kur/about.html", context, status=422 if form.errors else 200)


def asked_day(
    request: HttpRequest, rules: RuleSet, today: datetime.date
) -> tuple[DayForm, datetime.date]:
    """The day in `?pada=`; today where there is none or it cannot be used."""
    limits = {"first": rules.first_day(), "last": today}
    if "pada" not in request.GET:
        return DayForm(initial={"pada": today}, **limits), today
    form = DayForm(request.GET, **limits)
    return form, form.cleaned_data["pada"] if form.is_valid() else today


def unsure(pages: list[SchemePage]) -> list[tuple[str, list[Any]]]:
    """Label and the schemes whose value is not verified, line by line of the table."""
    rows = []
    for label, points in comparison(pages):
        named = zip(pages, points, strict=True)
        marked = [{"name": page.name, "point": point} for page, point in named if point.mark]
        if marked:
            rows.append((label, marked))
    return rows


def sources_of(pages: list[SchemePage]) -> list[dict[str, str]]:
    """Every source behind the page, once, in the order of its number.

    Only the State's own pages and the text of the law are linked: a portal of the government sends
    nobody to a news page that may be another one tomorrow.
    """
    found: dict[str, dict[str, str]] = {}
    for page in pages:
        behind = [point.sources for point in page.points]
        behind += [paper.sources for paper in page.papers]
        for sources in (*behind, page.collateral.sources):
            for source in sources:
                found.setdefault(source["id"], source)
    return [
        found[key] if official(found[key].get("url", "")) else {**found[key], "url": ""}
        for key in sorted(found)
    ]


def official(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith((".go.id", ".pasal.id")) or host == "pasal.id"
