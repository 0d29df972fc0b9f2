"""Entries that may be one person: by what two of them say alike, in one set-based statement."""

from __future__ import annotations

from django.db import connection, transaction

from associations.actions.erasing import NOBODY

# Trigrams in common that are enough to ask a person about: "Siti Rohani", "Siti Rohanni" 0.79.
SAME_DAY, SAME_YEAR = 0.45, 0.75

_FIND = """
WITH person AS (
    SELECT id, lower(name) AS name, birth_date, region_id, npwp_hash
    FROM associations_owner
    WHERE merged_into_id IS NULL AND name <> %(nobody)s
), alike AS (
    SELECT x.owner_id AS one, y.owner_id AS other, true AS nib, false AS npwp, 0 AS name
    FROM associations_business x
    JOIN associations_permit p ON p.kind = 'nib' AND p.number = x.stated_nib
    JOIN associations_business y ON y.id = p.business_id
    WHERE x.stated_nib <> '' AND x.owner_id <> y.owner_id
    UNION ALL
    SELECT a.id, b.id, false, true, 0
    FROM person a JOIN person b ON a.npwp_hash = b.npwp_hash AND a.id < b.id
    WHERE a.npwp_hash <> ''
    UNION ALL
    SELECT a.id, b.id, false, false, round(similarity(a.name, b.name) * 100)::int
    FROM person a JOIN person b
      ON a.birth_date = b.birth_date AND left(a.region_id, 5) = left(b.region_id, 5) AND a.id < b.id
    WHERE similarity(a.name, b.name) >= %(same_day)s
    UNION ALL
    SELECT a.id, b.id, false, false, round(similarity(a.name, b.name) * 100)::int
    FROM person a JOIN person b
      ON a.region_id = b.region_id AND a.id < b.id AND a.birth_date <> b.birth_date
     AND extract(year FROM a.birth_date) = extract(year FROM b.birth_date)
    WHERE similarity(a.name, b.name) >= %(same_year)s
)
INSERT INTO associations_suspectedpair
    (first_id, second_id, by_nib, by_npwp, name_match, state, found_at)
SELECT least(one, other), greatest(one, other), bool_or(nib), bool_or(npwp), max(alike.name),
       'open', now()
FROM alike
JOIN person a ON a.id = one
JOIN person b ON b.id = other
GROUP BY 1, 2
ON CONFLICT (first_id, second_id) DO NOTHING
"""


@transaction.atomic
def find_pairs() -> int:
    """How many new pairs there are. What staff have judged is not asked again."""
    values: dict[str, str | float] = {
        "nobody": NOBODY,
        "same_day": SAME_DAY,
        "same_year": SAME_YEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        return int(cursor.rowcount)
