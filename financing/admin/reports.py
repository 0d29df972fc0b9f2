"""Confidential reports of applicants: read and closed by the office, seen by nobody else."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from financing.actions.guard import close_report
from financing.admin.forms import AnswerReportForm
from financing.models import DemandReport
from ikm_portal.audit.admin import Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import waktu

name_actions(
    {
        "financing.demandreport.report": _("Laporan rahasia diterima"),
        "financing.demandreport.close": _("Laporan rahasia ditutup"),
        "financing.demandreport.opened": _("Laporan rahasia dibuka"),
    }
)


@admin.register(DemandReport)
class DemandReportAdmin(WorkflowAdmin):
    """No export: what is told in confidence leaves the portal in no file."""

    list_display = ["__str__", "state_chip", "branch", "since"]
    list_filter = ["state", "demand"]
    fields = ["words"]
    shows_form = False
    keeps_openings = True
    steps = [
        Step(
            "close",
            lambda obj, by, data: close_report(report=obj, by=by, **data),
            form=AnswerReportForm,
            done=_("Laporan ditutup. Pelapor sudah diberi tahu."),
        ),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        """A bank's account never, even one that was given rights by mistake."""
        return request.user.is_office and super().has_view_permission(request, obj)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("referral__branch", "referral__application", "reporter")
        )

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("cabang"))
    def branch(self, obj):
        return obj.referral.branch

    @admin.display(description=_("dilaporkan"), ordering="reported_at")
    def since(self, obj):
        return waktu(obj.reported_at)

    def facts(self, request, obj):
        return [
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Yang diminta"), "value": obj.get_demand_display()},
            {"label": _("Cerita"), "value": obj.words},
            {"label": _("Pelapor"), "value": obj.reporter},
            {"label": _("Pengajuan"), "value": obj.referral.application.code},
            {"label": _("Cabang"), "value": obj.referral.branch},
            {"label": _("Dilaporkan"), "value": waktu(obj.reported_at)},
            {"label": _("Jawaban"), "value": obj.answer or "–"},
        ]
