"""The small industry itself, its permits and its place in associations."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import MembershipState, PermitKind
from associations.models.owner import Owner
from ikm_portal.common.models.fields import RupiahField


class BusinessQuerySet(models.QuerySet["Business"]):
    def visible_to(self, user: Any) -> Self:
        if user.is_office:
            return self
        if user.is_member or user.is_manager:
            return self.filter(owner__in=Owner.objects.visible_to(user))
        return self.none()


class Business(models.Model):
    """A small industry (IKM): what it makes, since when, how large."""

    owner = models.ForeignKey(
        Owner, on_delete=models.PROTECT, related_name="businesses", verbose_name=_("pemilik")
    )
    name = models.CharField(_("nama usaha"), max_length=150)
    product = models.CharField(_("produk"), max_length=120)
    kbli = models.ForeignKey(
        "associations.KbliCode",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("KBLI"),
    )
    started_on = models.DateField(_("mulai usaha"), null=True, blank=True)
    workers = models.PositiveIntegerField(_("jumlah pekerja"), null=True, blank=True)
    yearly_sales = RupiahField(_("penjualan setahun"), null=True, blank=True)
    address = models.CharField(_("alamat usaha"), max_length=255, blank=True)
    region = models.ForeignKey(
        "associations.Region", on_delete=models.PROTECT, verbose_name=_("kecamatan atau desa")
    )
    # As somebody wrote it for this business, also where another business holds the permit: by night
    # it tells staff of a suspected double. Written always, so that no delay tells an association.
    # Once the person has an account it is theirs to put right (`set_permit`).
    stated_nib = models.CharField(
        _("NIB menurut pendaftar"), max_length=40, blank=True, db_default="", editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("usaha (IKM)")
        verbose_name_plural = _("usaha (IKM)")
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["stated_nib"],
                condition=~models.Q(stated_nib=""),
                name="business_stated_nib",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(yearly_sales=None) | models.Q(yearly_sales__gte=0),
                name="business_sales_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kabupaten_code(self) -> str:
        return self.region_id[:5]

    def permits_as_stated(self) -> list[Permit]:
        """A NIB that another business holds is left out of the permits, and stands here all the
        same (not saved: no pk), so that no gap tells an association of the other. Whatever an
        association can read goes by these, before and after the member has an account."""
        permits = list(self.permits.all())
        if self.stated_nib and all(one.kind != PermitKind.NIB for one in permits):
            permits.append(Permit(business=self, kind=PermitKind.NIB, number=self.stated_nib))
        return sorted(permits, key=lambda one: one.kind)


class Permit(models.Model):
    """A paper that a business holds: NIB, SKU, PIRT, halal, SNI, brand."""

    business = models.ForeignKey(
        Business, on_delete=models.CASCADE, related_name="permits", verbose_name=_("usaha")
    )
    kind = models.CharField(_("jenis"), max_length=8, choices=PermitKind)
    number = models.CharField(_("nomor"), max_length=40, blank=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("izin")
        verbose_name_plural = _("izin")
        constraints = [
            models.UniqueConstraint(fields=["business", "kind"], name="permit_kind_once"),
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(kind="nib") & ~models.Q(number=""),
                name="permit_nib_once",
                violation_error_message=_("NIB ini sudah terdaftar."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


_OPEN_BOOK = models.Q(state=MembershipState.CONFIRMED) | models.Q(
    state=MembershipState.INVITED, brought_person=True
)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> Self:
        if user.is_office:
            return self
        if user.is_manager:
            return self.filter(association__managers__user=user, association__managers__until=None)
        if user.is_member:
            return self.filter(business__owner__user=user)
        return self.none()

    def current(self) -> Self:
        return self.exclude(state=MembershipState.LEFT)

    def open_book(self) -> Self:
        """Those whose person's data the association may read, as `Membership.is_open_book`."""
        return self.filter(_OPEN_BOOK)

    def with_shown_name(self) -> models.QuerySet[Any]:
        """`shown_name`: what the association may call the person; sorts and searches by it."""
        return self.annotate(
            shown_name=models.Case(
                models.When(_OPEN_BOOK, then="business__owner__name"), default="listed_name"
            )
        )


class Membership(models.Model):
    """A business in an association. It counts once the person has confirmed it."""

    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("asosiasi"),
    )
    business = models.ForeignKey(
        Business, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("usaha")
    )
    state = models.CharField(
        _("keadaan"), max_length=10, choices=MembershipState, default=MembershipState.INVITED
    )
    member_number = models.CharField(_("nomor anggota"), max_length=30, blank=True)
    joined_on = models.DateField(_("anggota sejak"), null=True, blank=True)
    # A person whom the portal knew already says yes before this association reads their data.
    listed_name = models.CharField(_("nama menurut asosiasi"), max_length=150, blank=True)
    brought_person = models.BooleanField(
        _("orangnya didaftarkan asosiasi ini"), default=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = _("keanggotaan")
        constraints = [
            models.UniqueConstraint(fields=["association", "business"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=MembershipState.values), name="membership_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business} – {self.association}"

    @property
    def is_open_book(self) -> bool:
        """May the association read the person's data? Told as `Owner.visible_to` tells it."""
        return self.state == MembershipState.CONFIRMED or (
            self.state == MembershipState.INVITED and self.brought_person
        )

    @property
    def name_for_association(self) -> str:
        return self.business.owner.name if self.is_open_book else self.listed_name
