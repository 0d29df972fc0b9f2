"""Dated rule values: which one is in force for a scheme on a day, and how sure we are of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from financing.kur.facts import FARMING, PRODUCTION
from financing.kur.keys import check_row

DATA = Path(__file__).resolve().parent.parent / "data" / "kur_rules.json"
VERIFIED = frozenset({"verified_text", "verified_secondary"})
CARRIED = "carried_over_unverified"
_ARTICLE = re.compile(r"Pasal \d+[A-Z]*(?:\(\d+[a-z]*\))*(?:[a-z]\b)?(?:[-–]\(\w+\))?")
_FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Row:
    """One value. ``valid_to`` is the last day in force. ``scheme`` '*' and ``region`` '' = all."""

    scheme: str
    key: str
    value: Any
    valid_from: date
    valid_to: date = _FOREVER
    region: str = ""
    condition: Mapping[str, Any] | None = None
    source: tuple[str, ...] = ()
    confidence: str = "unknown"
    regulation: str = ""
    note: str = ""
    unit: str = ""

    @property
    def verified(self) -> bool:
        """Only a verified value may block a person; every other one warns."""
        return self.confidence in VERIFIED

    @property
    def article(self) -> str:
        match = _ARTICLE.search(self.note)
        return match.group() if match else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "scheme": self.scheme,
            "key": self.key,
            "value": self.value,
            "condition": dict(self.condition) if self.condition else None,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": None if self.valid_to == _FOREVER else self.valid_to.isoformat(),
            "region": self.region,
            "source": list(self.source),
            "confidence": self.confidence,
            "regulation": self.regulation,
            "note": self.note,
            "unit": self.unit,
        }


class RuleSet:
    """An immutable set of rows. ``version`` names its content: same rows, same version."""

    def __init__(self, rows: Iterable[Row], sources: Mapping[str, Mapping[str, str]]) -> None:
        ordered = sorted(((canonical(r.as_json()), r) for r in rows), key=lambda pair: pair[0])
        self.rows = tuple(row for _bytes, row in ordered)
        self.sources = {key: dict(value) for key, value in sorted(sources.items())}
        content = b"\n".join([*(data for data, _row in ordered), canonical(self.sources)])
        self.version = "kur-" + hashlib.sha256(content).hexdigest()[:16]
        self._by_key: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            self._by_key.setdefault((row.scheme, row.key), []).append(row)
        self.cache: dict[Any, Any] = {}  # compiled terms, see engine.terms_of

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, Any]], sources: Mapping[str, Mapping[str, str]]
    ) -> RuleSet:
        """From plain dicts (keys of ``Row``; dates as ``date`` or ISO text, ``None`` = open).

        Raises ``keys.BadRule`` for a row whose value has a shape that the engine cannot compare.
        """
        listed = list(rows)
        for item in listed:
            check_row(item)
        return cls((_row(item) for item in listed), sources)

    @classmethod
    def from_file(cls, path: Path = DATA) -> RuleSet:
        """The reference data that ships with the project."""
        document = json.loads(path.read_text("utf-8"))
        return cls.from_rows(rows_of_document(document), document["sources"])

    def first_day(self) -> date:
        return min((row.valid_from for row in self.rows), default=_FOREVER)

    def boundaries(self, after: date) -> list[date]:
        """Days after ``after`` on which some value begins or has just ended, in order."""
        days = {row.valid_from for row in self.rows}
        days |= {_next(row.valid_to) for row in self.rows if row.valid_to != _FOREVER}
        return sorted(day for day in days if day > after)

    def in_force(self, on: date, scheme: str | None = None, region: str = "") -> list[Row]:
        """All values in force on a day for a scheme (or all) and a region code."""
        return [
            row
            for row in self.rows
            if row.valid_from <= on <= row.valid_to
            and (scheme is None or row.scheme in ("*", scheme))
            and region.startswith(row.region)
        ]

    def get(self, scheme: str, key: str, on: date, sector: str | None = None) -> Row | None:
        """The national value in force: a scheme's own wins over '*', the later start wins.

        Without one, the last value of an earlier period stands in, marked as carried over and
        not verified, so that it warns and never blocks. To end a rule for good, add a row with
        value ``None``.
        """
        for name in (scheme, "*"):
            rows = self._fitting(name, key, sector)
            current = [row for row in rows if row.valid_from <= on <= row.valid_to]
            if current:
                best = max(current, key=lambda row: row.valid_from)
                if any(row.value != best.value for row in current):
                    return replace(best, confidence="conflict")
                return best
        for name in (scheme, "*"):
            past = [row for row in self._fitting(name, key, sector) if row.valid_to < on]
            if past:
                last = max(past, key=lambda row: row.valid_to)
                return replace(last, confidence=CARRIED) if last.verified else last
        return None

    def regional(self, scheme: str, key: str, on: date) -> dict[str, Row]:
        """Values in force that name a region: region code -> row."""
        return {
            row.region: row
            for name in ("*", scheme)
            for row in self._by_key.get((name, key), ())
            if row.region and row.valid_from <= on <= row.valid_to
        }

    def source_list(self, row: Row) -> list[dict[str, str]]:
        return [
            {"id": key, **self.sources.get(key, {"title": key, "url": ""})} for key in row.source
        ]

    def _fitting(self, scheme: str, key: str, sector: str | None) -> list[Row]:
        return [
            row
            for row in self._by_key.get((scheme, key), ())
            if not row.region and _meets(row.condition, sector)
        ]


def rows_of_document(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the reference file with their period's dates filled in, for a loader or for here.

    Reads ``rules`` and ``structured_notes`` alike.
    """
    periods = {item["id"]: item for item in document["periods"]}
    rows = []
    for item in [*document["rules"], *document.get("structured_notes", [])]:
        period = periods.get(item.get("period"), {})
        rows.append(
            {
                "valid_from": period.get("valid_from"),
                "valid_to": period.get("valid_to"),
                "regulation": period.get("short_name", ""),
                **{key: value for key, value in item.items() if key != "period"},
            }
        )
    return rows


def canonical(value: Any) -> bytes:
    """JSON bytes that depend on nothing but the value."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _row(item: Mapping[str, Any]) -> Row:
    return Row(
        scheme=item["scheme"],
        key=item["key"],
        value=item["value"],
        valid_from=_day(item["valid_from"]),
        valid_to=_FOREVER if item.get("valid_to") is None else _day(item["valid_to"]),
        region=item.get("region") or "",
        condition=item.get("condition") or None,
        source=tuple(item.get("source") or ()),
        confidence=item.get("confidence") or "unknown",
        regulation=item.get("regulation") or "",
        note=item.get("note") or "",
        unit=item.get("unit") or "",
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _meets(condition: Mapping[str, Any] | None, sector: str | None) -> bool:
    """Whether a row's condition holds for a sector; a row without one always holds."""
    groups = (condition or {}).get("sector_group")
    if groups is None or sector is None:
        return groups is None
    if sector in FARMING:
        return sector in groups
    kind = "other_production_including_manufacturing" if sector in PRODUCTION else "non_production"
    return kind in groups
