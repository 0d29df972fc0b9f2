"""The minutes on their meeting's page, until they are approved."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ikm_portal.audit.admin.base import PlainTextMixin
from meetings.enums import MeetingState
from meetings.models import Minutes


class MinutesFormSet(forms.BaseInlineFormSet):
    """Refuses what was typed while somebody else approved or began the minutes; the words stay in
    their fields, to be copied."""

    def clean(self):
        super().clean()
        if not self.has_changed():
            return
        if self.instance.state == MeetingState.RECORDED:
            raise ValidationError(
                _(
                    "Notula ini baru saja disahkan dan tidak bisa diubah lagi. Tidak ada yang "
                    "disimpan: salin tulisan Anda dari bawah, lalu muat ulang halaman ini."
                )
            )
        if self.initial_form_count() == 0 and Minutes.objects.filter(meeting=self.instance):
            raise ValidationError(
                _(
                    "Notula rapat ini baru saja dibuat di tempat lain. Tidak ada yang disimpan: "
                    "salin tulisan Anda dari bawah, lalu muat ulang halaman ini."
                )
            )


class MinutesInline(PlainTextMixin, admin.StackedInline):
    model = Minutes
    formset = MinutesFormSet
    fields = ["opening", "discussion", "conclusion"]
    extra = 0
    max_num = 1
    can_delete = False

    def has_change_permission(self, request, obj=None):
        # Approved minutes stand. A form that was open before still finds its fields: it is read,
        # so that it can be refused with the words that were typed.
        settled = obj is not None and obj.state == MeetingState.RECORDED
        if settled and request.method == "POST":
            settled = "minutes-TOTAL_FORMS" not in request.POST
        return not settled and super().has_change_permission(request, obj)

    has_add_permission = has_change_permission
