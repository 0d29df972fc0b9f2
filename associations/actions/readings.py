"""A line of somebody's list as it was understood: what the intake keeps and sorts."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from associations.actions.members import Firm, Person
from associations.enums import PermitKind
from associations.models import Association, Region

_PERMITS = (PermitKind.NIB, PermitKind.SKU, PermitKind.PIRT, PermitKind.HALAL)


@dataclass(frozen=True)
class Problem:
    """`column` is empty where the whole line is meant. `suggestion` is what may be written."""

    column: str
    words: str
    suggestion: str = ""


@dataclass
class Reading:
    """`cells` as they came; `values` as understood. Usable when there are no problems."""

    line: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def nik(self) -> str:
        return self.values.get("nik", "")

    @property
    def mark(self) -> str:
        """Of what was written in the line: it changes with it."""
        written = json.dumps(self.cells, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, content: str) -> Reading:
        facts = json.loads(content)
        facts["problems"] = [Problem(**problem) for problem in facts["problems"]]
        return cls(**facts)

    def person(self, regions: Mapping[str, Region]) -> Person:
        given = self.values
        return Person(
            name=given["name"],
            nik=given["nik"],
            birth_date=datetime.date.fromisoformat(given["birth_date"]),
            sex=given["sex"],
            region=regions[given["region"]],
            phone=given.get("phone", ""),
            npwp=given.get("npwp", ""),
            address=given.get("address", ""),
            is_married=given.get("is_married"),
        )

    def firm(self, regions: Mapping[str, Region], association: Association) -> Firm:
        given = self.values
        started = given.get("started_on")
        return Firm(
            name=given["firm_name"],
            product=given["product"],
            region=regions[given.get("firm_region") or given["region"]],
            kbli=association.kbli if given["product"] == association.commodity else None,
            started_on=datetime.date.fromisoformat(started) if started else None,
            workers=given.get("workers"),
            yearly_sales=given.get("yearly_sales"),
            address=given.get("firm_address", ""),
            permits={str(kind): given[kind] for kind in _PERMITS if given.get(kind)},
        )
