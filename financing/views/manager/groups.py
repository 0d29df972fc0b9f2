"""Groups for KUR Khusus: who is in, who has agreed, what is missing, and the office's letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.models import Owner
from associations.queries import members_of
from associations.views.manager.room import ManagerRequest, managers_only
from financing.actions import groups as actions
from financing.enums import ApplicationState, GroupMemberState, GroupState, Scheme
from financing.exports.group_letter import letter_pdf
from financing.forms.groups import GroupForm, MembersForm
from financing.models import Application, CreditGroup, GroupMember
from financing.queries.groups import members_of_group, running_applications
from financing.views.rooms import posted
from financing.wizard import business_is_whole
from ikm_portal.audit.engine import CannotMove
from ikm_portal.common.text import tidy
from ikm_portal.documents.refusal import Refused

PAGE = 50


def _find(request: ManagerRequest, code: str) -> CreditGroup:
    mine = CreditGroup.objects.visible_to(request.user).select_related("association", "contract")
    return get_object_or_404(mine, code=code)


def _crumbs(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"label": _("Kelompok"), "url": reverse("manager:groups")}, *more]


@require_GET
@managers_only
def groups(request: ManagerRequest) -> HttpResponse:
    """Newest first; an association has a handful."""
    rows = CreditGroup.objects.visible_to(request.user).filter(association=request.association)
    return render(
        request,
        "manager/groups.html",
        {"association": request.association, "groups": rows.order_by("-pk")[:PAGE]},
    )


@require_http_methods(["GET", "POST"])
@managers_only
def start(request: ManagerRequest) -> HttpResponse:
    form = GroupForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        group = _kept(
            form, lambda: actions.start_group(
                association=request.association, by=request.user, **form.cleaned_data
            )
        )  # fmt: skip
        if group is not None:
            messages.success(request, _("Kelompok dibuat. Sekarang ajak anggotanya."))
            return redirect("manager:group-invite", group.code)
    return render(
        request,
        "manager/group_form.html",
        {
            "form": form,
            "title": _("Kelompok baru"),
            "back": reverse("manager:groups"),
            "crumbs": _crumbs({"label": _("Kelompok baru")}),
        },
    )


@require_http_methods(["GET", "POST"])
@managers_only
def edit(request: ManagerRequest, code: str) -> HttpResponse:
    group = _find(request, code)
    if group.state not in GroupState.gathering_ones():
        return redirect("manager:group", code)
    was = {"offtaker": group.offtaker, "purpose": group.purpose}
    form = GroupForm(posted(request), request.FILES or None, initial=was)
    if request.method == "POST" and form.is_valid():
        kept = _kept(
            form, lambda: actions.fill_group(group=group, by=request.user, **form.cleaned_data)
        )
        if kept is not None:
            messages.success(request, _("Data kelompok tersimpan."))
            return redirect("manager:group", code)
    return render(
        request,
        "manager/group_form.html",
        {
            "form": form,
            "group": group,
            "title": _("Ubah data kelompok"),
            "back": reverse("manager:group", args=[code]),
            "crumbs": _crumbs(
                {"label": code, "url": reverse("manager:group", args=[code])},
                {"label": _("Ubah")},
            ),
        },
    )


def _kept(form: GroupForm, save: Callable[[], CreditGroup]) -> CreditGroup | None:
    """The group, or None with the reason beside the field that it is about."""
    try:
        return save()
    except Refused as problem:
        form.add_error("contract", str(problem))
    except actions.CannotGroup as problem:
        form.add_error(None, str(problem))
    return None


@dataclass(frozen=True)
class Line:
    """`missing`: what this member still has to do, in words; `nudge` says it to them."""

    member: GroupMember
    name: str
    application: Application | None
    missing: str
    nudge: str
    phone: str


@require_GET
@managers_only
def group(request: ManagerRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    lines = _lines(found, members_of_group(found), request.user)
    agreed = [one for one in lines if one.member.state == GroupMemberState.AGREED]
    open_group = found.state in GroupState.gathering_ones()
    return render(
        request,
        "manager/group.html",
        {
            "group": found,
            "lines": lines,
            "agreed": len(agreed),
            "asked": sum(one.member.state != GroupMemberState.LEFT for one in lines),
            "open_group": open_group,
            "lacking": actions.lacking_of(found) if open_group else [],
            "may_close": found.state in {*GroupState.gathering_ones(), GroupState.SUBMITTED},
            "crumbs": _crumbs({"label": found.code}),
        },
    )


def _lines(group: CreditGroup, members: list[GroupMember], user: Any) -> list[Line]:
    owners = {one.membership.business.owner_id for one in members}
    readable = set(
        Owner.objects.visible_to(user).filter(pk__in=owners).values_list("pk", flat=True)
    )
    running = running_applications(group, user)
    link = settings.SITE_URL + reverse("go:group", args=[group.code])
    lines = []
    for one in members:
        owner = one.membership.business.owner
        may_read = owner.pk in readable
        application = running.get(one.membership.business_id)
        missing = _missing(group, one, application) if may_read else ""
        name = one.membership.name_for_association
        nudge = _("Halo %(name)s, kelompok KUR %(code)s: %(missing)s Buka %(link)s") % {
            "name": name, "code": group.code, "missing": missing, "link": link,
        }  # fmt: skip
        lines.append(
            Line(
                member=one,
                name=name,
                application=application,
                missing=missing,
                nudge=nudge if missing else "",
                phone=owner.phone if missing else "",
            )
        )
    return lines


def _missing(group: CreditGroup, member: GroupMember, application: Application | None) -> str:
    if member.state in {GroupMemberState.DECLINED, GroupMemberState.LEFT}:
        return ""
    if member.state == GroupMemberState.INVITED:
        return _("Jawab dulu: ikut atau tidak.") if group.state in _GATHERING else ""
    if not business_is_whole(member.membership.business):
        return _("Lengkapi data usaha.")
    if group.state != GroupState.SIGNED:
        return ""
    if application is None:  # or one that the association does not read
        return _("Ajukan kredit dengan KUR Khusus, kalau belum.")
    if application.state in {ApplicationState.DRAFT, ApplicationState.RETURNED}:
        if application.product is None or application.product.scheme != Scheme.KHUSUS:
            return _("Pilih KUR Khusus dalam pengajuan.")
        return _("Lengkapi, lalu kirim pengajuan.")
    return ""


_GATHERING = GroupState.gathering_ones()


@require_http_methods(["GET", "POST"])
@managers_only
def invite(request: ManagerRequest, code: str) -> HttpResponse:
    """Confirmed members who are not in yet, PAGE at a time."""
    found = _find(request, code)
    if found.state not in _GATHERING:
        return redirect("manager:group", code)
    search = tidy(request.GET.get("cari", "")[:100]).replace("\x00", "")
    rows = members_of(found.association, search=search, state="confirmed")
    inside = found.members.live().values("membership__business__owner")
    offered: list[Any] = list(rows.exclude(business__owner__in=inside)[: PAGE + 1])
    choices = [(one.pk, f"{one.shown_name} – {one.business.name}") for one in offered[:PAGE]]
    form = MembersForm(posted(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.invite_to_group(
                group=found, memberships=form.cleaned_data["members"], by=request.user
            )
        except actions.CannotGroup as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request,
                _("%(count)d anggota diajak. Setiap orang menjawab sendiri.") % {"count": asked},
            )
            return redirect("manager:group", code)
    return render(
        request,
        "manager/group_invite.html",
        {
            "group": found,
            "form": form,
            "offered": bool(choices),
            "more": len(offered) > PAGE,
            "search": search,
            "crumbs": _crumbs(
                {"label": code, "url": reverse("manager:group", args=[code])},
                {"label": _("Ajak anggota")},
            ),
        },
    )


@require_POST
@managers_only
def remove(request: ManagerRequest, code: str, pk: int) -> HttpResponse:
    found = _find(request, code)
    member = get_object_or_404(found.members.select_related("group"), pk=pk)
    return _step(
        request,
        code,
        lambda: actions.remove_from_group(member=member, by=request.user),
        _("Anggota dikeluarkan dari kelompok."),
    )


@require_POST
@managers_only
def submit(request: ManagerRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    return _step(
        request,
        code,
        lambda: actions.submit_group(group=found, by=request.user),
        _("Terkirim. Disperindag memeriksa, lalu menerbitkan surat."),
    )


@require_POST
@managers_only
def close(request: ManagerRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    return _step(
        request,
        code,
        lambda: actions.close_group(group=found, by=request.user),
        _("Kelompok dibatalkan."),
    )


def _step(request: ManagerRequest, code: str, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except (CannotMove, actions.CannotGroup) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("manager:group", code)


@never_cache
@require_GET
@managers_only
def letter(request: ManagerRequest, code: str) -> HttpResponse:
    """The letter with the members' names: once it is signed."""
    found = _find(request, code)
    if found.state != GroupState.SIGNED:
        raise Http404
    actions.note_letter_taken(group=found, by=request.user)
    if found.signed_letter_id is not None:
        return redirect("documents:download", found.signed_letter_id)
    return letter_file(found)


def letter_file(group: CreditGroup) -> HttpResponse:
    return HttpResponse(
        letter_pdf(group),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="surat-kelompok-{group.code}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )
