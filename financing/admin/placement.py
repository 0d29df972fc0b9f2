"""Placing a group: start, compare both ways, choose one, a second person approves."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from financing import fairness
from financing.actions.placement import (
    CannotPlace,
    cancel_run,
    choose_mode,
    follow_run,
    start_run,
)
from financing.actions.places import BATCH, approve_run, decline_run, refer_places
from financing.enums import PlaceState, RunState
from financing.forms.placement import ChooseForm, DeclineForm, StartForm
from financing.models import PlacementPlace, PlacementRun
from financing.placing import files_of
from financing.queries.placement import answers, freed, side_of, sides
from financing.rules import may_follow_placement, may_refer_places
from financing.tasks import place, send_placed, tell_placed
from ikm_portal.audit.admin import OfficeAdmin, Step, WorkflowAdmin, chip, two_lines
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.templatetags.portal import tanggal, waktu
from ikm_portal.common.waking import wake

name_actions({"financing.placementrun.queue": _("Penempatan diminta")})


def what_happens(run):
    """What the second person puts their name to."""
    side = side_of(run)
    if side is None:
        return []
    return [
        {"label": _("Cara"), "value": run.get_mode_display()},
        {"label": _("Alasan memilih"), "value": run.why},
        {"label": _("Dipilih oleh"), "value": f"{run.chosen_by}, {waktu(run.chosen_at)}"},
        {"label": _("Mendapat tempat"), "value": side.placed},
        {"label": _("Masih menunggu"), "value": side.waiting},
        {"label": _("Hari kerja untuk menolak"), "value": run.answer_days},
        {
            "label": _("Sesudah itu"),
            "value": _("Yang tidak menolak dikirim ke bank; kuotanya baru dipesan saat itu."),
        },
    ]


def what_is_free(run):
    return [
        {"label": _("Untuk"), "value": run.scope_name},
        {"label": _("Tempat yang lepas"), "value": freed(run)},
        {"label": _("Masih menunggu bank"), "value": files_of(run).count()},
    ]


@admin.register(PlacementRun)
class PlacementRunAdmin(WorkflowAdmin):
    list_display = ["number", "state_chip", "progress", "way", "started_by", "started_at"]
    list_filter = ["state", "mode"]
    list_columns = [
        "on",
        "state",
        "done",
        "total",
        "mode",
        "started_at",
        "started_by__name",
        "association__name",
        "region__name",
        "region__level",
    ]
    ordering = ["-pk"]
    form = StartForm
    fields = ["association", "region", "seed"]
    shows_form = False
    change_form_template = "admin/placement/run.html"
    steps = [
        Step(
            "choose",
            lambda obj, by, data: choose_mode(run=obj, by=by, **data),
            form=ChooseForm,
            errors=(CannotPlace,),
            done=_("Dipilih. Orang kedua yang menyetujui."),
        ),
        Step(
            "approve",
            lambda obj, by, data: _approve(obj, by),
            facts=what_happens,
            errors=(CannotPlace,),
            tone="good",
            done=_("Disetujui. Setiap anggota sudah diberi tahu."),
        ),
        Step(
            "decline",
            lambda obj, by, data: decline_run(run=obj, by=by, note=data["note"]),
            form=DeclineForm,
            tone="bad",
        ),
        Step(
            "refer",
            lambda obj, by, data: _send(obj, by),
            label=_("Kirim ke bank sekarang"),
            may=may_refer_places,
            errors=(CannotPlace,),
            tone="good",
            done=_(
                "Berkas yang tidak ditolak dikirim; ribuan berkas perlu beberapa menit. "
                "Yang tidak muat tetap menunggu."
            ),
        ),
        Step(
            "follow",
            lambda obj, by, data: _follow(obj, by),
            label=_("Mulai putaran lanjutan"),
            may=may_follow_placement,
            facts=what_is_free,
            errors=(CannotPlace,),
            done=_("Putaran lanjutan diminta. Ada di daftar penempatan."),
        ),
        Step(
            "cancel",
            lambda obj, by, data: cancel_run(run=obj, by=by),
            tone="bad",
            done=_("Penempatan dihentikan. Berkas tetap menunggu seperti semula."),
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

    @admin.display(description=_("penempatan"), ordering="pk")
    def number(self, obj):
        return two_lines(obj.scope_name, tanggal(obj.on))

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("kemajuan"))
    def progress(self, obj):
        return f"{obj.done} / {obj.total}"

    @admin.display(description=_("cara"))
    def way(self, obj):
        return obj.get_mode_display() or "–"

    def page_context(self, request, obj):
        shown = sides(obj)
        return super().page_context(request, obj) | {
            "run": obj,
            "running": obj.state in RunState.running_ones(),
            "sides": shown,
            "fairness": _fairness(obj) if shown else [],
        }

    def facts(self, request, obj):
        places = reverse("admin:financing_placementplace_changelist")
        facts = [
            {"label": _("Untuk"), "value": obj.scope_name},
            *_nation(obj),
            {"label": _("Keadaan"), "value": self.state_chip(obj)},
            {
                "label": _("Berkas yang menunggu bank"),
                "value": obj.total,
                "url": f"{places}?run={obj.pk}",
            },
            {"label": _("Kuota per tanggal"), "value": tanggal(obj.on)},
            {"label": _("Angka acak"), "value": obj.seed},
            *_prices(obj),
            {
                "label": _("Dimulai"),
                "value": f"{waktu(obj.started_at)}, {obj.started_by or _('Portal')}",
            },
        ]
        if obj.computed_at:
            facts.append({"label": _("Selesai dihitung"), "value": waktu(obj.computed_at)})
        if obj.mode:
            chosen = f"{obj.chosen_by}, {waktu(obj.chosen_at)}"
            facts += [
                {"label": _("Cara"), "value": obj.get_mode_display()},
                {"label": _("Alasan memilih"), "value": obj.why},
                {"label": _("Dipilih oleh"), "value": chosen},
            ]
        if obj.approved_at:
            approved = f"{obj.approved_by}, {waktu(obj.approved_at)}"
            facts += [
                {"label": _("Disetujui oleh"), "value": approved},
                {"label": _("Anggota boleh menolak sampai"), "value": tanggal(obj.answer_by)},
                *[
                    {
                        "label": PlaceState(state).label,
                        "value": count,
                        "url": f"{places}?run={obj.pk}&state__exact={state}",
                    }
                    for state, count in answers(obj).items()
                ],
                {"label": _("Tempat yang lepas"), "value": freed(obj)},
            ]
        if obj.problem:
            facts.append({"label": _("Sebab gagal"), "value": obj.problem})
        return facts

    def save_model(self, request, obj, form, change):
        made = start_run(
            association=form.cleaned_data["association"],
            region=form.cleaned_data["region"],
            seed=form.cleaned_data["seed"],
            by=request.user,
        )
        wake(place, made.pk)
        obj.__dict__.update(made.__dict__)

    def log_addition(self, request, obj, message):
        """The action has written its own line."""


def _approve(run, by):
    approve_run(run=run, by=by)
    if run.total > BATCH:
        wake(tell_placed, run.pk)


def _send(run, by):
    """A province has more files than one request has time for. What the queue never heard of goes
    with the next morning's (`refer_placed`)."""
    if run.total > BATCH:
        wake(send_placed, run.pk, by.pk)
    else:
        refer_places(run=run, by=by)


def _follow(run, by):
    made = follow_run(run=run, by=by)
    wake(place, made.pk)


def _nation(run):
    if run.nation_id is None:
        return []
    of, whole = run.part
    return [
        {
            "label": _("Bagian dari"),
            "value": run.nation,
            "url": reverse("admin:financing_nationalplacement_change", args=[run.nation_id]),
        },
        {
            "label": _("Bagian kuota bank yang berlaku di mana saja"),
            "value": f"{100 * of / whole:.1f}%".replace(".", ","),
        },
    ]


def _prices(run):
    """Which round's prices ordered what people left to the portal, and who ordered themselves."""
    if run.state in RunState.running_ones():
        return []
    last = run.prices_from
    told = str(_("belum ada putaran sebelumnya"))
    if last is not None:
        about = {"number": last.pk, "scope": last.scope_name, "day": tanggal(last.computed_at)}
        told = str(_("putaran %(number)d, %(scope)s, %(day)s")) % about
    return [
        {"label": _("Harga kepadatan"), "value": told},
        {
            "label": _("Mengurutkan bank sendiri"),
            "value": run.places.filter(own_order=True).count(),
        },
    ]


def _fairness(run):
    """[(title, do intervals lie apart, [(group, people, [stable, optimum])])]"""
    both = [fairness.tables(run, mode) for mode in ("stable", "optimum")]
    return [
        (
            stable.title,
            stable.apart or optimum.apart,
            [
                (one.label, one.people, [one, other])
                for one, other in zip(stable.rows, optimum.rows, strict=True)
            ],
        )
        for stable, optimum in zip(*both, strict=True)
    ]


class RunFilter(admin.SimpleListFilter):
    """The newest, by name alone: a run itself is a heavy row."""

    title = _("penempatan")
    parameter_name = "run"

    def lookups(self, request, model_admin):
        newest = PlacementRun.objects.order_by("-pk").values_list(
            "pk", "association__name", "region__name", "on"
        )
        return [(pk, f"{name or where}, {tanggal(on)}") for pk, name, where, on in newest[:20]]

    def queryset(self, request, queryset):
        wanted = self.value() or ""
        return queryset.filter(run=wanted) if wanted.isdecimal() and len(wanted) < 19 else queryset


@admin.register(PlacementPlace)
class PlacementPlaceAdmin(OfficeAdmin):
    list_display = ["turn", "person", "whose_order", "stable", "optimum", "state_chip"]
    list_display_links = None
    list_filter = ["state", RunFilter]
    list_columns = [
        "turn",
        "own_order",
        "stable_offer",
        "optimum_offer",
        "state",
        "reason",
        "application__code",
        "application__owner__name",
    ]
    ordering = ["-run", "turn", "pk"]
    export_columns = [
        (_("Urutan"), "turn"),
        (_("Kode pengajuan"), "application.code"),
        (_("Pemohon"), "application.owner.name"),
        (_("Menurut urutan"), "stable_offer"),
        (_("Anggota terbanyak"), "optimum_offer"),
        (_("Keadaan"), "get_state_display"),
        (_("Sebabnya"), "reason"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("pemohon"))
    def person(self, obj):
        return two_lines(obj.application.owner.name, obj.application.code)

    @admin.display(description=_("urutan bank"))
    def whose_order(self, obj):
        return _("anggota") if obj.own_order else _("portal")

    @admin.display(description=_("menurut urutan"))
    def stable(self, obj):
        return obj.stable_offer or "–"

    @admin.display(description=_("anggota terbanyak"))
    def optimum(self, obj):
        return obj.optimum_offer or "–"

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return two_lines(chip(obj.state_label.label, obj.state_label.tone), obj.reason)
