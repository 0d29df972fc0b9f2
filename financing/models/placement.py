"""An association's waiting members placed over what the banks have left: a run, kept whole."""

from __future__ import annotations

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from associations.enums import RegionLevel
from associations.models import Association
from financing.enums import PlaceState, RunState
from financing.models.application import still_member

MODES = [("stable", _("Menurut urutan (resmi)")), ("optimum", _("Anggota terbanyak"))]
ANSWER_DAYS = 5  # working days that members have to decline, where nobody sets another number
_PAST_CHOICE = Q(state__in=[RunState.CHOSEN, RunState.APPROVED, RunState.DONE, RunState.DECLINED])


class RunQuerySet(models.QuerySet["PlacementRun"]):
    def visible_to(self, user: Any) -> Self:
        """The office all; an association its own once two persons have stood for it."""
        if user.is_office:
            return self
        if user.is_manager:
            managed = Association.objects.filter(managers__user=user, managers__until=None)
            return self.filter(state__in=RunState.told_ones()).of_associations(managed)
        return self.none()

    def of_associations(self, associations: Any) -> Self:
        """Their own runs, and those of a region in which one of their members has a place."""
        theirs = PlacementPlace.objects.filter(
            still_member("application__business", "application__association"),
            run=OuterRef("pk"),
            application__association__in=associations,
        )
        return self.filter(Q(association__in=associations) | Q(association=None) & Exists(theirs))


class PlacementRun(models.Model):
    """Of one association, or of all who wait in a kabupaten or province.

    `input` and `output` are canonical JSON, kept to the byte with their SHA-256, so that the
    run can be repeated. They name files by their code, and hold no trait of a person.

    `offers`: what each bank had left when the run began. `fairness`: counts by trait, made beside
    the run and never part of its input; `swapped`: [pairs, changed] of the swap test.
    """

    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placement_runs",
        verbose_name=_("asosiasi"),
    )
    region = models.ForeignKey(
        "associations.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placement_runs",
        verbose_name=_("wilayah"),
    )
    # Of a province's job in a national placement; `part`: [of, all], its share of what a bank
    # lends anywhere, by the rupiah that wait.
    nation = models.ForeignKey(
        "financing.NationalPlacement",
        on_delete=models.PROTECT,
        null=True,
        related_name="runs",
        verbose_name=_("penempatan nasional"),
    )
    part = models.JSONField(default=list)
    state = models.CharField(_("keadaan"), max_length=9, choices=RunState, default=RunState.QUEUED)
    on = models.DateField(_("untuk tanggal"))
    seed = models.PositiveIntegerField(_("angka acak"), default=0)
    algorithm = models.CharField(_("versi cara hitung"), max_length=60, blank=True)
    offers = models.JSONField(default=list)
    input = models.TextField(_("masukan"), blank=True)
    input_sha256 = models.CharField(_("sidik masukan"), max_length=64, blank=True)
    output = models.TextField(_("hasil"), blank=True)
    output_sha256 = models.CharField(_("sidik hasil"), max_length=64, blank=True)
    # {offer: points per million and per person}: the last round's, which ordered the wishes of who
    # left it to the portal; and what this one leaves to the next, empty where too few are in it.
    used_prices = models.JSONField(default=dict)
    prices_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("harga dari")
    )
    prices = models.JSONField(_("harga kepadatan"), default=dict)
    fairness = models.JSONField(_("pemerataan"), default=dict)
    swapped = models.JSONField(default=list)
    total = models.PositiveIntegerField(_("berkas seluruhnya"), default=0)
    done = models.PositiveIntegerField(_("berkas sudah dibaca"), default=0)
    cursor = models.BigIntegerField(default=0)
    problem = models.CharField(_("sebab gagal"), max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # by the command
        related_name="+",
        verbose_name=_("dimulai oleh"),
    )
    started_at = models.DateTimeField(_("dimulai"), auto_now_add=True)
    beat_at = models.DateTimeField(_("terakhir bergerak"), auto_now_add=True)
    computed_at = models.DateTimeField(_("selesai dihitung"), null=True)
    mode = models.CharField(_("cara"), max_length=7, choices=MODES, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("dipilih oleh"),
    )
    chosen_at = models.DateTimeField(_("dipilih"), null=True)
    why = models.TextField(_("alasan memilih"), max_length=1000, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("hari kerja untuk menolak"), default=ANSWER_DAYS
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("disetujui oleh"),
    )
    approved_at = models.DateTimeField(_("disetujui"), null=True)
    answer_by = models.DateField(_("anggota menjawab paling lambat"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("penempatan kelompok")
        verbose_name_plural = _("penempatan kelompok")
        ordering = ["-pk"]
        permissions = [
            ("choose_placementrun", "May choose how a group is placed"),
            ("approve_placementrun", "May approve how a group is placed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="placementrun_state_known"
            ),
            models.UniqueConstraint(
                fields=["association"],
                condition=Q(state__in=RunState.open_ones()),
                name="placementrun_one_at_a_time",
                violation_error_message=_("Penempatan asosiasi ini masih berjalan."),
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(state__in=RunState.open_ones()),
                name="placementrun_region_one_at_a_time",
                violation_error_message=_("Penempatan wilayah ini masih berjalan."),
            ),
            models.CheckConstraint(
                condition=Q(association=None, region__isnull=False)
                | Q(association__isnull=False, region=None, nation=None),
                name="placementrun_of_one_or_the_other",
            ),
            models.CheckConstraint(
                condition=~(_PAST_CHOICE | Q(state=RunState.COMPUTED))
                | Q(computed_at__isnull=False)
                & ~Q(input_sha256="")
                & ~Q(output_sha256="")
                & ~Q(algorithm=""),
                name="placementrun_computed_whole",
            ),
            models.CheckConstraint(
                condition=Q(mode="", chosen_by=None, chosen_at=None)
                | ~Q(mode="") & Q(chosen_by__isnull=False, chosen_at__isnull=False) & ~Q(why=""),
                name="placementrun_chosen_with_reason",
            ),
            models.CheckConstraint(
                condition=~_PAST_CHOICE | ~Q(mode=""), name="placementrun_chosen_first"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RunState.told_ones())
                | Q(approved_by__isnull=False, approved_at__isnull=False, answer_by__isnull=False),
                name="placementrun_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(chosen_by__isnull=False) & ~Q(approved_by=F("chosen_by")),
                name="placementrun_two_people",
                violation_error_message=_("Yang memilih tidak boleh menyetujui sendiri."),
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, answer_days__lte=30),
                name="placementrun_days_sane",
            ),
        ]

    def __str__(self) -> str:
        return str(
            _("Penempatan %(number)s: %(association)s")
            % {"number": self.pk, "association": self.scope_name}
        )

    @property
    def scope_name(self) -> str:
        """Whose files it places."""
        if self.association is not None:
            return self.association.name
        assert self.region is not None  # noqa: S101 - the database says so
        if self.region.level == RegionLevel.PROVINCE:
            return str(_("Provinsi %(name)s") % {"name": self.region.name})
        return self.region.name

    @property
    def state_label(self) -> RunState:
        return RunState(self.state)

    @property
    def is_whole(self) -> bool:
        """Input and output still are what was signed for."""
        return self.input_sha256 == sha256(self.input) and self.output_sha256 == sha256(self.output)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class PlaceQuerySet(models.QuerySet["PlacementPlace"]):
    def visible_to(self, user: Any) -> Self:
        """The office all; of approved runs the person the own place, the managers their members'
        while these are confirmed members."""
        if user.is_office:
            return self
        told = self.filter(run__state__in=RunState.told_ones()).exclude(told={})
        if user.is_member:
            return told.filter(application__owner__user=user)
        if user.is_manager:
            return told.filter(
                Q(run__association=None) | Q(application__association=F("run__association")),
                still_member("application__business", "application__association"),
                application__association__managers__user=user,
                application__association__managers__until=None,
            )
        return self.none()


class PlacementPlace(models.Model):
    """One waiting file in a run.

    `wishes`: [[offer, score 0–10,000, rank or null]], `points`: by which published criteria it
    stands where in the queue. `stable_offer`, `optimum_offer`: where each way would put it, empty
    for nowhere. Once the run is approved: `told` says why here and why not there.
    """

    run = models.ForeignKey(
        PlacementRun, on_delete=models.CASCADE, related_name="places", verbose_name=_("penempatan")
    )
    application = models.ForeignKey(
        "financing.Application",
        on_delete=models.CASCADE,
        related_name="places",
        verbose_name=_("pengajuan"),
    )
    wishes = models.JSONField(default=list)
    points = models.JSONField(default=dict)
    own_order = models.BooleanField(_("urutan bank dipilih sendiri"), default=False)
    turn = models.PositiveIntegerField(_("urutan"), null=True)
    stable_offer = models.CharField(_("menurut urutan"), max_length=120, blank=True)
    optimum_offer = models.CharField(_("anggota terbanyak"), max_length=120, blank=True)
    state = models.CharField(
        _("keadaan"), max_length=8, choices=PlaceState, default=PlaceState.WAITING
    )
    product = models.ForeignKey(
        "financing.Product",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("produk bank"),
    )
    told = models.JSONField(default=dict)
    reason = models.CharField(_("sebabnya"), max_length=300, blank=True)
    referral = models.OneToOneField(
        "financing.Referral",
        on_delete=models.PROTECT,
        null=True,
        related_name="place",
        verbose_name=_("rujukan"),
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("tempat dalam penempatan")
        verbose_name_plural = _("tempat dalam penempatan")
        ordering = ["turn", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "application"], name="placementplace_once_a_run"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=PlaceState.PROPOSED),
                name="placementplace_one_proposed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlaceState.values), name="placementplace_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceState.WAITING) | Q(product__isnull=False),
                name="placementplace_has_product",
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceState.REFERRED, referral__isnull=False)
                | ~Q(state=PlaceState.REFERRED) & Q(referral=None),
                name="placementplace_referred_with_referral",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlaceState.UNFIT) | ~Q(reason=""),
                name="placementplace_unfit_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.code}"

    @property
    def state_label(self) -> PlaceState:
        return PlaceState(self.state)
