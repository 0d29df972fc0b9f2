"""The values of an edition: read by all staff, written in drafts only."""

from __future__ import annotations

from django.contrib import admin
from django.forms import DateInput
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from financing import rules
from financing.actions.rules import remove_rule, write_rule
from financing.forms.rules import RuleValueForm
from financing.kur.findings import CONFIDENCE_WORDS
from financing.models import RuleValue
from financing.rule_words import key_label, value_words
from ikm_portal.audit.admin import OfficeAdmin, chip, two_lines
from ikm_portal.common.templatetags.portal import tanggal


@admin.register(RuleValue)
class RuleValueAdmin(OfficeAdmin):
    list_display = ["name", "value_shown", "days", "named_in", "sure", "edition"]
    list_filter = ["edition", "scheme", "confidence", "regulation"]
    list_select_related = ["edition", "regulation"]
    search_fields = ["key", "note"]
    search_help_text = _("Kode aturan atau catatan.")
    ordering = ["scheme", "key", "valid_from", "pk"]
    form = RuleValueForm
    list_per_page = 100
    export_columns = [
        (_("Edisi"), "edition.number"),
        (_("Skema"), "get_scheme_display"),
        (_("Aturan"), lambda row: key_label(row.key)),
        (_("Kode"), "key"),
        (_("Nilai"), lambda row: value_words(row.key, row.value, row.unit)),
        (_("Berlaku mulai"), "valid_from"),
        (_("Sampai"), "valid_to"),
        (_("Wilayah"), "region"),
        (_("Peraturan"), "regulation.name"),
        (_("Sumber"), lambda row: ", ".join(row.source_codes)),
        (_("Keyakinan"), "get_confidence_display"),
        (_("Catatan"), "note"),
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["edition", "scheme", "key"] if obj else []

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or bool(rules.may_edit_rules(request.user, obj.edition)))

    def has_delete_permission(self, request, obj=None):
        """Only one at a time, from a draft: the value's own page asks once more."""
        return (
            obj is not None
            and request.user.has_perm("financing.delete_rulevalue")
            and bool(rules.may_edit_rules(request.user, obj.edition))
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("valid_from", "valid_to"):
            kwargs["widget"] = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("aturan"), ordering="key")
    def name(self, obj):
        return two_lines(key_label(obj.key), obj.get_scheme_display())

    @admin.display(description=_("nilai"))
    def value_shown(self, obj):
        return value_words(obj.key, obj.value, obj.unit)

    @admin.display(description=_("berlaku"), ordering="valid_from")
    def days(self, obj):
        return two_lines(tanggal(obj.valid_from), tanggal(obj.valid_to) if obj.valid_to else "…")

    @admin.display(description=_("peraturan dan sumber"))
    def named_in(self, obj):
        return two_lines(obj.regulation or "–", ", ".join(obj.source_codes))

    @admin.display(description=_("keyakinan"), ordering="confidence")
    def sure(self, obj):
        return chip(CONFIDENCE_WORDS[obj.confidence], "good" if obj.verified else "waiting")

    def save_model(self, request, obj, form, change):
        write_rule(value=obj, by=request.user)

    def delete_model(self, request, obj):
        remove_rule(value=obj, by=request.user)

    # The actions have written their own lines, on the edition.

    def log_addition(self, request, obj, message):
        pass

    def log_change(self, request, obj, message):
        pass

    def log_deletions(self, request, queryset):
        pass

    def response_post_save_add(self, request, obj):
        return self._to_edition(obj)

    def response_post_save_change(self, request, obj):
        return self._to_edition(obj)

    def _to_edition(self, obj):
        """Back to the draft, where the change is read among the others."""
        return HttpResponseRedirect(
            reverse("admin:financing_ruleedition_change", args=[obj.edition_id])
        )
