"""Support of other kinds than credit: asked, routed, answered, judged by who asked."""

from __future__ import annotations

from collections.abc import Callable

from associations.models import Association, Institution
from financing.actions import support as act
from financing.actions import support_groups as groups
from financing.models import SupportKind, SupportRequest
from financing.queries.support import nameable
from ikm_portal.demo.house import STAFF, person
from ikm_portal.demo.meeting import SLUG
from ikm_portal.demo.pictures import paper
from ikm_portal.demo.support_words import (
    ASKS,
    GARAM_KUR,
    GARAM_SNI,
    KOPI_HELP,
    KOPI_KUR,
    Ask,
)
from meetings.models import Commitment, Question


def ask(*, after_meeting: bool) -> None:
    for wish in ASKS:
        if wish.after_meeting == after_meeting:
            _ask(wish)
    if after_meeting:
        _answer_the_meeting()
    else:  # by now there are members
        _take_part()


def _ask(wish: Ask) -> None:
    asker = person(wish.asker)
    association = None
    business = None
    if wish.association:
        association = Association.objects.get(slug=wish.association)
    else:
        business = asker.owner.businesses.get()
    act.ask_for_support(
        kind=SupportKind.objects.get(code=wish.kind),
        subject=wish.subject,
        body=wish.body,
        association=association,
        business=business,
        people=wish.people,
        photo=paper("business_photo", _trade(wish)) if wish.photo else None,
        by=asker,
    )


def _trade(wish: Ask) -> str:
    return wish.association or "kopi-bubuk"


def _answer_the_meeting() -> None:
    """Ties the requests to the questions and promises that they follow from."""
    for asker, subjects in (
        ("Mirhan", [KOPI_HELP, KOPI_KUR]),
        ("Ngadiman", [GARAM_SNI, GARAM_KUR]),
    ):
        question = Question.objects.get(meeting__slug=SLUG, asker_name=asker)
        question.support_requests.set(SupportRequest.objects.filter(subject__in=subjects))
    for what, subject in (
        ("Menjelaskan cara kerja KUR kepada", KOPI_KUR),
        ("Menindaklanjuti dukungan selain modal", KOPI_HELP),
        ("Menjelaskan KUR secara rinci", GARAM_KUR),
    ):
        commitment = Commitment.objects.get(meeting__slug=SLUG, what__startswith=what)
        commitment.support_requests.set(SupportRequest.objects.filter(subject=subject))


def _take_part() -> None:
    """Some of the sixty: a few of their own accord, more named by their manager."""
    request = SupportRequest.objects.get(subject=KOPI_HELP)
    members = list(nameable(request).select_related("business__owner__user").order_by("pk")[:26])
    for one in members[:4]:
        groups.join(request=request, by=one.business.owner.user)
    pks = [one.pk for one in members]
    groups.name_members(request=request, shown=pks, chosen=pks, by=request.asker)


def route() -> None:
    """The office hands each request to whoever answers it."""
    for wish in ASKS:
        _play(wish, only_routing=True)


def answer() -> None:
    for wish in ASKS:
        _play(wish, only_routing=False)


def _play(wish: Ask, *, only_routing: bool) -> None:
    request = SupportRequest.objects.get(subject=wish.subject, asker=person(wish.asker))
    for step, words in wish.steps:
        if (step == "assign") == only_routing:
            _step(request, step, words)


def _step(request: SupportRequest, step: str, words: str) -> None:
    staff, asker = person(STAFF), request.asker
    steps: dict[str, Callable[[], object]] = {
        "assign": lambda: act.assign_support(
            request=request, institution=Institution.objects.get(slug=words), by=staff
        ),
        "start": lambda: act.start_support(request=request, by=staff),
        "ask_back": lambda: act.ask_back(request=request, words=words, by=staff),
        "cost": lambda: act.record_cost(
            request=request, cost=int(words), budget="apbd_prov", by=staff
        ),
        "answer": lambda: act.answer_support(request=request, answer=words, by=staff),
        "reject": lambda: act.reject_support(request=request, answer=words, by=staff),
        "confirm": lambda: act.confirm_support(request=request, by=asker),
        "reopen": lambda: act.reopen_support(request=request, words=words, by=asker),
        "staff": lambda: act.write_message(request=request, body=words, by=staff),
        "asker": lambda: act.write_message(request=request, body=words, by=asker),
    }
    steps[step]()
