"""What an officer does with many cases at once, and how they keep their own desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from financing import demand_rules, rules
from financing.actions.referrals import CannotDecide, decline_referral, hand_over
from financing.models import Referral, SavedView
from financing.models.saved_view import MOST_VIEWS
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove
from ikm_portal.audit.workflow import Workflow


class CannotKeep(Exception):
    """Its text is a sentence for the person."""


@dataclass(frozen=True)
class Line:
    """One case of many. `problem`: why it is left out, in a sentence; empty when it goes."""

    referral: Referral
    problem: str = ""


def plan_decline(*, referrals: Iterable[Referral], reason: str, words: str, by: Any) -> list[Line]:
    """Which would be declined for this reason, and which not, and why. Changes nothing."""
    return [Line(one, _why_not(one, reason, words, by)) for one in referrals]


def _why_not(referral: Referral, reason: str, words: str, by: Any) -> str:
    step = Workflow.of(referral).transitions["decline"]
    if referral.state not in step.sources:
        return _("Sekarang “%(state)s”.") % {"state": referral.get_state_display()}
    for answer in (
        step.may(by, referral),
        demand_rules.may_decline_for(referral, reason, by=by),
        demand_rules.may_write(referral, words, by=by),
    ):
        if not answer:
            return str(answer.reason)
    return ""


def decline_many(*, referrals: Iterable[Referral], reason: str, words: str, by: Any) -> list[Line]:
    """Each by itself: one that the rule stops, or that somebody else has decided meanwhile, holds
    up no other. A second time nothing happens, and each line says so."""
    lines = []
    for one in referrals:
        try:
            decline_referral(referral=one, reason=reason, words=words, by=by)
        except (CannotMove, CannotDecide) as problem:
            lines.append(Line(one, str(problem)))
        else:
            lines.append(Line(one))
    return lines


def plan_assign(*, referrals: Iterable[Referral], to: Any, by: Any) -> list[Line]:
    """Which would go over to `to`, and which not, and why. Changes nothing."""
    return [Line(one, _why_stays(one, to, by)) for one in referrals]


def _why_stays(referral: Referral, to: Any, by: Any) -> str:
    if not referral.is_taken:
        return _("Sekarang “%(state)s”: belum ada yang memegang, atau sudah selesai.") % {
            "state": referral.get_state_display()
        }
    if referral.officer_id == to.pk:
        return _("Sudah dipegang %(name)s.") % {"name": to.name}
    for answer in (rules.may_decide(by, referral), rules.may_handle(to, referral)):
        if not answer:
            return str(answer.reason)
    return ""


def assign_many(*, referrals: Iterable[Referral], to: Any, by: Any) -> list[Line]:
    """Each by itself, as on its page. A second time nothing happens, and each line says so."""
    lines = []
    for one in referrals:
        with transaction.atomic():
            now = Referral.objects.select_for_update(no_key=True).get(pk=one.pk)
            problem = _why_stays(now, to, by)
            if not problem:
                try:
                    hand_over(referral=now, to=to, by=by)
                except CannotDecide as stopped:
                    problem = str(stopped)
        lines.append(Line(one, problem))
    return lines


@transaction.atomic
def keep_view(*, name: str, query: str, by: Any) -> SavedView:
    """Under its name; the same name again is the new filter. Raises CannotKeep."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # counted one after the other
    mine = SavedView.objects.visible_to(by)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise CannotKeep(
            _("Paling banyak %(most)d saringan. Hapus satu dulu.") % {"most": MOST_VIEWS}
        )
    return SavedView.objects.update_or_create(user=by, name=name, defaults={"query": query})[0]


def drop_view(*, view: SavedView, by: Any) -> None:
    """Only one's own. Twice is once."""
    SavedView.objects.visible_to(by).filter(pk=view.pk).delete()
