"""Filters whose list of choices stays short, however many rows stand behind it."""

from __future__ import annotations

from django.contrib.admin import RelatedFieldListFilter

MOST = 40


class ShortRelatedFilter(RelatedFieldListFilter):
    """The first choices by the model's own order, and always the one that is chosen.

    All fifteen hundred associations as links made the list of applications cost four times as
    much; nobody reads such a list. The others are reached from their own page or by search.
    """

    def field_choices(self, field, request, model_admin):
        related = field.remote_field.model._default_manager.all()
        ordering = self.field_admin_ordering(field, request, model_admin)
        rows = list((related.order_by(*ordering) if ordering else related)[:MOST])
        chosen = self.lookup_val
        wanted = chosen[-1] if isinstance(chosen, list) else chosen
        if wanted and str(wanted).isdecimal() and int(wanted) not in {row.pk for row in rows}:
            rows += related.filter(pk=wanted)[:1]
        return [(row.pk, str(row)) for row in rows]
