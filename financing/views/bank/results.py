"""The outcome of many cases at once: the branch's running cases to take along, the bank's file
back, what each line would do, one confirmation, and both sides counted."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from associations.actions.readings import Problem, Reading
from financing.actions.referrals import Offer
from financing.actions.results import (
    CannotKeepResults,
    LineChanged,
    begin_recording,
    check_lines,
    close_results,
    keep_results,
    record_line,
    repair_line,
)
from financing.enums import ResultFileState, ResultLineState
from financing.exports.results import (
    KIND_WORDS,
    cases_csv,
    cases_workbook,
    marked_workbook,
    report_csv,
    report_workbook,
    running_cases,
)
from financing.forms.results import ResultFileForm, ResultLineForm
from financing.imports.results import checker, read_results
from financing.models import ResultFile, ResultLine
from financing.queries.desk import Desk
from financing.queries.results import KINDS, missing_rows, result_counts
from financing.result_columns import BY_KEY
from financing.tasks import work_on_results
from financing.views.bank import letters
from financing.views.bank.common import at_desk
from ikm_portal.audit.engine import CannotMove, record
from ikm_portal.common.counts import CAP
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.sheets import MAX_BYTES, MAX_ROWS, Refused
from ikm_portal.common.waking import wake
from ikm_portal.common.workbooks import file_response

S = ResultLineState
AT_ONCE = 40  # lines that one request compares or records; more go to the queue
PAGE = 50
_TABS: tuple[tuple[str, str | Promise], ...] = (
    (S.READY, gettext_lazy("Siap dicatat")),
    (S.REPAIR, S.REPAIR.label),
    (S.CONFLICT, S.CONFLICT.label),
    (S.UNKNOWN, S.UNKNOWN.label),
    (S.SAME, S.SAME.label),
    (S.DONE, S.DONE.label),
    (S.EMPTY, S.EMPTY.label),
)
_MISSING = "missing"
_REPAIRABLE = (S.READY, S.REPAIR, S.UNKNOWN)


@require_http_methods(["GET", "POST"])
@at_desk
def upload(request: HttpRequest, desk: Desk) -> HttpResponse:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ResultFileForm(*given, most=MAX_BYTES, label_suffix="")
    if form.is_valid():
        try:
            file, is_new = _keep(form.cleaned_data["file"], desk)
        except (Refused, CannotKeepResults) as problem:
            form.add_error("file", str(problem))
        else:
            if not is_new:
                messages.info(request, _("Berkas yang sama sudah pernah dikirim. Ini hasilnya."))
            return redirect("bank:results_file", file.pk)
    files = ResultFile.objects.visible_to(request.user).filter(branch=desk.posting.branch)
    context = {
        "desk": desk,
        "form": form,
        "most": MAX_ROWS,
        "files": files.select_related("uploaded_by").defer("report").order_by("-pk")[:10],
    }
    return render(request, "bank/results.html", context)


def _keep(upload: Any, desk: Desk) -> tuple[ResultFile, bool]:
    content = upload.read()
    book = read_results(content, upload.name or "")
    file, is_new = keep_results(
        branch=desk.posting.branch,
        lines=[(row.line, row.cells) for row in book.rows],
        sha256=hashlib.sha256(content).hexdigest(),
        unused=book.unused,
        by=desk.user,
    )
    if is_new and len(book.rows) <= AT_ONCE:
        check = checker()
        while check_lines(file.pk, check):
            pass
    elif is_new:
        wake(work_on_results, file.pk)
    return file, is_new


@never_cache
@require_GET
@at_desk
def running(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    """The branch's running cases as a file to fill in. That they were taken along is recorded."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    cases = running_cases(desk.posting.branch)
    content = cases_workbook(cases) if kind == "xlsx" else cases_csv(cases)
    data = {"cases": len(cases)}
    record("financing.branch.take_cases", desk.posting.branch, by=request.user, data=data)
    return file_response(content, f"hasil-{desk.posting.branch.slug}.{kind}")


def _find(request: HttpRequest, desk: Desk, pk: int) -> ResultFile:
    mine = ResultFile.objects.visible_to(request.user).filter(branch=desk.posting.branch)
    return get_object_or_404(mine.select_related("branch", "confirmed_by", "uploaded_by"), pk=pk)


@never_cache
@require_GET
@at_desk
def page(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    file = _find(request, desk, pk)
    counts = result_counts(file)
    report = file.report.get("done") or file.report.get("checked") or {}
    busy = file.state in (ResultFileState.CHECKING, ResultFileState.RUNNING)
    shown = request.GET.get("lihat", "")
    tabs = [(state, label, counts[state]) for state, label in _TABS]
    tabs.append((_MISSING, _("Tidak ada di berkas"), report.get(_MISSING, [0])[0]))
    if shown not in {state for state, _label, _count in tabs}:
        shown = next((state for state, _label, count in tabs if count), S.READY)
    after = request.GET.get("sesudah", "0")
    after_line = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    here = reverse("bank:results_file", args=[pk])
    rows, more = ([], 0) if busy else _rows(file, shown, after_line, report)
    done = counts["all"] - counts[S.WAITING]
    if file.state == ResultFileState.RUNNING:
        done = counts["all"] - counts[S.READY]
    context = {
        "file": file,
        "busy": busy,
        "closed": file.state == ResultFileState.CLOSED,
        "done": done,
        "counts": counts,
        "shown": shown,
        "tabs": [
            {
                "label": label,
                "count": count if count <= CAP else f"{CAP}+",
                "current": state == shown,
                "url": f"{here}?lihat={state}",
            }
            for state, label, count in tabs
            if count or state in (S.READY, S.REPAIR)
        ],
        "rows": rows,
        "next_url": f"{here}?lihat={shown}&sesudah={more}" if more else "",
        "first_url": f"{here}?lihat={shown}" if after_line else "",
        "sums": _sums(report),
        "missing": report.get(_MISSING, [0, 0]),
    }
    return render(request, "bank/results_file.html", context)


def _sums(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides and what is between them, in words."""
    sums = []
    for kind in KINDS:
        theirs, theirs_rp, ours, ours_rp = report.get("kinds", {}).get(kind, [0, 0, 0, 0])
        same = (theirs, theirs_rp) == (ours, ours_rp)
        sums.append(
            {
                "label": KIND_WORDS[kind],
                "file": theirs,
                "file_rupiah": format_rupiah(theirs_rp),
                "portal": ours,
                "portal_rupiah": format_rupiah(ours_rp),
                "apart": ""
                if same
                else f"{ours - theirs:+d}, {format_rupiah(ours_rp - theirs_rp)}",
            }
        )
    return sums


def _rows(
    file: ResultFile, shown: str, after: int, report: dict[str, Any]
) -> tuple[list[dict[str, Any]], int]:
    """Fifty lines of a heap and, if there are more, after which line they go on."""
    if shown == _MISSING:
        cases = missing_rows(report)
        rows = [
            {"code": code, "name": state, "notes": [{"words": format_rupiah(amount)}]}
            for code, state, amount in cases[after : after + PAGE]
        ]
        return rows, after + PAGE if len(cases) > after + PAGE else 0
    found = list(
        file.lines.filter(state=shown, line__gt=after)
        .select_related("referral__owner", "referral__application")
        .order_by("line")[: PAGE + 1]
    )
    return [_told(line, file) for line in found[:PAGE]], (
        found[PAGE - 1].line if len(found) > PAGE else 0
    )


def _told(line: ResultLine, file: ResultFile) -> dict[str, Any]:
    notes = [{"words": line.note}] if line.note else []
    if line.state == S.REPAIR and line.content:
        reading = Reading.load(line.content)
        notes = [
            {
                "title": BY_KEY[one.column].title if one.column else "",
                "value": reading.cells.get(one.column, "") if one.column else "",
                "words": one.words,
                "suggestion": one.suggestion,
            }
            for one in reading.problems
        ]
    open_line = line.state in _REPAIRABLE and line.content
    return {
        "line": line.line,
        "code": line.code or "–",
        "name": line.referral.owner.name if line.referral else "",
        "url": reverse("bank:results_line", args=[file.pk, line.line]) if open_line else "",
        "case_url": reverse("bank:referral", args=[line.referral_id]) if line.referral_id else "",
        "notes": notes,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@at_desk
def line(request: HttpRequest, desk: Desk, pk: int, number: int) -> HttpResponse:
    """One line: what is wrong and what would be better, or what the applicant will read."""
    file = _find(request, desk, pk)
    found = get_object_or_404(
        file.lines.filter(state__in=_REPAIRABLE).exclude(file__state=ResultFileState.CLOSED),
        line=number,
    )
    here = reverse("bank:results_file", args=[pk])
    reading = Reading.load(found.content)
    form = ResultLineForm(
        request.POST if request.method == "POST" else None, reading=reading, label_suffix=""
    )
    if request.method == "POST" and form.is_valid():
        cells, seen = form.cells(use=request.POST.get("use", "")), request.POST.get("seen", "")
        changed = None
        try:
            found = repair_line(
                line=found, cells=cells, check=checker(), by=request.user, seen=seen
            )
        except LineChanged as problem:
            changed = problem
            found.refresh_from_db()
        except CannotKeepResults as problem:
            messages.error(request, str(problem))
            return redirect(here)
        if not changed and found.state not in (S.REPAIR, S.UNKNOWN):
            said = _("Baris %(line)d: %(state)s.") % {
                "line": number,
                "state": found.get_state_display().lower(),
            }
            messages.success(request, said)
            return redirect(here)
        reading = Reading.load(found.content)
        form = ResultLineForm(request.POST if changed else None, reading=reading, label_suffix="")
        if changed:
            form.add_error(None, str(changed))
    wrong, others = form.parts()
    context = {
        "file": file,
        "line": found,
        "form": form,
        "wrong": wrong,
        "others": others,
        "seen": reading.mark,
        "whole": [problem for problem in reading.problems if not problem.column],
        "reasons": form.reasons(),
        "letter": _letter(desk, found, reading) if found.state == S.READY else None,
    }
    return render(request, "bank/results_line.html", context)


def _letter(desk: Desk, line: ResultLine, reading: Reading) -> letters.Letter | None:
    """As the applicant will read it, where the line decides."""
    said = reading.values
    cases = desk.referrals().select_related("application__business", "owner", "product")
    case = get_object_or_404(cases, pk=line.referral_id)
    case.branch = desk.posting.branch
    case.product.bank = desk.posting.branch.bank
    if hasattr(case, "decision"):
        return None
    if said.get("decision") == "decline":
        return letters.of_reason(case, said["reason"], said["words"])
    offer = Offer(
        amount=said["amount"],
        months=said.get("months", case.months),
        rate=Decimal(said.get("rate", case.product.rate)),
        conditions=said.get("conditions", ""),
        words=said.get("words", ""),
    )
    return letters.of_offer(case, offer)


@never_cache
@require_GET
@at_desk
def returned(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    file = _find(request, desk, pk)
    lines = file.lines.filter(state__in=[S.REPAIR, S.UNKNOWN]).order_by("line")
    content = marked_workbook(_with_note(one) for one in lines if one.content)
    record("financing.resultfile.download", file, by=request.user)
    return file_response(content, "hasil-perbaikan.xlsx")


def _with_note(line: ResultLine) -> Reading:
    reading = Reading.load(line.content)
    if line.state == S.UNKNOWN:
        reading.problems = [Problem("code", line.note)]
    return reading


@require_POST
@at_desk
def run(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Pressed twice, it records once: the second press finds the file busy or nothing ready."""
    file = _find(request, desk, pk)
    ready = result_counts(file)[S.READY]
    if not ready:
        messages.info(request, _("Tidak ada baris yang siap dicatat."))
        return redirect("bank:results_file", pk)
    try:
        begin_recording(file=file, by=request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
        return redirect("bank:results_file", pk)
    if ready > AT_ONCE:
        wake(work_on_results, file.pk)
        return redirect("bank:results_file", pk)
    before = result_counts(file)[S.DONE]
    while record_line(file.pk):
        pass
    count = result_counts(file)[S.DONE] - before
    messages.success(
        request, ngettext("%(n)d hasil dicatat.", "%(n)d hasil dicatat.", count) % {"n": count}
    )
    if ready > count:
        words = _("%(n)d baris tidak jadi dicatat. Sebabnya tertulis di barisnya.")
        messages.warning(request, words % {"n": ready - count})
    return redirect("bank:results_file", pk)


@never_cache
@require_GET
@at_desk
def report(request: HttpRequest, desk: Desk, pk: int, kind: str) -> HttpResponse:
    if kind not in ("xlsx", "csv"):
        raise Http404
    file = _find(request, desk, pk)
    content = report_workbook(file) if kind == "xlsx" else report_csv(file)
    record("financing.resultfile.report", file, by=request.user)
    return file_response(content, f"pencocokan-{file.created_at:%Y-%m-%d}-{file.pk}.{kind}")


@require_POST
@at_desk
def close(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    file = _find(request, desk, pk)
    try:
        close_results(file=file, by=request.user)
    except CannotMove as problem:
        messages.error(request, str(problem))
        return redirect("bank:results_file", pk)
    messages.success(request, _("Berkas ditutup. Laporannya tetap ada, tulisannya dihapus."))
    return redirect("bank:results")
