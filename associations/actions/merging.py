"""Two entries of one person become one, and can be taken apart again.

Whatever points to the second entry is found by the models themselves, in any app; each change is
kept, so that an undo puts back exactly that. Lock order as everywhere: what hangs on the person
(applications first), then the persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.enums import MembershipState
from associations.models import Business, Consent, Membership, Owner, OwnerMerge, SuspectedPair
from ikm_portal.audit.engine import move, record
from ikm_portal.common.crypto import blind_index

_OWN = {"associations.suspectedpair", "associations.ownermerge", "associations.owner"}
# Of an account only this column is ours: signing in changes the others.
_ACCOUNT = ("id", "is_active")


class CannotMerge(Exception):
    """Its text is a sentence for staff."""


class _Moves:
    """Changes columns and remembers what they were."""

    def __init__(self) -> None:
        self.done: list[list[Any]] = []

    def set(self, row: models.Model, column: str, value: Any) -> None:
        before = getattr(row, column)
        if before == value:
            return
        type(row)._base_manager.filter(pk=row.pk).update(**{column: value})
        setattr(row, column, value)
        self.done.append([row._meta.label_lower, row.pk, column, before, value])


def pointing_at(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """(model, column) of each table that points to this one, applications before people."""
    found = [
        (relation.related_model, relation.field.attname)
        for relation in model._meta.related_objects
        if relation.related_model._meta.label_lower not in _OWN and not relation.many_to_many
    ]
    return sorted(found, key=lambda one: one[0]._meta.label_lower, reverse=True)


@transaction.atomic
def merge_owners(*, pair: SuspectedPair, keep: int, by: Any, note: str = "") -> OwnerMerge:
    """All of the other entry goes to `keep`. Raises CannotMerge with a sentence, CannotMove."""
    kept, gone, moved = _join(pair, keep)
    merge = OwnerMerge.objects.create(
        pair=pair,
        kept=kept,
        gone=gone,
        moved=moved,
        seals=_seals(moved, [kept.pk, gone.pk]),
        merged_by=by,
    )
    move(pair, "merge", by=by, note=note, data={"kept": kept.pk, "gone": gone.pk})
    for owner in (kept, gone):
        record("associations.owner.merged", owner, by=by, data={"merge": merge.pk})
    return merge


def _join(pair: SuspectedPair, keep: int) -> tuple[Owner, Owner, list[list[Any]]]:
    """(kept, gone, what was moved)."""
    _lock_what_hangs_on([pair.first_id, pair.second_id])
    owners = {
        one.pk: one
        for one in Owner.objects.select_for_update(no_key=True)
        .filter(pk__in=[pair.first_id, pair.second_id])
        .order_by("pk")
    }
    kept = owners.pop(keep, None)
    if kept is None:
        raise CannotMerge(_("Pilih data siapa yang dipertahankan."))
    (gone,) = owners.values()
    if kept.merged_into_id or gone.merged_into_id:
        raise CannotMerge(_("Salah satu data ini sudah digabung dengan orang lain."))
    moves = _Moves()
    _account(moves, kept, gone)
    for business in gone.businesses.order_by("pk"):
        _business(moves, business, kept, gone)
    _rows_of(moves, Owner, gone, kept, may_stay={Consent})
    for earlier in Owner.objects.filter(merged_into=gone).order_by("pk"):
        moves.set(earlier, "merged_into_id", kept.pk)  # its NIK leads on in one step
    moves.set(gone, "merged_into_id", kept.pk)
    return kept, gone, moves.done


def _account(moves: _Moves, kept: Owner, gone: Owner) -> None:
    """One person, one account: the kept entry's own, or else the other's."""
    if gone.user is None:
        return
    if kept.user is None:
        user = gone.user_id
        moves.set(gone, "user_id", None)
        moves.set(kept, "user_id", user)
    else:
        moves.set(gone.user, "is_active", False)


def _business(moves: _Moves, business: Business, kept: Owner, gone: Owner) -> None:
    """The same business twice becomes one where no association has both; else it comes along."""
    for membership in business.memberships.filter(state=MembershipState.INVITED):
        # Before that person's yes its association reads nothing of what another one wrote.
        moves.set(membership, "listed_name", membership.listed_name or gone.name)
        moves.set(membership, "brought_person", False)
    same = kept.businesses.filter(name__iexact=business.name).order_by("pk").first()
    if same is not None and not _share_an_association(business, same):
        _rows_of(moves, Business, business, same, may_stay={apps.get_model("associations.Permit")})
    else:
        moves.set(business, "owner_id", kept.pk)


def _share_an_association(one: Business, other: Business) -> bool:
    there = Membership.objects.filter(business=other).values("association")
    return Membership.objects.filter(business=one, association__in=there).exists()


def _rows_of(
    moves: _Moves,
    model: type[models.Model],
    gone: models.Model,
    kept: models.Model,
    *,
    may_stay: set[type[models.Model]],
) -> None:
    """Each row that points to `gone`. What both have and only one may have stays where it may."""
    for related, column in pointing_at(model):
        if model is Owner and related is Business:
            continue  # done one by one
        for row in related._base_manager.filter(**{column: gone.pk}).order_by("pk"):
            try:
                with transaction.atomic():
                    moves.set(row, column, kept.pk)
            except IntegrityError:
                if related not in may_stay:
                    raise CannotMerge(
                        _("Keduanya punya %(what)s yang masih berjalan. Selesaikan satu dulu.")
                        % {"what": related._meta.verbose_name}
                    ) from None
                setattr(row, column, gone.pk)


@transaction.atomic
def preview_merge(*, pair: SuspectedPair, keep: int) -> dict[str, int]:
    """{what: how many rows} that a merge would move: done for real and taken back. CannotMerge."""
    with transaction.atomic():
        _kept, _gone, moved = _join(pair, keep)
        transaction.set_rollback(True)
    counts: dict[str, int] = {}
    for label, _pk, column, _before, _after in moved:
        if column in {"owner_id", "business_id"}:
            name = str(apps.get_model(label)._meta.verbose_name)
            counts[name] = counts.get(name, 0) + 1
    return counts


@transaction.atomic
def undo_merge(*, pair: SuspectedPair, by: Any, note: str = "") -> OwnerMerge:
    """Everything goes back where it was. Raises CannotMerge when something changed since."""
    standing = OwnerMerge.objects.select_for_update(of=("self",)).filter(undone_at=None)
    merge = standing.filter(pair=pair).first()
    if merge is None:
        raise CannotMerge(_("Penggabungan ini sudah dibatalkan."))
    owners = [merge.kept_id, merge.gone_id]
    _lock_what_hangs_on(owners)
    list(Owner.objects.select_for_update(no_key=True).filter(pk__in=owners).order_by("pk"))
    changed = _changed_since(merge)
    if changed:
        raise CannotMerge(
            _("Tidak bisa dibatalkan: %(what)s sudah berubah sejak digabung.") % {"what": changed}
        )
    for label, pk, column, before, _after in reversed(merge.moved):
        apps.get_model(label)._base_manager.filter(pk=pk).update(**{column: before})
    merge.undone_by, merge.undone_at = by, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    move(pair, "undo", by=by, note=note, data={"merge": merge.pk})
    for pk in owners:
        owner = Owner.objects.get(pk=pk)
        record("associations.owner.unmerged", owner, by=by, data={"merge": merge.pk})
    return merge


@transaction.atomic
def keep_apart(*, pair: SuspectedPair, by: Any, note: str = "") -> SuspectedPair:
    move(pair, "apart", by=by, note=note)
    return pair


@transaction.atomic
def look_again(*, pair: SuspectedPair, by: Any) -> SuspectedPair:
    move(pair, "reopen", by=by)
    return pair


def _changed_since(merge: OwnerMerge) -> str:
    """The name of the first kind of row that is not as the merge left it; empty when all are."""
    now = _seals(merge.moved, [merge.kept_id, merge.gone_id])
    for key, seal in merge.seals.items():
        if now.get(key) != seal:
            return str(apps.get_model(key.split(" ")[0])._meta.verbose_name)
    return ""


def _lock_what_hangs_on(owners: list[int]) -> None:
    businesses = list(Business.objects.filter(owner__in=owners).values_list("pk", flat=True))
    for related, column in pointing_at(Owner):
        rows = related._base_manager.filter(**{f"{column}__in": owners})
        list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    for related, column in pointing_at(Business):
        rows = related._base_manager.filter(**{f"{column}__in": businesses})
        list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))


def _seals(moved: list[list[Any]], owners: list[int]) -> dict[str, str]:
    """ "model row" → keyed hash of its columns, and for people and businesses of what hangs on
    them: a new application at a moved business is a change, too."""
    touched = {(label, pk) for label, pk, *_rest in moved}
    touched |= {("associations.owner", pk) for pk in owners}
    theirs = Business.objects.filter(owner__in=owners).values_list("pk", flat=True)
    touched |= {("associations.business", pk) for pk in theirs}
    seals = {}
    for label, pk in sorted(touched):
        model = apps.get_model(label)
        columns = _ACCOUNT if label == "accounts.user" else _columns(model)
        values = model._base_manager.filter(pk=pk).values_list(*columns).first()
        hanging = list(_hanging(model, pk)) if model in {Owner, Business} else []
        seals[f"{label} {pk}"] = blind_index(repr((values, hanging)), "merge")
    return seals


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _hanging(model: type[models.Model], pk: int) -> Iterator[tuple[str, list[Any]]]:
    for related, column in pointing_at(model):
        rows = related._base_manager.filter(**{column: pk}).order_by("pk")
        yield related._meta.label_lower, list(rows.values_list("pk", flat=True))
