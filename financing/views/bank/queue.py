"""The branch's queue, and who holds what in it."""

from __future__ import annotations

import datetime
import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from financing.actions.desk import CannotKeep, drop_view, keep_view
from financing.enums import ReferralState
from financing.forms.bank import SaveViewForm, SearchForm
from financing.models import Product, SavedView
from financing.models.referral import ReferralQuerySet
from financing.queries.desk import (
    CLOSED,
    TABS,
    Desk,
    Key,
    Row,
    loads,
    page_of,
    tab_query,
)
from financing.views.bank.common import at_desk, clock_stands, deadline_words
from ikm_portal.common.counts import CAP, capped_counts
from ikm_portal.common.money import format_rupiah

_TAB_LABELS = {
    "terbuka": gettext_lazy("Berjalan"),
    "baru": gettext_lazy("Baru"),
    "dekat": gettext_lazy("Tenggat dekat"),
    "berkas": gettext_lazy("Menunggu berkas"),
    "saya": gettext_lazy("Punya saya"),
    "selesai": gettext_lazy("Selesai"),
}
# What can be done with several cases of a tab at once.
_CHOOSING = {"baru": "receive", "saya": "decline"}
_CODE = re.compile(r"^[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]{4}$")
_LONG_NUMBER = re.compile(r"\d[\d .-]{7,}\d")


@require_safe
@at_desk
def queue(request: HttpRequest, desk: Desk) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    if _LONG_NUMBER.search(request.GET.get("q", "")):
        messages.warning(request, _("Cari dengan kode atau nama. NIK dan nomor HP tidak dicari."))
        return redirect(_address(tab=tab))
    products = dict(
        Product.objects.filter(bank_id=desk.posting.branch.bank_id)
        .order_by("min_amount", "pk")
        .values_list("pk", "name")
    )
    form = _search_form(request, tab, products)
    form.is_valid()
    wanted = form.cleaned_data  # what can't be read is simply not asked for
    base = tab_query(desk, tab)
    query = _narrowed(desk, base, wanted)
    counted = {name: tab_query(desk, name) for name in TABS if name != "selesai"}
    narrowed = query is not base
    if narrowed:
        counted["found"] = query
    counts = capped_counts(counted, cap=CAP)
    closed = tab == "selesai"
    page = page_of(
        query,
        closed=closed,
        after=_key(request.GET.get("sesudah", "")),
        before=_key(request.GET.get("sebelum", "")),
    )
    rows = page.rows
    kept = {name: value for name, value in wanted.items() if value and name != "tab"}
    filters = {name: value for name, value in kept.items() if name != "q"}
    total = counts.get("found" if narrowed else tab)
    return render(
        request,
        "bank/queue.html",
        {
            "desk": desk,
            "tab": tab,
            "tabs": [
                {
                    "label": _TAB_LABELS[name],
                    "url": _address(tab=name),
                    "current": name == tab,
                    "key": number,
                    "count": _capped(counts[name]) if name in counts else None,
                }
                for number, name in enumerate(TABS, 1)
            ],
            "form": form,
            "reset_url": _address(tab=tab) if narrowed else "",
            "rows": _lines(rows, products),
            "choosing": _choosing(desk, tab) if rows else "",
            "views": list(SavedView.objects.visible_to(request.user)),
            "save_query": urlencode({"tab": tab, **filters}) if filters else "",
            "closed": closed,
            "count_text": _count_text(len(rows), total),
            "prev_url": _address(tab=tab, **kept, sebelum=_mark(rows[0]))
            if page.has_previous and rows
            else "",
            "next_url": _address(tab=tab, **kept, sesudah=_mark(rows[-1]))
            if page.has_next and rows
            else "",
        },
    )


@require_POST
@at_desk
def save_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The filter that is on, under a name. What was searched for is not kept: it names people."""
    asked = QueryDict(request.POST.get("saringan", "")[:1000])
    products = {
        str(pk): name
        for pk, name in Product.objects.filter(bank_id=desk.posting.branch.bank_id).values_list(
            "pk", "name"
        )
    }
    tab = asked.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    filters = _filters(asked.dict(), tab, products)
    filters.is_valid()
    kept = {
        name: value
        for name, value in filters.cleaned_data.items()
        if value and name not in {"q", "tab"}
    }
    address = _address(tab=tab, **kept)
    form = SaveViewForm(request.POST)
    if not kept and tab == TABS[0]:
        messages.warning(request, _("Pilih saringannya dulu. Nama dan kode tidak disimpan."))
    elif not form.is_valid():
        messages.warning(request, _("Beri nama pada saringan ini, paling panjang 40 huruf."))
    else:
        query = address.partition("?")[2]
        try:
            keep_view(name=form.cleaned_data["name"], query=query, by=request.user)
        except CannotKeep as problem:
            messages.warning(request, str(problem))
        else:
            messages.success(request, _("Saringan disimpan."))
    return redirect(address)


@require_POST
@at_desk
def forget_view(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    drop_view(view=view, by=request.user)
    messages.success(request, _("Saringan dihapus."))
    return redirect("bank:queue")


@require_safe
@at_desk
def team(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who of the branch holds how many undecided cases, and how many of them are late."""
    today = timezone.localdate()
    rows = [
        {"load": load, "due": deadline_words(load.next_due, today)} for load in loads(desk, today)
    ]
    return render(request, "bank/team.html", {"desk": desk, "rows": rows})


def _choosing(desk: Desk, tab: str) -> str:
    """What ticking is for. The head hands any running case over; an officer their own."""
    return _CHOOSING.get(tab) or ("assign" if desk.is_head and tab != "selesai" else "")


def _search_form(request: HttpRequest, tab: str, products: dict[int, str]) -> SearchForm:
    return _filters(request.GET.dict(), tab, {str(pk): name for pk, name in products.items()})


def _filters(asked: dict[str, Any], tab: str, products: dict[str, str]) -> SearchForm:
    states = [
        (state.value, state.label)
        for state in ReferralState
        if (state in CLOSED) == (tab == "selesai")
    ]
    return SearchForm(
        {**asked, "tab": tab},
        states=states,
        products=list(products.items()),
        label_suffix="",
    )


def _narrowed(desk: Desk, query: ReferralQuerySet, wanted: dict[str, Any]) -> ReferralQuerySet:
    if written := wanted.get("q"):
        code = written.upper().replace(" ", "")
        if _CODE.match(code):
            code = code if "-" in code else f"{code[:4]}-{code[4:]}"
            # A code means one case, whichever tab it lies under.
            return desk.referrals().filter(application__code=code)
        query = query.filter(owner__name__icontains=written)
    if state := wanted.get("keadaan"):
        query = query.filter(state=state)
    if product := wanted.get("produk"):
        query = query.filter(product_id=int(product))
    if amount := wanted.get("jumlah"):
        _label, low, high = SearchForm.AMOUNTS[amount]
        query = query.filter(amount__gte=low)
        query = query.filter(amount__lte=high) if high else query
    return query


def _lines(rows: list[Row], products: dict[int, str]) -> list[dict[str, Any]]:
    """Everything as words, so that the template only writes them down."""
    today = timezone.localdate()
    waiting = set(ReferralState.waiting_ones())
    words: dict[datetime.date, tuple[str, str]] = {}
    standing = _("berhenti, menunggu berkas")
    chips = {state.value: (state.tone, str(state.label)) for state in ReferralState}
    path = reverse("bank:referral", args=[0])[:-2]
    lines = []
    for row in rows:
        tone, label = chips[row.state]
        due = ("", "")
        if clock_stands(row.state):
            due = (standing, "")
        elif row.state in waiting:
            if row.due_on not in words:
                words[row.due_on] = deadline_words(row.due_on, today)
            due = words[row.due_on]
        lines.append(
            {
                "id": row.id,
                "url": f"{path}{row.id}/",
                "code": row.code,
                "name": row.name,
                "business": row.business,
                "product": products.get(row.product_id, ""),
                "amount": format_rupiah(row.amount),
                "months": row.months,
                "tone": tone,
                "label": label,
                "due": due[0],
                "due_tone": due[1],
                "officer": row.officer,
            }
        )
    return lines


def _address(**query: Any) -> str:
    if query.get("tab") == TABS[0]:
        del query["tab"]
    return reverse("bank:queue") + (f"?{urlencode(query)}" if query else "")


def _mark(row: Row) -> str:
    return f"{row.due_on:%Y-%m-%d}.{row.id}"


def _key(written: str) -> Key | None:
    """A mark that somebody changed by hand is no mark: the list begins at its start."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", written, re.ASCII)
    if not match:
        return None
    try:
        return Key(datetime.date.fromisoformat(match.group(1)), int(match.group(2)))
    except ValueError:
        return None


def _capped(count: int) -> str:
    return f"{CAP:,}+".replace(",", ".") if count > CAP else str(count)


def _count_text(shown: int, total: int | None) -> str:
    if not shown or total is None:
        return ""
    return _("%(shown)d dari %(total)s") % {"shown": shown, "total": _capped(total)}
