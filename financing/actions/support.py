"""Support requests: asked, routed, answered, and closed only when the asker says that it helped."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.models import Association, Business, Institution
from associations.rules import is_self, manages
from financing import rules
from financing.enums import SupportState
from financing.models import LinkHolder, SupportKind, SupportMessage, SupportRequest
from ikm_portal.audit.engine import move, record
from ikm_portal.calendar.days import add_working_days
from ikm_portal.documents.actions import store


class CannotAsk(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def ask_for_support(
    *,
    kind: SupportKind,
    subject: str,
    body: str,
    by: Any,
    association: Association | None = None,
    business: Business | None = None,
    people: int | None = None,
    photo: Any = None,
    asker: Any = None,
) -> SupportRequest:
    """A new request, to be handed on by the office. `asker`: whom the office asks for, who then
    says whether it helped; left out, `by` asks.

    Raises CannotAsk, or `documents.refusal.Refused` for the photo.
    """
    if association is not None and not (manages(by, association) or by.is_office):
        raise CannotAsk(_("Hanya pengurus yang bisa meminta atas nama asosiasi."))
    if business is not None and not (is_self(by, business.owner) or by.is_office):
        raise CannotAsk(_("Usaha ini bukan milik Anda."))
    if asker is not None and not by.is_office:
        raise CannotAsk(_("Hanya Disperindag yang bisa meminta atas nama orang lain."))
    if asker is not None and association is not None and not manages(asker, association):
        raise CannotAsk(_("Orang ini bukan pengurus asosiasi itu."))
    request = SupportRequest.objects.create(
        kind=kind,
        subject=subject,
        body=body,
        asker=asker or by,
        association=association,
        business=business,
        people=people,
    )
    record("financing.supportrequest.ask", request, by=by, data={"kind": kind.code})
    if photo is not None:
        document = store(photo, by=by, kind="financing.support", owner_user=by)
        SupportMessage.objects.create(
            request=request, author=by, body=_("Foto terlampir."), document=document
        )
    return request


@transaction.atomic
def assign_support(
    *, request: SupportRequest, institution: Institution, by: Any, note: str = ""
) -> SupportRequest:
    """Hands the request, with its whole history, to the office that answers; the clock starts.

    Links that the office before it was given stop working.
    """
    request.links.filter(withdrawn_at=None).exclude(institution=institution).update(
        withdrawn_at=timezone.now()
    )
    move(
        request,
        "assign",
        by=by,
        note=note,
        data={"institution": institution.slug},
        set={
            "institution": institution,
            "due_on": add_working_days(timezone.localdate(), request.kind.due_days),
        },
    )
    return request


@transaction.atomic
def start_support(*, request: SupportRequest, by: Any) -> SupportRequest:
    move(request, "start", by=by)
    return request


@transaction.atomic
def ask_back(*, request: SupportRequest, words: str, by: Any) -> SupportRequest:
    """A question to the asker; it also stands among the messages."""
    move(request, "ask_back", by=by, note=words)
    _say(request, words, by)
    return request


@transaction.atomic
def answer_support(*, request: SupportRequest, answer: str, by: Any) -> SupportRequest:
    """The office's answer. Now it is the asker's turn to say whether it helped."""
    if not answer.strip():
        raise CannotAsk(_("Tulis jawabannya."))
    move(request, "answer", by=by, set={"answer": answer.strip()})
    return request


@transaction.atomic
def reject_support(*, request: SupportRequest, answer: str, by: Any) -> SupportRequest:
    """It can't be done, with the reason that the asker reads."""
    if not answer.strip():
        raise CannotAsk(_("Tulis alasannya untuk pemohon."))
    move(request, "reject", by=by, note=answer, set={"answer": answer.strip()})
    return request


@transaction.atomic
def confirm_support(*, request: SupportRequest, by: Any) -> SupportRequest:
    move(request, "confirm", by=by)
    return request


@transaction.atomic
def reopen_support(*, request: SupportRequest, words: str, by: Any) -> SupportRequest:
    """It did not help: back to work in one step, with the reason. A request that never went to an
    office has a new day from today."""
    if request.institution is None:
        raise CannotAsk(_("Permintaan ini belum pernah diteruskan. Ajukan permintaan baru."))
    move(
        request,
        "reopen",
        by=by,
        note=words,
        set={"due_on": add_working_days(timezone.localdate(), request.kind.due_days)},
    )
    _say(request, words, by)
    return request


@transaction.atomic
def write_message(
    *, request: SupportRequest, body: str, by: Any, file: Any = None
) -> SupportMessage:
    """A word in the request. Where the office waits for the asker, that word starts it again."""
    answer = rules.may_write_support(by, request)
    if not answer:
        raise CannotAsk(str(answer.reason))
    document = store(file, by=by, kind="financing.support", owner_user=by) if file else None
    message = _say(request, body, by, document)
    record("financing.supportrequest.message", request, by=by)
    if request.state == SupportState.WAITING and request.asker_id == by.pk:
        move(request, "told", by=by)
    return message


def _say(request: SupportRequest, body: str, by: Any, document: Any = None) -> SupportMessage:
    who = {"link": by.link} if isinstance(by, LinkHolder) else {"author": by}
    return SupportMessage.objects.create(
        request=request, body=body.strip(), document=document, **who
    )


@transaction.atomic
def record_cost(*, request: SupportRequest, cost: int, budget: str, by: Any) -> SupportRequest:
    """What the support costs in whole rupiah, and out of which budget. The last word counts."""
    answer = rules.may_answer_support(by, request)
    if not answer:
        raise CannotAsk(str(answer.reason))
    request.cost, request.budget = cost, budget
    request.save(update_fields=["cost", "budget", "updated_at"])
    data = {"cost": cost, "budget": budget}
    record("financing.supportrequest.cost", request, by=by, data=data)
    return request
