"""The floor: the leanest Django list of fifty referrals that is still a page for a person.

Same middleware, same table, same names by joins; no layout, filter or count, nothing encrypted.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines

from financing.models import Referral

_PAGE = """<!doctype html><title>Rujukan</title><table>{% for row in rows %}<tr>
<td>{{ row.application.code }}<td>{{ row.owner.name }}<td>{{ row.application.business.name }}
<td>{{ row.product.name }}<td>{{ row.amount }}<td>{{ row.months }}<td>{{ row.get_state_display }}
<td>{{ row.due_on }}<td>{{ row.branch.name }}<td>{{ row.officer.name }}</tr>{% endfor %}</table>"""
_compiled = None


def bare(request: HttpRequest) -> HttpResponse:
    global _compiled  # compiled once, as the cached loader does it
    if _compiled is None:
        _compiled = engines["django"].from_string(_PAGE)
    rows = (
        Referral.objects.select_related(
            "application__business", "owner", "product", "branch", "officer"
        )
        .defer("owner__nik", "owner__npwp", "owner__phone", "officer__phone")
        .order_by("-id")[:50]
    )
    return HttpResponse(_compiled.render({"rows": rows}, request))
