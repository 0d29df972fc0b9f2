"""An object's history for staff: every row of the trail about it, newest first, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.models import Entry
from ikm_portal.audit.workflow import Workflow

_labels: dict[str, str | Promise] = {
    "add": _("Dibuat"),
    "edit": _("Diubah"),
    "delete": _("Dihapus"),
    "opened": _("Dibuka"),
    "unmask": _("NIK lengkap dilihat"),
    "export": _("Daftar diunduh"),
}


def name_actions(labels: Mapping[str, str | Promise]) -> None:
    """Words for actions that are no transitions, by their full name."""
    _labels.update(labels)


def label_of(entry: Entry) -> str | Promise:
    if entry.action in _labels:
        return _labels[entry.action]
    workflow = Workflow.registry.get(entry.subject_type)
    name = entry.action.removeprefix(f"{entry.subject_type}.")
    if workflow is not None and entry.to_state and name in workflow.transitions:
        return workflow.transitions[name].label
    return _labels.get(name) or entry.action


def _state_label(entry: Entry) -> Any:
    workflow = Workflow.registry.get(entry.subject_type)
    if workflow is None:
        return entry.to_state
    field: Any = apps.get_model(entry.subject_type)._meta.get_field(workflow.field)
    return dict(field.flatchoices).get(entry.to_state, entry.to_state)


def timeline(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """{title, at, actor, note, tone} for ui/history.html, in the order given."""
    told = []
    for entry in entries:
        moved = bool(entry.to_state)
        told.append(
            {
                "title": f"{label_of(entry)} → {_state_label(entry)}" if moved else label_of(entry),
                "at": entry.at,
                "actor": entry.actor_label,
                "note": entry.note or _changes(entry),
                "tone": "info" if moved else "neutral",
            }
        )
    return told


def _changes(entry: Entry) -> str:
    """The names of the changed parts, as the admin keeps them."""
    what = entry.data.get("what") if isinstance(entry.data, dict) else None
    parts = []
    for part in what or []:
        fields = ", ".join(str(field) for field in part.get("fields", []))
        parts.append(": ".join(word for word in (str(part.get("name", "")), fields) if word))
    return "; ".join(part for part in parts if part)
