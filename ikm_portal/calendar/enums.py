from django.db import models
from django.utils.translation import gettext_lazy as _


class HolidayKind(models.TextChoices):
    """All three are days on which offices and banks are closed."""

    NATIONAL = "national", _("Libur nasional")
    JOINT_LEAVE = "joint_leave", _("Cuti bersama")
    REGIONAL = "regional", _("Libur daerah")


class Confidence(models.TextChoices):
    """Whether someone has held the row against the decree that it names."""

    CONFIRMED = "confirmed", _("Sudah dicek")
    UNVERIFIED = "unverified", _("Perlu dicek")
