"""What the retention rules ask for. Each may run twice: the second finds nothing to do."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from associations.models import MemberInvitation, Membership
from financing import retention
from financing.enums import ApplicationState
from financing.models import Application, ApplicationPaper
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import record
from ikm_portal.documents.erasing import erase
from ikm_portal.notifications.models import Message

_CLOSED = [ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.DISBURSED]


def apply_retention(*, now: datetime.datetime) -> dict[str, int]:
    """Rule → how many rows or files went. Small transactions: a stop loses nothing."""
    done = {
        rule.code: _papers(rule, _due(rule, now))
        for rule in (
            retention.REPLACED_PAPERS,
            retention.DRAFT_PAPERS,
            retention.CLOSED_PAPERS,
        )
    }
    done[retention.MESSAGES.code] = _messages(now - retention.MESSAGES.period)
    done[retention.INVITATIONS.code] = _invitations(now - retention.INVITATIONS.period)
    return done


def erase_papers(papers: QuerySet[ApplicationPaper], *, by: Any, reason: str, rule: str) -> int:
    """Their files go and they are put aside, so that the checklist asks for them anew."""
    gone: Counter[int] = Counter()
    for paper in papers.filter(document__erased_at=None).select_related("document"):
        with transaction.atomic():
            if erase(paper.document, by=by, reason=reason):
                ApplicationPaper.objects.filter(pk=paper.pk, removed_at=None).update(
                    removed_at=timezone.now()
                )
                gone[paper.application_id] += 1
    for application in Application.objects.filter(pk__in=gone).order_by("pk"):
        record(
            "financing.application.papers_erased",
            application,
            by=by,
            data={"rule": rule, "count": gone[application.pk]},
        )
    return gone.total()


def _papers(rule: retention.Rule, due: Q) -> int:
    papers = ApplicationPaper.objects.filter(due)
    return erase_papers(papers, by=None, reason=str(rule.ground), rule=rule.code)


def _due(rule: retention.Rule, now: datetime.datetime) -> Q:
    before = now - rule.period
    if rule is retention.REPLACED_PAPERS:
        return Q(removed_at__lt=before)
    idle = Q(application__updated_at__lt=before, added_at__lt=before)
    if rule is retention.DRAFT_PAPERS:
        return idle & Q(application__state=ApplicationState.DRAFT)
    return idle & Q(application__state__in=_CLOSED)


def _messages(before: datetime.datetime) -> int:
    """Read or not: after two years it is no news. The trail keeps what happened."""
    old = Message.objects.filter(created_at__lt=before)
    outside, _kinds = old.filter(recipient=None).delete()
    counts = dict(old.order_by().values_list("recipient").annotate(Count("pk")))
    for person in User.objects.filter(pk__in=counts).order_by("pk"):
        with transaction.atomic():
            Message.objects.filter(recipient=person, created_at__lt=before).delete()
            record(
                "notifications.message.retired",
                person,
                by=None,
                data={"count": counts[person.pk], "rule": retention.MESSAGES.code},
            )
    return outside + sum(counts.values())


def _invitations(before: datetime.datetime) -> int:
    ended = MemberInvitation.objects.filter(
        Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    )
    counts = dict(ended.order_by().values_list("membership").annotate(Count("pk")))
    for membership in Membership.objects.filter(pk__in=counts).order_by("pk"):
        with transaction.atomic():
            ended.filter(membership=membership).delete()
            record(
                "associations.membership.invitations_retired",
                membership,
                by=None,
                data={"count": counts[membership.pk], "rule": retention.INVITATIONS.code},
            )
    return sum(counts.values())
