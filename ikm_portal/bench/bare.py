"""The floor: the leanest Django list of fifty referrals that is still a page for a person.

Same middleware, same table; only the columns that it shows; no layout, filter or count.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines

from financing.models import Referral

_PAGE = """<!doctype html><title>Rujukan</title><table>{% for row in rows %}<tr>
<td>{{ row.application.code }}<td>{{ row.owner.name }}<td>{{ row.application.business.name }}
<td>{{ row.amount }}<td>{{ row.months }}<td>{{ row.get_state_display }}<td>{{ row.due_on }}</tr>
{% endfor %}</table>"""
_compiled = None


def bare(request: HttpRequest) -> HttpResponse:
    global _compiled  # compiled once, as the cached loader does it
    if _compiled is None:
        _compiled = engines["django"].from_string(_PAGE)
    rows = (
        Referral.objects.select_related("application__business", "owner")
        .only(
            "amount",
            "months",
            "state",
            "due_on",
            "application__code",
            "application__business__name",
            "owner__name",
        )
        .order_by("-id")[:50]
    )
    return HttpResponse(_compiled.render({"rows": rows}, request))
