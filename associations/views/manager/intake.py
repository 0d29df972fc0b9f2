"""Members from a workbook: the template, the upload, what was understood, and the repair."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.actions.intake import (
    CannotTakeIn,
    begin_taking,
    check_batch,
    close_intake,
    keep_list,
    take_batch,
)
from associations.actions.readings import Reading
from associations.enums import IntakeState, RowState
from associations.forms.intake import WorkbookForm
from associations.imports.knowing import Checker
from associations.imports.template import CONTENT_TYPE, empty_workbook, marked_workbook
from associations.imports.workbook import MAX_BYTES, Refused, read_members
from associations.models import Association, Intake
from associations.queries import intake_counts
from associations.tasks import work_on_intake
from associations.views.lines import list_context, work_on_line
from associations.views.manager.room import ManagerRequest, managers_only
from ikm_portal.audit.engine import CannotMove, record
from ikm_portal.common.waking import wake

AT_ONCE = 300  # lines that one request checks or takes in; more go to the queue


def _crumbs(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"label": _("Anggota"), "url": reverse("manager:members")}, *more]


def _find(request: ManagerRequest, pk: int) -> Intake:
    mine = Intake.objects.visible_to(request.user).exclude(state=IntakeState.CLOSED)
    return get_object_or_404(mine.select_related("association"), pk=pk)


@require_http_methods(["GET", "POST"])
@managers_only
def upload(request: ManagerRequest) -> HttpResponse:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WorkbookForm(*given, most=MAX_BYTES)
    if form.is_valid():
        try:
            intake, is_new = keep_workbook(
                form.cleaned_data["file"].read(), request.association, request.user
            )
        except (Refused, CannotTakeIn) as problem:
            form.add_error("file", str(problem))
        else:
            if not is_new:
                messages.info(request, _("Berkas yang sama sudah pernah dikirim. Ini daftarnya."))
            return redirect("manager:intake", intake.pk)
    waiting = Intake.objects.filter(association=request.association)
    return render(
        request,
        "manager/intake_upload.html",
        {
            "association": request.association,
            "form": form,
            "waiting": waiting.exclude(state=IntakeState.CLOSED).order_by("-pk")[:10],
            "crumbs": _crumbs({"label": _("Dari Excel")}),
        },
    )


def keep_workbook(content: bytes, association: Association, by: Any) -> tuple[Intake, bool]:
    """The list, checked at once if it is short; False: the same file was there. Refused,
    CannotTakeIn."""
    book = read_members(content)
    intake, is_new = keep_list(
        association=association,
        lines=[(row.line, row.cells) for row in book.rows],
        sha256=hashlib.sha256(content).hexdigest(),
        unused=book.unused,
        by=by,
    )
    if is_new and len(book.rows) <= AT_ONCE:
        checker = Checker(association)
        while check_batch(intake.pk, checker):
            pass
    elif is_new:
        wake(work_on_intake, intake.pk)
    return intake, is_new


def take_good(found: Intake, by: Any) -> int | None:
    """How many went in; None when there are so many that the queue does it. CannotMove."""
    good = intake_counts(found)[RowState.GOOD]
    begin_taking(intake=found, by=by)
    if good > AT_ONCE:
        wake(work_on_intake, found.pk)
        return None
    while take_batch(found.pk):
        pass
    return good - intake_counts(found)[RowState.GOOD]


@require_GET
@managers_only
def template(request: ManagerRequest) -> HttpResponse:
    return workbook_file(empty_workbook(), "contoh-daftar-anggota.xlsx")


@never_cache
@require_GET
@managers_only
def returned(request: ManagerRequest, pk: int) -> HttpResponse:
    intake = _find(request, pk)
    rows = intake.rows.filter(state=RowState.REPAIR).order_by("line")
    content = marked_workbook(Reading.load(row.content) for row in rows)
    record("associations.intake.download", intake, by=request.user)
    return workbook_file(content, "daftar-anggota-perbaikan.xlsx")


def workbook_file(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition}
    )


@never_cache
@require_GET
@managers_only
def intake(request: ManagerRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    here = reverse("manager:intake", args=[pk])
    crumbs = _crumbs(
        {"label": _("Dari Excel"), "url": reverse("manager:intake-new")}, {"label": _("Daftar")}
    )
    context = list_context(
        found, request.GET, here, lambda line: reverse("manager:intake-line", args=[pk, line])
    )
    return render(request, "manager/intake.html", {**context, "crumbs": crumbs})


@never_cache
@require_http_methods(["GET", "POST"])
@managers_only
def line(request: ManagerRequest, pk: int, number: int) -> HttpResponse:
    found = _find(request, pk)
    here = reverse("manager:intake", args=[pk])
    try:
        work = work_on_line(
            found, number, request.POST if request.method == "POST" else None, request.user
        )
    except CannotTakeIn as problem:
        messages.error(request, str(problem))
        return redirect(here)
    if work.is_done:
        messages.success(request, _("Baris %(line)d siap dimasukkan.") % {"line": number})
        return redirect(here)
    crumbs = _crumbs(
        {"label": _("Daftar"), "url": here}, {"label": _("Baris %(line)d") % {"line": number}}
    )
    context = {**work.context(), "list_url": here, "crumbs": crumbs}
    return render(request, "manager/intake_line.html", context)


@require_POST
@managers_only
def take(request: ManagerRequest, pk: int) -> HttpResponse:
    """Pressed twice, it takes in once: the second press finds the list busy or nothing good."""
    found = _find(request, pk)
    try:
        taken = take_good(found, request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
        return redirect("manager:intake", pk)
    if taken is not None:
        messages.success(
            request,
            _("%(count)d anggota dimasukkan. Sekarang undang mereka untuk menyetujui.")
            % {"count": taken},
        )
    return redirect("manager:intake", pk)


@require_POST
@managers_only
def close(request: ManagerRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    try:
        close_intake(intake=found, by=request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
        return redirect("manager:intake", pk)
    messages.success(request, _("Daftar ditutup. Baris yang belum masuk sudah dihapus."))
    return redirect("manager:members")
