"""Weights of the order: draft, see whose first product changes, approve by a second person."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing import rules
from financing.actions.ranking import CannotWeigh, approve_weights, cancel_weights, draft_weights
from financing.admin.forms import OptionalNoteForm
from financing.admin.two_people import TwoPeople
from financing.enums import EditionState
from financing.forms.ranking import WeightsForm
from financing.forms.rules import CancelForm
from financing.matching.score import Part
from financing.models import RankingWeights
from financing.ranking import LABELS
from financing.tasks import try_ranking
from ikm_portal.audit.admin import Step, WorkflowAdmin, chip, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.common.waking import wake

name_actions({"financing.rankingweights.draft": _("Bobot dirancang")})


def found(row):
    """What the second person puts their name to."""
    tried = row.tried
    if tried is None:
        return []
    facts = [
        {"label": _("Berkas dicoba"), "value": tried["files"]},
        {"label": _("Pilihan pertamanya berubah"), "value": tried["changed"]},
    ]
    for bank, (before, after) in tried["first"].items():
        label = _("%(bank)s di tempat pertama") % {"bank": bank}
        value = _("dari %(before)d menjadi %(after)d") % {"before": before, "after": after}
        facts.append({"label": label, "value": value})
    return facts


def _ask_again(row, by, data):
    wake(try_ranking, row.pk)
    return row


def may_try(user, row):
    return rules.may_draft_weights(user) if row.state == EditionState.DRAFT else False


@admin.register(RankingWeights)
class RankingWeightsAdmin(TwoPeople, WorkflowAdmin):
    list_display = ["name", "state_chip", "effective_from", "parts", "made_by", "approval"]
    list_filter = ["state"]
    list_select_related = ["created_by", "approved_by"]
    ordering = ["-number"]
    form = WeightsForm
    fields = [*[part.value for part in Part], "why", "effective_from"]
    shows_form = False
    steps = [
        Step(
            "coba",
            _ask_again,
            label=_("Hitung pengaruhnya"),
            may=may_try,
            errors=(CannotWeigh,),
            done=_("Sedang dihitung. Muat ulang halaman ini untuk melihat hasilnya."),
        ),
        Step(
            "approve",
            lambda obj, by, data: approve_weights(row=obj, by=by, **data),
            form=OptionalNoteForm,
            facts=found,
            errors=(CannotWeigh,),
            tone="good",
            done=_("Bobot ini disetujui dan berlaku sejak tanggalnya."),
        ),
        Step(
            "cancel",
            lambda obj, by, data: cancel_weights(row=obj, by=by, **data),
            form=CancelForm,
            errors=(CannotWeigh,),
            tone="bad",
        ),
    ]
    export_columns = [
        (_("Nomor"), "number"),
        (_("Keadaan"), "get_state_display"),
        (_("Berlaku mulai"), "effective_from"),
        *[(LABELS[part], part.value) for part in Part],
        (_("Apa yang berubah"), "why"),
    ]

    def get_changeform_initial_data(self, request):
        acting = RankingWeights.objects.acting_on(timezone.localdate()).first()
        weights = {part.value: getattr(acting, part.value) for part in Part} if acting else {}
        return {**weights, "effective_from": timezone.localdate()}

    @admin.display(description=_("bobot"), ordering="number")
    def name(self, obj):
        return two_lines(str(obj), obj.why[:90])

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        state = EditionState(obj.state)
        return chip(state.label, state.tone)

    @admin.display(description=_("bagian"))
    def parts(self, obj):
        return " · ".join(f"{LABELS[part]} {getattr(obj, part.value)}" for part in Part)

    def facts(self, request, obj):
        return [
            {"label": _("Keadaan"), "value": self.state_chip(obj)},
            {"label": _("Apa yang berubah dan mengapa"), "value": obj.why},
            *[{"label": LABELS[part], "value": getattr(obj, part.value)} for part in Part],
            {"label": _("Berlaku mulai"), "value": tanggal(obj.effective_from)},
            {"label": _("Dirancang oleh"), "value": self.made_by(obj)},
            {"label": _("Disetujui oleh"), "value": obj.approved_by or "–"},
            *found(obj),
        ]

    def save_model(self, request, obj, form, change):
        made = draft_weights(
            weights=form.cleaned_data["weights"],
            why=form.cleaned_data["why"],
            effective_from=form.cleaned_data["effective_from"],
            by=request.user,
        )
        wake(try_ranking, made.pk)
        obj.__dict__.update(made.__dict__)
