"""Bringing the staff groups in the database in line with the table in code."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from ikm_portal.accounts.groups import wanted
from ikm_portal.audit.engine import record


@dataclass
class Difference:
    """What differs, as lines to read; `missing` are permissions no model offers (yet)."""

    changes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def sync_groups(*, dry_run: bool = False) -> Difference:
    """Makes the groups what the table says: adds, removes, deletes groups it does not name.

    A second run changes nothing. Changes are kept in the trail.
    """
    difference = Difference()
    known = {
        (content.app_label, content.model, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
        for content in [permission.content_type]
    }
    table = wanted()
    for name in sorted(table):
        group = Group.objects.filter(name=name).first()
        has = {} if group is None else {p.pk: p.codename for p in group.permissions.all()}
        should: dict[int, str] = {}
        for app, model, action in sorted(table[name]):
            permission = known.get((app, model, f"{action}_{model}"))
            permission = permission or known.get((app, model, action))
            if permission is None:
                difference.missing.append(f"{app}.{model}: {action} ({name})")
            else:
                should[permission.pk] = permission.codename
        added = sorted(codename for pk, codename in should.items() if pk not in has)
        removed = sorted(codename for pk, codename in has.items() if pk not in should)
        if group is not None and not added and not removed:
            continue
        difference.changes.append(
            " ".join(
                [f"{name}:", *(f"+{word}" for word in added), *(f"-{word}" for word in removed)]
            )
        )
        if not dry_run:
            group = group or Group.objects.create(name=name)
            group.permissions.set(should)
            record("group.synced", group, by=None, data={"added": added, "removed": removed})
    for group in Group.objects.exclude(name__in=table):
        difference.changes.append(f"{group.name}: -")
        if not dry_run:
            record("group.removed", group, by=None, note=group.name)
            group.delete()
    return difference
