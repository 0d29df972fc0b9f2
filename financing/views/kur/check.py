"""/kur/cek/: ten questions, no account, nothing kept. Answers travel in the form, never in URLs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from financing.actions.saved_checks import forget_check, save_check
from financing.forms.kur_check import SHORT, CheckForm
from financing.models import SavedCheck
from financing.models.saved_check import read_code
from financing.queries.offers import bank_choices, kabupaten_choices, products_serving
from financing.rulebook import current_rules
from financing.views.kur.answer import answers_for, offers_for, open_fields
from ikm_portal.accounts.limits import allowed, limited

SAVES = "20/h/ip"
READS = "30/m/ip"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _questions(request, _form())
    step = request.POST.get("langkah")
    if step == "buka":
        return _open(request)
    form = _form(request.POST)
    if step == "ubah" or not form.is_valid():
        wrong = step != "ubah" and bool(form.errors)
        return _questions(request, form, status=422 if wrong else 200)
    if step == "simpan":
        return _keep(request, form)
    return _result(request, form)


@login_not_required
@never_cache
@limited("kur-check-open", READS)
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, code: str) -> HttpResponse:
    """A kept check, read by the rules of today."""
    kept = SavedCheck.objects.current().filter(code=read_code(code) or "-").first()
    if kept is None:
        return _questions(request, _form(), unknown_code=True, status=404)
    if request.method == "POST":
        forget_check(saved=kept)
        messages.success(request, _("Jawaban sudah dihapus dari portal."))
        return redirect("kur-cek")
    data = QueryDict(mutable=True)
    for name, values in kept.answers.items():
        data.setlist(name, values)
    form = _form(data)
    if not form.is_valid():  # the list of places or banks has changed since
        return _questions(request, form, status=200)
    return _result(request, form, kept=kept)


def _form(data: QueryDict | None = None) -> CheckForm:
    return CheckForm(data, kabupaten=kabupaten_choices(), banks=bank_choices())


def _questions(
    request: HttpRequest, form: CheckForm, *, unknown_code: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "unknown_code": unknown_code}
    return render(request, "kur/check.html", context, status=status)


def _open(request: HttpRequest) -> HttpResponse:
    code = read_code(request.POST.get("kode", ""))
    if not code:
        return _questions(request, _form(), unknown_code=True, status=422)
    return redirect("kur-cek-kode", code=code)


def _keep(request: HttpRequest, form: CheckForm) -> HttpResponse:
    if not allowed(request, "kur-check-save", SAVES):
        return _result(request, form, refused=True, status=429)
    kept = save_check(answers=form.answers(), rules_version=current_rules().version)
    return redirect("kur-cek-kode", code=kept.code)


def _result(
    request: HttpRequest,
    form: CheckForm,
    *,
    kept: SavedCheck | None = None,
    refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    rules, today, facts = current_rules(), timezone.localdate(), form.facts
    answers = answers_for(facts, rules, today)
    offers = None
    if facts.region_code:
        offers = offers_for(facts, products_serving(facts.region_code), rules, today)
    more = open_fields(answers, facts, offers["open"] if offers else ())
    context: dict[str, Any] = {
        "form": form,
        "answers": answers,
        "today": today,
        "fits": sum(answer.result.eligible for answer in answers),
        "unclear": sum(answer.result.verdict == "unknown" for answer in answers),
        "ways": any(answer.ways for answer in answers),
        "more": [form[name] for name in more],
        "carried": _without(form.answers(), form, more),
        "all_answers": form.answers(),
        "said": [(form[name], form.display(name)) for name in form.fields if form.answered(name)],
        "kept": kept,
        "rules_changed": kept is not None and kept.rules_version != rules.version,
        "refused": refused,
        "version": rules.version,
        "asked": len(SHORT),
    }
    if offers is not None:
        context["offers"] = offers
        context["place"] = form.display("region_code")
    return render(request, "kur/result.html", context, status=status)


def _without(
    answers: dict[str, list[str]], form: CheckForm, names: tuple[str, ...]
) -> dict[str, list[str]]:
    """Answers to hand on beside the questions of the second step."""
    asked = {raw for name in names for raw in form.raw_names(name)}
    return {raw: values for raw, values in answers.items() if raw not in asked}
