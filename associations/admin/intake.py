"""Members from Excel by staff, for an association that can't: the same check, the same rules."""

from __future__ import annotations

from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from associations import rules
from associations.actions.intake import CannotTakeIn, close_intake
from associations.actions.readings import Reading
from associations.enums import IntakeState, RowState
from associations.forms.intake import WorkbookForm
from associations.imports.columns import BY_KEY
from associations.imports.template import empty_workbook, marked_workbook
from associations.imports.workbook import MAX_BYTES, Refused
from associations.models import Intake
from associations.queries import intake_counts
from associations.views.manager.intake import keep_workbook, take_good, workbook_file
from ikm_portal.audit.admin import Step, WorkflowAdmin
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.audit.engine import record
from ikm_portal.common.templatetags.portal import waktu

SHOWN = 50  # lines to repair on the page; the workbook has them all

name_actions(
    {
        "associations.intake.keep": _("Daftar diterima"),
        "associations.intake.download": _("Daftar perbaikan diunduh"),
    }
)

upload_step = Step(
    "excel",
    lambda obj, by, data: keep_workbook(data["file"].read(), obj, by),
    label=_("Masukkan anggota dari Excel"),
    may=rules.may_register_member,
    form=lambda obj, user: partial(WorkbookForm, most=MAX_BYTES),
    errors=(Refused, CannotTakeIn),
    shows=lambda kept: [
        {
            "label": _("Daftar"),
            "value": _("%d baris diperiksa. Buka daftarnya.") % intake_counts(kept[0])["all"],
            "url": reverse("admin:associations_intake_change", args=[kept[0].pk]),
        }
    ],
)


@admin.register(Intake)
class IntakeAdmin(WorkflowAdmin):
    """What waits in lists. Their lines hold people's data: who opens one is written down."""

    list_display = ["association", "state", "uploaded_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["association", "uploaded_by"]
    ordering = ["-id"]
    fields = ["association"]
    shows_form = False
    keeps_openings = True
    steps = [
        Step(
            "take",
            lambda obj, by, data: take_good(obj, by),
            tone="good",
            done=_("Baris yang siap dimasukkan. Sekarang undang mereka untuk menyetujui."),
        ),
        Step("close", lambda obj, by, data: close_intake(intake=obj, by=by), tone="bad"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("association", "uploaded_by")

    def get_urls(self):
        name = "associations_intake_"
        empty = self.admin_site.admin_view(self.template_view)
        marked = self.admin_site.admin_view(self.marked_view)
        return [
            path("contoh/", empty, name=f"{name}template"),
            path("<int:pk>/perbaikan/", marked, name=f"{name}marked"),
            *super().get_urls(),
        ]

    def template_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return workbook_file(empty_workbook(), "contoh-daftar-anggota.xlsx")

    def marked_view(self, request, pk):
        """The lines to repair, marked; sent back by the association's page as another list."""
        intake = self.get_object(request, pk)
        if intake is None:
            raise Http404
        if not rules.may_handle_intake(request.user, intake):
            raise PermissionDenied
        rows = intake.rows.filter(state=RowState.REPAIR).order_by("line")
        content = marked_workbook(Reading.load(row.content) for row in rows)
        record("associations.intake.download", intake, by=request.user)
        return workbook_file(content, "daftar-anggota-perbaikan.xlsx")

    def facts(self, request, obj):
        counts = intake_counts(obj)
        facts = [
            {"label": _("Asosiasi"), "value": obj.association},
            {"label": _("Keadaan"), "value": obj.get_state_display()},
            {"label": _("Diunggah"), "value": waktu(obj.created_at)},
            *({"label": state.label, "value": counts[state]} for state in RowState),
        ]
        if obj.unused:
            told = ", ".join(obj.unused)
            facts.append({"label": _("Kolom yang tidak dipakai"), "value": told})
        if obj.state == IntakeState.CLOSED or not rules.may_handle_intake(request.user, obj):
            return facts
        if counts[RowState.REPAIR]:
            address = reverse("admin:associations_intake_marked", args=[obj.pk])
            label = _("Buku kerja perbaikan")
            facts.append(
                {"label": label, "value": _("Unduh, perbaiki, kirim lagi"), "url": address}
            )
        held = obj.rows.filter(state__in=[RowState.REPAIR, RowState.DUPLICATE]).order_by("line")
        return [*facts, *(_line(row) for row in held[:SHOWN])]


def _line(row):
    told = [
        f"{BY_KEY[problem.column].title}: {problem.words}" if problem.column else problem.words
        for problem in Reading.load(row.content).problems
    ]
    return {"label": _("Baris %d") % row.line, "value": " ".join(str(one) for one in told)}
