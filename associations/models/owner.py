"""The natural person behind a business. One row per NIK."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import Sex
from ikm_portal.common.crypto import blind_index
from ikm_portal.common.models.fields import EncryptedTextField
from ikm_portal.common.nik import mask_nik
from ikm_portal.common.npwp import mask_npwp


class OwnerQuerySet(models.QuerySet["Owner"]):
    def visible_to(self, user: Any) -> Self:
        """The person, the managers of the person's association, the office. Banks see a person
        only through a referral of their own branch (financing).

        An association that invites somebody whom the portal knew already reads nothing before
        that person's yes."""
        if user.is_office:
            return self
        if user.is_member:
            return self.filter(user=user)
        if user.is_manager:
            return self.filter(
                models.Q(businesses__memberships__state="confirmed")
                | models.Q(
                    businesses__memberships__state="invited",
                    businesses__memberships__brought_person=True,
                ),
                businesses__memberships__association__managers__user=user,
                businesses__memberships__association__managers__until=None,
            ).distinct()
        return self.none()


class Owner(models.Model):
    """A person who owns a small industry. NIK, NPWP and phone are readable by the portal only."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owner",
        verbose_name=_("akun"),
    )
    name = models.CharField(_("nama sesuai KTP"), max_length=150)
    nik = EncryptedTextField(_("NIK"))
    nik_hash = models.CharField(max_length=64, unique=True, editable=False)
    npwp = EncryptedTextField(_("NPWP"), blank=True)
    npwp_hash = models.CharField(max_length=64, blank=True, editable=False)
    phone = EncryptedTextField(_("nomor HP"), blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("tanggal lahir"))
    is_married = models.BooleanField(_("sudah menikah"), null=True, blank=True)
    address = models.CharField(_("alamat"), max_length=255, blank=True)
    region = models.ForeignKey(
        "associations.Region", on_delete=models.PROTECT, verbose_name=_("kecamatan atau desa")
    )
    # Set on an entry that was found to be the same person as another: everything is with that one.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("digabung ke"),
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    objects = OwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemilik usaha")
        verbose_name_plural = _("pemilik usaha")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nik_hash__regex=r"^[0-9a-f]{64}$"), name="owner_nik_hash_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.nik_hash = blind_index(self.nik, "nik")
        self.npwp_hash = blind_index(self.npwp, "npwp")
        self.phone_hash = blind_index(self.phone, "phone")
        super().save(*args, **kwargs)

    @property
    def masked_nik(self) -> str:
        return mask_nik(self.nik)

    @property
    def masked_npwp(self) -> str:
        return mask_npwp(self.npwp)

    def age_on(self, day: datetime.date) -> int:
        """Whole years."""
        before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before
