"""Erasure at the person's own wish: at once, by rule, and with a trace."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from associations.actions.erasing import NOBODY, forget_person
from associations.models import Owner
from financing import rules
from financing.actions.applications import withdraw_application
from financing.actions.retention import erase_papers
from financing.enums import ApplicationState
from financing.models import (
    Application,
    ApplicationPaper,
    DemandReport,
    SupportMessage,
    SupportRequest,
)
from ikm_portal.accounts.actions.closing import close_account
from ikm_portal.documents.erasing import erase
from ikm_portal.notifications.models import Message


class CannotErase(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def erase_person(*, owner: Owner, by: Any) -> bool:
    """All that no rule keeps; True when name and NIK stay, because a bank had the file.

    Not while something runs: raises CannotErase with what to do first. Lock order: applications,
    then the person, as everywhere.
    """
    mine = Application.objects.filter(owner=owner).order_by("pk")
    applications = list(mine.select_for_update(no_key=True))
    answer = rules.may_erase(by, owner)
    if not answer:
        raise CannotErase(str(answer.reason))
    for application in applications:
        if application.state == ApplicationState.DRAFT:
            withdraw_application(application=application, by=by)
    reason = _("Dihapus atas permintaan pemiliknya.")
    papers = ApplicationPaper.objects.filter(application__owner=owner)
    erase_papers(papers, by=by, reason=reason, rule="request")
    mine.filter(referrals=None).update(use="", return_note="")
    _words(by, reason)
    keep_identity = rules.identity_stays(owner)
    forget_person(owner=owner, keep_identity=keep_identity, by=by)
    Message.objects.filter(recipient=by).delete()
    close_account(user=by, by=by)
    return keep_identity


def _words(user: Any, reason: str) -> None:
    """What the person wrote to offices; that they asked, and what was answered, stays."""
    SupportRequest.objects.filter(asker=user).update(subject=NOBODY, body=reason)
    DemandReport.objects.filter(reporter=user).update(words=reason)
    said = SupportMessage.objects.filter(author=user)
    for message in said.exclude(document=None).select_related("document"):
        if message.document is not None:
            erase(message.document, by=user, reason=reason)
    said.update(body=reason)
