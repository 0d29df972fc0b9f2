"""What every room of the staff admin has: bounded lists, a trail of changes, no bulk deletion."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import ActionLocation, BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ikm_portal.audit.admin.exports import export_view
from ikm_portal.audit.admin.paginator import CappedPaginator
from ikm_portal.audit.admin.timeline import timeline
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.common.forms import RupiahInput
from ikm_portal.common.models.fields import RupiahField
from ikm_portal.common.text import validate_plain_text

_CODE = re.compile(r"^[2-9A-Za-z]{4}-[2-9A-Za-z]{4}$")
SHOWN, ALL = 30, 500  # rows of history on the page, and on the page of its own
REOPENED_AFTER = timedelta(minutes=10)


def chip(text, tone="neutral"):
    """A state as a word on its colour."""
    return _chip(str(text), tone)


@cache  # few words in two languages, drawn fifty times a list
def _chip(text, tone):
    return format_html('<span class="chip {}">{}</span>', tone, text)


def two_lines(first, second):
    """Two facts in one cell: a list stays inside the screen."""
    return format_html('{}<br><span class="quiet">{}</span>', first, second)


class _Careful(AutocompleteMixin):
    """Draws a refused choice as none: Django's own asks the database for whatever was posted.

    `known`: words of the choices that the page's rows hold, read for all of them at once; Django's
    own asks once a row.
    """

    known: dict[str, str] | None = None
    is_required: bool
    allow_multiple_selected: bool
    create_option: Any

    def optgroups(self, name, value, attrs=None):
        target = self.field.remote_field.get_related_field()
        named = [str(one) for one in value if _names_a_row(target, one)]
        if self.known is None or any(one and one not in self.known for one in named):
            return super().optgroups(name, named, attrs)
        empty = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        chosen = [(one, self.known[one]) for one in named if one]
        options = [
            self.create_option(name, one, words, bool(one), index, attrs=attrs)
            for index, (one, words) in enumerate([*empty, *chosen])
        ]
        return [(None, options, 0)]


class CarefulSelect(_Careful, AutocompleteSelect):
    pass


class CarefulSelectMultiple(_Careful, AutocompleteSelectMultiple):
    pass


def _names_a_row(target, written):
    try:
        target.get_prep_value(written or None)
    except (TypeError, ValueError):
        return False
    return "\x00" not in str(written)


class PlainTextMixin(BaseModelAdmin):
    """Rupiah as people write it, and no hidden characters in any text."""

    formfield_overrides: ClassVar[Any] = {RupiahField: {"widget": RupiahInput}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(formfield, forms.CharField):
            formfield.validators.append(validate_plain_text)
        return formfield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget", CarefulSelect(db_field, self.admin_site, using=kwargs.get("using"))
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget",
                CarefulSelectMultiple(db_field, self.admin_site, using=kwargs.get("using")),
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class LeanList(ChangeList):
    """Reads of each row only what its cells show, where the room says what that is."""

    model_admin: OfficeAdmin

    def get_results(self, request):
        super().get_results(request)
        columns = self.model_admin.list_columns
        if columns:
            related = {column.rpartition("__")[0] for column in columns if "__" in column}
            rows = self.result_list.select_related(None)
            if related:
                rows = rows.select_related(*sorted(related))
            self.result_list = rows.only(*columns)


class CarefulList(admin.ModelAdmin):
    """A year or number that no calendar knows is a question like any other wrong one."""

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError):
            raise IncorrectLookupParameters from None


class OfficeAdmin(PlainTextMixin, CarefulList):
    """`export_columns`: [(heading, attribute or function of the row)]; empty means no export.
    `keeps_openings`: opening a row is itself a row of the trail (a person's file)."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    save_as_continue = False
    keeps_openings = False
    shows_form = True  # False: the facts say it all, the form has nothing to add
    export_columns: list = []
    list_columns: list[str] = []  # all that a row of the list reads; empty: the whole rows
    code_lookup = ""  # where a code such as K7RM-P2XD stands, if rows have one
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/office/change_form.html"
    change_list_template = "admin/office/change_list.html"

    def get_queryset(self, request):
        queryset = self.model._default_manager.get_queryset()
        if hasattr(queryset, "visible_to"):
            queryset = queryset.visible_to(request.user)
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def get_changelist(self, request, **kwargs):
        return LeanList

    def get_object(self, request, object_id, from_field=None):
        if "\x00" in str(object_id):
            return None
        return super().get_object(request, object_id, from_field)

    def get_search_results(self, request, queryset, search_term):
        """A whole code is looked up by its index: asking for a code or a name at once makes
        PostgreSQL read every row."""
        if self.code_lookup and _CODE.match(search_term.strip()):
            return queryset.filter(**{self.code_lookup: search_term.strip().upper()}), False
        return super().get_search_results(request, queryset, search_term)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_action_choices(
        self, request, default_choices=None, action_location=ActionLocation.CHANGE_LIST
    ):
        first = [("", _("Pilih tindakan"))]
        return super().get_action_choices(request, first, action_location)

    # The trail instead of Django's own log: one history, and it outlives what it describes.

    def log_addition(self, request, obj, message):
        record(f"{obj._meta.label_lower}.add", obj, by=request.user, data={"what": _told(message)})

    def log_change(self, request, obj, message):
        what = _told(message)
        if what:
            record(f"{obj._meta.label_lower}.edit", obj, by=request.user, data={"what": what})

    def log_deletions(self, request, queryset):
        for obj in queryset:
            record(f"{obj._meta.label_lower}.delete", obj, by=request.user)

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        export = self.admin_site.admin_view(self.export)
        return [path("unduh/", export, name="{}_{}_export".format(*info)), *super().get_urls()]

    def export(self, request):
        return export_view(self, request)

    def changelist_view(self, request, extra_context=None):
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            return HttpResponseRedirect(request.path)
        title = capfirst(str(self.opts.verbose_name_plural))
        exports = bool(self.export_columns) and self.has_view_permission(request)
        query = request.GET.urlencode()
        context = {"exports": exports, "query": query, "title": title, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_changelist_queryset(self, request):
        """Exactly the rows of the list that this request's filters show, unpaged."""
        try:
            return self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return self.get_queryset(request).none()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        obj = self.get_object(request, object_id) if request.method == "GET" else None
        context: dict[str, Any] = {"shows_form": self.shows_form}
        if obj is not None and self.has_view_permission(request, obj):
            if self.keeps_openings:
                keep_opening(request.user, obj)
            context |= {"title": str(obj), "subtitle": None, **self.page_context(request, obj)}
            context["timeline"] = timeline(self.entries(obj).order_by("-id")[:SHOWN])
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def page_context(self, request, obj):
        """What the change page shows beside the form."""
        return {"facts": self.facts(request, obj)}

    def facts(self, request, obj):
        return []

    def entries(self, obj):
        """The rows of the trail that tell this object's story."""
        return Entry.objects.about(obj)

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Riwayat: %(what)s") % {"what": obj},
            "opts": self.opts,
            "object": obj,
            "timeline": timeline(self.entries(obj).order_by("-id")[:ALL]),
        }
        return TemplateResponse(request, "admin/office/history.html", context)


def keep_opening(user, obj):
    """Once in ten minutes: going back and forth between two pages is one look."""
    action = f"{obj._meta.label_lower}.opened"
    since = timezone.now() - REOPENED_AFTER
    if not Entry.objects.about(obj).filter(action=action, actor_id=user.pk, at__gt=since).exists():
        record(action, obj, by=user)


def _told(message):
    """Names of what changed; never the values, which may be personal."""
    told = []
    for part in message if isinstance(message, list) else []:
        for verb, detail in part.items():
            told.append({"verb": verb, **{k: detail[k] for k in ("name", "fields") if k in detail}})
    return told


class ReadOnlyInline(admin.TabularInline):
    """To look at; rows come and go through actions."""

    template = "admin/office/inline.html"
    extra = 0
    max_num = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OfficeInline(PlainTextMixin, admin.TabularInline):
    """Rows that belong to the page's object and are edited with it."""

    extra = 0
    can_delete = False

    def get_formset(self, request, obj=None, **kwargs):
        """The words of its choices are read once for all rows, not once a row."""
        formset = super().get_formset(request, obj, **kwargs)
        if obj is None or request.method != "GET":
            return formset
        fk: Any = formset.fk
        for name in self.get_autocomplete_fields(request):
            field: Any = formset.form.base_fields.get(name)
            if field is None:
                continue
            rows = self.model._default_manager.filter(**{fk.name: obj})
            found = field.queryset.filter(pk__in=rows.values(name))
            field.widget.widget.known = {
                str(one.pk): field.label_from_instance(one) for one in found
            }
        return formset
