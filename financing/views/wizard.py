"""Filling and sending an application, page by page. Mounted in the member's and manager's rooms."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.models import Business, Manager
from associations.rules import is_self, may_edit_business
from financing import rules
from financing.actions.applications import VERIFY_DAYS, CannotApply
from financing.actions.filling import (
    AlreadySent,
    begin_application,
    begin_from_support,
    send_application,
)
from financing.actions.papers import CannotAttach, attach_paper, remove_paper
from financing.enums import PaperKind
from financing.forms.application import PaperForm, first_error
from financing.forms.business import BusinessForm
from financing.models import Application, ApplicationPaper, PlacementPlace, SupportRequest
from financing.papers import own_papers, wanted_of
from financing.views import wizard_pages
from financing.views.rooms import go, here, in_room, posted, room_of, row_number
from financing.wizard import BY_SLUG, PAGES, Page, Progress, neighbours
from ikm_portal.accounts.typed import keeps_typed, posted_or_kept
from ikm_portal.audit.engine import CannotMove
from ikm_portal.documents.refusal import Refused


def find(request, code: str) -> Application:
    """The application with all that its pages show; 404 when it is not this person's."""
    kept = ApplicationPaper.objects.filter(removed_at=None).select_related("document")
    told = PlacementPlace.objects.visible_to(request.user).filter(application=OuterRef("pk"))
    return get_object_or_404(
        Application.objects.visible_to(request.user)
        .select_related(
            "owner__region",
            "owner__user",
            "business__region",
            "business__kbli",
            "business__owner",
            "association",
            "product__bank__institution",
        )
        .prefetch_related("business__permits", Prefetch("papers", kept))
        .annotate(placed=Exists(told)),
        code=code,
    )


@in_room
@require_POST
def start(request) -> HttpResponse:
    """A draft for one business, or the draft that is there already."""
    wanted = request.POST.get("business", "")
    mine = Business.objects.visible_to(request.user).select_related("owner")
    business = get_object_or_404(mine, pk=row_number(wanted))
    association = None
    if request.user.is_manager:
        managed = Manager.objects.filter(
            user=request.user, until=None, association__memberships__business=business
        ).select_related("association")
        association = managed[0].association if managed else None
    try:
        application = _begin(request, business, association)
    except CannotApply as problem:
        messages.warning(request, str(problem))
        return go(request, "applications")
    return go(request, "wizard-page", application.code, Progress(application).next_page().slug)


def _begin(request, business: Business, association) -> Application:
    code = request.POST.get("dukungan", "")[:20]
    if not code:
        return begin_application(business=business, by=request.user, association=association)
    asked = get_object_or_404(
        SupportRequest.objects.visible_to(request.user).select_related("kind", "association"),
        code=code,
    )
    return begin_from_support(
        request=asked, business=business, by=request.user, association=association
    )


@in_room
@require_GET
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """To the first page that lacks something."""
    application = find(request, code)
    return go(request, "wizard-page", code, Progress(application).next_page().slug)


@keeps_typed
@in_room
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    application = find(request, code)
    answer = rules.may_fill_application(request.user, application)
    if not answer:
        messages.info(request, str(answer.reason))
        return go(request, "application", code)
    current = BY_SLUG.get(slug)
    if current is None:
        return go(request, "wizard", code)
    if slug == "bank" and not application.amount:
        messages.info(request, _("Isi dulu berapa yang dibutuhkan. Setelah itu pilih bank."))
        return go(request, "wizard-page", code, "kebutuhan")
    return _PAGES[slug](request, application, current)


def _show(request, application: Application, current: Page, **context) -> HttpResponse:
    progress = Progress(application)
    before, after = neighbours(current)
    on_behalf = not is_self(request.user, application.owner)
    return render(
        request,
        f"wizard/{current.slug}.html",
        {
            "room": room_of(request),
            "application": application,
            "page": current,
            "number": PAGES.index(current) + 1,
            "count": len(PAGES),
            "steps": progress.steps(current),
            "progress": progress,
            "before": before,
            "after": after,
            "on_behalf": on_behalf,
            "crumbs": [
                {"label": _("Pengajuan"), "url": here(request, "applications")},
                {"label": application.code, "url": here(request, "application", application.code)},
                {"label": current.title},
            ],
            **context,
        },
    )


def _onward(request, application: Application, current: Page) -> HttpResponse:
    _before, after = neighbours(current)
    if "nanti" in request.POST:
        messages.success(request, _("Tersimpan. Lanjutkan kapan saja, juga dari HP lain."))
        return go(request, "application", application.code)
    return go(request, "wizard-page", application.code, (after or current).slug)


def _business(request, application: Application, current: Page) -> HttpResponse:
    may_edit = may_edit_business(request.user, application.business)
    if not may_edit:
        if request.method == "POST":
            return _onward(request, application, current)
        return _show(request, application, current, form=None)
    form = BusinessForm(posted_or_kept(request), business=application.business)
    if request.method == "POST" and wizard_pages.save_business(
        form, application.business, request.user
    ):
        return _onward(request, application, current)
    return _show(request, application, current, form=form)


def _need(request, application: Application, current: Page) -> HttpResponse:
    form = wizard_pages.need_form(application, posted_or_kept(request))
    if request.method == "POST":
        had_bank = application.product_id is not None
        saved = wizard_pages.save_need(form, application, request.user)
        if had_bank and application.product_id is None:
            messages.warning(request, _("Jumlah atau lamanya berubah. Pilih bank sekali lagi."))
        if saved:
            return _onward(request, application, current)
    return _show(request, application, current, form=form, choice=wizard_pages.chosen(application))


def _bank(request, application: Application, current: Page) -> HttpResponse:
    choices = wizard_pages.choices(application)
    form = wizard_pages.bank_form(choices, application, posted_or_kept(request))
    if request.method == "POST" and wizard_pages.save_bank(form, application, request.user):
        return _onward(request, application, current)
    closed = [choice for choice in choices if not choice.open]
    return _show(request, application, current, form=form, choices=choices, closed=closed)


def _papers(request, application: Application, current: Page) -> HttpResponse:
    if request.method == "POST":
        return _onward(request, application, current)
    wanted = wanted_of(application)
    there = list(application.papers.all())
    kinds = {kind for paper in wanted for kind in paper.kinds}
    checklist = [(one, [paper for paper in there if paper.kind in one.kinds]) for one in wanted]
    return _show(
        request,
        application,
        current,
        checklist=checklist,
        count_there=sum(1 for _one, papers in checklist if papers),
        extra=[paper for paper in there if paper.kind not in kinds],
        extra_kinds=[kind for kind in PaperKind if kind not in kinds],
        own_papers=own_papers(application),
        may_open=bool(rules.may_see_papers(request.user, application)),
    )


def _send(request, application: Application, current: Page) -> HttpResponse:
    consent = wizard_pages.consent_state(application, request.user)
    form = wizard_pages.consent_form(consent, application, posted(request))
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            send_application(application=application, by=request.user)
        except AlreadySent:
            return go(request, "application", application.code)
        except (CannotApply, CannotMove) as problem:
            messages.error(request, str(problem))
            return go(request, "wizard-page", application.code, current.slug)
        messages.success(request, _("Terkirim. Disperindag akan memeriksanya."))
        return go(request, "application", application.code)
    return _show(
        request,
        application,
        current,
        form=form,
        consent=consent,
        choice=wizard_pages.chosen(application),
        papers=list(application.papers.all()),
        verify_days=VERIFY_DAYS,
    )


_PAGES = {
    "usaha": _business,
    "kebutuhan": _need,
    "bank": _bank,
    "berkas": _papers,
    "kirim": _send,
}


@in_room
@require_POST
def add_paper(request: HttpRequest, code: str) -> HttpResponse:
    """One file; a newer one of the same kind takes the place of the older."""
    application = find(request, code)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return _to_papers(request, code, request.POST.get("kind", ""))
    kind = PaperKind(form.cleaned_data["kind"])
    try:
        attach_paper(
            application=application, kind=kind, file=form.cleaned_data["file"], by=request.user
        )
    except (CannotAttach, Refused) as problem:
        messages.error(request, f"{kind.label}: {problem}")
    else:
        messages.success(request, _("%(paper)s tersimpan.") % {"paper": kind.label})
    return _to_papers(request, code, kind)


@in_room
@require_POST
def drop_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    application = find(request, code)
    paper = get_object_or_404(application.papers.all(), pk=pk)
    try:
        remove_paper(paper=paper, by=request.user)
    except CannotAttach as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(paper)s dihapus.") % {"paper": paper.get_kind_display()})
    return _to_papers(request, code, paper.kind)


def _to_papers(request, code: str, kind: str) -> HttpResponse:
    anchor = f"#{kind}" if kind in PaperKind.values else ""
    return redirect(here(request, "wizard-page", code, "berkas") + anchor)


def wizard_patterns() -> list:
    """For the urls of a room. The room itself has `applications` and `application` (by code)."""
    return [
        path("pengajuan/baru/", start, name="wizard-start"),
        path("pengajuan/<slug:code>/isi/", resume, name="wizard"),
        path("pengajuan/<slug:code>/isi/berkas/tambah/", add_paper, name="wizard-paper"),
        path(
            "pengajuan/<slug:code>/isi/berkas/<int:pk>/hapus/",
            drop_paper,
            name="wizard-paper-remove",
        ),
        path("pengajuan/<slug:code>/isi/<slug:slug>/", page, name="wizard-page"),
    ]
