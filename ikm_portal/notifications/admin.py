from django.contrib import admin

from ikm_portal.audit.admin.paginator import CappedPaginator
from ikm_portal.notifications.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """What left and what did not. To look at: the worker writes these rows."""

    list_display = ["message", "channel", "state", "attempts", "next_try_at", "sent_at", "error"]
    list_filter = ["state", "channel"]
    list_select_related = ["message"]
    ordering = ["-id"]
    paginator = CappedPaginator
    show_full_result_count = False
    readonly_fields = [
        "channel",
        "state",
        "attempts",
        "next_try_at",
        "claimed_at",
        "sent_at",
        "error",
    ]
    fields = tuple(readonly_fields)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
