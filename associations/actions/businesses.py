"""Correcting one's own data. The trail keeps what was changed; what is personal only by name."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations import rules
from associations.enums import PermitKind
from associations.models import Business, Owner, Permit
from ikm_portal.audit.engine import record

# Values of these may stand in the trail, before and after; of all others only the field's name.
_OPEN = frozenset({"product", "started_on", "workers", "yearly_sales", "region"})
BUSINESS_FIELDS = _OPEN | {"name", "address", "kbli"}
OWNER_FIELDS = frozenset({"phone", "address", "region", "is_married", "npwp"})


class CannotCorrect(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def correct_business(*, business: Business, by: Any, **changes: Any) -> Business:
    """New values for some of BUSINESS_FIELDS; what is the same leaves no trace. CannotCorrect."""
    _refuse_unknown(changes, BUSINESS_FIELDS)
    answer = rules.may_edit_business(by, business)
    if not answer:
        raise CannotCorrect(str(answer.reason))
    return _correct(business, "associations.business.correct", by, changes)


@transaction.atomic
def correct_owner(*, owner: Owner, by: Any, **changes: Any) -> Owner:
    """New values for some of OWNER_FIELDS, in their stored form. Name, NIK and birth date come from
    the KTP: only the office changes them. Raises CannotCorrect."""
    _refuse_unknown(changes, OWNER_FIELDS)
    answer = rules.may_edit_owner(by, owner)
    if not answer:
        raise CannotCorrect(str(answer.reason))
    return _correct(owner, "associations.owner.correct", by, changes)


@transaction.atomic
def set_permit(*, business: Business, kind: str, number: str, by: Any) -> Permit | None:
    """The number of a permit; an empty one takes the permit away. Raises CannotCorrect."""
    answer = rules.may_edit_business(by, business)
    if not answer:
        raise CannotCorrect(str(answer.reason))
    known = business.permits.filter(kind=kind).first()
    stated = business.stated_nib if kind == PermitKind.NIB else ""
    same = (known.number if known else "") == number and (known is not None) == bool(number)
    if same and (number or not stated):
        return known
    if not number:
        if known is not None:
            known.delete()
        permit = None
    else:
        try:
            with transaction.atomic():
                permit = Permit.objects.update_or_create(
                    business=business, kind=kind, defaults={"number": number}
                )[0]
        except IntegrityError:
            raise CannotCorrect(
                _("%(permit)s ini sudah dipakai usaha lain. Periksa angkanya.")
                % {"permit": kind.upper()}
            ) from None
    if kind == PermitKind.NIB:  # from now on the person's own word
        business.stated_nib = number
        business.save(update_fields=["stated_nib", "updated_at"])
    record("associations.business.permit", business, by=by, data={"kind": str(PermitKind(kind))})
    return permit


@transaction.atomic
def show_nik(*, owner: Owner, by: Any) -> str:
    """The person's own whole NIK. Looking leaves a trace, so that a stolen session shows."""
    if not rules.is_self(by, owner):
        raise CannotCorrect(str(rules.NOT_YOURS.reason))
    record("associations.owner.show_nik", owner, by=by)
    return owner.nik


def _refuse_unknown(changes: dict[str, Any], known: frozenset[str]) -> None:
    if not changes.keys() <= known:
        raise ValueError(f"not to be corrected here: {sorted(changes.keys() - known)}")


def _correct[T: (Business, Owner)](obj: T, action: str, by: Any, changes: dict[str, Any]) -> T:
    # Read anew under a lock, and only these columns written: an account that was linked meanwhile,
    # or another correction, is not undone by what this page had loaded before.
    now = type(obj)._base_manager.select_for_update(no_key=True).get(pk=obj.pk)
    before = {name: getattr(now, name) for name in changes}
    changed: dict[str, Any] = {
        name: value for name, value in changes.items() if before[name] != value
    }
    for name, value in changes.items():
        setattr(obj, name, value)
    if not changed:
        return obj
    hashes: set[str] = {f"{name}_hash" for name in changed} & {"phone_hash", "npwp_hash"}
    obj.save(update_fields=[*changed, *hashes, "updated_at"])
    shows = action == "associations.business.correct"
    shown = {
        name: [_plain(before[name]), _plain(value)] if shows and name in _OPEN else None
        for name, value in changed.items()
    }
    record(action, obj, by=by, data={"changes": shown})
    return obj


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(getattr(value, "pk", value))
