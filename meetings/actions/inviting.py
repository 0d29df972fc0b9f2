"""Inviting to a meeting: who, by which letter, what they answer, what they hear of changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from associations.models import Association, Institution
from ikm_portal.accounts.models import User
from ikm_portal.accounts.models.invitation import hash_token
from ikm_portal.audit.engine import move, record
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.recording import send_outside
from meetings import links, rules
from meetings.enums import InvitationState as S
from meetings.enums import MeetingState
from meetings.models import Invitation, Meeting
from meetings.notifications import INVITATION, InvitationWords


class CannotInvite(Exception):
    """Its text is a sentence for the person."""


class CannotAnswer(Exception):
    """Its text is a sentence for the person who was invited."""


@dataclass(frozen=True)
class Sent:
    """`link` is a secret for the invited party alone."""

    invitation: Invitation
    link: str

    @property
    def chat_text(self) -> str:
        with translation.override(settings.LANGUAGE_CODE):
            return InvitationWords(self.invitation).chat(self.link)


def _locked(meeting: Meeting, by: Any) -> Meeting:
    """The meeting as it stands, held: a change of its time and a letter never cross."""
    allowed = rules.may_run_meeting(by, meeting)
    if not allowed:
        raise CannotInvite(str(allowed.reason))
    found = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if found.state != MeetingState.PLANNED:
        raise CannotInvite(_("Rapat ini tidak lagi direncanakan."))
    if timezone.now() >= found.over_at:
        raise CannotInvite(_("Waktu rapat ini sudah lewat."))
    return found


@transaction.atomic
def invite_parties(
    *,
    meeting: Meeting,
    institutions: Iterable[Institution] = (),
    associations: Iterable[Association] = (),
    by: Any,
) -> list[Invitation]:
    """Puts parties on the list, unsent. Who stands there already stays as they are."""
    meeting = _locked(meeting, by)
    known = {
        (invitation.institution_id, invitation.association_id)
        for invitation in meeting.invitations.all()
    }
    made = [
        Invitation(meeting=meeting, institution=one, addressee=_head_of(one), email=_mail_of(one))
        for one in institutions
        if (one.pk, None) not in known
    ]
    made += [
        Invitation(
            meeting=meeting,
            association=one,
            addressee=one.chair_name or f"Ketua {one.name}",
            email=_mail_of(one),
        )
        for one in associations
        if (None, one.pk) not in known
    ]
    if not made:
        raise CannotInvite(_("Semua pihak itu sudah ada di daftar undangan."))
    for invitation in made:
        invitation.save()
        record("meetings.invitation.list", invitation, by=by)
    return made


def _head_of(institution: Institution) -> str:
    head = "Pimpinan" if institution.kind == "bank" else "Kepala"
    return f"{head} {institution.name}"[:150]


def _mail_of(party: Institution | Association) -> str:
    """Of the account that answers for the party, the longest standing one."""
    if isinstance(party, Institution):
        people = User.objects.filter(institution_contact__institution=party)
    else:
        people = User.objects.filter(managed__association=party, managed__until=None)
    first = people.filter(is_active=True).exclude(email=None).order_by("pk").first()
    return (first.email or "").lower() if first is not None else ""


@transaction.atomic
def send(*, invitation: Invitation, by: Any) -> Sent:
    """The letter, or a new one with a new link; the link before stops working. With an address it
    leaves by e-mail; either way the sender gets link and words for a chat."""
    invitation.meeting = _locked(invitation.meeting, by)
    invitation.refresh_from_db(fields=["state", "issue"])
    if invitation.state == S.WITHDRAWN:
        raise CannotInvite(_("Undangan ini sudah dibatalkan."))
    step = "send" if invitation.state == S.DRAFT else "send_again"
    _issue(invitation, step, by=by)
    return Sent(invitation, settings.SITE_URL + links.path_of(invitation))


@transaction.atomic
def send_all(*, meeting: Meeting, by: Any) -> list[Invitation]:
    """Every letter that was not sent yet and has an address to go to."""
    meeting = _locked(meeting, by)
    waiting = list(
        meeting.invitations.filter(state=S.DRAFT)
        .exclude(email="")
        .select_related("institution", "association")
    )
    if not waiting:
        raise CannotInvite(_("Tidak ada undangan bersurel yang belum dikirim."))
    for invitation in waiting:
        invitation.meeting = meeting
        _issue(invitation, "send", by=by)
    return waiting


def _issue(invitation: Invitation, step: str, *, by: Any) -> None:
    """A new letter: its own number, its own link, the answer open again."""
    invitation.issue += 1
    values = {
        "issue": invitation.issue,
        "token_hash": hash_token(links.tokens(invitation)[0]),
        "sent_at": timezone.now(),
        "answered_at": None,
        "attendee_name": "",
        "attendee_position": "",
        "remark": "",
    }
    entry = move(invitation, step, by=by, data={"issue": invitation.issue}, set=values)
    _post(invitation, entry, is_change=step == "change")


def _post(invitation: Invitation, entry: Entry, *, is_change: bool = False) -> None:
    if not invitation.email:
        return
    words = InvitationWords(invitation, is_change=is_change)
    with translation.override(settings.LANGUAGE_CODE):  # not the language of whoever clicked
        send_outside(entry=entry, kind=INVITATION, subject=words.subject(), body=words.body())


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Any, reason: str) -> Invitation:
    """The party need not come. Who has a letter gets word, and the calendar forgets it."""
    meeting = invitation.meeting = _locked(invitation.meeting, by)
    invitation.refresh_from_db(fields=["state", "issue"])
    had_letter = invitation.state in S.live()
    if had_letter:
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
    values = {"issue": invitation.issue + 1, "token_hash": None, "answered_at": None}
    entry = move(
        invitation, "withdraw", by=by, note=reason, data={"issue": values["issue"]}, set=values
    )
    if had_letter:
        _post(invitation, entry)
    return invitation


@transaction.atomic
def answer(
    *,
    invitation: Invitation,
    verdict: str,
    name: str = "",
    position: str = "",
    remark: str = "",
    by: Any = None,
) -> Invitation:
    """What the party says: `verdict` is a state of S.answers(). `by` None: through the link, once
    for each letter; staff write down what they were told by phone, also over an earlier answer."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("meeting", "institution", "association")
        .get(pk=invitation.pk)
    )
    if by is not None:
        allowed = rules.may_run_meeting(by, invitation.meeting)
        if not allowed:
            raise CannotAnswer(str(allowed.reason))
    if not (invitation.takes_answers if by is None else invitation.link_stands):
        raise CannotAnswer(_("Undangan ini sudah dijawab atau tidak berlaku lagi."))
    if verdict == S.REPLACED and not name.strip():
        raise CannotAnswer(_("Tulis siapa yang datang."))
    move(
        invitation,
        _STEPS[verdict],
        by=by,
        data={"issue": invitation.issue},
        set={
            "answered_at": timezone.now(),
            "attendee_name": "" if verdict == S.DECLINED else name.strip(),
            "attendee_position": "" if verdict == S.DECLINED else position.strip(),
            "remark": remark.strip(),
        },
    )
    return invitation


_STEPS: dict[str, str] = {S.COMING: "come", S.REPLACED: "replace", S.DECLINED: "decline"}


def find_by_token(token: str) -> Invitation | None:
    """The invitation whose newest letter has this link, while the meeting is to come."""
    found = (
        Invitation.objects.filter(token_hash=hash_token(token))
        .select_related("meeting__letter", "institution", "association")
        .first()
    )
    return found if found is not None and found.link_stands else None


def tell_of_change(*, meeting: Meeting, by: Any) -> int:
    """New letters to all who hold one; their answers are asked anew. The caller holds the row."""
    told = list(_holders(meeting))
    for invitation in told:
        invitation.meeting = meeting
        _issue(invitation, "change", by=by)
    return len(told)


def tell_of_end(*, meeting: Meeting, by: Any) -> int:
    """The meeting was called off: to all who hold a letter. The caller holds the row."""
    told = list(_holders(meeting))
    for invitation in told:
        invitation.meeting = meeting
        invitation.issue += 1
        invitation.token_hash = hash_token(links.tokens(invitation)[0])
        invitation.save(update_fields=["issue", "token_hash", "updated_at"])
        data = {"issue": invitation.issue}
        _post(invitation, record("meetings.invitation.call_off", invitation, by=by, data=data))
    return len(told)


def _holders(meeting: Meeting) -> QuerySet[Invitation]:
    held = meeting.invitations.filter(state__in=S.live()).order_by("pk")
    return held.select_for_update(of=("self",), no_key=True).select_related(
        "institution", "association"
    )
