"""Neutral addresses for messages: each reader is sent to the object in their own room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from financing.links import application_url, group_url, referral_url, support_url
from financing.models import Application, CreditGroup, Referral, SupportRequest


@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Application.objects.visible_to(request.user), code=code)
    return redirect(application_url(request.user, found))


@require_safe
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Referral.objects.visible_to(request.user).select_related("application"), pk=pk
    )
    return redirect(referral_url(request.user, found))


@require_safe
def support(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(SupportRequest.objects.visible_to(request.user), code=code)
    return redirect(support_url(request.user, found))


@require_safe
def group(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(CreditGroup.objects.visible_to(request.user), code=code)
    return redirect(group_url(request.user, found))
