"""What a bank narrows beside amounts and months: lines of business, places, papers."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _

from financing.kur.product_words import PAPERS

PAPER_CHOICES = [(code, words) for code, (_fact, words) in PAPERS.items()]
_REGION = r"[0-9]{2}\.[0-9]{2}"


class Industry(models.TextChoices):
    """Divisions of manufacturing: the first two digits of a KBLI code, the same in each edition."""

    FOOD = "10", _("Makanan")
    DRINKS = "11", _("Minuman")
    TOBACCO = "12", _("Tembakau")
    TEXTILES = "13", _("Tekstil dan tenun")
    CLOTHES = "14", _("Pakaian jadi")
    LEATHER = "15", _("Kulit dan alas kaki")
    WOOD = "16", _("Kayu, bambu, dan anyaman")
    PAPER = "17", _("Kertas")
    PRINTING = "18", _("Percetakan")
    COAL = "19", _("Produk batu bara dan minyak bumi")
    CHEMICALS = "20", _("Bahan kimia, sabun, dan minyak atsiri")
    MEDICINES = "21", _("Obat dan jamu")
    RUBBER = "22", _("Karet dan plastik")
    MINERALS = "23", _("Bata, keramik, kaca, dan semen")
    METALS = "24", _("Logam dasar")
    METAL_GOODS = "25", _("Barang dari logam")
    ELECTRONICS = "26", _("Elektronik dan optik")
    ELECTRICAL = "27", _("Peralatan listrik")
    MACHINES = "28", _("Mesin")
    VEHICLES = "29", _("Kendaraan bermotor")
    BOATS = "30", _("Kapal dan alat angkut lain")
    FURNITURE = "31", _("Mebel")
    OTHER = "32", _("Kerajinan dan industri lain")
    REPAIRS = "33", _("Reparasi dan pemasangan mesin")


class ArrayToString(models.Func):
    function = "array_to_string"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = models.TextField()


def industries_field() -> ArrayField[Any, Any]:
    return ArrayField(
        models.CharField(max_length=5, choices=Industry),
        verbose_name=_("hanya untuk industri"),
        default=list,
        blank=True,
        help_text=_("Kosongkan jika untuk semua bidang usaha."),
    )


def regions_field() -> ArrayField[Any, Any]:
    """Dotted codes of a kabupaten or city (18.71)."""
    return ArrayField(
        models.CharField(max_length=5, validators=[RegexValidator(f"^{_REGION}$")]),
        verbose_name=_("hanya untuk kabupaten/kota"),
        default=list,
        blank=True,
        help_text=_("Kosongkan jika untuk semua daerah yang dilayani cabang."),
    )


def papers_field() -> ArrayField[Any, Any]:
    return ArrayField(
        models.CharField(max_length=8, choices=PAPER_CHOICES),
        verbose_name=_("surat yang diminta bank"),
        default=list,
        blank=True,
        help_text=_("Selain yang diminta aturan. Semua yang ditandai harus ada."),
    )


LIMITS_KNOWN = [
    models.CheckConstraint(
        condition=models.Q(sectors__contained_by=Industry.values), name="product_industries_known"
    ),
    models.CheckConstraint(
        condition=models.Q(Regex(ArrayToString("regions"), f"^({_REGION}(,{_REGION})*)?$")),
        name="product_regions_are_codes",
    ),
    models.CheckConstraint(
        condition=models.Q(papers__contained_by=[code for code, _words in PAPER_CHOICES]),
        name="product_papers_known",
    ),
]
