"""The whole country's placement: how far each province is, stop, repeat what came to nothing."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from financing.actions.nation import cancel_nation, repeat_nation, start_nation
from financing.actions.placement import CannotPlace
from financing.enums import RunState
from financing.forms.placement import NationForm
from financing.models import NationalPlacement
from financing.rules import may_repeat_nation, may_stop_nation
from financing.tasks import place
from ikm_portal.audit.admin import Step, WorkflowAdmin, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.common.waking import wake_each

name_actions({"financing.nationalplacement.start": _("Penempatan nasional diminta")})


def _hand_over(runs):
    """One job a province; the clock asks again for what the queue never heard of."""
    wake_each(place, [run.pk for run in runs])


def _repeat(nation, by):
    with transaction.atomic():
        _hand_over(repeat_nation(nation=nation, by=by))


@admin.register(NationalPlacement)
class NationalPlacementAdmin(WorkflowAdmin):
    list_display = ["number", "provinces", "progress", "started_by", "started_at"]
    list_columns = ["on", "started_at", "started_by__name"]
    ordering = ["-pk"]
    form = NationForm
    fields = ["seed"]
    shows_form = False
    change_form_template = "admin/placement/nation.html"
    steps = [
        Step(
            "repeat",
            lambda obj, by, data: _repeat(obj, by),
            label=_("Ulangi yang gagal atau dihentikan"),
            may=may_repeat_nation,
            errors=(CannotPlace,),
            done=_("Diminta lagi. Provinsi yang lain tidak diubah."),
        ),
        Step(
            "cancel",
            lambda obj, by, data: cancel_nation(nation=obj, by=by),
            label=_("Hentikan"),
            may=may_stop_nation,
            tone="bad",
            done=_("Dihentikan. Yang sudah disetujui tetap berlaku; berkas lain tetap menunggu."),
        ),
    ]

    def add_view(self, request, form_url="", extra_context=None):
        try:
            return super().add_view(request, form_url, extra_context)
        except CannotPlace as problem:  # somebody else was faster by a moment
            messages.error(request, str(problem))
            return HttpResponseRedirect(request.path)

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        running = Q(runs__state__in=RunState.running_ones())
        return (
            super()
            .get_queryset(request)
            .annotate(
                many=Count("runs"),
                waits=Count("runs", filter=running),
                done=Sum("runs__done"),
                total=Sum("runs__total"),
            )
        )

    @admin.display(description=_("penempatan"), ordering="pk")
    def number(self, obj):
        return two_lines(obj, tanggal(obj.on))

    @admin.display(description=_("provinsi"))
    def provinces(self, obj):
        return _("%(done)d dari %(all)d dihitung") % {
            "done": obj.many - obj.waits,
            "all": obj.many,
        }

    @admin.display(description=_("berkas"))
    def progress(self, obj):
        return f"{obj.done or 0} / {obj.total or 0}"

    def page_context(self, request, obj):
        runs = obj.runs.select_related("region", "association").defer(
            "input", "output", "offers", "fairness", "prices", "used_prices"
        )
        rows = list(runs.order_by("region", "pk"))
        running = [run for run in rows if run.state in RunState.running_ones()]
        return super().page_context(request, obj) | {
            "rows": [
                (run, reverse("admin:financing_placementrun_change", args=[run.pk])) for run in rows
            ],
            "running": running,
            "done": sum(run.done for run in rows),
            "total": sum(run.total for run in rows),
        }

    def facts(self, request, obj):
        return [
            {"label": _("Provinsi"), "value": self.provinces(obj)},
            {"label": _("Kuota per tanggal"), "value": tanggal(obj.on)},
            {"label": _("Angka acak"), "value": obj.seed},
            {
                "label": _("Dimulai"),
                "value": f"{waktu(obj.started_at)}, {obj.started_by or _('Portal')}",
            },
        ]

    def save_model(self, request, obj, form, change):
        made = start_nation(seed=form.cleaned_data["seed"], by=request.user)
        _hand_over(made.runs.only("pk"))
        obj.__dict__.update(made.__dict__)

    def log_addition(self, request, obj, message):
        """The action has written its own line."""
