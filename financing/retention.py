"""How long what is kept, why, and what happens then. One table; the job and the pages read it.

The grounds are articles of UU 27/2022 (personal data protection). The periods are the portal's
proposal: the office has to set them in its archive schedule (JRA), so `verified` is False.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NEEDLESS = _("UU 27/2022 pasal 43 ayat (1) huruf a: tidak lagi diperlukan untuk tujuannya.")


@dataclass(frozen=True)
class Rule:
    """`days` counts from `since`. `automatic`: the nightly job does it; else nothing deletes it."""

    code: str
    what: str | Promise
    days: int
    since: str | Promise
    ground: str | Promise
    automatic: bool = True
    verified: bool = False

    @property
    def period(self) -> datetime.timedelta:
        return datetime.timedelta(days=self.days)


REPLACED_PAPERS = Rule(
    "replaced-papers",
    _("Berkas yang sudah Anda ganti atau keluarkan"),
    90,
    _("diganti"),
    _NEEDLESS,
)
DRAFT_PAPERS = Rule(
    "draft-papers",
    _("Berkas pada pengajuan yang tidak pernah dikirim"),
    180,
    _("terakhir diisi"),
    _NEEDLESS,
)
CLOSED_PAPERS = Rule(
    "closed-papers",
    _("Berkas pada pengajuan yang selesai, ditolak, atau dibatalkan"),
    365,
    _("selesai"),
    _NEEDLESS,
)
MESSAGES = Rule("messages", _("Pesan di kotak masuk"), 730, _("dikirim"), _NEEDLESS)
INVITATIONS = Rule(
    "invitations", _("Undangan menjadi anggota"), 90, _("dipakai atau berakhir"), _NEEDLESS
)
CHECKS = Rule("checks", _("Hasil cek KUR tanpa nama"), 30, _("disimpan"), _NEEDLESS)
CONSENTS = Rule(
    "consents",
    _("Bukti persetujuan"),
    5 * 365,
    _("berakhir"),
    _("UU 27/2022 pasal 24: pengendali data harus bisa menunjukkan bukti persetujuan."),
    automatic=False,
)
DECISIONS = Rule(
    "decisions",
    _("Pengajuan yang pernah dikirim ke bank, putusan, akad, dan pencairannya"),
    10 * 365,
    _("selesai"),
    _("Pertanggungjawaban program KUR yang bunganya dibayar negara."),
    automatic=False,
)
TRAIL = Rule(
    "trail",
    _("Catatan siapa melakukan apa"),
    10 * 365,
    _("kejadiannya"),
    _("UU 27/2022 pasal 31: semua pemrosesan data pribadi harus direkam."),
    automatic=False,
)

RULES = (
    CHECKS,
    REPLACED_PAPERS,
    INVITATIONS,
    DRAFT_PAPERS,
    CLOSED_PAPERS,
    MESSAGES,
    CONSENTS,
    DECISIONS,
    TRAIL,
)
