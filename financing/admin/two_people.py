"""Columns of what one person drafts and another approves: KUR rules, weights of the order."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.admin import two_lines
from ikm_portal.common.templatetags.portal import tanggal


class TwoPeople:
    """Beside an admin whose rows are written by an action and never changed in a form."""

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("dirancang oleh"))
    def made_by(self, obj):
        return obj.created_by or _("Portal")

    @admin.display(description=_("disetujui oleh"))
    def approval(self, obj):
        return two_lines(obj.approved_by or "–", tanggal(obj.approved_at))

    def log_addition(self, request, obj, message):
        """The action has written its own line."""
