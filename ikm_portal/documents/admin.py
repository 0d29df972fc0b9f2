from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.admin.paginator import CappedPaginator
from ikm_portal.audit.engine import CannotMove, move
from ikm_portal.documents.models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    """What is kept, to look at. Files are opened on the pages that they belong to."""

    list_display = ["original_name", "kind", "content_type", "size", "state", "created_at"]
    list_filter = ["state", "content_type"]
    paginator = CappedPaginator
    show_full_result_count = False
    ordering = ["-created_at"]
    readonly_fields = [
        "original_name",
        "kind",
        "content_type",
        "size",
        "state",
        "uploaded_by",
        "owner_user",
        "created_at",
    ]
    fields = tuple(readonly_fields)
    actions = ["hold", "let_go"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Tahan berkas"), permissions=["change"])
    def hold(self, request, queryset):
        self._move(request, queryset, "quarantine", _("Ditahan dari daftar petugas."))

    @admin.action(description=_("Lepas berkas"), permissions=["change"])
    def let_go(self, request, queryset):
        self._move(request, queryset, "release", _("Dilepas dari daftar petugas."))

    def _move(self, request, queryset, name, note):
        for document in queryset:
            try:
                move(document, name, by=request.user, note=str(note))
            except CannotMove as problem:
                self.message_user(request, str(problem), messages.ERROR)
