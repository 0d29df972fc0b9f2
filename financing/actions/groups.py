"""A group for KUR Khusus: begun by managers, joined by each member alone, proved by a letter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.enums import MembershipState
from associations.models import Association, Membership
from associations.rules import manages
from financing import group_rules
from financing.enums import GroupMemberState
from financing.models import CreditGroup, GroupMember
from ikm_portal.audit.engine import move, record
from ikm_portal.documents.actions import store

# The contract with the bank is signed by the chair and one more (Permenko 12/2025 pasal 4).
LEAST = 2
MOST = 500
AGREEMENT = 1  # version of the words that a member says yes to (templates/member/group.html)


class CannotGroup(Exception):
    """Its text is a sentence for the person. `field` names the answer that it is about."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True)
class Letter:
    """As the office's own register has it; the portal makes up none of this."""

    number: str
    on: datetime.date
    signatory: str
    title: str
    nip: str = ""


@transaction.atomic
def start_group(
    *, association: Association, offtaker: str, purpose: str, by: Any, contract: Any = None
) -> CreditGroup:
    """A new group with nobody in it. Pressed twice within the same words, it is one group.

    Raises CannotGroup, or `documents.refusal.Refused` for the contract.
    """
    if not manages(by, association):
        raise CannotGroup(_("Hanya pengurus asosiasi ini yang bisa memulai kelompok."))
    Association.objects.select_for_update(no_key=True).get(pk=association.pk)
    same = CreditGroup.objects.filter(
        association=association, state="gathering", offtaker=offtaker, purpose=purpose
    ).first()
    if same is not None:
        return same
    group = CreditGroup.objects.create(
        association=association, offtaker=offtaker, purpose=purpose, created_by=by
    )
    record("financing.creditgroup.start", group, by=by)
    if contract is not None:
        _attach(group, contract, by)
    return group


@transaction.atomic
def fill_group(
    *, group: CreditGroup, offtaker: str, purpose: str, by: Any, contract: Any = None
) -> CreditGroup:
    """Raises CannotGroup, or Refused for the contract. A new contract takes the old one's place."""
    locked = _to_fill(group, by)
    locked.offtaker, locked.purpose = offtaker, purpose
    locked.save(update_fields=["offtaker", "purpose", "updated_at"])
    record("financing.creditgroup.fill", locked, by=by)
    if contract is not None:
        _attach(locked, contract, by)
    return locked


def _attach(group: CreditGroup, file: Any, by: Any) -> None:
    group.contract = store(file, by=by, kind="financing.contract")
    group.save(update_fields=["contract", "updated_at"])


def _to_fill(group: CreditGroup, by: Any) -> CreditGroup:
    locked = _locked(group)
    answer = group_rules.may_fill_group(by, locked)
    if not answer:
        raise CannotGroup(str(answer.reason))
    return locked


def _locked(group: CreditGroup) -> CreditGroup:
    """Members' answers, sending and the letter wait for one another here."""
    rows = CreditGroup.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("association").get(pk=group.pk)


@transaction.atomic
def invite_to_group(*, group: CreditGroup, memberships: Iterable[int], by: Any) -> int:
    """Asks these members of the association; how many were asked now. Who is in stays as is, and
    is not asked again for another business: a group is of people, each answers once."""
    locked = _to_fill(group, by)
    wanted = set(memberships)
    found = Membership.objects.filter(
        association=locked.association, state=MembershipState.CONFIRMED, pk__in=wanted
    )
    there = {one.membership_id: one for one in locked.members.all()}
    if len(there) + len(wanted - set(there)) > MOST:
        raise CannotGroup(_("Satu kelompok paling banyak %(most)d orang.") % {"most": MOST})
    inside = set(locked.members.live().values_list("membership__business__owner", flat=True))
    asked = 0
    for membership in found.select_related("business").order_by("pk"):
        if membership.business.owner_id in inside:
            continue
        inside.add(membership.business.owner_id)
        member = there.get(membership.pk)
        if member is None:
            member = GroupMember.objects.create(group=locked, membership=membership)
            record("financing.groupmember.asked", member, by=by)
            asked += 1
        else:
            move(member, "invite", by=by, set={"answered_at": None, "is_beginner": None})
            asked += 1
    return asked


@transaction.atomic
def agree_to_group(*, member: GroupMember, is_beginner: bool, by: Any) -> GroupMember:
    """The member's own yes, in one step; a second press changes nothing. Raises CannotMove."""
    found = _member(member)
    if found.state == GroupMemberState.AGREED:
        return found
    move(
        found,
        "agree",
        by=by,
        data={"agreement": AGREEMENT},
        set={"answered_at": timezone.now(), "is_beginner": is_beginner},
    )
    return found


@transaction.atomic
def decline_group(*, member: GroupMember, by: Any) -> GroupMember:
    found = _member(member)
    if found.state == GroupMemberState.DECLINED:
        return found
    move(found, "decline", by=by, set={"answered_at": timezone.now()})
    return found


@transaction.atomic
def leave_group(*, member: GroupMember, by: Any) -> GroupMember:
    """Out at once: from now on the letter does not speak for this member."""
    found = _member(member)
    if found.state != GroupMemberState.LEFT:
        move(found, "leave", by=by)
    return found


@transaction.atomic
def remove_from_group(*, member: GroupMember, by: Any) -> GroupMember:
    found = _member(member)
    if found.state != GroupMemberState.LEFT:
        move(found, "remove", by=by)
    return found


def _member(member: GroupMember) -> GroupMember:
    """Locks its group first: one order for everybody."""
    _locked(member.group)
    rows = GroupMember.objects.select_related(
        "group__association", "membership__association", "membership__business__owner__user"
    )
    return rows.get(pk=member.pk)


def lacking_of(group: CreditGroup) -> list[str]:
    """What the group still needs before it can be sent, in sentences."""
    problems = []
    agreed = group.members.agreed().count()
    if agreed < LEAST:
        problems.append(
            _("Baru %(agreed)d anggota setuju; paling sedikit %(least)d.")
            % {"agreed": agreed, "least": LEAST}
        )
    if group.contract_id is None:
        problems.append(_("Tambahkan perjanjian dengan pembeli tetap."))
    return problems


@transaction.atomic
def submit_group(*, group: CreditGroup, by: Any) -> CreditGroup:
    """To the office, with those who have agreed. Who has not answered is not in it."""
    locked = _locked(group)
    problems = lacking_of(locked)
    if problems:
        raise CannotGroup(" ".join(problems))
    move(locked, "submit", by=by, set={"submitted_at": timezone.now(), "return_note": ""})
    return locked


@transaction.atomic
def close_group(*, group: CreditGroup, by: Any) -> CreditGroup:
    locked = _locked(group)
    move(locked, "close", by=by)
    return locked


_WITHOUT_LETTER = {
    "letter_number": "",
    "letter_on": None,
    "letter_members": None,
    "signatory": "",
    "signatory_title": "",
    "signatory_nip": "",
    "numbered_by": None,
}


@transaction.atomic
def return_group(*, group: CreditGroup, note: str, by: Any) -> CreditGroup:
    """Back to the managers, with what to repair. A number that was noted is given up."""
    locked = _locked(group)
    locked.members.update(in_letter=False)
    move(locked, "return", by=by, note=note, set={"return_note": note.strip(), **_WITHOUT_LETTER})
    return locked


@transaction.atomic
def number_letter(*, group: CreditGroup, letter: Letter, by: Any) -> CreditGroup:
    """Keeps number, day and who signs, as the office's register has them, and counts the members.

    Again until it is signed: a slip is put right, a member who left is no longer counted.
    """
    locked = _locked(group)
    today = timezone.localdate()
    if letter.on > today:
        raise CannotGroup(_("Tanggal surat tidak boleh sesudah hari ini."), field="on")
    if locked.submitted_at and letter.on < timezone.localdate(locked.submitted_at):
        raise CannotGroup(_("Tanggal surat tidak boleh sebelum kelompok diajukan."), field="on")
    agreed = locked.members.agreed().count()
    if agreed < LEAST:
        raise CannotGroup(_("Anggota kelompok tinggal %(agreed)d.") % {"agreed": agreed})
    kept = {
        "letter_number": letter.number,
        "letter_on": letter.on,
        "letter_members": agreed,
        "signatory": letter.signatory,
        "signatory_title": letter.title,
        "signatory_nip": letter.nip,
        "numbered_by": by,
    }
    try:
        with transaction.atomic():
            move(locked, "number", by=by, data={"members": agreed}, set=kept)
    except IntegrityError:
        raise CannotGroup(
            _("Nomor surat ini sudah dipakai kelompok lain."), field="number"
        ) from None
    locked.members.update(in_letter=False)
    named = list(locked.members.agreed().values_list("pk", flat=True))
    locked.members.filter(pk__in=named).update(in_letter=True)
    return locked


@transaction.atomic
def sign_letter(*, group: CreditGroup, by: Any, scan: Any = None) -> CreditGroup:
    """The letter is signed on paper: from now on it counts. Raises CannotGroup, Refused."""
    locked = _locked(group)
    if locked.has_letter and locked.members.covered().count() != locked.letter_members:
        raise CannotGroup(
            _("Jumlah anggota berubah sejak surat dinomori. Catat nomornya lagi, lalu cetak ulang.")
        )
    kept: dict[str, Any] = {"signed_at": timezone.now()}
    if scan is not None:
        kept["signed_letter"] = store(scan, by=by, kind="financing.group_letter")
    move(locked, "sign", by=by, set=kept)
    return locked


@transaction.atomic
def revoke_letter(*, group: CreditGroup, note: str, by: Any) -> CreditGroup:
    """From now on the public page says so, and the letter counts for nobody."""
    locked = _locked(group)
    move(locked, "revoke", by=by, note=note)
    return locked


@transaction.atomic
def note_letter_taken(*, group: CreditGroup, by: Any) -> None:
    record("financing.creditgroup.letter_taken", group, by=by)
