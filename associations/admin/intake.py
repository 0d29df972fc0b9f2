"""Members from Excel by staff, for an association that can't: the same check, the same rules."""

from __future__ import annotations

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from associations import rules
from associations.actions.intake import CannotTakeIn, close_intake
from associations.actions.readings import Reading
from associations.enums import IntakeState, RowState
from associations.forms.intake import WorkbookForm
from associations.imports.template import empty_workbook, marked_workbook
from associations.imports.workbook import MAX_BYTES, Refused
from associations.models import Intake
from associations.queries import intake_counts
from associations.views.lines import list_context, work_on_line
from associations.views.manager.intake import keep_workbook, take_good, workbook_file
from ikm_portal.audit.admin import Step, WorkflowAdmin
from ikm_portal.audit.admin.base import keep_opening
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.audit.engine import record
from ikm_portal.common.templatetags.portal import waktu

name_actions(
    {
        "associations.intake.keep": _("Daftar diterima"),
        "associations.intake.download": _("Daftar perbaikan diunduh"),
        "associations.intake.repair": _("Satu baris diperbaiki"),
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
    change_form_template = "admin/intake/list.html"
    steps = [
        Step(
            "take",
            lambda obj, by, data: take_good(obj, by),
            tone="good",
            done=_("Baris yang siap dimasukkan. Sekarang undang mereka untuk menyetujui."),
        ),
        Step(
            "close",
            lambda obj, by, data: close_intake(intake=obj, by=by),
            facts=lambda obj: _what_goes(obj),
            tone="bad",
        ),
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
        line = self.admin_site.admin_view(self.line_view)
        return [
            path("contoh/", empty, name=f"{name}template"),
            path("<int:pk>/perbaikan/", marked, name=f"{name}marked"),
            path("<int:pk>/baris/<int:number>/", line, name=f"{name}line"),
            *super().get_urls(),
        ]

    def template_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return workbook_file(empty_workbook(), "contoh-daftar-anggota.xlsx")

    def marked_view(self, request, pk):
        """The lines to repair, marked; sent back by the association's page as another list."""
        intake = self._to_handle(request, pk)
        rows = intake.rows.filter(state=RowState.REPAIR).order_by("line")
        content = marked_workbook(Reading.load(row.content) for row in rows)
        record("associations.intake.download", intake, by=request.user)
        return workbook_file(content, "daftar-anggota-perbaikan.xlsx")

    def line_view(self, request, pk, number):
        """One line, repaired as its managers repair it."""
        intake = self._to_handle(request, pk)
        if request.method not in {"GET", "POST"}:
            return HttpResponseNotAllowed(["GET", "POST"])
        here = self.change_url(intake)
        given = request.POST if request.method == "POST" else None
        try:
            work = work_on_line(intake, number, given, request.user)
        except CannotTakeIn as problem:
            messages.error(request, str(problem))
            return HttpResponseRedirect(here)
        if work.is_done:
            messages.success(request, _("Baris %(line)d siap dimasukkan.") % {"line": number})
            return HttpResponseRedirect(here)
        if given is None:
            keep_opening(request.user, intake)
        context = {
            **self.admin_site.each_context(request),
            **work.context(),
            "title": _("Baris %(line)d") % {"line": number},
            "subtitle": None,
            "opts": self.opts,
            "original": intake,
            "list_url": here,
        }
        return TemplateResponse(request, "admin/intake/line.html", context)

    def _to_handle(self, request, pk):
        """404: no such open list. 403: not this person's to work on."""
        intake = self.get_object(request, pk)
        if intake is None or intake.state == IntakeState.CLOSED:
            raise Http404
        if not rules.may_handle_intake(request.user, intake):
            raise PermissionDenied
        return intake

    def page_context(self, request, obj):
        context = super().page_context(request, obj)
        if obj.state == IntakeState.CLOSED or not rules.may_handle_intake(request.user, obj):
            return context
        lines = list_context(obj, request.GET, self.change_url(obj), partial(_line_url, obj))
        return context | lines | {"marked_url": _url("marked", obj)}

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
        return facts


def _what_goes(intake):
    left = intake.rows.exclude(state=RowState.TAKEN).count()
    told = _("Baris yang belum masuk dihapus dari portal. Anggota yang sudah masuk tetap ada.")
    return [{"label": _("Baris yang belum masuk"), "value": left}, {"label": "", "value": told}]


def _url(name, intake, *more):
    return reverse(f"admin:associations_intake_{name}", args=[intake.pk, *more])


def _line_url(intake, number):
    return _url("line", intake, number)
