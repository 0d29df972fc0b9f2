"""Words with a fixed list, in the people's part of the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    MALE = "L", _("Laki-laki")
    FEMALE = "P", _("Perempuan")


class RegionLevel(models.TextChoices):
    PROVINCE = "provinsi", _("Provinsi")
    KABUPATEN = "kabupaten", _("Kabupaten/kota")
    KECAMATAN = "kecamatan", _("Kecamatan")
    DESA = "desa", _("Desa/kelurahan")


class InstitutionKind(models.TextChoices):
    OFFICE = "office", _("Dinas atau biro")
    AGENCY = "agency", _("Badan atau balai")
    BANK = "bank", _("Bank")
    CHAMBER = "chamber", _("Perkumpulan usaha")
    ASSOCIATION = "association", _("Asosiasi IKM")


class KbliEdition(models.TextChoices):
    Y2020 = "2020", "KBLI 2020"
    Y2025 = "2025", "KBLI 2025"


class PermitKind(models.TextChoices):
    NIB = "nib", _("NIB (nomor induk berusaha)")
    SKU = "sku", _("Surat keterangan usaha (SKU)")
    PIRT = "pirt", _("PIRT")
    BPOM = "bpom", _("Izin edar BPOM MD")
    HALAL = "halal", _("Sertifikat halal")
    SNI = "sni", _("SNI")
    BRAND = "brand", _("Merek terdaftar")


class MembershipState(models.TextChoices):
    """A member counts, for banks too, only once the person has confirmed it."""

    INVITED = "invited", _("Menunggu persetujuan anggota")
    CONFIRMED = "confirmed", _("Anggota")
    LEFT = "left", _("Sudah keluar")


class ConsentPurpose(models.TextChoices):
    PORTAL = "portal", _("Data disimpan di portal dan dibantu Disperindag")
    BANK = "bank", _("Data dikirim ke bank untuk pengajuan kredit")
    ASSOCIATION = "association", _("Pengurus asosiasi mengurus pengajuan")


class ConsentChannel(models.TextChoices):
    WEB = "web", _("Di portal")
    CODE = "code", _("Dengan kode")
    PAPER = "paper", _("Di kertas")


class IntakeState(models.TextChoices):
    CHECKING = "checking", _("Sedang diperiksa")
    READY = "ready", _("Siap")
    TAKING = "taking", _("Sedang dimasukkan")
    CLOSED = "closed", _("Selesai")


class PairState(models.TextChoices):
    OPEN = "open", _("Perlu diperiksa")
    MERGED = "merged", _("Digabung")
    APART = "apart", _("Orang berbeda")

    @property
    def tone(self) -> str:
        return {"open": "waiting", "merged": "good", "apart": "neutral"}[self]


class SearchState(models.TextChoices):
    RUNNING = "running", _("Sedang mencari")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")


class RowState(models.TextChoices):
    """Of a line in an intake. What is taken has its membership, and its words are gone."""

    WAITING = "waiting", _("Menunggu diperiksa")
    GOOD = "good", _("Siap dimasukkan")
    REPAIR = "repair", _("Perlu diperbaiki")
    DUPLICATE = "duplicate", _("Sudah ada")
    TAKEN = "taken", _("Sudah dimasukkan")
