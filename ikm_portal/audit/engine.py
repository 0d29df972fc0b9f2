"""The one door for every state change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.chain import canonical
from ikm_portal.audit.models import Entry, subject_of
from ikm_portal.audit.workflow import Workflow

Recorder = Callable[[Entry, models.Model], None]
_recorders: list[Recorder] = []


class CannotMove(Exception):
    """Its text is a sentence for the person who asked."""


class WrongState(CannotMove):
    """The step does not start from where the object is."""


class NotAllowed(CannotMove):
    """This person may not take this step."""


class NoteMissing(CannotMove):
    """The step needs words."""


class LostRace(CannotMove):
    """Someone else was faster."""


def add_recorder(recorder: Recorder) -> None:
    """Called for each entry, in its transaction (notifications register here)."""
    _recorders.append(recorder)


@transaction.atomic
def move(
    obj: models.Model,
    name: str,
    *,
    by: Any,
    note: str = "",
    data: dict[str, Any] | None = None,
    set: dict[str, Any] | None = None,
) -> Entry:
    """Take the transition `name`; `set` are the columns that change with the state.

    `by` is the user, or None for the portal itself (only for transitions marked `system`).
    Updates `WHERE state = old`, insists on one row, writes the history row and its messages.
    Afterwards `obj` carries the new values. Raises CannotMove.
    """
    workflow = Workflow.of(obj)
    transition = workflow.transitions[name]
    old = getattr(obj, workflow.field)
    if old not in transition.sources:
        raise WrongState(
            _("Langkah “%(step)s” tidak bisa dari keadaan sekarang. Muat ulang halaman ini.")
            % {"step": transition.label}
        )
    if by is None and not transition.system:
        raise NotAllowed(_("Langkah ini harus dilakukan oleh seseorang."))
    if by is not None:
        answer = transition.may(by, obj)
        if not answer:
            raise NotAllowed(str(answer.reason))
    if transition.note_required and not note.strip():
        raise NoteMissing(_("Tulis alasannya."))

    values = {workflow.field: transition.target, **(set or {})}
    changed = (
        type(obj)
        ._base_manager.filter(pk=obj.pk, **{workflow.field: old})
        .update(**values, **_touched(obj))
    )
    if changed != 1:
        raise LostRace(_("Orang lain baru saja mengubahnya. Muat ulang untuk melihat keadaannya."))
    for attribute, value in values.items():
        setattr(obj, attribute, value)
    entry = _write(
        f"{obj._meta.label_lower}.{name}",
        obj,
        by=by,
        note=note,
        data=data,
        from_state=old,
        to_state=transition.target,
    )
    for recorder in _recorders:
        recorder(entry, obj)
    return entry


@transaction.atomic
def record(
    action: str,
    obj: models.Model,
    *,
    by: Any,
    note: str = "",
    data: dict[str, Any] | None = None,
) -> Entry:
    """A trail row for what is no state change: a file opened, an export, a correction."""
    entry = _write(action, obj, by=by, note=note, data=data)
    for recorder in _recorders:
        recorder(entry, obj)
    return entry


@transaction.atomic
def record_many(action: str, objs: Sequence[models.Model], *, by: Any) -> list[Entry]:
    """`record` for each, written with one query."""
    entries = [_entry(action, obj, by=by, note="", data=None) for obj in objs]
    Entry.objects.bulk_create(entries)
    for entry, obj in zip(entries, objs, strict=True):
        for recorder in _recorders:
            recorder(entry, obj)
    return entries


def _touched(obj: models.Model) -> dict[str, Any]:
    names = {field.name for field in obj._meta.concrete_fields}
    return {"updated_at": timezone.now()} if "updated_at" in names else {}


def _write(action: str, obj: models.Model, **more: Any) -> Entry:
    entry = _entry(action, obj, **more)
    entry.save(force_insert=True)
    return entry


def _entry(
    action: str,
    obj: models.Model,
    *,
    by: Any,
    note: str,
    data: dict[str, Any] | None,
    from_state: str = "",
    to_state: str = "",
) -> Entry:
    subject_type, subject_id = subject_of(obj)
    entry = Entry(
        at=timezone.now(),
        actor_id=by.pk if by is not None else None,
        actor_label=by.trail_label() if by is not None else "portal",
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        from_state=from_state,
        to_state=to_state,
        note=note.strip(),
        data=data or {},
    )
    entry.payload = canonical(entry.facts())
    return entry
