"""The KUR rules as data: editions that never change once approved, and their dated values."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from financing.enums import EditionState, Scheme
from financing.kur.findings import CONFIDENCE_WORDS
from financing.kur.keys import KEYS
from financing.kur.ruleset import VERIFIED, Row, RuleSet
from financing.models.two_people import ByTwoPeople

ANY_SCHEME = "*"
SCHEMES = [(ANY_SCHEME, _("Semua skema")), *Scheme.choices]
CONFIDENCES = [(key, words) for key, words in CONFIDENCE_WORDS.items() if key != "bank_published"]


class Regulation(models.Model):
    """A regulation as the rules name it. The name stands in stored findings: it never changes."""

    name = models.CharField(_("nama pendek"), max_length=120, unique=True)
    title = models.CharField(_("nama lengkap"), max_length=300, blank=True)
    starts_on = models.DateField(_("mulai berlaku"), null=True, blank=True)
    note = models.TextField(_("catatan"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("peraturan KUR")
        verbose_name_plural = _("peraturan KUR")
        ordering = ["starts_on", "name"]

    def __str__(self) -> str:
        return self.name


class RuleEditionQuerySet(models.QuerySet["RuleEdition"]):
    def visible_to(self, user: Any) -> Self:
        """Drafts are the office's; what was approved is everybody's."""
        return self if user.is_office else self.approved()

    def approved(self) -> Self:
        return self.filter(state=EditionState.APPROVED)

    def in_order(self) -> Self:
        """The one that acts last comes last."""
        return self.order_by("effective_from", "approved_at", "pk")

    def latest_approved(self) -> RuleEdition | None:
        """In force today, or waiting for its day: what the next draft starts from."""
        return self.approved().in_order().last()


class RuleEdition(ByTwoPeople):
    """The whole set of rule values as of a day. A change is a new edition, so is a step back.

    Approved editions act from `effective_from` until the next one's. `version` is the engine's
    hash of the content. Created by nobody = the portal's own reference data.
    """

    number = models.PositiveIntegerField(_("edisi"), unique=True)
    why = models.TextField(_("apa yang berubah dan mengapa"), max_length=1000)
    state = models.CharField(
        _("keadaan"), max_length=10, choices=EditionState, default=EditionState.DRAFT
    )
    effective_from = models.DateField(_("berlaku mulai"))
    version = models.CharField(_("sidik isi"), max_length=40, blank=True, editable=False)
    base = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        editable=False,
        verbose_name=_("disalin dari"),
    )
    restores = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("mengembalikan"),
    )

    objects = RuleEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edisi aturan KUR")
        verbose_name_plural = _("edisi aturan KUR")
        ordering = ["-number"]
        permissions = [
            ("draft_ruleedition", "May draft and rehearse KUR rules"),
            ("approve_ruleedition", "May approve KUR rules that somebody else drafted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=EditionState.values), name="ruleedition_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EditionState.APPROVED)
                | (
                    models.Q(approved_at__isnull=False)
                    & ~models.Q(version="")
                    & (models.Q(approved_by__isnull=False) | models.Q(created_by=None))
                ),
                name="ruleedition_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | models.Q(created_by=None)
                | ~models.Q(approved_by=models.F("created_by")),
                name="ruleedition_two_people",
                violation_error_message=_("Perancang tidak boleh menyetujui sendiri."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[EditionState.APPROVED, EditionState.CANCELLED])
                | models.Q(approved_at=None, approved_by=None),
                name="ruleedition_draft_unapproved",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_from", "approved_at"],
                condition=models.Q(state=EditionState.APPROVED),
                name="ruleedition_acting",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Edisi %(number)d") % {"number": self.number})

    @property
    def state_label(self) -> EditionState:
        return EditionState(self.state)

    def ruleset(self) -> RuleSet:
        """Built anew from the rows. Everyday readers take `financing.rulebook`, which keeps it."""
        sources = {
            source.code: {"title": source.title, "url": source.url} for source in self.sources.all()
        }
        rows = self.rows.select_related("regulation")
        return RuleSet.from_rows((row.as_item() for row in rows), sources)


class RuleSource(models.Model):
    """Where a value was read, as the edition cites it."""

    edition = models.ForeignKey(
        RuleEdition, on_delete=models.CASCADE, related_name="sources", verbose_name=_("edisi")
    )
    code = models.CharField(_("nomor"), max_length=20)
    title = models.CharField(_("judul"), max_length=300)
    url = models.URLField(_("alamat"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("sumber aturan")
        verbose_name_plural = _("sumber aturan")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="rulesource_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RuleValue(models.Model):
    """One dated value: of a scheme, from a day to a day, for a region or for all.

    `value` None ends the rule for its days. Rows of an edition that is no draft any more are kept
    from change by the database.
    """

    edition = models.ForeignKey(
        RuleEdition, on_delete=models.CASCADE, related_name="rows", verbose_name=_("edisi")
    )
    scheme = models.CharField(_("skema"), max_length=12, choices=SCHEMES)
    key = models.CharField(_("aturan"), max_length=80)
    value = models.JSONField(_("nilai"), null=True, blank=True)
    unit = models.CharField(_("satuan"), max_length=20, blank=True)
    condition = models.JSONField(_("hanya bila"), null=True, blank=True)
    region = models.CharField(_("kode wilayah"), max_length=13, blank=True)
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("sampai"), null=True, blank=True)
    regulation = models.ForeignKey(
        Regulation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        verbose_name=_("peraturan"),
    )
    source_codes = models.JSONField(_("sumber"), default=list, blank=True)
    confidence = models.CharField(_("keyakinan"), max_length=30, choices=CONFIDENCES)
    note = models.TextField(_("catatan dan pasal"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("nilai aturan KUR")
        verbose_name_plural = _("nilai aturan KUR")
        ordering = ["scheme", "key", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="rulevalue_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.get_scheme_display()}"

    @property
    def label(self) -> str:
        """The key's name for staff; the key itself where it has none."""
        return KEYS[self.key][0] if self.key in KEYS else self.key

    @property
    def verified(self) -> bool:
        return self.confidence in VERIFIED

    def as_item(self) -> dict[str, Any]:
        """As `RuleSet.from_rows` reads it."""
        return {
            "scheme": self.scheme,
            "key": self.key,
            "value": self.value,
            "unit": self.unit,
            "condition": self.condition,
            "region": self.region,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "regulation": self.regulation.name if self.regulation else "",
            "source": self.source_codes,
            "confidence": self.confidence,
            "note": self.note,
        }

    @classmethod
    def of_row(cls, row: Row, edition: RuleEdition, regulations: dict[str, Regulation]) -> Self:
        return cls(
            edition=edition,
            scheme=row.scheme,
            key=row.key,
            value=row.value,
            unit=row.unit,
            condition=dict(row.condition) if row.condition else None,
            region=row.region,
            valid_from=row.valid_from,
            valid_to=None if row.valid_to == datetime.date.max else row.valid_to,
            regulation=regulations.get(row.regulation),
            source_codes=list(row.source),
            confidence=row.confidence,
            note=row.note,
        )
