"""What one person drafts and another approves, and a day makes act."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ByTwoPeople(models.Model):
    """Created by nobody = the portal's own reference data. Each model says in a constraint that
    the two are not one person."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("dirancang oleh"),
    )
    created_at = models.DateTimeField(_("dirancang"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    approved_at = models.DateTimeField(_("disetujui"), null=True, editable=False)

    class Meta:
        abstract = True
