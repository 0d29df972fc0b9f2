"""Two entries that may be one person, how they are found, and what staff made of it. Seen by the
office alone."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.enums import PairState, SearchState
from associations.models.owner import Owner


class SuspectedPairQuerySet(models.QuerySet["SuspectedPair"]):
    def visible_to(self, user: Any) -> Self:
        """No association learns that another one has the same person."""
        return self if user.is_office else self.none()


class SuspectedPair(models.Model):
    """Found by night from what both entries say; the lower number stands first."""

    first = models.ForeignKey(
        Owner, on_delete=models.CASCADE, related_name="+", verbose_name=_("orang pertama")
    )
    second = models.ForeignKey(
        Owner, on_delete=models.CASCADE, related_name="+", verbose_name=_("orang kedua")
    )
    by_nib = models.BooleanField(_("NIB sama"), default=False)
    by_npwp = models.BooleanField(_("NPWP sama"), default=False)
    name_match = models.PositiveSmallIntegerField(_("kemiripan nama (persen)"), default=0)
    state = models.CharField(_("keadaan"), max_length=6, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(_("ditemukan"), default=timezone.now, db_default=Now())

    objects = SuspectedPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("dugaan orang yang sama")
        verbose_name_plural = _("dugaan orang yang sama")
        ordering = ["-id"]
        permissions = [("merge_owner", "May merge two entries of one person, and undo it")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suspectedpair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="suspectedpair_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PairState.values), name="suspectedpair_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(by_nib=True) | models.Q(by_npwp=True) | ~models.Q(name_match=0),
                name="suspectedpair_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    @property
    def state_label(self) -> PairState:
        return PairState(self.state)


class OwnerMerge(models.Model):
    """What a merge moved, so that it can be put back. `gone` stays as an empty entry.

    `moved`: [model, row, column, before, after] in the order done; `seals`: "model row" → keyed
    hash of the row as the merge left it, by which an undo sees that something changed since.
    """

    pair = models.ForeignKey(SuspectedPair, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(_("yang dipindahkan"))
    seals = models.JSONField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(_("digabung"), default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("dibatalkan"), null=True)

    class Meta:
        verbose_name = _("penggabungan")
        verbose_name_plural = _("penggabungan")
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(undone_at=None),
                name="ownermerge_one_standing",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("gone")), name="ownermerge_of_two"
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by=None)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="ownermerge_undone_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pair)


class PairSearch(models.Model):
    """One look through all entries, part after part: what parts there are is fixed at its start."""

    state = models.CharField(
        _("keadaan"), max_length=7, choices=SearchState, default=SearchState.RUNNING
    )
    parts = models.JSONField(_("bagian"))
    done = models.PositiveSmallIntegerField(_("bagian yang selesai"), default=0)
    found = models.PositiveIntegerField(_("pasangan baru"), default=0)
    problem = models.CharField(_("sebab gagal"), max_length=300, blank=True)
    # Nobody: the portal itself, by night.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField(_("dimulai"), default=timezone.now)
    beat_at = models.DateTimeField(_("terakhir bergerak"), default=timezone.now)
    finished_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("pencarian orang yang sama")
        verbose_name_plural = _("pencarian orang yang sama")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=SearchState.RUNNING),
                name="pairsearch_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SearchState.values), name="pairsearch_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=SearchState.RUNNING, finished_at=None)
                | (~models.Q(state=SearchState.RUNNING) & models.Q(finished_at__isnull=False)),
                name="pairsearch_ended_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def total(self) -> int:
        return len(self.parts)
