"""Papers into the file, and answers to the bank's requests for papers."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from financing import rules
from financing.actions.deadlines import resume_clock
from financing.enums import ReferralState
from financing.models import Application, ApplicationPaper, PaperRequest, Referral
from ikm_portal.audit.engine import record
from ikm_portal.documents.actions import store


class CannotAttach(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def attach_paper(*, application: Application, kind: str, file: Any, by: Any) -> ApplicationPaper:
    """A paper of this kind; an earlier one of the same kind is put aside, not deleted.

    Raises CannotAttach, or `documents.refusal.Refused` when the file itself is no good.
    """
    locked = _open_file(application, by)
    return _add(locked, kind, file, by)


def _open_file(application: Application, by: Any) -> Application:
    """Locked against being sent at this moment. Raises CannotAttach when it is no longer open."""
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    answer = rules.may_fill_application(by, locked)
    if not answer:
        raise CannotAttach(str(answer.reason))
    return locked


def _add(application: Application, kind: str, file: Any, by: Any) -> ApplicationPaper:
    document = store(file, by=by, kind="financing.paper", owner_user=application.owner.user)
    application.papers.filter(kind=kind, removed_at=None).update(removed_at=timezone.now())
    paper = ApplicationPaper.objects.create(
        application=application, kind=kind, document=document, added_by=by
    )
    record("financing.application.add_paper", application, by=by, data={"kind": kind})
    return paper


@transaction.atomic
def remove_paper(*, paper: ApplicationPaper, by: Any) -> None:
    _open_file(paper.application, by)
    paper.removed_at = timezone.now()
    paper.save(update_fields=["removed_at"])
    record(
        "financing.application.remove_paper", paper.application, by=by, data={"kind": paper.kind}
    )


def close_paper(*, paper: ApplicationPaper, by: Any) -> None:
    """No bank opens this paper from now on. Twice is once. Raises CannotAttach."""
    _switch(paper, by, "close_paper", closed_at=timezone.now())


def open_paper_again(*, paper: ApplicationPaper, by: Any) -> None:
    """The bank with the case may open it as before. Twice is once. Raises CannotAttach."""
    _switch(paper, by, "open_paper", closed_at=None)


@transaction.atomic
def _switch(
    paper: ApplicationPaper, by: Any, step: str, *, closed_at: datetime.datetime | None
) -> None:
    application = Application.objects.select_for_update(no_key=True).get(pk=paper.application_id)
    paper = application.papers.get(pk=paper.pk)
    answer = rules.may_close_paper(by, paper)
    if not answer:
        raise CannotAttach(str(answer.reason))
    if (paper.closed_at is None) == (closed_at is None):
        return
    paper.closed_at = closed_at
    paper.save(update_fields=["closed_at"])
    record(f"financing.application.{step}", application, by=by, data={"kind": paper.kind})


@transaction.atomic
def answer_paper_request(*, request: PaperRequest, file: Any, by: Any) -> PaperRequest:
    """The paper that the bank asked for. With the last one the bank's clock runs again.

    A request is answered once; a second click changes nothing and says so. CannotAttach, Refused.
    """
    referral = Referral.objects.select_for_update(no_key=True).get(pk=request.referral_id)
    answer = rules.may_answer_papers(by, referral)
    if not answer:
        raise CannotAttach(str(answer.reason))
    if referral.state != ReferralState.PAPERS_WANTED:
        raise CannotAttach(_("Bank sedang tidak menunggu berkas."))
    if not PaperRequest.objects.filter(pk=request.pk, answered_at=None).exists():
        raise CannotAttach(_("Berkas ini sudah dikirim, atau bank tidak memintanya lagi."))
    paper = _add(referral.application, request.kind, file, by)
    request.paper, request.answered_at = paper, timezone.now()
    request.save(update_fields=["paper", "answered_at"])
    if not referral.paper_requests.filter(answered_at=None).exists():
        resume_clock(referral=referral, step="papers_complete", by=by)
    return request
