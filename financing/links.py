"""Where a person finds an object: each kind of person has a room of their own."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from financing.models import Application, CreditGroup, Referral, SupportRequest
from ikm_portal.accounts.enums import Kind


def application_url(user: Any, application: Application) -> str:
    if user.kind == Kind.STAFF:
        return reverse("admin:financing_application_change", args=[application.pk])
    if user.kind == Kind.MANAGER:
        return reverse("manager:application", args=[application.code])
    return reverse("member:application", args=[application.code])


def referral_url(user: Any, referral: Referral) -> str:
    """For a bank its own page; everybody else reads the referral on the application's page."""
    if user.kind == Kind.OFFICER:
        return reverse("bank:referral", args=[referral.pk])
    if user.kind == Kind.STAFF:
        return reverse("admin:financing_referral_change", args=[referral.pk])
    return application_url(user, referral.application)


def support_url(user: Any, request: SupportRequest) -> str:
    if user.kind == Kind.STAFF:
        return reverse("admin:financing_supportrequest_change", args=[request.pk])
    room = {Kind.MANAGER: "manager", Kind.GUEST: "guest"}.get(user.kind, "member")
    return reverse(f"{room}:support_detail", args=[request.code])


def group_url(user: Any, group: CreditGroup) -> str:
    if user.kind == Kind.STAFF:
        return reverse("admin:financing_creditgroup_change", args=[group.pk])
    room = "manager" if user.kind == Kind.MANAGER else "member"
    return reverse(f"{room}:group", args=[group.code])
