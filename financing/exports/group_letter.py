"""The office's letter on a group, to be signed on paper; its QR code leads to the page that proves
it. An official letter is Indonesian, so its words are not for translation. The form follows the
order of such a letter (domain notes, section 8): letter head, place and day, number, addressee,
opening, content, closing, signature, copies; the members on page two.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from financing.models import CreditGroup, GroupMember
from ikm_portal.common.pdf import OFFICE, PORTAL, Paper
from ikm_portal.common.templatetags.portal import tanggal

PLACE = "Bandar Lampung"


def letter_pdf(group: CreditGroup) -> bytes:
    """Only for a group whose letter has a number. The same letter gives the same bytes, in
    Indonesian, whatever language the reader has chosen."""
    assert group.letter_on is not None  # noqa: S101 - the database says so once it has a number
    midnight = datetime.datetime.combine(group.letter_on, datetime.time())
    with override("id"):
        paper = Paper(
            "Surat keterangan kelompok", made_at=timezone.make_aware(midnight), address=PORTAL
        )
        _letter(paper, group)
        paper.new_page()
        _members(paper, group)
        return paper.content()


def _letter(paper: Paper, group: CreditGroup) -> None:
    day = tanggal(group.letter_on)
    association = group.association.name
    paper.right(f"{PLACE}, {day}")
    paper.pairs(
        [
            ("Nomor", group.letter_number),
            ("Sifat", "Biasa"),
            ("Lampiran", "1 lembar daftar anggota"),
            ("Hal", "Keterangan kelompok untuk KUR Khusus"),
        ]
    )
    paper.paragraph("Yth. Pimpinan bank penyalur KUR di Provinsi Lampung")
    paper.paragraph(
        f"Dengan hormat, {OFFICE} menerangkan bahwa kelompok di bawah ini terdiri atas anggota "
        f"{association} yang menjalankan usaha industri kecil di Lampung."
    )
    paper.pairs(
        [
            ("Kelompok", group.code),
            ("Asosiasi", association),
            ("Produk", group.association.commodity),
            ("Jumlah anggota kelompok", str(group.letter_members)),
            ("Pembeli tetap (offtaker)", group.offtaker),
            ("Untuk", group.purpose),
        ]
    )
    paper.paragraph(
        "Setiap anggota menyetujui sendiri keikutsertaannya di Portal IKM Lampung, dan "
        "perjanjian dengan pembeli tetap telah ditunjukkan kepada kami. Surat ini dibuat untuk "
        "pengajuan KUR Khusus; keputusan kredit tetap pada bank."
    )
    paper.paragraph("Demikian keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.")
    nip = f"\nNIP {group.signatory_nip}" if group.signatory_nip else ""
    paper.signature(f"{PLACE}, {day}", group.signatory_title, f"{group.signatory}{nip}")
    paper.paragraph(f"Tembusan: Ketua {association}")
    address = settings.SITE_URL + reverse("group-letter", args=[group.code])
    paper.qr(
        address,
        caption=f"Pindai untuk memeriksa surat ini, atau buka {address}. Surat berlaku setelah "
        "ditandatangani.",
    )


def _members(paper: Paper, group: CreditGroup) -> None:
    paper.heading("Lampiran: daftar anggota kelompok")
    paper.small(
        f"Surat nomor {group.letter_number} tanggal {tanggal(group.letter_on)}. Daftar ini untuk "
        "bank dan kelompok, bukan untuk umum."
    )
    paper.table(
        ["No", "Nama", "Usaha", "Tempat usaha"],
        [_row(number, one) for number, one in enumerate(_named(group), 1)],
        widths=(1, 5, 5, 5),
    )


def _named(group: CreditGroup) -> Any:
    rows = GroupMember.objects.filter(group=group, in_letter=True)
    return rows.select_related(
        "membership__business__owner", "membership__business__region__parent"
    ).order_by("membership__business__owner__name", "pk")


def _row(number: int, member: GroupMember) -> list[str]:
    business = member.membership.business
    place, above = business.region, business.region.parent
    where = f"{place.name}, {above.name}" if above else place.name
    return [str(number), business.owner.name, business.name, where]
