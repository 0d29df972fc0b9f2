"""The rulebook's desk: draft, try out, approve by a second person, step back."""

from __future__ import annotations

from django.contrib import admin
from django.forms import DateInput
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from financing import rules
from financing.actions.rehearsals import start_rehearsal
from financing.actions.rules import (
    CannotChangeRules,
    add_source,
    approve_edition,
    cancel_edition,
    rehearsal_of,
    set_first_day,
    start_draft,
)
from financing.admin.forms import OptionalNoteForm
from financing.admin.two_people import TwoPeople
from financing.forms.rules import CancelForm, EditionForm, FirstDayForm, RestoreForm, SourceForm
from financing.models import Regulation, RuleEdition, RuleSource
from financing.queries.impact import whole
from financing.rule_words import changes
from financing.rulebook import edition_on
from financing.tasks import rehearse
from ikm_portal.audit.admin import OfficeAdmin, Step, WorkflowAdmin, chip, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.common.waking import wake

name_actions(
    {
        "financing.ruleedition.draft": _("Rancangan dibuat"),
        "financing.ruleedition.write": _("Nilai ditulis"),
        "financing.ruleedition.remove": _("Nilai dihapus"),
        "financing.ruleedition.date": _("Tanggal berlaku diubah"),
        "financing.rehearsal.queue": _("Percobaan diminta"),
    }
)


def _rehearse(edition, by, data):
    rehearsal = start_rehearsal(edition=edition, by=by)
    wake(rehearse, rehearsal.pk)
    return rehearsal


def approval_facts(edition):
    """What the second person puts their name to."""
    rehearsal = rehearsal_of(edition).first()
    facts = [
        {"label": _("Apa yang berubah"), "value": edition.why},
        {"label": _("Berlaku mulai"), "value": tanggal(edition.effective_from)},
        {"label": _("Nilai yang berubah"), "value": len(diff_of(edition))},
    ]
    if rehearsal is not None:
        total = whole(rehearsal)
        facts += [
            {"label": _("Berkas dicoba"), "value": rehearsal.done},
            {"label": _("Menjadi memenuhi"), "value": total.gains},
            {"label": _("Tidak lagi memenuhi"), "value": total.loses},
        ]
    return facts


def diff_of(edition):
    return changes(edition.base.ruleset(), edition.ruleset()) if edition.base else []


@admin.register(RuleEdition)
class RuleEditionAdmin(TwoPeople, WorkflowAdmin):
    list_display = ["name", "state_chip", "effective_from", "made_by", "approval"]
    list_filter = ["state"]
    list_select_related = ["created_by", "approved_by"]
    ordering = ["-number"]
    form = EditionForm
    fields = ["why", "effective_from"]
    shows_form = False
    change_form_template = "admin/rules/edition.html"
    steps = [
        Step(
            "coba",
            _rehearse,
            label=_("Coba pada semua berkas"),
            may=rules.may_edit_rules,
            errors=(CannotChangeRules,),
            done=_("Percobaan dimulai. Muat ulang halaman ini untuk melihat hasilnya."),
        ),
        Step(
            "approve",
            lambda obj, by, data: approve_edition(edition=obj, by=by, **data),
            form=OptionalNoteForm,
            facts=approval_facts,
            errors=(CannotChangeRules,),
            tone="good",
            done=_("Edisi ini disetujui dan berlaku sejak tanggalnya."),
        ),
        Step(
            "tanggal",
            lambda obj, by, data: set_first_day(edition=obj, by=by, **data),
            label=_("Ubah tanggal berlaku"),
            may=rules.may_edit_rules,
            form=FirstDayForm,
            errors=(CannotChangeRules,),
        ),
        Step(
            "sumber",
            lambda obj, by, data: add_source(edition=obj, by=by, **data),
            label=_("Tambah sumber"),
            may=rules.may_edit_rules,
            form=SourceForm,
            errors=(CannotChangeRules,),
        ),
        Step(
            "kembalikan",
            lambda obj, by, data: start_draft(by=by, restores=obj, **data),
            label=_("Kembalikan isi edisi ini"),
            may=rules.may_restore_rules,
            form=RestoreForm,
            errors=(CannotChangeRules,),
            done=_("Rancangan baru berisi edisi ini sudah dibuat. Buka dari daftar edisi."),
        ),
        Step(
            "cancel",
            lambda obj, by, data: cancel_edition(edition=obj, by=by, **data),
            form=CancelForm,
            errors=(CannotChangeRules,),
            tone="bad",
        ),
    ]
    export_columns = [
        (_("Edisi"), "number"),
        (_("Keadaan"), "get_state_display"),
        (_("Berlaku mulai"), "effective_from"),
        (_("Apa yang berubah"), "why"),
        (_("Dirancang oleh"), "created_by.name"),
        (_("Disetujui oleh"), "approved_by.name"),
        (_("Sidik isi"), "version"),
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "effective_from":
            kwargs["widget"] = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {"effective_from": timezone.localdate()}

    @admin.display(description=_("edisi"), ordering="number")
    def name(self, obj):
        return two_lines(str(obj), obj.why[:90])

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        acting = edition_on(timezone.localdate())
        if acting is not None and acting.pk == obj.pk:
            return chip(_("Berlaku hari ini"), "good")
        return chip(obj.state_label.label, obj.state_label.tone)

    def page_context(self, request, obj):
        rehearsal = obj.rehearsals.first()
        return super().page_context(request, obj) | {
            "changes": diff_of(obj),
            "rehearsal": rehearsal,
            "total": whole(rehearsal) if rehearsal else None,
            "may_write": bool(rules.may_edit_rules(request.user, obj)),
            "rows_url": f"{reverse('admin:financing_rulevalue_changelist')}"
            f"?edition__id__exact={obj.pk}",
            "add_url": f"{reverse('admin:financing_rulevalue_add')}?edition={obj.pk}",
        }

    def facts(self, request, obj):
        link = "admin:financing_ruleedition_change"
        facts = [
            {"label": _("Keadaan"), "value": self.state_chip(obj)},
            {"label": _("Apa yang berubah dan mengapa"), "value": obj.why},
            {"label": _("Berlaku mulai"), "value": tanggal(obj.effective_from)},
            {"label": _("Dirancang oleh"), "value": self.made_by(obj)},
            {"label": _("Disetujui oleh"), "value": obj.approved_by or "–"},
            {"label": _("Sidik isi"), "value": obj.version or "–"},
        ]
        for label, other in ((_("Disalin dari"), obj.base), (_("Mengembalikan"), obj.restores)):
            if other is not None:
                facts.append(
                    {"label": label, "value": other, "url": reverse(link, args=[other.pk])}
                )
        return facts

    def save_model(self, request, obj, form, change):
        made = start_draft(
            why=form.cleaned_data["why"],
            effective_from=form.cleaned_data["effective_from"],
            by=request.user,
        )
        obj.__dict__.update(made.__dict__)


@admin.register(RuleSource)
class RuleSourceAdmin(OfficeAdmin):
    list_display = ["code", "title", "link", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["=code", "title"]
    fields = ["edition", "code", "title", "url"]

    def has_add_permission(self, request):
        return False  # by the edition's own step

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("alamat"))
    def link(self, obj):
        if not obj.url:
            return "–"
        return format_html('<a href="{}" rel="noreferrer nofollow">{}</a>', obj.url, _("Buka"))


@admin.register(Regulation)
class RegulationAdmin(OfficeAdmin):
    """The name stands in stored findings: it is written once."""

    list_display = ["name", "title", "starts_on"]
    search_fields = ["name", "title"]
    fields = ["name", "title", "starts_on", "note"]

    def has_change_permission(self, request, obj=None):
        return False
