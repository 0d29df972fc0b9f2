"""A question that a promise alone does not answer becomes a request for support."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from associations.rules import manages
from financing.actions.support import CannotAsk, ask_for_support
from financing.models import SupportKind, SupportRequest
from ikm_portal.audit.engine import record
from meetings import rules
from meetings.models import Question
from meetings.queries import speaks_for


@transaction.atomic
def ask_from_question(
    *,
    question: Question,
    kind: SupportKind,
    subject: str,
    by: Any,
    body: str = "",
    people: int | None = None,
) -> SupportRequest:
    """Asked by the office in the name of who asked at the meeting: that person says later whether
    it helped. Without `body` it is told in the asker's words. Raises CannotAsk.
    """
    allowed = rules.may_ask_from_question(by, question)
    if not allowed:
        raise CannotAsk(str(allowed.reason))
    asker = speaks_for(question)
    if asker is None:
        raise CannotAsk(_("Penanya belum punya akun, juga tidak ada pengurus asosiasinya."))
    request = ask_for_support(
        kind=kind,
        subject=subject,
        body=body or question.words,
        people=people,
        association=question.association if manages(asker, question.association) else None,
        asker=asker,
        by=by,
    )
    question.support_requests.add(request)
    record("meetings.question.support", question, by=by, data={"code": request.code})
    return request
