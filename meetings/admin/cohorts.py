"""A promise's cohorts: whom it was given to, and what became of them since.

The list of refusals stands in an app below this one and knows of no promise; so its filter by
promise is added from here.
"""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financing.admin.cohorts import RefusedAdmin
from ikm_portal.common.templatetags.portal import angka
from meetings import rules
from meetings.models import CohortLink
from meetings.queries import cohorts_of

MOST = 40


class PromiseFilter(admin.SimpleListFilter):
    """The people of a promise's cohort with whom nothing has moved."""

    title = gettext_lazy("janji")
    parameter_name = "janji"

    def lookups(self, request, model_admin):
        found = CohortLink.objects.select_related("commitment", "kabupaten", "association")
        return [(one.pk, f"{one.commitment}: {one}") for one in found.order_by("-pk")[:MOST]]

    def queryset(self, request, queryset):
        written = str(self.value() or "")
        if not written:
            return queryset
        if not (written.isascii() and written.isdigit() and len(written) < 19):
            return queryset.none()
        linked = CohortLink.refusals.through.objects.filter(cohortlink=int(written))
        return queryset.filter(pk__in=linked.values("decision"))


RefusedAdmin.list_filter = [*RefusedAdmin.list_filter, PromiseFilter]


def cohorts_so_far(commitment):
    """The form lists every cohort: it has a page of its own."""
    linked = [str(one.link) for one in cohorts_of(commitment)]
    return [{"label": _("Sudah ditautkan"), "value": "; ".join(linked) or "–"}]


def cohort_facts(user, obj):
    """Whom it was promised to, and what became of them: the office's own reading."""
    if not rules.may_read_cohorts(user, obj):
        return []
    here = reverse("admin:financing_refused_changelist")
    return [
        {
            "label": _("Untuk kelompok"),
            "value": _(
                "%(who)s: %(people)s orang waktu itu; %(cured)s sudah beres, "
                "%(approved)s disetujui bank sesudahnya, %(standing)s masih sama"
            )
            % {
                "who": one.link,
                "people": angka(one.link.people),
                "cured": angka(one.cured),
                "approved": angka(one.approved),
                "standing": angka(one.standing),
            },
            "url": f"{here}?{urlencode({'janji': one.link.pk})}",
        }
        for one in cohorts_of(obj)
    ]
