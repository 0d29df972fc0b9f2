"""Support of another kind than credit: training, halal, packaging, machines, raw material."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from financing.enums import BudgetSource, SupportState
from financing.models.application import new_code
from ikm_portal.common.models.fields import RupiahField
from ikm_portal.common.money import format_rupiah


class SupportKind(models.Model):
    """A kind of support, the offices that answer it, and how many working days they have."""

    code = models.SlugField(_("kode"), unique=True)
    name = models.CharField(_("nama"), max_length=100)
    hint = models.CharField(_("contoh"), max_length=200, blank=True)
    answered_by = models.ManyToManyField(
        "associations.Institution", related_name="answers", verbose_name=_("dijawab oleh")
    )
    usual = models.ForeignKey(
        "associations.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("biasanya dijawab oleh"),
    )
    due_days = models.PositiveSmallIntegerField(_("hari kerja"), default=10)
    icon = models.CharField(_("gambar"), max_length=20, default="handshake")
    is_capital = models.BooleanField(_("soal modal"), default=False)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)

    class Meta:
        verbose_name = _("jenis dukungan")
        verbose_name_plural = _("jenis dukungan")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class SupportRequestQuerySet(models.QuerySet["SupportRequest"]):
    def visible_to(self, user: Any) -> Self:
        """The asker, the association it is for and who takes part, the institution that answers,
        the office."""
        if user.is_office:
            return self
        if user.is_member:
            taking_part = SupportRequest.objects.filter(
                participants__membership__business__owner__user=user
            )
            return self.filter(models.Q(asker=user) | models.Q(pk__in=taking_part.values("pk")))
        if user.is_manager:
            return self.filter(
                models.Q(asker=user)
                | models.Q(
                    pk__in=SupportRequest.objects.filter(
                        association__managers__user=user, association__managers__until=None
                    ).values("pk")
                )
            )
        if user.kind == "guest":
            return self.filter(institution__contacts__user=user)
        return self.none()

    def open(self) -> Self:
        return self.filter(state__in=SupportState.open_ones())

    def joinable_by(self, user: Any) -> Self:
        """Requests of the associations of which this person is a confirmed member."""
        mine = SupportRequest.objects.filter(
            association__memberships__business__owner__user=user,
            association__memberships__state="confirmed",
        )
        return self.filter(state__in=SupportState.joinable(), pk__in=mine.values("pk"))


class SupportRequest(models.Model):
    """What somebody asks of an office. Closed only when the asker says that it helped."""

    code = models.CharField(_("kode"), max_length=9, unique=True, default=new_code, editable=False)
    kind = models.ForeignKey(SupportKind, on_delete=models.PROTECT, verbose_name=_("jenis"))
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="support_requests",
        verbose_name=_("pemohon"),
    )
    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="support_requests",
        verbose_name=_("asosiasi"),
    )
    business = models.ForeignKey(
        "associations.Business",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="support_requests",
        verbose_name=_("usaha"),
    )
    subject = models.CharField(_("yang diminta"), max_length=150)
    body = models.TextField(_("ceritakan"), max_length=2000)
    people = models.PositiveIntegerField(_("untuk berapa orang"), null=True, blank=True)
    institution = models.ForeignKey(
        "associations.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="support_requests",
        verbose_name=_("dijawab oleh"),
    )
    state = models.CharField(
        _("keadaan"), max_length=11, choices=SupportState, default=SupportState.NEW
    )
    due_on = models.DateField(_("dijawab paling lambat"), null=True, blank=True)
    answer = models.TextField(_("jawaban"), max_length=2000, blank=True)
    cost = RupiahField(_("biaya"), null=True, blank=True)
    budget = models.CharField(
        _("sumber anggaran"), max_length=9, choices=BudgetSource, blank=True, default=""
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan dukungan")
        verbose_name_plural = _("permintaan dukungan")
        ordering = ["-created_at"]
        permissions = [("handle_supportrequest", "May route and answer support requests")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SupportState.values), name="support_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["new", "rejected"])
                | models.Q(institution__isnull=False, due_on__isnull=False),
                name="support_has_owner_and_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["answered", "confirmed", "rejected"])
                | ~models.Q(answer=""),
                name="support_closed_with_words",
            ),
            models.CheckConstraint(
                condition=models.Q(cost=None, budget="")
                | models.Q(cost__isnull=False, budget__in=BudgetSource.values),
                name="support_cost_with_its_budget",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="support_state_due")]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"

    @property
    def state_label(self) -> SupportState:
        return SupportState(self.state)

    @property
    def cost_line(self) -> str:
        """What it costs and who pays; empty while nobody has said."""
        if self.cost is None:
            return ""
        return f"{format_rupiah(self.cost)} ({BudgetSource(self.budget).label})"


class SupportMessage(models.Model):
    """A word between the asker and those who answer."""

    request = models.ForeignKey(
        SupportRequest,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("permintaan"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("penulis"),
    )
    link = models.ForeignKey(
        "financing.SupportLink",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("lewat tautan"),
    )
    body = models.TextField(_("pesan"), max_length=2000)
    document = models.OneToOneField(
        "documents.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("berkas"),
    )
    at = models.DateTimeField(auto_now_add=True, verbose_name=_("waktu"))

    class Meta:
        verbose_name = _("pesan dukungan")
        verbose_name_plural = _("pesan dukungan")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(author__isnull=False, link=None)
                | models.Q(author=None, link__isnull=False),
                name="supportmessage_by_user_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:40]

    @property
    def writer(self) -> str:
        return self.author.name if self.author is not None else str(self.link)
