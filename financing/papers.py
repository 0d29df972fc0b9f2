"""Which papers an application needs, and which are still missing.

KTP, KK, photos of the business, NIB or SKU; NPWP above Rp50 million. Sources: domain notes,
section 1.2 (S14, S23, S06). Extra collateral is never on the list up to Rp100 million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from financing.enums import PaperKind

if TYPE_CHECKING:
    from financing.models import Application

NPWP_ABOVE = 50_000_000


@dataclass(frozen=True)
class WantedPaper:
    """`kinds`: any one of them will do. `help` says where a person gets it."""

    kinds: tuple[PaperKind, ...]
    label: str | Promise
    help: str | Promise

    @property
    def kind(self) -> PaperKind:
        return self.kinds[0]


_KTP = WantedPaper((PaperKind.KTP,), _("KTP"), _("Foto KTP Anda, semua tulisan terbaca."))
_KK = WantedPaper((PaperKind.KK,), _("Kartu keluarga"), _("Foto kartu keluarga, satu lembar utuh."))
_LICENCE = WantedPaper(
    (PaperKind.NIB, PaperKind.SKU),
    _("NIB atau surat keterangan usaha"),
    _("NIB gratis di oss.go.id. Surat keterangan usaha (SKU) dari kantor desa atau kelurahan."),
)
_PHOTO = WantedPaper(
    (PaperKind.BUSINESS_PHOTO,),
    _("Foto usaha"),
    _("Foto tempat dan kegiatan usaha, boleh dari HP."),
)
_NPWP = WantedPaper(
    (PaperKind.NPWP,), _("NPWP"), _("Wajib di atas Rp50 juta. Gratis di kantor pajak atau daring.")
)
_BPJS = WantedPaper(
    (PaperKind.BPJS,),
    _("Kartu BPJS Ketenagakerjaan"),
    _("Wajib untuk KUR Kecil. Daftar di kantor BPJS Ketenagakerjaan."),
)


def wanted_papers(*, amount: int | None, scheme: str | None) -> list[WantedPaper]:
    """The checklist for an amount in rupiah and a scheme."""
    wanted = [_KTP, _KK, _LICENCE, _PHOTO]
    if (amount or 0) > NPWP_ABOVE or scheme == "kecil":
        wanted.append(_NPWP)
    if scheme == "kecil":
        wanted.append(_BPJS)
    return wanted


def missing_papers(application: Application) -> list[WantedPaper]:
    there = set(application.papers.filter(removed_at=None).values_list("kind", flat=True))
    scheme = application.product.scheme if application.product else None
    return [
        paper
        for paper in wanted_papers(amount=application.amount, scheme=scheme)
        if not there.intersection(paper.kinds)
    ]
