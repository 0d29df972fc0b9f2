"""Which lines of a list may go in: whole ones, that nobody in this association's own list is yet.

Looks only at this association's members and at the list itself. Whether the portal knows the
person from elsewhere is not asked here, so no answer and no delay can tell it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from associations.actions.readings import Problem, Reading
from associations.enums import MembershipState, RowState
from associations.models import Association, Membership
from ikm_portal.common.crypto import blind_indexes

Own = dict[str, list[tuple[str, str, str]]]  # hash of NIK → (business, name, state) of members


def own_members(association: Association, niks: Iterable[str]) -> Own:
    hashes = [hashed for nik in set(niks) for hashed in blind_indexes(nik, "nik")]
    rows: Any = Membership.objects.filter(
        association=association, business__owner__nik_hash__in=hashes
    ).with_shown_name()
    found: Own = defaultdict(list)
    for hashed, *told in rows.values_list(
        "business__owner__nik_hash", "business__name", "shown_name", "state"
    ):
        found[hashed].append((told[0], told[1], told[2]))
    return found


def sort(
    reading: Reading, own: Own, before: dict[str, list[tuple[int, str]]], *, is_second: bool = False
) -> str:
    """Its RowState; a duplicate gets its sentence as a problem without a column.

    `before`: NIK → (line, business) of the lines of the same list that come before or are in; the
    line is put there too. `is_second`: somebody said that it is another business of that person.
    """
    reading.problems = [problem for problem in reading.problems if problem.column]
    if reading.problems:
        return str(RowState.REPAIR)
    firm = reading.values["firm_name"].casefold()
    told = _in_own(reading, own, firm, is_second) or _in_list(reading, before, firm, is_second)
    if told:
        reading.problems.append(Problem("", told))
        return str(RowState.DUPLICATE)
    before[reading.nik].append((reading.line, firm))
    return str(RowState.GOOD)


def _in_own(reading: Reading, own: Own, firm: str, is_second: bool) -> str:
    for hashed in blind_indexes(reading.nik, "nik"):
        for business, name, state in own.get(hashed, []):
            same = business.casefold() == firm
            if not same and is_second:
                continue
            words = {"name": name or "–", "business": business}
            if state == MembershipState.LEFT and same:
                return (
                    _("%(name)s (%(business)s) pernah keluar. Undang lagi dari halaman anggotanya.")
                    % words
                )
            return _("NIK ini sudah ada di daftar anggota Anda: %(name)s, %(business)s.") % words
    return ""


def _in_list(
    reading: Reading, before: dict[str, list[tuple[int, str]]], firm: str, is_second: bool
) -> str:
    for line, business in before.get(reading.nik, []):
        if line != reading.line and (business == firm or not is_second):
            return _("NIK ini sama dengan baris %(line)d.") % {"line": line}
    return ""
