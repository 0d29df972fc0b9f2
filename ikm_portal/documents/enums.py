from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OK = "ok", _("Boleh dibuka")
    QUARANTINED = "quarantined", _("Ditahan")


class ContentType(models.TextChoices):
    """What is kept. Photos of every kind become JPEG on their way in."""

    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG"


EXTENSIONS = {ContentType.PDF: ".pdf", ContentType.JPEG: ".jpg"}
