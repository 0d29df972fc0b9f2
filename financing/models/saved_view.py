"""A filter of the bank desk that an officer has given a name."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_VIEWS = 12


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Any) -> Self:
        """Whose it is, and nobody else."""
        return self.filter(user=user)


class SavedView(models.Model):
    """`query`: the desk's own address after the question mark, without what was searched for: a
    person's name stays in no list."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        verbose_name=_("petugas"),
    )
    name = models.CharField(_("nama"), max_length=40)
    query = models.CharField(_("saringan"), max_length=200)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saringan tersimpan")
        verbose_name_plural = _("saringan tersimpan")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="savedview_name_once"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(query=""), name="savedview_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name
