"""What a draft of the rules would do to the files that are there, tried before it acts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import Sex
from financing.enums import RehearsalLevel, RehearsalState, Scheme
from financing.models.rules import RuleEdition


class Rehearsal(models.Model):
    """One run over every sent file and every member without one, batch after batch.

    `version` and `before_version` name the two contents compared, `on` the day they are compared
    for. `cursor` says where the run is; `digest` is a chain over every verdict under the new rules.
    """

    edition = models.ForeignKey(
        RuleEdition, on_delete=models.CASCADE, related_name="rehearsals", verbose_name=_("edisi")
    )
    state = models.CharField(
        _("keadaan"), max_length=10, choices=RehearsalState, default=RehearsalState.QUEUED
    )
    version = models.CharField(_("sidik rancangan"), max_length=40)
    before_version = models.CharField(_("sidik aturan sebelumnya"), max_length=40)
    on = models.DateField(_("untuk tanggal"))
    products = models.JSONField(_("produk bank"), default=list)
    total = models.PositiveIntegerField(_("berkas seluruhnya"), default=0)
    done = models.PositiveIntegerField(_("berkas sudah dihitung"), default=0)
    changed = models.PositiveIntegerField(_("hanya catatannya berubah"), default=0)
    cursor = models.JSONField(default=list)
    digest = models.CharField(_("sidik hasil"), max_length=64, blank=True)
    problem = models.CharField(_("sebab gagal"), max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("dimulai oleh"),
    )
    started_at = models.DateTimeField(_("dimulai"), auto_now_add=True)
    beat_at = models.DateTimeField(_("terakhir bergerak"), auto_now_add=True)
    finished_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("percobaan aturan")
        verbose_name_plural = _("percobaan aturan")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=RehearsalState.values), name="rehearsal_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RehearsalState.FINISHED)
                | models.Q(finished_at__isnull=False, done=models.F("total")),
                name="rehearsal_finished_whole",
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=models.Q(state__in=RehearsalState.open_ones()),
                name="rehearsal_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Percobaan %(edition)s") % {"edition": self.edition})

    @property
    def state_label(self) -> RehearsalState:
        return RehearsalState(self.state)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class RehearsalLine(models.Model):
    """One number's one: this file gains (or loses) eligibility, counted at one level."""

    rehearsal = models.ForeignKey(
        Rehearsal, on_delete=models.CASCADE, related_name="lines", verbose_name=_("percobaan")
    )
    application = models.ForeignKey(
        "financing.Application",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("pengajuan"),
    )
    business = models.ForeignKey(
        "associations.Business", on_delete=models.CASCADE, related_name="+", verbose_name=_("usaha")
    )
    level = models.CharField(_("dihitung per"), max_length=8, choices=RehearsalLevel)
    gains = models.BooleanField(_("menjadi memenuhi"))
    scheme = models.CharField(_("skema"), max_length=12, choices=Scheme, blank=True)
    bank = models.ForeignKey(
        "financing.Bank",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("bank"),
    )
    product = models.ForeignKey(
        "financing.Product",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("produk"),
    )
    kabupaten = models.ForeignKey(
        "associations.Region",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kabupaten/kota"),
    )
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex)

    class Meta:
        verbose_name = _("baris percobaan")
        verbose_name_plural = _("baris percobaan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "rehearsal",
                    "level",
                    "application",
                    "business",
                    "gains",
                    "scheme",
                    "bank",
                    "product",
                ],
                name="rehearsalline_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business} {self.get_level_display()}"
