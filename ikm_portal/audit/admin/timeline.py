"""An object's history for staff: every row of the trail about it, newest first, in words."""

from __future__ import annotations

from typing import Any

from django.db import models
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


def name_actions(labels: dict[str, str | Promise]) -> None:
    """Words for actions that are no transitions, by their full name."""
    _labels.update(labels)


def label_of(entry: Entry) -> str | Promise:
    workflow = Workflow.registry.get(entry.subject_type)
    name = entry.action.removeprefix(f"{entry.subject_type}.")
    if workflow is not None and entry.to_state and name in workflow.transitions:
        return workflow.transitions[name].label
    return _labels.get(entry.action) or _labels.get(name) or entry.action


def state_words(model: type[models.Model] | None, field: str, state: str) -> Any:
    if model is None or not state:
        return state
    choices = dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return choices.get(state, state)


def timeline(obj: models.Model, *, limit: int = 30) -> list[dict[str, Any]]:
    """{title, at, actor, note, tone}, newest first."""
    workflow = Workflow.registry.get(obj._meta.label_lower)
    field = workflow.field if workflow else ""
    told = []
    for entry in Entry.objects.about(obj).order_by("-id")[:limit]:
        tone = "neutral"
        title: Any = label_of(entry)
        if entry.to_state:
            tone = "info"
            title = f"{title} → {state_words(type(obj), field, entry.to_state)}"
        told.append(
            {
                "title": title,
                "at": entry.at,
                "actor": entry.actor_label,
                "note": entry.note or _changes(entry),
                "tone": tone,
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
