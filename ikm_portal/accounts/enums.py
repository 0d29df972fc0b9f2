from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a person is to the portal. Which rows are theirs follows from postings, not from it."""

    STAFF = "staff", _("Petugas Disperindag")
    MEMBER = "member", _("Anggota")
    MANAGER = "manager", _("Pengurus asosiasi")
    OFFICER = "officer", _("Petugas bank")
    GUEST = "guest", _("Instansi lain")
