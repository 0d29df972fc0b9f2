"""Staff groups and what each may do: one table, in code, applied by `sync_groups` at deploy.

The table is `{group: {"app.model": [actions]}}`; an action is "view", "add", "change", "delete" or
a full codename such as "invite_staff". Each domain app adds its models in its own `groups.py` by
calling `extend`, found by name at start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

OFFICE = "Petugas"
APPROVER = "Kepala/penyetuju"
KEEPER = "Pengelola data"
READER = "Pembaca"

Table = Mapping[str, Mapping[str, Sequence[str]]]

_table: dict[str, dict[str, set[str]]] = {}
_PLAIN = {"view", "add", "change", "delete"}


def extend(table: Table) -> None:
    """Add permissions to groups; calling it twice with the same table changes nothing."""
    for group, models in table.items():
        rows = _table.setdefault(group, {})
        for label, actions in models.items():
            rows.setdefault(label.lower(), set()).update(actions)


def wanted() -> dict[str, set[tuple[str, str, str]]]:
    """{group: {(app label, model, codename)}} of the whole house."""
    return {
        group: {_key(label, action) for label, actions in models.items() for action in actions}
        for group, models in _table.items()
    }


def _key(label: str, action: str) -> tuple[str, str, str]:
    app, model = label.split(".", 1)
    return app, model, f"{action}_{model}" if action in _PLAIN else action


extend(
    {
        OFFICE: {
            "accounts.user": ["view"],
            "accounts.invitation": ["view", "add"],
            "audit.entry": ["view"],
        },
        APPROVER: {
            "accounts.user": ["view", "change", "appoint_staff"],
            "accounts.invitation": ["view", "add", "invite_staff"],
            "audit.entry": ["view"],
        },
        KEEPER: {"accounts.user": ["view"]},
        READER: {},
    }
)
