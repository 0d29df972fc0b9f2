"""A group that one was asked to join: what it is, and one's own yes, no, or way out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from financing.actions import groups as actions
from financing.enums import GroupMemberState, GroupState
from financing.forms.groups import AgreeForm
from financing.models import GroupMember
from financing.views.rooms import go, in_room, posted
from ikm_portal.audit.engine import CannotMove


@in_room
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, code: str) -> HttpResponse:
    """`jawab`: ikut, tidak or keluar. One press is one step, pressed twice it is still one."""
    member = _mine(request, code)
    form = AgreeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            said = _answer(request, member, form.cleaned_data["is_beginner"])
        except CannotMove as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, said)
        return go(request, "group", code)
    state = member.group.state
    return render(
        request,
        "member/group.html",
        {
            "group": member.group,
            "member": member,
            "form": form,
            "agreed": member.group.members.agreed().count(),
            "may_answer": member.state == GroupMemberState.INVITED
            and state in GroupState.gathering_ones(),
            "may_leave": member.state == GroupMemberState.AGREED,
            "covered": member.state == GroupMemberState.AGREED and state == GroupState.SIGNED,
        },
    )


def _mine(request: HttpRequest, code: str) -> GroupMember:
    """Somebody with two businesses may have declined for one and be asked for the other."""
    mine = GroupMember.objects.visible_to(request.user).filter(group__code=code)
    rows = mine.select_related(
        "group__association", "group__contract", "membership__business__owner"
    ).order_by("-pk")
    found = rows.live().first() or rows.first()
    if found is None:
        raise Http404
    return found


def _answer(request: HttpRequest, member: GroupMember, is_beginner: bool) -> str:
    answer = request.POST.get("jawab", "")
    if answer == "ikut":
        actions.agree_to_group(member=member, is_beginner=is_beginner, by=request.user)
        return _("Terima kasih. Anda ikut kelompok ini.")
    if answer == "keluar":
        actions.leave_group(member=member, by=request.user)
        return _("Anda sudah keluar dari kelompok.")
    actions.decline_group(member=member, by=request.user)
    return _("Tercatat: Anda tidak ikut.")
