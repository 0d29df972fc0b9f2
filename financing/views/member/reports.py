"""What an applicant tells the office in confidence. In the member's room only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from financing.actions.guard import CannotReport, report_demand
from financing.forms.guard import ReportForm
from financing.models import DemandReport
from financing.views.progress import current_referral
from financing.views.rooms import go, in_room, posted
from financing.views.wizard import find


@in_room
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    application = find(request, code)
    referral = current_referral(application)
    if referral is None:
        messages.info(request, _("Pengajuan ini belum dikirim ke bank."))
        return go(request, "application", code)
    form = ReportForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            report_demand(referral=referral, by=request.user, **form.cleaned_data)
        except CannotReport as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Laporan terkirim. Hanya Disperindag yang membacanya."))
            return go(request, "application-report", code)
    mine = DemandReport.objects.visible_to(request.user).filter(referral__application=application)
    context = {"application": application, "referral": referral, "form": form, "reports": mine}
    status = 422 if form.errors else 200
    return render(request, "member/report.html", context, status=status)
