"""The board's numbers, each with the address of the very rows that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from financing.enums import ReferralState
from financing.models import Referral
from ikm_portal.dashboards.board.filters import (
    AGES,
    NOWHERE,
    PARTS,
    STATES,
    UNDONE,
    Filter,
    in_state,
    of_age,
)
from ikm_portal.dashboards.board.promises import in_part, promises
from ikm_portal.dashboards.statistics import MAP_ORDER

MOST = 15  # associations on the board; the others are in the list
SHADES = 4  # steps of colour on the map
NO_PLACE = _("Seluruh provinsi, atau tidak diketahui")
_TONES = {"terlambat": "bad", "instansi": "waiting", "pemohon": "info", "selesai": "good"}
_PART_TONES = {
    "ditepati": "good",
    "menunggu": "info",
    "berjalan": "neutral",
    "terlambat": "waiting",
    "ingkar": "bad",
}


@dataclass(frozen=True)
class Number:
    label: str | Promise
    value: int
    url: str
    tone: str = ""
    shade: int = 0


@dataclass(frozen=True)
class Wait:
    """Whom one waits for: requests, promises and cases, and how many of them are late."""

    name: str | Promise
    numbers: tuple[Number | None, ...]


def board(user: Any, asked: Filter) -> dict[str, Any]:
    """A fixed number of queries."""
    states = _aggregate(
        user, asked, "keadaan", {name: in_state(name, asked.today) for name in STATES}
    )
    ages = _aggregate(user, asked, "umur", {name: of_age(name, asked.today) for name in AGES})
    return {
        "states": [
            Number(label, states[name], _list(asked, keadaan=name), _tone(name, states[name]))
            for name, label in STATES.items()
        ],
        "ages": [Number(age[0], ages[name], _list(asked, umur=name)) for name, age in AGES.items()],
        "kinds": _kinds(user, asked),
        "tiles": _tiles(user, asked),
        "associations": _associations(user, asked),
        "waits": _waits(user, asked),
        "banks": bank_waits(user, asked.today),
        "promises": _promises(user, asked),
    }


def _tone(name: str, count: int) -> str:
    """Colour only for what is there."""
    return _TONES.get(name, "") if count else "neutral"


def _list(asked: Filter, **more: str) -> str:
    query = asked.query(**more)
    return reverse("board-list") + (f"?{query}" if query else "")


def _aggregate(user: Any, asked: Filter, without: str, cases: dict[str, Q]) -> dict[str, int]:
    rows = asked.rows(user, without=without)
    return rows.aggregate(**{name: Count("pk", filter=case) for name, case in cases.items()})


def _kinds(user: Any, asked: Filter) -> list[Number]:
    rows = (
        asked.rows(user, without="jenis")
        .values_list("kind__name", "kind__code")
        .annotate(n=Count("pk"))
        .order_by("-n", "kind__name")
    )
    return [Number(name, n, _list(asked, jenis=code)) for name, code, n in rows]


def _tiles(user: Any, asked: Filter) -> dict[str, Any]:
    """As the map lies, and what lies nowhere."""
    rows = asked.rows(user, without="kabupaten").values_list("place").annotate(n=Count("pk"))
    names, counts, nowhere = asked.form.places, dict.fromkeys(asked.form.places, 0), 0
    for place, n in rows.order_by():
        if place in counts:
            counts[place] += n
        else:
            nowhere += n
    most = max(counts.values(), default=0) or 1
    return {
        "on_map": [
            Number(
                names[code].removeprefix("Kabupaten "),
                counts[code],
                _list(asked, kabupaten=code),
                shade=1 + (SHADES - 1) * counts[code] // most if counts[code] else 0,
            )
            for code in MAP_ORDER
            if code in names
        ],
        "nowhere": Number(NO_PLACE, nowhere, _list(asked, kabupaten=NOWHERE)),
    }


def _associations(user: Any, asked: Filter) -> list[Number]:
    rows = (
        asked.rows(user, without="asosiasi")
        .exclude(association=None)
        .values_list("association__name", "association__slug")
        .annotate(n=Count("pk"))
        .order_by("-n", "association__name")[:MOST]
    )
    return [Number(name, n, _list(asked, asosiasi=slug)) for name, slug, n in rows]


def _waits(user: Any, asked: Filter) -> list[Wait]:
    """Requests and promises keep to the filter; bank cases are not about kind or place."""
    late = in_state("terlambat", asked.today)
    waiting = in_state("jalan", asked.today)
    rows = (
        asked.rows(user, without="keadaan")
        .exclude(institution=None)
        .values_list("institution", "institution__short_name", "institution__slug")
        .annotate(n=Count("pk", filter=waiting), late=Count("pk", filter=late))
        .order_by()
    )
    found: dict[int, list[Number | None]] = {}
    names: dict[int, str] = {}
    for pk, name, slug, n, n_late in rows:
        names[pk] = name
        found[pk] = [
            Number("", n, _list(asked, instansi=slug, keadaan="jalan")),
            Number("", n_late, _list(asked, instansi=slug, keadaan="terlambat"), "bad"),
            None,
            None,
        ]
    for pk, name, slug, n, n_late in _promising(user, asked):
        names[pk] = name
        line = found.setdefault(pk, [None, None, None, None])
        line[2] = Number("", n, _promise_list(asked, instansi=slug, janji=UNDONE))
        line[3] = Number("", n_late, _promise_list(asked, instansi=slug, janji="terlambat"), "bad")
    lines = [Wait(names[pk], tuple(numbers)) for pk, numbers in found.items()]
    shown = [line for line in lines if any(one and one.value for one in line.numbers)]
    return sorted(
        shown, key=lambda line: (-sum(one.value for one in line.numbers if one), str(line.name))
    )


def _promising(user: Any, asked: Filter) -> Any:
    return (
        promises(user, asked)
        .filter(in_part(UNDONE, asked.today))
        .values_list("institution", "institution__short_name", "institution__slug")
        .annotate(n=Count("pk"), late=Count("pk", filter=in_part("terlambat", asked.today)))
        .order_by()
    )


def _promise_list(asked: Filter, **more: str) -> str:
    query = asked.query(keadaan="", **more)
    return reverse("board-promises") + (f"?{query}" if query else "")


def bank_waits(user: Any, today: Any) -> list[Wait]:
    """Cases that a bank has not decided, and those past its deadline."""
    rows = (
        Referral.objects.visible_to(user)
        .filter(state__in=ReferralState.waiting_ones())
        .values_list("product__bank", "product__bank__institution__short_name")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today, state__in=ReferralState.banks_turn())),
        )
        .order_by("-n", "product__bank__institution__short_name")
    )
    here = reverse("admin:financing_referral_changelist")
    found = []
    for pk, name, n, late in rows:
        bank = {"product__bank__id__exact": pk}
        waiting = urlencode({**bank, "state__in": ",".join(ReferralState.waiting_ones())})
        overdue = urlencode({**bank, "batas": "lewat"})
        numbers = (Number("", n, f"{here}?{waiting}"), Number("", late, f"{here}?{overdue}", "bad"))
        found.append(Wait(name, numbers))
    return found


def _promises(user: Any, asked: Filter) -> dict[str, Any]:
    """Kept, waiting, under way, late, broken: of the promises that the filter leaves. One query."""
    sums = promises(user, asked).aggregate(
        made=Count("pk"),
        silent=Count("pk", filter=Q(by_silence=True)),
        **{name: Count("pk", filter=in_part(name, asked.today)) for name in PARTS},
    )
    return {
        "made": sums["made"],
        "silent": sums["silent"],
        "list_url": _promise_list(asked),
        "parts": [
            {
                "label": label,
                "value": sums[name],
                "tone": _PART_TONES[name],
                "url": _promise_list(asked, janji=name),
            }
            for name, label in PARTS.items()
        ],
    }
