"""Offices, agencies, banks and chambers: who sits at the meeting and answers a request."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import InstitutionKind


class Institution(models.Model):
    """A party that can promise something: an office, a balai, a bank, Apindo."""

    slug = models.SlugField(_("nama alamat"), unique=True)
    name = models.CharField(_("nama"), max_length=150)
    short_name = models.CharField(_("nama pendek"), max_length=40)
    kind = models.CharField(_("jenis"), max_length=12, choices=InstitutionKind)
    is_active = models.BooleanField(_("aktif"), default=True)

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InstitutionContact(models.Model):
    """A person who answers for an institution in the portal (not banks: they have postings)."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("instansi")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="institution_contact",
        limit_choices_to={"kind": "guest"},
        verbose_name=_("akun"),
    )

    class Meta:
        verbose_name = _("petugas instansi")
        verbose_name_plural = _("petugas instansi")

    def __str__(self) -> str:
        return f"{self.user} – {self.institution.short_name}"
