"""The trail, to read. Nobody writes or removes a row here, nor anywhere else by hand."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.admin.base import OfficeAdmin
from ikm_portal.audit.admin.timeline import label_of
from ikm_portal.audit.models import Entry
from ikm_portal.audit.workflow import Workflow


class SubjectFilter(admin.SimpleListFilter):
    """By kind of thing; from the registered workflows, so that no table is scanned for it."""

    title = _("tentang")
    parameter_name = "subject_type"

    def lookups(self, request, model_admin):
        from django.apps import apps

        return [
            (label, apps.get_model(label)._meta.verbose_name) for label in sorted(Workflow.registry)
        ]

    def queryset(self, request, queryset):
        return queryset.filter(subject_type=self.value()) if self.value() else queryset


class ReasonFilter(admin.SimpleListFilter):
    title = _("kejadian")
    parameter_name = "kejadian"

    def lookups(self, request, model_admin):
        return [("moves", _("Perubahan keadaan")), ("other", _("Lainnya"))]

    def queryset(self, request, queryset):
        if self.value() == "moves":
            return queryset.exclude(to_state="")
        return queryset.filter(to_state="") if self.value() == "other" else queryset


@admin.register(Entry)
class EntryAdmin(OfficeAdmin):
    list_display = ["at", "actor_label", "words", "subject_type", "subject_id", "note"]
    list_display_links = ["at"]
    list_filter = [SubjectFilter, ReasonFilter]
    ordering = ["-id"]
    # One object's trail: "subject_id" exactly, together with the filter on the left.
    search_fields = ["=subject_id"]
    search_help_text = _("Nomor objek, dipakai bersama saringan “tentang”.")
    fields = [
        "at",
        "actor_label",
        "action",
        "subject_type",
        "subject_id",
        "from_state",
        "to_state",
        "note",
        "data",
        "seq",
        "hash",
    ]
    export_columns = [
        (_("Nomor"), "seq"),
        (_("Waktu"), lambda entry: entry.at.isoformat()),
        (_("Siapa"), "actor_label"),
        (_("Kejadian"), "action"),
        (_("Tentang"), "subject_type"),
        (_("Nomor objek"), "subject_id"),
        (_("Dari"), "from_state"),
        (_("Menjadi"), "to_state"),
        (_("Catatan"), "note"),
        (_("Sidik"), "hash"),
    ]

    @admin.display(description=_("kejadian"))
    def words(self, entry):
        return label_of(entry)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
