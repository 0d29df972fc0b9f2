"""What the board is narrowed to. The same filter gives the figures, the list and both files."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Left
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Institution, Region
from financing.enums import SupportState as S
from financing.models import SupportKind, SupportRequest

NOWHERE = "-"  # no place in Lampung is known

# Age of a request in days since it was asked: [from, to), the last without an end.
AGES: dict[str, tuple[str | Promise, int, int | None]] = {
    "pekan": (_("sampai 7 hari"), 0, 8),
    "bulan": (_("8 sampai 30 hari"), 8, 31),
    "triwulan": (_("31 sampai 90 hari"), 31, 91),
    "lama": (_("lebih dari 90 hari"), 91, None),
}

_ANSWERING = [S.ASSIGNED, S.IN_PROGRESS, S.WAITING]
STATES: dict[str, str | Promise] = {
    "terbuka": _("Belum selesai"),
    "baru": _("Belum diteruskan"),
    "terlambat": _("Lewat batas jawab"),
    "jalan": _("Diteruskan, belum selesai"),
    "instansi": _("Menunggu instansi"),
    "pemohon": _("Menunggu pemohon"),
    "selesai": _("Selesai menurut pemohon"),
    "ditolak": _("Tidak dapat dipenuhi"),
}


# Of promises, in the order of their picture on the board.
PARTS: dict[str, str | Promise] = {
    "ditepati": _("Ditepati"),
    "menunggu": _("Selesai, menunggu penanya"),
    "berjalan": _("Berjalan"),
    "terlambat": _("Terlambat"),
    "ingkar": _("Tidak ditepati"),
}
UNDONE = "belum"  # under way or late
PROMISE_STATES: dict[str, str | Promise] = {**PARTS, UNDONE: _("Belum selesai")}


def in_state(name: str, today: datetime.date) -> Q:
    """The rows of one of STATES."""
    return {
        "terbuka": Q(state__in=S.open_ones()),
        "baru": Q(state=S.NEW),
        "terlambat": Q(state__in=_ANSWERING, due_on__lt=today),
        "jalan": Q(state__in=[*_ANSWERING, S.ANSWERED]),
        "instansi": Q(state__in=[S.ASSIGNED, S.IN_PROGRESS]),
        "pemohon": Q(state__in=[S.WAITING, S.ANSWERED]),
        "selesai": Q(state=S.CONFIRMED),
        "ditolak": Q(state=S.REJECTED),
    }[name]


def is_late(row: SupportRequest, today: datetime.date) -> bool:
    """The same for one row."""
    return row.state in _ANSWERING and row.due_on is not None and row.due_on < today


def of_age(name: str, today: datetime.date) -> Q:
    _label, youngest, oldest = AGES[name]
    query = Q(created_at__lt=midnight(today - datetime.timedelta(days=youngest - 1)))
    if oldest is not None:
        query &= Q(created_at__gte=midnight(today - datetime.timedelta(days=oldest - 1)))
    return query


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def placed(rows: QuerySet[SupportRequest]) -> QuerySet[Any]:
    """`place`: the kabupaten's code, from the business or else the association; may be null."""
    return rows.annotate(place=Left(Coalesce(F("business__region"), F("association__region")), 5))


class BoardForm(forms.Form):
    """In the address of the page; what it does not know is left out and not complained about."""

    jenis = forms.ModelChoiceField(
        SupportKind.objects.all(),
        to_field_name="code",
        required=False,
        label=_("Jenis"),
        empty_label=_("Semua jenis"),
    )
    kabupaten = forms.ChoiceField(required=False, label=_("Kabupaten/kota"))
    instansi = forms.ModelChoiceField(
        Institution.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Dijawab oleh"),
        empty_label=_("Semua instansi"),
    )
    keadaan = forms.ChoiceField(
        required=False, label=_("Keadaan"), choices=[("", _("Semua keadaan")), *STATES.items()]
    )
    umur = forms.ChoiceField(
        required=False,
        label=_("Umur"),
        choices=[("", _("Semua umur")), *((name, age[0]) for name, age in AGES.items())],
    )
    # Too many to choose from: set by the board's own links.
    asosiasi = forms.ModelChoiceField(
        Association.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any) -> None:
        super().__init__({name: data.get(name, "") for name in self.base_fields})
        self.places = dict(Region.objects.kabupaten().order_by("name").values_list("code", "name"))
        field: Any = self.fields["kabupaten"]
        field.choices = [
            ("", _("Semua kabupaten/kota")),
            *self.places.items(),
            (NOWHERE, _("Seluruh provinsi, atau tidak diketahui")),
        ]


class Filter:
    """The filter of one request, read once."""

    def __init__(self, data: Any, form: type[BoardForm] = BoardForm) -> None:
        self.form = form(data)
        self.form.is_valid()
        self.given = {name: value for name, value in self.form.cleaned_data.items() if value}
        self.today = timezone.localdate()

    def rows(self, user: Any, *, without: str = "") -> QuerySet[Any]:
        """Requests with their `place`. `without` leaves one question of the filter open."""
        rows = placed(SupportRequest.objects.visible_to(user))
        given = {name: value for name, value in self.given.items() if name != without}
        if "jenis" in given:
            rows = rows.filter(kind=given["jenis"])
        if "instansi" in given:
            rows = rows.filter(institution=given["instansi"])
        if "asosiasi" in given:
            rows = rows.filter(association=given["asosiasi"])
        if "kabupaten" in given:
            wanted = given["kabupaten"]
            known = list(self.form.places)
            rows = (
                rows.exclude(place__in=known, place__isnull=False)
                if wanted == NOWHERE
                else rows.filter(place=wanted)
            )
        if "keadaan" in given:
            rows = rows.filter(in_state(given["keadaan"], self.today))
        if "umur" in given:
            rows = rows.filter(of_age(given["umur"], self.today))
        return rows

    def query(self, **more: str) -> str:
        """As an address; `more` replaces, and an empty value takes away."""
        values = {name: self._written(name) for name in self.given} | more
        return urlencode({name: value for name, value in values.items() if value})

    def _written(self, name: str) -> str:
        value = self.given[name]
        return str(value.code if name == "jenis" else getattr(value, "slug", value))

    @property
    def words(self) -> list[tuple[str, str]]:
        """What the files say above their rows."""
        labels = {**self.form.places, NOWHERE: str(_("Seluruh provinsi, atau tidak diketahui"))}
        found = []
        for name, value in self.given.items():
            shown = {
                "kabupaten": lambda v: labels[v],
                "keadaan": lambda v: STATES[v],
                "umur": lambda v: AGES[v][0],
                "janji": lambda v: PROMISE_STATES[v],
            }.get(name, str)(value)
            label = _("Asosiasi") if name == "asosiasi" else self.form.fields[name].label
            found.append((str(label), str(shown)))
        return found
