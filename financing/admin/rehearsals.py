"""What a draft would do: progress, numbers, and the list behind each number."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.models import Region
from financing.actions.rehearsals import stop_rehearsal
from financing.enums import RehearsalState
from financing.models import Rehearsal, RehearsalLine
from financing.queries.impact import tables, whole
from ikm_portal.audit.admin import OfficeAdmin, Step, WorkflowAdmin, chip, two_lines
from ikm_portal.common.templatetags.portal import tanggal, waktu


def lines_url(rehearsal, lines, gains=None):
    """The list behind a number: the same filter that counted it."""
    query = {"rehearsal__id__exact": rehearsal.pk}
    for name, value in lines.items():
        wide = f"{name}__{'code' if name == 'kabupaten' else 'id'}__exact"
        query[wide if name in ("bank", "product", "kabupaten") else f"{name}__exact"] = value
    if gains is not None:
        query["gains__exact"] = int(gains)
    return f"{reverse('admin:financing_rehearsalline_changelist')}?{urlencode(query)}"


@admin.register(Rehearsal)
class RehearsalAdmin(WorkflowAdmin):
    list_display = ["edition", "state_chip", "progress", "on", "started_by", "started_at"]
    list_filter = ["state"]
    list_select_related = ["edition", "started_by"]
    fields = ["edition"]
    shows_form = False
    change_form_template = "admin/rules/rehearsal.html"
    steps = [
        Step(
            "cancel",
            lambda obj, by, data: stop_rehearsal(rehearsal=obj, by=by),
            tone="bad",
            done=_("Percobaan dihentikan."),
        )
    ]

    def has_add_permission(self, request):
        return False  # by the edition's own step

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("kemajuan"))
    def progress(self, obj):
        return f"{obj.done} / {obj.total}"

    def page_context(self, request, obj):
        sums = whole(obj)
        return super().page_context(request, obj) | {
            "rehearsal": obj,
            "running": obj.state in RehearsalState.open_ones(),
            "total": sums,
            "gains_url": lines_url(obj, sums.lines, True),
            "loses_url": lines_url(obj, sums.lines, False),
            "tables": [
                (
                    table.title,
                    [
                        (
                            row,
                            lines_url(obj, row.lines, True),
                            lines_url(obj, row.lines, False),
                        )
                        for row in table.rows
                    ],
                )
                for table in tables(obj)
            ],
            "may_list": request.user.has_perm("financing.view_rehearsalline"),
        }

    def facts(self, request, obj):
        edition = reverse("admin:financing_ruleedition_change", args=[obj.edition_id])
        facts = [
            {"label": _("Edisi"), "value": obj.edition, "url": edition},
            {"label": _("Keadaan"), "value": self.state_chip(obj)},
            {"label": _("Dihitung untuk tanggal"), "value": tanggal(obj.on)},
            {"label": _("Dibandingkan dengan"), "value": obj.edition.base or "–"},
            {"label": _("Hanya catatannya berubah"), "value": obj.changed},
            {"label": _("Dimulai"), "value": f"{waktu(obj.started_at)}, {obj.started_by}"},
            {"label": _("Terakhir bergerak"), "value": waktu(obj.beat_at)},
            {"label": _("Selesai"), "value": waktu(obj.finished_at) if obj.finished_at else "–"},
        ]
        if obj.problem:
            facts.append({"label": _("Sebab gagal"), "value": obj.problem})
        return facts


class KabupatenFilter(admin.RelatedFieldListFilter):
    """The fifteen, not all of the province's villages: the field's own list is every region."""

    def field_choices(self, field, request, model_admin):
        return [(one.pk, one.name) for one in Region.objects.kabupaten()]


@admin.register(RehearsalLine)
class RehearsalLineAdmin(OfficeAdmin):
    list_display = ["person", "effect", "file", "place", "level", "about"]
    list_display_links = None
    list_filter: ClassVar[Any] = [
        *("gains", "level", "scheme", "bank", "sex", "rehearsal", "product"),
        ("kabupaten", KabupatenFilter),
    ]
    list_select_related = [
        "business__owner",
        "application",
        "bank__institution",
        "product",
        "kabupaten",
    ]
    ordering = ["pk"]
    export_columns = [
        (_("Menjadi memenuhi"), "gains"),
        (_("Pemohon"), "business.owner.name"),
        (_("Usaha"), "business.name"),
        (_("Kode pengajuan"), "application.code"),
        (_("Kabupaten/kota"), "kabupaten.name"),
        (_("Jenis kelamin"), "get_sex_display"),
        (_("Dihitung per"), "get_level_display"),
        (_("Skema"), "get_scheme_display"),
        (_("Bank"), "bank.name"),
        (_("Produk"), "product.name"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("pemohon"))
    def person(self, obj):
        return two_lines(obj.business.owner.name, obj.business.name)

    @admin.display(description=_("akibat"))
    def effect(self, obj):
        if obj.gains:
            return chip(_("Menjadi memenuhi"), "good")
        return chip(_("Tidak lagi memenuhi"), "bad")

    @admin.display(description=_("pengajuan"))
    def file(self, obj):
        if obj.application is None:
            return _("belum mengajukan")
        url = reverse("admin:financing_application_change", args=[obj.application_id])
        return format_html('<a href="{}">{}</a>', url, obj.application.code)

    @admin.display(description=_("tempat"))
    def place(self, obj):
        return two_lines(obj.kabupaten.name, obj.get_sex_display())

    @admin.display(description=_("skema, bank, produk"))
    def about(self, obj):
        told = [obj.get_scheme_display(), obj.bank and obj.bank.name, obj.product]
        return " · ".join(str(part) for part in told if part) or "–"
