"""In which order a person would take what fits, for a placement; what nobody touched has no row."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from financing.models.application import still_member


class BankOrderQuerySet(models.QuerySet["BankOrder"]):
    def visible_to(self, user: Any) -> Self:
        """The person, the association while they are its confirmed member, the office."""
        if user.is_office:
            return self
        if user.is_member:
            return self.filter(application__owner__user=user)
        if user.is_manager:
            return self.filter(
                still_member("application__business", "application__association"),
                application__association__managers__user=user,
                application__association__managers__until=None,
            )
        return self.none()


class BankOrder(models.Model):
    """The applicant's own order of products, by their slugs, the best first.

    `without`: what they would rather not have; where only that is told, the portal orders the
    others. A product in neither came later, and joins at the
    place where the portal would put it. Placement runs copy what follows from this.
    """

    application = models.OneToOneField(
        "financing.Application",
        on_delete=models.CASCADE,
        related_name="bank_order",
        verbose_name=_("pengajuan"),
    )
    order = models.JSONField(_("urutan"), default=list)
    without = models.JSONField(_("tidak dipilih"), default=list)
    changed_at = models.DateTimeField(_("diubah"), db_default=Now())

    objects = BankOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("urutan bank")
        verbose_name_plural = _("urutan bank")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(order__0__isnull=False) | models.Q(without__0__isnull=False),
                name="bankorder_says_something",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.order)
