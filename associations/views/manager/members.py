"""The association's members: the list, a new one, and the end of a membership."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.actions.businesses import CannotCorrect
from associations.actions.corrections import correct_member
from associations.actions.members import (
    CannotRegister,
    ask_back_in,
    end_membership,
    register_member,
)
from associations.enums import MembershipState
from associations.forms.member import EditForm, MemberForm
from associations.queries import members_of, membership_counts
from associations.rules import may_edit_owner
from associations.views.manager.room import ManagerRequest, find_member, managers_only
from ikm_portal.audit.engine import CannotMove
from ikm_portal.common.text import tidy

PAGE = 50
TONES = {"invited": "waiting", "confirmed": "good", "left": "neutral"}


class FilterForm(forms.Form):
    cari = forms.CharField(
        label=gettext_lazy("Nama orang atau usaha"), required=False, max_length=100
    )
    keadaan = forms.ChoiceField(
        label=gettext_lazy("Keadaan"),
        required=False,
        choices=[("", gettext_lazy("Semua")), *MembershipState.choices],
    )


@require_GET
@managers_only
def members(request: ManagerRequest) -> HttpResponse:
    """By name. `?sesudah=<id>` continues after that row: no page is slower than the first, and no
    name stands in an address."""
    form = FilterForm(request.GET)
    search, state = "", ""
    if form.is_valid():
        search = tidy(form.cleaned_data["cari"]).replace("\x00", "")
        state = form.cleaned_data["keadaan"]
    rows = members_of(request.association, search=search, state=state)
    number = request.GET.get("sesudah", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    above: Any = members_of(request.association).filter(pk=int(number)).first() if known else None
    if above is not None:
        name = above.shown_name
        rows = rows.filter(Q(shown_name__gt=name) | Q(shown_name=name, pk__gt=above.pk))
    found: list[Any] = list(rows[: PAGE + 1])  # with shown_name
    asked = {key: value for key, value in (("cari", search), ("keadaan", state)) if value}
    here = reverse("manager:members")
    next_url = ""
    if len(found) > PAGE:
        next_url = f"{here}?{urlencode({**asked, 'sesudah': found[PAGE - 1].pk})}"
    counts = membership_counts(request.association)
    return render(
        request,
        "manager/members.html",
        {
            "association": request.association,
            "form": form,
            "members": found[:PAGE],
            "next_url": next_url,
            "first_url": f"{here}?{urlencode(asked)}" if above else "",
            "reset_url": here if asked else "",
            "counts": counts,
            "total": sum(counts.values()) - counts["left"],
        },
    )


@require_http_methods(["GET", "POST"])
@managers_only
def add(request: ManagerRequest) -> HttpResponse:
    form = MemberForm(request.POST or None, association=request.association)
    if request.method == "POST" and form.is_valid():
        try:
            membership = register_member(
                association=request.association,
                person=form.person(),
                firm=form.firm(),
                by=request.user,
            )
        except CannotRegister as problem:
            form.add_error("nib" if "NIB" in str(problem) else "firm_name", str(problem))
        else:
            messages.success(request, _("Tersimpan. Sekarang undang orangnya untuk menyetujui."))
            return redirect("manager:member", membership.pk)
    return render(
        request,
        "manager/add.html",
        {
            "association": request.association,
            "form": form,
            "crumbs": [
                {"label": _("Anggota"), "url": reverse("manager:members")},
                {"label": _("Tambah anggota")},
            ],
        },
    )


@require_POST
@managers_only
def end(request: ManagerRequest, pk: int) -> HttpResponse:
    membership = find_member(request, pk)
    name = membership.name_for_association
    try:
        end_membership(membership=membership, by=request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(name)s sudah keluar dari asosiasi.") % {"name": name})
    return redirect("manager:member", pk)


@require_POST
@managers_only
def bring_back(request: ManagerRequest, pk: int) -> HttpResponse:
    membership = find_member(request, pk)
    try:
        ask_back_in(membership=membership, by=request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
    return redirect("manager:member", pk)


@require_http_methods(["GET", "POST"])
@managers_only
def edit(request: ManagerRequest, pk: int) -> HttpResponse:
    """Only while the person has no account: afterwards the data is theirs to correct."""
    membership = find_member(request, pk)
    owner = membership.business.owner
    if owner.user_id is not None or not may_edit_owner(request.user, owner):
        messages.info(request, _("Data ini hanya bisa diubah oleh anggotanya sendiri."))
        return redirect("manager:member", pk)
    form = EditForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            correct_member(
                membership=membership, person=form.person(), firm=form.firm(), by=request.user
            )
        except CannotCorrect as problem:
            form.add_error("nib" if "NIB" in str(problem) else None, str(problem))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("manager:member", pk)
    label = membership.name_for_association
    crumbs = [
        {"label": _("Anggota"), "url": reverse("manager:members")},
        {"label": label, "url": reverse("manager:member", args=[pk])},
        {"label": _("Ubah data")},
    ]
    return render(
        request,
        "manager/edit.html",
        {"membership": membership, "form": form, "label": label, "crumbs": crumbs},
    )
