"""Candidates for SIKP: what would be in the file, how sure its columns are, and the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from financing.actions.sikp import take_candidates
from financing.exports.sikp import sikp_csv, sikp_workbook
from financing.queries.desk import Desk
from financing.queries.sikp import MOST, candidates, taken_cases
from financing.sikp import COLUMNS, Sure
from financing.views.bank.common import at_desk
from ikm_portal.common.counts import capped_counts
from ikm_portal.common.workbooks import file_response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The file is a POST: it writes into the trail of each person whose NIK is in it."""
    if request.method == "POST":
        found = candidates(desk, all_of_branch=request.POST.get("siapa") == "cabang")
        cases = take_candidates(cases=found, by=request.user)
        if not cases:
            messages.info(request, _("Tidak ada calon yang bisa dibawa."))
            return redirect("bank:sikp")
        kind = "csv" if request.POST.get("bentuk") == "csv" else "xlsx"
        content = sikp_csv(cases) if kind == "csv" else sikp_workbook(cases)
        return file_response(content, f"calon-sikp-{desk.posting.branch.slug}.{kind}")
    counts = capped_counts(
        {
            "mine": taken_cases(desk, all_of_branch=False),
            "branch": taken_cases(desk, all_of_branch=True),
        },
        cap=MOST,
    )
    unsure = [column for column in COLUMNS if column.sure != Sure.SEEN]
    context = {"desk": desk, "counts": counts, "columns": COLUMNS, "unsure": unsure, "most": MOST}
    return render(request, "bank/sikp.html", context)
