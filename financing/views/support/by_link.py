"""One request for whoever holds its link: read, ask back, write, answer. No account, no session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from financing.actions import support
from financing.actions.support_links import LinkClosed, act_by_link, find_link
from financing.enums import SupportState as S
from financing.forms.application import first_error
from financing.forms.support import WordsForm
from financing.history import support_story
from financing.models import SupportLink
from financing.queries.support import participants_of, photos_of
from ikm_portal.accounts.limits import limited
from ikm_portal.audit.engine import CannotMove
from ikm_portal.documents.models import Document
from ikm_portal.documents.views import hand_out

RATES = "30/m/ip,300/h/ip"  # an office may share one address
FILE_RATES = "120/m/ip,1200/h/ip"  # a page shows several pictures

STEPS: dict[str, Any] = {
    "mulai": lambda found, by, words: support.start_support(request=found, by=by),
    "tanya": lambda found, by, words: support.ask_back(request=found, words=words, by=by),
    "jawab": lambda found, by, words: support.answer_support(request=found, answer=words, by=by),
    "pesan": lambda found, by, words: support.write_message(request=found, body=words, by=by),
}
OPEN = {
    "mulai": {S.ASSIGNED},
    "tanya": {S.ASSIGNED, S.IN_PROGRESS},
    "jawab": {S.ASSIGNED, S.IN_PROGRESS, S.WAITING},
}


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
@never_cache
@limited("support-link", RATES)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    link = find_link(token)
    if link is None:
        return _closed(request)
    if request.method == "GET":
        return _page(request, link, token)
    step = request.POST.get("langkah", "")
    if step not in STEPS:
        raise Http404
    form = WordsForm(request.POST, auto_id=f"{step}_%s")
    if step != "mulai" and not form.is_valid():
        messages.error(request, first_error(form))
        return _page(request, link, token, step, form, status=422)
    words = "" if step == "mulai" else form.cleaned_data["words"]
    try:
        act_by_link(token, lambda found, holder: STEPS[step](found, holder, words))
    except LinkClosed:
        return _closed(request)
    except (CannotMove, support.CannotAsk) as problem:
        messages.error(request, str(problem))
        return _page(request, SupportLink.objects.get(pk=link.pk), token, step, form, status=409)
    messages.success(request, _("Tercatat. Terima kasih."))
    return redirect("answer-by-link", token)


@login_not_required
@sensitive_variables("token")
@never_cache
@limited("support-link-file", FILE_RATES)
@require_GET
def file(request: HttpRequest, token: str, pk: Any) -> HttpResponse:
    """A photo or paper of this very request."""
    link = find_link(token)
    if link is None:
        return _closed(request)
    mine = Document.objects.filter(pk__in=link.request.messages.values("document"))
    document = get_object_or_404(mine.select_related("owner_user", "uploaded_by"), pk=pk)
    return hand_out(request, document, reader=link.holder)


def _page(
    request: HttpRequest,
    link: SupportLink,
    token: str,
    step: str = "",
    form: WordsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    labels = {"tanya": _("Pertanyaan untuk pemohon"), "jawab": _("Jawaban"), "pesan": _("Pesan")}
    forms = {
        name: form if form is not None and name == step else WordsForm(auto_id=f"{name}_%s")
        for name in labels
    }
    for name, one in forms.items():
        one.fields["words"].label = labels[name]
    found = link.request
    talk = list(found.messages.select_related("author", "link__institution", "document"))

    def address(pk: Any) -> str:
        return reverse("answer-by-link-file", args=[token, pk])

    context = {
        "link": link,
        "token": token,
        "request_": found,
        "talk": talk,
        "photos": photos_of(talk, address),
        "story": support_story(found, reader=link.holder)[::-1],
        "names": participants_of(found),
        "open": {name: found.state in states for name, states in OPEN.items()},
        "forms": forms,
        "failed": step,
    }
    return render(request, "support/by_link.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "support/link_closed.html", status=404)
