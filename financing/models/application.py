"""A member's wish for credit, from the first word to the money."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import MembershipState
from associations.models import Membership, Owner
from financing.enums import ApplicationState, DeclineReason, PaperKind, Purpose
from ikm_portal.common.models.fields import RupiahField

# No letters or digits that are mistaken for one another on paper or the phone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """A status code such as "K7RM-P2XD": nine billion times harder to guess than to read out."""
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def still_member(business: str, association: str) -> models.Exists:
    """For a filter: the business is a confirmed member of the association, by these columns."""
    return models.Exists(
        Membership.objects.filter(
            business=models.OuterRef(business),
            association=models.OuterRef(association),
            state=MembershipState.CONFIRMED,
        )
    )


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Any) -> Self:
        """The applicant, the managers of the association it runs through, the office.

        Banks see referrals, never applications. The office does not see what somebody never sent:
        a draft is theirs, also after they gave it up. The association sees it while the person is
        its confirmed member.
        """
        if user.is_office:
            return self.exclude(submitted_at=None)
        if user.is_member:
            return self.filter(owner__user=user)
        if user.is_manager:
            return self.filter(
                still_member("business", "association"),
                association__managers__user=user,
                association__managers__until=None,
            )
        return self.none()

    def open(self) -> Self:
        return self.filter(state__in=ApplicationState.open_ones())


class Application(models.Model):
    """A wish for credit: how much, for how long, for what, at which bank product."""

    code = models.CharField(_("kode"), max_length=9, unique=True, default=new_code, editable=False)
    owner = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="applications", verbose_name=_("pemohon")
    )
    business = models.ForeignKey(
        "associations.Business",
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("usaha"),
    )
    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("asosiasi"),
    )
    purpose = models.CharField(_("untuk"), max_length=3, choices=Purpose, blank=True)
    amount = RupiahField(_("jumlah yang diminta"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("jangka waktu (bulan)"), null=True, blank=True)
    # The request for capital that led here; its words became the first words of `use`.
    support_request = models.ForeignKey(
        "financing.SupportRequest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("dari permintaan dukungan"),
    )
    use = models.TextField(_("dipakai untuk apa"), max_length=1000, blank=True)
    product = models.ForeignKey(
        "financing.Product",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("produk yang dipilih"),
    )
    state = models.CharField(
        _("keadaan"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("dibuat oleh"),
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))
    submitted_at = models.DateTimeField(_("diajukan"), null=True, blank=True)
    verified_at = models.DateTimeField(_("diverifikasi"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diverifikasi oleh"),
    )
    due_on = models.DateField(_("diperiksa paling lambat"), null=True, blank=True)
    return_note = models.TextField(_("yang perlu diperbaiki"), max_length=1000, blank=True)
    # Of the last refusal, for the next referral alone; empty unless the applicant said so.
    told_reason = models.CharField(
        _("alasan yang boleh dibaca bank berikutnya"),
        max_length=12,
        choices=DeclineReason,
        blank=True,
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengajuan")
        verbose_name_plural = _("pengajuan")
        ordering = ["-created_at"]
        permissions = [
            ("verify_application", "May verify applications or send them back"),
            ("refer_application", "May refer verified applications to a bank"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ApplicationState.values),
                name="application_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"])
                | (
                    models.Q(amount__gt=0, months__gt=0, submitted_at__isnull=False)
                    & ~models.Q(purpose="")
                ),
                name="application_whole_when_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(told_reason__in=["", *DeclineReason.values]),
                name="application_told_reason_known",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_at=None, verified_by=None)
                | models.Q(verified_at__isnull=False, verified_by__isnull=False),
                name="application_verified_by_someone",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=models.Q(state__in=ApplicationState.open_ones()),
                name="application_one_open",
                violation_error_message=_("Masih ada pengajuan yang berjalan."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="application_state"),
            models.Index(fields=["association", "-id"], name="application_association"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def state_label(self) -> ApplicationState:
        return ApplicationState(self.state)

    def kept_papers(self) -> list[ApplicationPaper]:
        return [paper for paper in self.papers.all() if paper.removed_at is None]

    def papers_for_bank(self) -> list[ApplicationPaper]:
        """What a yes to a bank covers."""
        return [paper for paper in self.kept_papers() if paper.closed_at is None]

    def is_with_association(self) -> bool:
        """Is the business still a confirmed member of the association that the file runs through?
        Told as `visible_to` tells it."""
        return Membership.objects.filter(
            business=self.business_id,
            association=self.association_id,
            state=MembershipState.CONFIRMED,
        ).exists()


class ApplicationPaper(models.Model):
    """A paper in the file. A newer one of the same kind stands beside the old, not over it."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="papers", verbose_name=_("pengajuan")
    )
    kind = models.CharField(_("jenis"), max_length=15, choices=PaperKind)
    document = models.OneToOneField(
        "documents.Document",
        on_delete=models.PROTECT,
        related_name="application_paper",
        verbose_name=_("berkas"),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ditambahkan oleh"),
    )
    added_at = models.DateTimeField(auto_now_add=True, verbose_name=_("ditambahkan"))
    removed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("dikeluarkan"))
    # The applicant takes this one paper out of what a bank may open; the office goes on reading it.
    closed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("ditutup untuk bank"))

    class Meta:
        verbose_name = _("berkas pengajuan")
        verbose_name_plural = _("berkas pengajuan")
        ordering = ["kind", "-id"]

    def __str__(self) -> str:
        return self.get_kind_display()
