"""Where a member reads what they agree to, and says yes: by link, or by code."""

from __future__ import annotations

import time

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from associations.actions import invitations
from associations.actions.consents import ends_on
from associations.enums import ConsentChannel, ConsentPurpose
from associations.forms.confirming import CodeForm, NewAccountForm, YesForm
from associations.models import MemberInvitation
from associations.queries import consent_text
from ikm_portal.accounts.limits import limited

_SHOWN = "member_invitation"  # which invitation this browser has shown the code of, until when
_MINUTES = 20
_NO_MATCH = gettext_lazy(
    "Tidak cocok atau sudah tidak berlaku. Periksa kode, NIK, dan tanggal lahir, atau minta "
    "undangan baru kepada pengurus."
)
_RATES = "20/m/ip,200/h/ip"  # a village hall full of members may share one address


@login_not_required
@sensitive_post_parameters("nik_end", "birth_date", "code")
@never_cache
@limited("member-code", _RATES)
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation = invitations.find_by_code(**form.cleaned_data)
        if invitation is not None:
            request.session[_SHOWN] = [invitation.pk, int(time.time()) + _MINUTES * 60]
            return redirect("confirm-read")
        form.add_error(None, _NO_MATCH)
    return render(request, "confirm/code.html", {"form": form})


@login_not_required
@sensitive_post_parameters()
@never_cache
@limited("member-confirm", _RATES)
@require_http_methods(["GET", "POST"])
def after_code(request: HttpRequest) -> HttpResponse:
    pk, until = request.session.get(_SHOWN, (0, 0))
    invitation = invitations.find_by_number(pk) if until > time.time() else None
    return _read(request, invitation, ConsentChannel.CODE)


@login_not_required
@sensitive_post_parameters()
@never_cache
@limited("member-confirm", _RATES)
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _read(request, invitations.find_by_token(token), ConsentChannel.WEB)


def _read(request, invitation: MemberInvitation | None, channel: str) -> HttpResponse:
    found = [consent_text(one, timezone.localdate()) for one in _ASKED]
    texts = [text for text in found if text is not None]
    if invitation is None or len(texts) != len(_ASKED):
        return _closed(request)
    owner = invitation.membership.business.owner
    wording = ",".join(f"{text.purpose}:{text.version}" for text in texts)
    page = {
        "membership": invitation.membership,
        "association": invitation.membership.association,
        "texts": texts,
        "wording": wording,
        "until": ends_on(ConsentPurpose.PORTAL, timezone.localdate()),
        "owner": owner,
    }
    if request.user.is_authenticated:
        page["may_continue"] = invitations.may_continue_as(request.user, owner)
        form = YesForm(request.POST or None, wording=wording)
        if request.method == "POST" and page["may_continue"] and form.is_valid():
            return _with_account(request, invitation, channel)
        return render(request, "confirm/signed_in.html", {**page, "form": form})
    known = invitations.account_with_phone(owner)
    if known is not None and invitations.may_continue_as(known, owner):
        return render(request, "confirm/known.html", page)
    if not invitations.may_open_account(invitation.membership):
        return render(request, "confirm/elsewhere.html", page)
    asks_phone = known is not None or not owner.phone
    form = NewAccountForm(request.POST or None, wording=wording, asks_phone=asks_phone)
    if request.method == "POST" and form.is_valid():
        answer = _with_new_account(request, invitation, channel, form)
        if answer is not None:
            return answer
    return render(request, "confirm/new.html", {**page, "form": form, "asks_phone": asks_phone})


_ASKED = (ConsentPurpose.PORTAL, ConsentPurpose.ASSOCIATION)


def _with_account(request, invitation: MemberInvitation, channel: str) -> HttpResponse:
    try:
        invitations.confirm_with_account(invitation=invitation, by=request.user, channel=channel)
    except invitations.CannotConfirm:
        return _closed(request)
    return _done(request, redirect("start"))


def _with_new_account(request, invitation, channel: str, form) -> HttpResponse | None:
    """None: the form says what is wrong."""
    try:
        user = invitations.confirm_with_new_account(
            invitation=invitation,
            password=form.cleaned_data["password1"],
            phone=form.cleaned_data.get("phone", ""),
            channel=channel,
        )
    except invitations.CannotConfirm:
        return _closed(request)
    except invitations.PhoneTaken:
        form.add_error(
            "phone" if "phone" in form.fields else None, _("Nomor HP ini sudah dipakai akun lain.")
        )
        return None
    except ValidationError as weak:
        form.add_error("password1", weak)
        return None
    return _done(request, perform_login(request, user, email_verification="none"))


def _done(request, response: HttpResponse) -> HttpResponse:
    request.session.pop(_SHOWN, None)
    messages.success(request, _("Terima kasih. Anda sekarang anggota di portal ini."))
    return response


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "confirm/closed.html", status=404)
