"""Entries that may be one person: by what two of them say alike, in set-based statements.

A search goes part by part: NIB, NPWP, then the names of each kabupaten or kota. One part is one
transaction with its count, so that a worker may die between two, and two workers on one search do
each part once. What is found twice is one pair, with all its reasons.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from associations import rules
from associations.actions.erasing import NOBODY
from associations.enums import SearchState
from associations.models import Owner, PairSearch
from ikm_portal.audit.engine import move, record

# Trigrams in common that are enough to ask a person about: "Siti Rohani", "Siti Rohanni" 0.79.
SAME_DAY, SAME_YEAR = 0.45, 0.75

_NIB, _NPWP = "nib", "npwp"

_BY_NIB = """
    SELECT x.owner_id AS one, y.owner_id AS other, true AS nib, false AS npwp, 0 AS name
    FROM associations_business x
    JOIN associations_permit p ON p.kind = 'nib' AND p.number = x.stated_nib
    JOIN associations_business y ON y.id = p.business_id
    WHERE x.stated_nib <> '' AND x.owner_id <> y.owner_id
"""
_BY_NPWP = """
    SELECT a.id AS one, b.id AS other, false AS nib, true AS npwp, 0 AS name
    FROM person a JOIN person b ON a.npwp_hash = b.npwp_hash AND a.id < b.id
    WHERE a.npwp_hash <> ''
"""
_BY_NAME = """
    SELECT a.id AS one, b.id AS other, false AS nib, false AS npwp,
           round(similarity(a.name, b.name) * 100)::int AS name
    FROM person a JOIN person b ON a.birth_date = b.birth_date AND a.id < b.id
    WHERE similarity(a.name, b.name) >= %(same_day)s
    UNION ALL
    SELECT a.id, b.id, false, false, round(similarity(a.name, b.name) * 100)::int
    FROM person a JOIN person b
      ON a.region_id = b.region_id AND a.id < b.id AND a.birth_date <> b.birth_date
     AND extract(year FROM a.birth_date) = extract(year FROM b.birth_date)
    WHERE similarity(a.name, b.name) >= %(same_year)s
"""

# `place`: five figures of the region, empty for all of them. A pair that staff have judged stays
# as it is.
_FIND = """
WITH person AS (
    SELECT id, lower(name) AS name, birth_date, region_id, npwp_hash
    FROM associations_owner
    WHERE merged_into_id IS NULL AND name <> %(nobody)s
      AND (%(place)s = '' OR left(region_id, 5) = %(place)s)
), alike AS ({alike}), kept AS (
    INSERT INTO associations_suspectedpair AS known
        (first_id, second_id, by_nib, by_npwp, name_match, state, found_at)
    SELECT least(one, other), greatest(one, other), bool_or(nib), bool_or(npwp), max(alike.name),
           'open', now()
    FROM alike
    JOIN person a ON a.id = one
    JOIN person b ON b.id = other
    GROUP BY 1, 2
    ORDER BY 1, 2
    ON CONFLICT (first_id, second_id) DO UPDATE SET
        by_nib = known.by_nib OR excluded.by_nib,
        by_npwp = known.by_npwp OR excluded.by_npwp,
        name_match = greatest(known.name_match, excluded.name_match)
    WHERE known.state = 'open' AND (
        known.by_nib < excluded.by_nib OR known.by_npwp < excluded.by_npwp
        OR known.name_match < excluded.name_match
    )
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) FROM kept
"""


class CannotSearch(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def start_search(*, by: Any) -> PairSearch:
    """A search from its beginning; the caller hands it to the queue. `by` is None for the portal
    itself. Raises CannotSearch, also while another one runs."""
    if by is not None and not (answer := rules.may_search_pairs(by)):
        raise CannotSearch(str(answer.reason))
    try:
        with transaction.atomic():
            search = PairSearch.objects.create(parts=_parts(), started_by=by)
    except IntegrityError:
        raise CannotSearch(_("Pencarian sedang berjalan. Tunggu sampai selesai.")) from None
    record("associations.pairsearch.start", search, by=by)
    return search


@transaction.atomic
def search_part(pk: int) -> bool:
    """The next part of a search. False when there is nothing left to do in it."""
    search = PairSearch.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if search is None or search.state != SearchState.RUNNING:
        return False
    if search.done < search.total:
        search.found += _find(search.parts[search.done])
        search.done += 1
        search.beat_at = timezone.now()
        search.save(update_fields=["found", "done", "beat_at"])
    if search.done < search.total:
        return True
    move(search, "finish", by=None, set={"finished_at": timezone.now()})
    return False


@transaction.atomic
def fail_search(*, pk: int, problem: str) -> None:
    """`problem`: the kind of fault, never a row's words. Another search may begin then."""
    search = PairSearch.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if search is not None and search.state == SearchState.RUNNING:
        ended = {"finished_at": timezone.now(), "problem": problem[:300]}
        move(search, "fail", by=None, set=ended)


@transaction.atomic
def find_pairs() -> int:
    """All parts at once. How many new pairs there are."""
    return sum(_find(part) for part in _parts())


def _parts() -> list[str]:
    people = Owner.objects.filter(merged_into=None).order_by()
    places = people.annotate(place=Left("region_id", 5)).values_list("place", flat=True).distinct()
    return [_NIB, _NPWP, *sorted(places)]


def _find(part: str) -> int:
    alike = {_NIB: _BY_NIB, _NPWP: _BY_NPWP}.get(part, _BY_NAME)
    values: dict[str, str | float] = {
        "nobody": NOBODY,
        "place": "" if part in (_NIB, _NPWP) else part,
        "same_day": SAME_DAY,
        "same_year": SAME_YEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(alike=alike), values)
        return int(cursor.fetchone()[0])
