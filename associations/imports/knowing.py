"""What the check of a line needs to know of this association and of the places of Lampung."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone

from associations.actions.readings import Reading
from associations.imports.cells import plain_place
from associations.imports.rows import Known, check
from associations.models import Association
from associations.queries import kecamatan_of_lampung


def place_label(name: str, kabupaten: str) -> str:
    return f"{name}, {kabupaten}"


def known_for(association: Association) -> Known:
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    labels = {}
    for code, name, kabupaten in kecamatan_of_lampung():
        labels[code] = place_label(name, kabupaten)
        told = (code, labels[code])
        for words in {name, labels[code], labels[code].replace("Kota ", "")}:
            if told not in places[plain_place(words)]:
                places[plain_place(words)].append(told)
    return Known(
        today=timezone.localdate(),
        places=places,
        labels=labels,
        product=association.commodity,
    )


class Checker:
    """`check` for an association's lines, as the actions call it."""

    def __init__(self, association: Association) -> None:
        self.known = known_for(association)

    def __call__(self, cells: dict[str, Any], line: int) -> Reading:
        return check(cells, self.known, line=line)
