"""Entries that may be one person: looked at side by side, merged, kept apart, taken apart again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from associations.actions import merging
from associations.actions.finding import CannotSearch, start_search
from associations.enums import SearchState
from associations.models import Membership, Owner, PairSearch, SuspectedPair
from associations.rules import may_search_pairs
from associations.tasks import search_pairs
from ikm_portal.audit.admin import Step, WorkflowAdmin, chip
from ikm_portal.audit.admin.timeline import name_actions
from ikm_portal.common.forms import PlainTextField
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.common.waking import wake

name_actions(
    {
        "associations.owner.merged": _("Digabung dengan data lain"),
        "associations.owner.unmerged": _("Penggabungan dibatalkan"),
        "associations.pairsearch.start": _("Pencarian orang yang sama dimulai"),
    }
)


class ReasonForm(forms.Form):
    note = PlainTextField(label=_("Alasan, untuk riwayat"), max_length=500, rows=2)


def merge_form(pair, user):
    class MergeForm(ReasonForm):
        keep = forms.TypedChoiceField(
            label=_("Data siapa yang dipertahankan? Pilih yang NIK-nya benar."),
            coerce=int,
            choices=[(one.pk, f"{one.name}, NIK {one.masked_nik}") for one in _both(pair)],
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih salah satu.")},
        )

    return MergeForm


def _both(pair) -> list[Owner]:
    return [pair.first, pair.second]


def _preview(pair):
    """What each choice would move, tried and taken back; or why it can't be done."""
    return [{"label": _("Kalau %s dipertahankan") % _named(one), "value": _moves(pair, one)}
            for one in _both(pair)]  # fmt: skip


def _named(owner) -> str:
    return f"{owner.name} ({owner.masked_nik[-4:]})"


def _moves(pair, keep):
    try:
        counts = merging.preview_merge(pair=pair, keep=keep.pk)
    except merging.CannotMerge as problem:
        return str(problem)
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    return _("pindah: %s") % (told or _("tidak ada"))


@admin.register(SuspectedPair)
class SuspectedPairAdmin(WorkflowAdmin):
    """No export: who is suspected to be whom leaves the portal in no file."""

    list_display = ["__str__", "state_chip", "why", "found_at"]
    list_filter = ["state", "by_nib", "by_npwp"]
    search_fields = ["first__name", "second__name"]
    ordering = ["-id"]
    fields = ["first"]
    shows_form = False
    keeps_openings = True
    change_list_template = "admin/duplicates/list.html"
    steps = [
        Step(
            "merge",
            lambda obj, by, data: merging.merge_owners(pair=obj, by=by, **data),
            form=merge_form,
            facts=_preview,
            errors=(merging.CannotMerge,),
            tone="good",
            done=_("Data digabung. Bisa dibatalkan selama tidak ada yang berubah."),
        ),
        Step(
            "apart",
            lambda obj, by, data: merging.keep_apart(pair=obj, by=by, **data),
            form=ReasonForm,
            done=_("Tercatat sebagai dua orang."),
        ),
        Step(
            "undo",
            lambda obj, by, data: merging.undo_merge(pair=obj, by=by, **data),
            form=ReasonForm,
            errors=(merging.CannotMerge,),
            tone="bad",
            done=_("Semua sudah kembali seperti semula."),
        ),
        Step("reopen", lambda obj, by, data: merging.look_again(pair=obj, by=by)),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("first__region__parent", "second__region__parent")

    def get_urls(self):
        search = self.admin_site.admin_view(self.search_view)
        name = "associations_suspectedpair_search"
        return [path("cari/", search, name=name), *super().get_urls()]

    def search_view(self, request):
        """Pressed twice, it searches once: the second press is told that one is running."""
        if not may_search_pairs(request.user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            pk = start_search(by=request.user).pk
        except CannotSearch as problem:
            messages.info(request, str(problem))
        else:
            wake(search_pairs, pk)
            messages.success(request, _("Pencarian dimulai. Hasilnya muncul di daftar ini."))
        return HttpResponseRedirect(reverse("admin:associations_suspectedpair_changelist"))

    def changelist_view(self, request, extra_context=None):
        search = PairSearch.objects.select_related("started_by").first()
        context = {
            "search": search,
            "searching": search is not None and search.state == SearchState.RUNNING,
            "may_search": bool(may_search_pairs(request.user)),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    @admin.display(description=_("keadaan"), ordering="state")
    def state_chip(self, obj):
        return chip(obj.state_label.label, obj.state_label.tone)

    @admin.display(description=_("mengapa"), ordering="name_match")
    def why(self, obj):
        reasons = []
        if obj.by_nib:
            reasons.append(_("NIB sama"))
        if obj.by_npwp:
            reasons.append(_("NPWP sama"))
        if obj.name_match:
            reasons.append(_("nama mirip %d%%, lahir dan tempat cocok") % obj.name_match)
        return ", ".join(str(one) for one in reasons)

    def facts(self, request, obj):
        both = _both(obj)
        rows: list[tuple[Any, list[Any]]] = [
            (_("Nama"), [one.name for one in both]),
            (_("NIK"), [one.masked_nik for one in both]),
            (_("Tanggal lahir"), [tanggal(one.birth_date) for one in both]),
            (_("Tempat tinggal"), [_place(one) for one in both]),
            (_("Akun"), [_("ada") if one.user_id else _("belum ada") for one in both]),
            (_("Usaha dan asosiasi"), [_businesses(one) for one in both]),
        ]
        facts = [{"label": _("Mengapa diduga sama"), "value": self.why(obj)}]
        for label, values in rows:
            facts.append({"label": label, "value": format_html("{}<br>{}", values[0], values[1])})
        for merge in obj.merges.order_by("-pk")[:5]:
            value = _("%(count)d perubahan") % {"count": len(merge.moved)}
            facts.append({"label": _("Digabung"), "value": value})
        return facts


def _place(owner) -> str:
    place, above = owner.region, owner.region.parent
    return f"{place.name}, {above.name}" if above else place.name


def _businesses(owner):
    rows = (
        Membership.objects.filter(business__owner=owner)
        .select_related("business", "association")
        .order_by("pk")
    )
    told = [
        (f"{one.business.name} ({one.association}, {one.get_state_display()})",) for one in rows
    ]
    return format_html_join("; ", "{}", told) if told else "–"
