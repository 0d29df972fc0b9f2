"""Staff groups and what each may do: one table, in code, applied by `sync_groups` at deploy.

The table is `{group: {"app.model": [actions]}}`. An action is "view", "add", "change", "delete", a
verb of the model's own ("verify" for verify_application) or a whole codename ("invite_staff"). Each
domain app adds its models by a `GROUPS` table in its `groups.py`, found by name at start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

OFFICE = "Petugas"
APPROVER = "Kepala/penyetuju"
KEEPER = "Pengelola data"
READER = "Pembaca"

Table = Mapping[str, Mapping[str, Sequence[str]]]

_table: dict[str, dict[str, set[str]]] = {}


def extend(table: Table) -> None:
    """Add permissions to groups; calling it twice with the same table changes nothing."""
    for group, models in table.items():
        rows = _table.setdefault(group, {})
        for label, actions in models.items():
            rows.setdefault(label.lower(), set()).update(actions)


def load() -> None:
    """Takes in every app's `groups.GROUPS`. Called once, when the apps are ready."""
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.groups") is not None:
            extend(getattr(import_module(f"{app.name}.groups"), "GROUPS", {}))


def wanted() -> dict[str, set[tuple[str, str, str]]]:
    """{group: {(app label, model, action)}} of the whole house."""
    return {
        group: {(*_split(label), action) for label, actions in models.items() for action in actions}
        for group, models in _table.items()
    }


def _split(label: str) -> tuple[str, str]:
    app, _dot, model = label.partition(".")
    return app, model


GROUPS: Table = {
    OFFICE: {
        "accounts.user": ["view"],
        "accounts.invitation": ["view", "add"],
        "audit.entry": ["view"],
        "documents.document": ["view"],
        "calendar.holiday": ["view"],
        "notifications.delivery": ["view"],
    },
    APPROVER: {
        "accounts.user": ["view", "change", "appoint_staff"],
        "accounts.invitation": ["view", "add", "invite_staff"],
        "audit.entry": ["view"],
        "documents.document": ["view", "change"],
    },
    KEEPER: {
        "accounts.user": ["view"],
        "calendar.holiday": ["view", "add", "change", "delete"],
        "notifications.delivery": ["view"],
    },
    READER: {"calendar.holiday": ["view"]},
}
