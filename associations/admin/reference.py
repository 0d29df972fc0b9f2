"""Institutions and their people, regions, lines of business."""

from __future__ import annotations

from django.contrib import admin

from associations.models import Institution, InstitutionContact, KbliCode, Region
from ikm_portal.audit.admin import OfficeAdmin
from ikm_portal.audit.admin.base import OfficeInline


class ContactInline(OfficeInline):
    model = InstitutionContact
    fields = ["user"]
    autocomplete_fields = ["user"]


@admin.register(Institution)
class InstitutionAdmin(OfficeAdmin):
    list_display = ["name", "short_name", "kind", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name"]
    prepopulated_fields = {"slug": ["short_name"]}
    fields = ["name", "short_name", "slug", "kind", "is_active"]
    inlines = [ContactInline]


@admin.register(Region)
class RegionAdmin(OfficeAdmin):
    """To look up codes; names come from the reference file."""

    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "=code"]
    fields = ["code", "name", "level", "parent"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(KbliCode)
class KbliCodeAdmin(OfficeAdmin):
    list_display = ["code", "edition", "title", "is_verified"]
    list_filter = ["edition", "is_verified"]
    search_fields = ["code", "title"]
    fields = ["code", "edition", "title", "source", "is_verified"]
