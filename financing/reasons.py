"""What a coded refusal says beyond the bank that gave it, as data beside the codes.

Source: domain notes, section 7 (reasons of refusal; what SLIK, SIKP and Dukcapil are asked for is
asked by every lender). How far a reason reaches is our reading of them, no rule of the programme:
it orders and explains, and the applicant's own word that it is put right is enough to go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from financing.enums import DeclineReason as R
from financing.matching.score import Part


class Reach(StrEnum):
    """Where the same answer is to be expected."""

    NOWHERE = "nowhere"
    PRODUCT = "product"
    BANK = "bank"  # the bank's own judgement of the person or the amount
    SCHEME = "scheme"  # a condition of the scheme, whichever bank lends under it
    EVERYWHERE = "everywhere"  # what every bank looks up, until it is put right


@dataclass(frozen=True)
class Cure:
    """How it is put right. `page`: of the member's room; `url`: elsewhere."""

    label: str | Promise
    done: str | Promise  # the applicant's word that it is
    page: str = ""
    url: str = ""


@dataclass(frozen=True)
class About:
    """`first`: what counts before the points when the next products are put in order."""

    reach: Reach
    cure: Cure | None = None
    first: Part | None = None


ABOUT: dict[R, About] = {
    R.SLIK: About(
        Reach.EVERYWHERE,
        Cure(
            _("Minta catatan SLIK Anda di idebku.ojk.go.id"),
            _("Tunggakan saya sudah lunas."),
            url="https://idebku.ojk.go.id",
        ),
    ),
    R.HAS_CREDIT: About(
        Reach.EVERYWHERE,
        Cure(_("Baca siapa yang boleh KUR"), _("Kredit usaha itu sudah lunas."), page="kur"),
    ),
    R.TOO_YOUNG: About(Reach.SCHEME, first=Part.FIT),
    R.NO_NIB: About(
        Reach.EVERYWHERE,
        Cure(_("Isi nomor NIB"), _("NIB sudah saya isi."), page="member:edit-business"),
    ),
    R.PAPERS: About(
        Reach.EVERYWHERE,
        Cure(
            _("Lihat berkas Anda"),
            _("Berkas yang kurang sudah saya siapkan."),
            page="member:application",
        ),
    ),
    R.IDENTITY: About(
        Reach.EVERYWHERE,
        Cure(_("Periksa data diri"), _("Data di Dukcapil sudah cocok."), page="member:data"),
    ),
    R.SECTOR: About(Reach.PRODUCT, first=Part.FIT),
    R.CAPACITY: About(Reach.BANK, first=Part.COST),
    R.PLACE: About(
        Reach.EVERYWHERE,
        Cure(
            _("Perbaiki alamat usaha"),
            _("Alamat usaha sudah saya perbaiki."),
            page="member:edit-business",
        ),
    ),
    R.OTHER_BANK: About(
        Reach.EVERYWHERE,
        Cure(
            _("Minta bantuan Disperindag"),
            _("Bank itu sudah melepas data saya di SIKP."),
            page="member:support_new",
        ),
    ),
    R.QUOTA: About(Reach.PRODUCT, first=Part.ROOM),
    R.COLLATERAL: About(Reach.BANK),
    R.WITHDREW: About(Reach.NOWHERE),
    R.NO_ANSWER: About(Reach.NOWHERE),
}
