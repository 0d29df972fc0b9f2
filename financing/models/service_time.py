"""What each bank's answers took in the past, counted by night and read by everybody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from financing.promise import ENOUGH


class ServiceTime(models.Model):
    """One bank, narrowed to a branch, a product or both. Days are working days; see promise.py."""

    bank = models.ForeignKey(
        "financing.Bank", on_delete=models.CASCADE, related_name="+", verbose_name=_("bank")
    )
    branch = models.ForeignKey(
        "financing.Branch",
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("cabang"),
    )
    product = models.ForeignKey(
        "financing.Product",
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("produk bank"),
    )
    counted_on = models.DateField(_("dihitung"))
    cases = models.PositiveIntegerField(_("kasus"))
    decided = models.PositiveIntegerField(_("diputuskan"))
    silent = models.PositiveIntegerField(_("tidak dijawab"))
    kept = models.PositiveIntegerField(_("tepat waktu"))
    broken = models.PositiveIntegerField(_("lewat tenggat"))
    median = models.PositiveSmallIntegerField(_("separuh selesai (hari kerja)"), null=True)
    p80 = models.PositiveSmallIntegerField(_("delapan dari sepuluh (hari kerja)"), null=True)
    longest = models.PositiveSmallIntegerField(_("paling lama terlihat (hari kerja)"))

    class Meta:
        verbose_name = _("lama jawaban bank")
        verbose_name_plural = _("lama jawaban bank")
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "branch", "product"],
                nulls_distinct=False,
                name="servicetime_once",
            ),
            models.CheckConstraint(
                condition=models.Q(cases__gte=models.F("decided") + models.F("silent"))
                & models.Q(cases__gte=models.F("kept") + models.F("broken")),
                name="servicetime_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(p80=None) | models.Q(p80__gte=models.F("median")),
                name="servicetime_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product or self.branch or self.bank)

    @property
    def about(self) -> str:
        """How narrow the figure is."""
        if self.product_id:
            return gettext("Produk ini di cabang ini:")
        return gettext("Cabang ini:") if self.branch_id else gettext("Semua cabang bank ini:")

    @property
    def judged(self) -> int:
        """Cases that say something: decided, or past the bank's own deadline."""
        return self.kept + self.broken

    @property
    def enough(self) -> bool:
        return self.judged >= ENOUGH

    @property
    def words(self) -> str:
        """Both figures as one sentence, or that there are too few cases."""
        if not self.enough:
            return gettext("Data belum cukup untuk mengatakan berapa lama sebenarnya.")
        if self.median is None:
            return gettext("Lebih dari separuh belum mendapat jawaban setelah %(days)s.") % {
                "days": _days(self.longest)
            }
        if self.p80 is None:
            return gettext(
                "Separuh mendapat jawaban dalam %(half)s; delapan dari sepuluh lebih dari %(days)s."
            ) % {"half": _days(self.median), "days": _days(self.longest)}
        return gettext(
            "Separuh mendapat jawaban dalam %(half)s, delapan dari sepuluh dalam %(most)s."
        ) % {"half": _days(self.median), "most": _days(self.p80)}

    @property
    def promise_words(self) -> str:
        """Kept or broken, of all cases that say something."""
        return gettext("Tepat waktu: %(kept)d dari %(judged)d.") % {
            "kept": self.kept,
            "judged": self.judged,
        }


def _days(count: int) -> str:
    """Decided on the day it came counts as one day: nobody is served in none."""
    shown = max(count, 1)
    return ngettext("%(count)d hari kerja", "%(count)d hari kerja", shown) % {"count": shown}
