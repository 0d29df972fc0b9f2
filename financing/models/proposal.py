"""A bank's yes above its own limit, which waits for a second person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from financing.enums import ProposalState
from ikm_portal.common.models.fields import RupiahField


class Proposal(models.Model):
    """What an officer would grant; a decision only once the head of the branch confirms it."""

    referral = models.ForeignKey(
        "financing.Referral",
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("rujukan"),
    )
    amount = RupiahField(_("jumlah disetujui"))
    months = models.PositiveSmallIntegerField(_("jangka waktu (bulan)"))
    rate = models.DecimalField(_("bunga efektif setahun (%)"), max_digits=5, decimal_places=2)
    conditions = models.TextField(_("syarat"), max_length=1000, blank=True)
    words = models.TextField(_("penjelasan untuk pemohon"), max_length=1000, blank=True)
    state = models.CharField(
        _("keadaan"), max_length=9, choices=ProposalState, default=ProposalState.WAITING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diusulkan oleh"),
    )
    proposed_at = models.DateTimeField(_("diusulkan"), default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dijawab oleh"),
    )
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)

    class Meta:
        verbose_name = _("usul persetujuan")
        verbose_name_plural = _("usul persetujuan")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(state="waiting"),
                name="proposal_one_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", answered_by=None, answered_at=None)
                | models.Q(
                    state__in=["confirmed", "returned"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="proposal_answered_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed")
                | ~models.Q(answered_by=models.F("proposed_by")),
                name="proposal_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, months__gt=0, rate__gte=0),
                name="proposal_offer_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
