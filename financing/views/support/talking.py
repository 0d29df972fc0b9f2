"""One request: its messages, and the steps that each side may take."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from associations.models import Business
from financing import rules
from financing.actions import support
from financing.enums import SupportState as S
from financing.forms.application import first_error
from financing.forms.support import WordsForm
from financing.history import support_story
from financing.models import Application, SupportRequest
from financing.queries.support import MOST_NAMES, participants_of, photos_of
from financing.views.rooms import go, here, in_room, room_of
from ikm_portal.audit.engine import CannotMove
from ikm_portal.documents.refusal import Refused


def find(request, code: str) -> SupportRequest:
    return get_object_or_404(
        SupportRequest.objects.visible_to(request.user).select_related(
            "kind", "institution", "association", "asker", "business"
        ),
        code=code,
    )


@in_room
@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    found = find(request, code)
    user = request.user
    answers = bool(rules.may_answer_support(user, found))
    reads_talk = rules.may_read_talk(user, found)
    talk = list(found.messages.select_related("author", "link__institution", "document"))
    return render(
        request,
        "support/detail.html",
        {
            "room": room_of(request),
            "request_": found,
            "reads_talk": reads_talk,
            "talk": talk,
            "photos": photos_of(talk, _file_address) if reads_talk else [],
            "story": support_story(found, reader=user)[::-1],
            "may_confirm": found.state == S.ANSWERED and rules.may_confirm_support(user, found),
            "may_reopen": found.institution_id
            and found.state in {S.ANSWERED, S.CONFIRMED, S.REJECTED}
            and rules.may_confirm_support(user, found),
            "may_write": rules.may_write_support(user, found),
            "may_begin": answers and found.state == S.ASSIGNED,
            "may_ask": answers and found.state in {S.ASSIGNED, S.IN_PROGRESS},
            "may_answer": answers and found.state in {S.ASSIGNED, S.IN_PROGRESS, S.WAITING},
            **_together(user, found),
            **_capital(request, found),
            # Reverse relations of the app above: which promise answers this, from which question.
            "promises": found.commitments.visible_to(user).select_related("institution"),
            "questions": found.questions.filter(meeting__is_public=True).select_related("meeting"),
            "message_form": WordsForm(with_file=True, label=_("Pesan"), auto_id="pesan_%s"),
            "reopen_form": WordsForm(label=_("Apa yang belum beres?"), auto_id="belum_%s"),
            "ask_form": WordsForm(label=_("Pertanyaan untuk pemohon"), auto_id="tanya_%s"),
            "answer_form": WordsForm(label=_("Jawaban"), auto_id="jawab_%s"),
            "crumbs": [
                {"label": _("Dukungan"), "url": here(request, "support")},
                {"label": found.code},
            ],
        },
    )


def _file_address(pk) -> str:
    return reverse("documents:download", args=[pk])


def _together(user, found: SupportRequest) -> dict[str, Any]:
    """Who takes part in a request for many: names for those who organise, a number for all."""
    if found.association_id is None:
        return {"count": 0, "names": []}
    return {
        "count": found.participants.count(),
        "names": participants_of(found) if rules.may_read_talk(user, found) else [],
        "may_name": bool(rules.may_name_participants(user, found)),
        "may_leave": found.state in S.joinable() and rules.takes_part(user, found),
    }


def _capital(request, found: SupportRequest) -> dict[str, Any]:
    """The businesses with which this person may go on to an application, and those that exist."""
    if not found.kind.is_capital:
        return {}
    user, businesses = request.user, []
    for_members = rules.manages(user, found.association) and found.state != S.REJECTED
    if user.is_member:
        mine = Business.objects.filter(owner__user=user).select_related("owner")
        businesses = [one for one in mine if rules.may_apply_from_support(user, found, one)]
    came_of_it = Application.objects.visible_to(user).filter(support_request=found)
    return {
        "businesses": businesses,
        "may_start_for_members": for_members,
        "applications": came_of_it.order_by("pk")[:MOST_NAMES],
    }


def _take(request, code: str, step, done: str, **form_options) -> HttpResponse:
    """Runs `step(found, words, file)`; what it says goes above the request's page."""
    found = find(request, code)
    words, file = "", None
    if form_options.pop("with_words", True):
        form = WordsForm(request.POST, request.FILES, **form_options)
        if not form.is_valid():
            messages.error(request, first_error(form))
            return go(request, "support_detail", code)
        words, file = form.cleaned_data["words"], form.cleaned_data.get("file")
    try:
        step(found, words, file)
    except (CannotMove, support.CannotAsk, Refused) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return go(request, "support_detail", code)


@in_room
@require_POST
def write(request: HttpRequest, code: str) -> HttpResponse:
    def step(found, words, file):
        support.write_message(request=found, body=words, file=file, by=request.user)

    return _take(request, code, step, _("Pesan terkirim."), with_file=True)


@in_room
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    def step(found, words, file):
        support.confirm_support(request=found, by=request.user)

    return _take(request, code, step, _("Terima kasih. Permintaan ini selesai."), with_words=False)


@in_room
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    def step(found, words, file):
        support.reopen_support(request=found, words=words, by=request.user)

    return _take(request, code, step, _("Dibuka lagi. Instansi mendapat kabar."))


@in_room
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    def step(found, words, file):
        support.start_support(request=found, by=request.user)

    return _take(request, code, step, _("Dicatat: sedang dikerjakan."), with_words=False)


@in_room
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    def step(found, words, file):
        support.ask_back(request=found, words=words, by=request.user)

    return _take(request, code, step, _("Pertanyaan terkirim."))


@in_room
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    def step(found, words, file):
        support.answer_support(request=found, answer=words, by=request.user)

    return _take(request, code, step, _("Jawaban terkirim."))
