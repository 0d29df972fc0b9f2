"""Words with a fixed list, in the money's part of the portal.

States have two labels: the one staff and banks read, and `for_applicant`, what the applicant reads.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    SUPER_MIKRO = "super_mikro", _("KUR Super Mikro")
    MIKRO = "mikro", _("KUR Mikro")
    KECIL = "kecil", _("KUR Kecil")
    KHUSUS = "khusus", _("KUR Khusus (kelompok)")
    PMI = "pmi", _("KUR Penempatan PMI")


class Purpose(models.TextChoices):
    WORKING_CAPITAL = "kmk", _("Modal kerja (bahan, upah, stok)")
    INVESTMENT = "ki", _("Investasi (alat, mesin, tempat usaha)")


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Diajukan")
    RETURNED = "returned", _("Dikembalikan")
    VERIFIED = "verified", _("Terverifikasi")
    REFERRED = "referred", _("Di bank")
    APPROVED = "approved", _("Disetujui bank")
    DISBURSED = "disbursed", _("Cair")
    DECLINED = "declined", _("Ditolak bank")
    WITHDRAWN = "withdrawn", _("Dibatalkan")

    @property
    def for_applicant(self) -> str | Promise:
        return _FOR_APPLICANT[self]

    @property
    def tone(self) -> str:
        return _TONES[self]

    @classmethod
    def open_ones(cls) -> list[str]:
        """While one of these, the person can't start another application."""
        return [cls.DRAFT, cls.SUBMITTED, cls.RETURNED, cls.VERIFIED, cls.REFERRED, cls.APPROVED]


_FOR_APPLICANT = {
    ApplicationState.DRAFT: _("Belum dikirim"),
    ApplicationState.SUBMITTED: _("Sedang diperiksa Disperindag"),
    ApplicationState.RETURNED: _("Perlu Anda perbaiki"),
    ApplicationState.VERIFIED: _("Lolos pemeriksaan, menunggu dikirim ke bank"),
    ApplicationState.REFERRED: _("Sedang di bank"),
    ApplicationState.APPROVED: _("Disetujui bank, tinggal akad"),
    ApplicationState.DISBURSED: _("Dana sudah cair"),
    ApplicationState.DECLINED: _("Belum disetujui bank"),
    ApplicationState.WITHDRAWN: _("Anda batalkan"),
}
_TONES = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "waiting",
    ApplicationState.RETURNED: "bad",
    ApplicationState.VERIFIED: "info",
    ApplicationState.REFERRED: "waiting",
    ApplicationState.APPROVED: "good",
    ApplicationState.DISBURSED: "good",
    ApplicationState.DECLINED: "bad",
    ApplicationState.WITHDRAWN: "neutral",
}


class ReferralState(models.TextChoices):
    SENT = "sent", _("Dikirim")
    RECEIVED = "received", _("Diterima bank")
    IN_REVIEW = "in_review", _("Diperiksa")
    PAPERS_WANTED = "papers_wanted", _("Menunggu berkas")
    APPROVED = "approved", _("Disetujui")
    DECLINED = "declined", _("Ditolak")
    CONTRACTED = "contracted", _("Akad")
    DISBURSED = "disbursed", _("Cair")
    WITHDRAWN = "withdrawn", _("Dibatalkan")
    EXPIRED = "expired", _("Lewat waktu")

    @property
    def for_applicant(self) -> str | Promise:
        return _REFERRAL_FOR_APPLICANT[self]

    @property
    def tone(self) -> str:
        return _REFERRAL_TONES[self]

    @classmethod
    def active_ones(cls) -> list[str]:
        """A person (NIK) has at most one referral in these: SIKP books one bank at a time."""
        return [
            cls.SENT,
            cls.RECEIVED,
            cls.IN_REVIEW,
            cls.PAPERS_WANTED,
            cls.APPROVED,
            cls.CONTRACTED,
        ]

    @classmethod
    def banks_turn(cls) -> list[str]:
        """The bank's clock runs. While papers are awaited it is the applicant's turn: it stands."""
        return [cls.SENT, cls.RECEIVED, cls.IN_REVIEW]

    @classmethod
    def waiting_ones(cls) -> list[str]:
        """The bank has not decided yet."""
        return [cls.SENT, cls.RECEIVED, cls.IN_REVIEW, cls.PAPERS_WANTED]

    @classmethod
    def granted_ones(cls) -> list[str]:
        """The bank has said yes."""
        return [cls.APPROVED, cls.CONTRACTED, cls.DISBURSED]


_REFERRAL_FOR_APPLICANT = {
    ReferralState.SENT: _("Sudah dikirim, menunggu bank membuka"),
    ReferralState.RECEIVED: _("Sudah dibuka bank"),
    ReferralState.IN_REVIEW: _("Sedang diperiksa bank"),
    ReferralState.PAPERS_WANTED: _("Bank meminta berkas dari Anda"),
    ReferralState.APPROVED: _("Disetujui bank"),
    ReferralState.DECLINED: _("Belum disetujui bank"),
    ReferralState.CONTRACTED: _("Akad sudah ditandatangani"),
    ReferralState.DISBURSED: _("Dana sudah cair"),
    ReferralState.WITHDRAWN: _("Dibatalkan"),
    ReferralState.EXPIRED: _("Bank tidak menjawab sampai batas waktu"),
}
_REFERRAL_TONES = {
    ReferralState.SENT: "waiting",
    ReferralState.RECEIVED: "waiting",
    ReferralState.IN_REVIEW: "waiting",
    ReferralState.PAPERS_WANTED: "info",
    ReferralState.APPROVED: "good",
    ReferralState.DECLINED: "bad",
    ReferralState.CONTRACTED: "good",
    ReferralState.DISBURSED: "good",
    ReferralState.WITHDRAWN: "neutral",
    ReferralState.EXPIRED: "bad",
}


class PostingRole(models.TextChoices):
    OFFICER = "officer", _("Petugas")
    HEAD = "head", _("Kepala cabang")


class PaperKind(models.TextChoices):
    KTP = "ktp", _("KTP")
    KK = "kk", _("Kartu keluarga (KK)")
    MARRIAGE = "marriage", _("Akta nikah")
    NIB = "nib", _("NIB")
    SKU = "sku", _("Surat keterangan usaha (SKU)")
    NPWP = "npwp", _("NPWP")
    BUSINESS_PHOTO = "business_photo", _("Foto usaha")
    BPJS = "bpjs", _("Kartu BPJS Ketenagakerjaan")
    BANK_BOOK = "bank_book", _("Buku tabungan atau catatan penjualan")
    COLLATERAL = "collateral", _("Surat agunan tambahan")
    OTHER = "other", _("Berkas lain")

    @classmethod
    def identity(cls) -> set[str]:
        """With these somebody could pass for the person: a bank's copy names its recipient."""
        return {cls.KTP, cls.KK, cls.MARRIAGE, cls.NPWP, cls.BPJS}


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Menunggu kepala cabang")
    CONFIRMED = "confirmed", _("Dikonfirmasi")
    RETURNED = "returned", _("Dikembalikan")


class Demand(models.TextChoices):
    """What applicants report in confidence; the programme lets no bank ask for it."""

    COLLATERAL = "collateral", _("Agunan tambahan")
    FEE = "fee", _("Biaya atau potongan")
    PAPER = "paper", _("Berkas yang tidak ada di daftar")
    REASON = "reason", _("Alasan penolakan yang tidak benar")


class ReportState(models.TextChoices):
    NEW = "new", _("Sedang ditangani")
    CLOSED = "closed", _("Sudah dijawab")

    @property
    def tone(self) -> str:
        return "waiting" if self == ReportState.NEW else "good"


class Outcome(models.TextChoices):
    APPROVE = "approve", _("Disetujui")
    DECLINE = "decline", _("Ditolak")


class DeclineReason(models.TextChoices):
    """Coded reasons (domain notes, section 7). Each has a sentence that the applicant reads."""

    SLIK = "slik", _("Catatan kredit di SLIK kurang lancar")
    HAS_CREDIT = "has_credit", _("Masih punya kredit produktif")
    TOO_YOUNG = "business_age", _("Usaha belum cukup lama")
    NO_NIB = "no_nib", _("Usaha belum punya NIB")
    PAPERS = "papers", _("Berkas kurang atau tidak berlaku")
    IDENTITY = "identity", _("NIK atau nama tidak cocok dengan Dukcapil")
    SECTOR = "sector", _("Usaha tidak termasuk yang dibiayai")
    CAPACITY = "capacity", _("Kemampuan membayar belum cukup")
    PLACE = "place", _("Tempat usaha tidak ditemukan")
    OTHER_BANK = "other_bank", _("Sudah terdaftar di bank lain (SIKP)")
    QUOTA = "quota", _("Kuota bank habis")
    COLLATERAL = "collateral", _("Agunan belum cukup (di atas Rp100 juta)")
    WITHDREW = "withdrew", _("Pemohon mundur")
    NO_ANSWER = "no_answer", _("Pemohon tidak bisa dihubungi")

    @property
    def advice(self) -> str | Promise:
        """What the applicant can do about it."""
        return _ADVICE[self]


_ADVICE = {
    DeclineReason.SLIK: _(
        "Minta catatan SLIK Anda gratis di idebku.ojk.go.id, lunasi tunggakan, lalu ajukan lagi."
    ),
    DeclineReason.HAS_CREDIT: _("Lunasi kredit usaha yang masih berjalan, lalu ajukan lagi."),
    DeclineReason.TOO_YOUNG: _(
        "Ajukan lagi setelah usaha berjalan 6 bulan, atau pilih KUR Super Mikro."
    ),
    DeclineReason.NO_NIB: _("Buat NIB gratis di oss.go.id, lalu isi nomornya di data usaha Anda."),
    DeclineReason.PAPERS: _(
        "Lengkapi berkas yang kurang. Pengurus atau Disperindag bisa membantu."
    ),
    DeclineReason.IDENTITY: _("Perbaiki data di kantor Dukcapil, lalu ajukan lagi."),
    DeclineReason.SECTOR: _("Tanyakan ke Disperindag bantuan lain yang cocok untuk usaha Anda."),
    DeclineReason.CAPACITY: _("Coba jumlah yang lebih kecil atau jangka waktu yang lebih panjang."),
    DeclineReason.PLACE: _("Perbaiki alamat usaha dan tambahkan foto tempat usaha."),
    DeclineReason.OTHER_BANK: _("Minta bank sebelumnya melepas data Anda di SIKP."),
    DeclineReason.QUOTA: _("Pilih bank lain yang kuotanya masih ada."),
    DeclineReason.COLLATERAL: _("Coba jumlah sampai Rp100 juta: tanpa agunan tambahan."),
    DeclineReason.WITHDREW: _("Anda bisa mengajukan lagi kapan saja."),
    DeclineReason.NO_ANSWER: _("Periksa nomor HP Anda di portal, lalu ajukan lagi."),
}


class ResultFileState(models.TextChoices):
    """Of a bank's file with the outcome of many cases."""

    CHECKING = "checking", _("Sedang diperiksa")
    READY = "ready", _("Sudah diperiksa")
    RUNNING = "running", _("Sedang dicatat")
    CLOSED = "closed", _("Ditutup")


class ResultLineState(models.TextChoices):
    """Of a line in such a file. `EMPTY`: the bank has written no outcome in it."""

    WAITING = "waiting", _("Belum diperiksa")
    READY = "ready", _("Siap dicatat")
    REPAIR = "repair", _("Perlu diperbaiki")
    CONFLICT = "conflict", _("Bertentangan")
    UNKNOWN = "unknown", _("Kode tidak dikenal")
    SAME = "same", _("Sudah tercatat")
    EMPTY = "empty", _("Belum diisi")
    DONE = "done", _("Baru dicatat")


class QuotaEntryKind(models.TextChoices):
    OPENED = "opened", _("Kuota dibuka")
    RESERVED = "reserved", _("Dipesan")
    SETTLED = "settled", _("Terpakai")
    RELEASED = "released", _("Dilepas")
    CORRECTED = "corrected", _("Koreksi")


class BudgetSource(models.TextChoices):
    """Who pays for a support measure."""

    PROVINCE = "apbd_prov", _("APBD provinsi")
    DISTRICT = "apbd_kab", _("APBD kabupaten/kota")
    STATE = "apbn", _("APBN")
    COMPANY = "csr", _("CSR, BUMN, atau BUMD")
    SELF = "self", _("Biaya sendiri")
    OTHER = "other", _("Lainnya")


class SupportState(models.TextChoices):
    NEW = "new", _("Baru")
    ASSIGNED = "assigned", _("Diteruskan")
    IN_PROGRESS = "in_progress", _("Diproses")
    WAITING = "waiting", _("Menunggu pemohon")
    ANSWERED = "answered", _("Selesai menurut instansi")
    CONFIRMED = "confirmed", _("Selesai menurut pemohon")
    REJECTED = "rejected", _("Tidak dapat dipenuhi")

    @property
    def for_applicant(self) -> str | Promise:
        return _SUPPORT_FOR_APPLICANT[self]

    @property
    def tone(self) -> str:
        return _SUPPORT_TONES[self]

    @classmethod
    def open_ones(cls) -> list[str]:
        return [*cls.joinable(), cls.ANSWERED]

    @classmethod
    def joinable(cls) -> list[str]:
        """Not answered yet: more members can take part."""
        return [cls.NEW, cls.ASSIGNED, cls.IN_PROGRESS, cls.WAITING]


_SUPPORT_FOR_APPLICANT = {
    SupportState.NEW: _("Sudah kami terima"),
    SupportState.ASSIGNED: _("Diteruskan ke instansi yang berwenang"),
    SupportState.IN_PROGRESS: _("Sedang dikerjakan"),
    SupportState.WAITING: _("Menunggu jawaban Anda"),
    SupportState.ANSWERED: _("Sudah dijawab. Apakah ini membantu?"),
    SupportState.CONFIRMED: _("Selesai, Anda sudah mengiyakan"),
    SupportState.REJECTED: _("Tidak dapat dipenuhi"),
}
_SUPPORT_TONES = {
    SupportState.NEW: "neutral",
    SupportState.ASSIGNED: "info",
    SupportState.IN_PROGRESS: "waiting",
    SupportState.WAITING: "info",
    SupportState.ANSWERED: "good",
    SupportState.CONFIRMED: "good",
    SupportState.REJECTED: "bad",
}


class EditionState(models.TextChoices):
    """Of a set of KUR rules. Whether an approved one acts on a day follows from its first day."""

    DRAFT = "draft", _("Rancangan")
    REHEARSED = "rehearsed", _("Sudah dicoba")
    APPROVED = "approved", _("Disetujui")
    CANCELLED = "cancelled", _("Dibatalkan")

    @property
    def tone(self) -> str:
        return _EDITION_TONES[self]


_EDITION_TONES = {
    EditionState.DRAFT: "waiting",
    EditionState.REHEARSED: "info",
    EditionState.APPROVED: "good",
    EditionState.CANCELLED: "neutral",
}


class RehearsalState(models.TextChoices):
    QUEUED = "queued", _("Menunggu giliran")
    RUNNING = "running", _("Berjalan")
    FINISHED = "finished", _("Selesai")
    FAILED = "failed", _("Gagal")
    CANCELLED = "cancelled", _("Dibatalkan")

    @property
    def tone(self) -> str:
        return _REHEARSAL_TONES[self]

    @classmethod
    def open_ones(cls) -> list[str]:
        return [cls.QUEUED, cls.RUNNING]


_REHEARSAL_TONES = {
    RehearsalState.QUEUED: "waiting",
    RehearsalState.RUNNING: "info",
    RehearsalState.FINISHED: "good",
    RehearsalState.FAILED: "bad",
    RehearsalState.CANCELLED: "neutral",
}


class RehearsalLevel(models.TextChoices):
    """What a line of a rehearsal counts: a file once, or once for each scheme, bank, product."""

    FILE = "file", _("Berkas")
    SCHEME = "scheme", _("Skema")
    BANK = "bank", _("Bank")
    PRODUCT = "product", _("Produk")


class RunState(models.TextChoices):
    """Of a placement run, from the question to the referrals."""

    QUEUED = "queued", _("Menunggu giliran")
    COMPUTING = "computing", _("Dihitung")
    COMPUTED = "computed", _("Selesai dihitung")
    CHOSEN = "chosen", _("Menunggu orang kedua")
    APPROVED = "approved", _("Menunggu jawaban anggota")
    DONE = "done", _("Selesai")
    DECLINED = "declined", _("Tidak disetujui")
    CANCELLED = "cancelled", _("Dihentikan")
    FAILED = "failed", _("Gagal")

    @property
    def tone(self) -> str:
        return _RUN_TONES[self]

    @classmethod
    def running_ones(cls) -> list[str]:
        """A worker has something to do."""
        return [cls.QUEUED, cls.COMPUTING]

    @classmethod
    def open_ones(cls) -> list[str]:
        """An association has one run at a time in these."""
        return [cls.QUEUED, cls.COMPUTING, cls.COMPUTED, cls.CHOSEN, cls.APPROVED]

    @classmethod
    def told_ones(cls) -> list[str]:
        """Members and their association may read it."""
        return [cls.APPROVED, cls.DONE]

    @classmethod
    def stoppable_ones(cls) -> list[str]:
        """Nobody outside the office has been told anything."""
        return [cls.QUEUED, cls.COMPUTING, cls.COMPUTED, cls.CHOSEN]

    @classmethod
    def broken_ones(cls) -> list[str]:
        """It came to nothing and may be run again."""
        return [cls.DECLINED, cls.CANCELLED, cls.FAILED]


_RUN_TONES = {
    RunState.QUEUED: "waiting",
    RunState.COMPUTING: "info",
    RunState.COMPUTED: "info",
    RunState.CHOSEN: "waiting",
    RunState.APPROVED: "waiting",
    RunState.DONE: "good",
    RunState.DECLINED: "bad",
    RunState.CANCELLED: "neutral",
    RunState.FAILED: "bad",
}


class PlaceState(models.TextChoices):
    """What became of one person in a run."""

    WAITING = "waiting", _("Belum ditempatkan")
    PROPOSED = "proposed", _("Ditempatkan")
    REFUSED = "refused", _("Ditolak anggota")
    REFERRED = "referred", _("Dikirim ke bank")
    UNFIT = "unfit", _("Tidak jadi dikirim")

    @property
    def tone(self) -> str:
        return _PLACE_TONES[self]


_PLACE_TONES = {
    PlaceState.WAITING: "waiting",
    PlaceState.PROPOSED: "info",
    PlaceState.REFUSED: "neutral",
    PlaceState.REFERRED: "good",
    PlaceState.UNFIT: "bad",
}


class GroupState(models.TextChoices):
    """Of a group that asks for KUR Khusus together. The letter is the office's word on it."""

    GATHERING = "gathering", _("Mengumpulkan anggota")
    SUBMITTED = "submitted", _("Diperiksa Disperindag")
    RETURNED = "returned", _("Perlu diperbaiki")
    NUMBERED = "numbered", _("Surat menunggu tanda tangan")
    SIGNED = "signed", _("Surat sudah terbit")
    REVOKED = "revoked", _("Surat dicabut")
    CLOSED = "closed", _("Dibatalkan")

    @property
    def tone(self) -> str:
        return _GROUP_TONES[self]

    @classmethod
    def gathering_ones(cls) -> list[str]:
        """Members come, go and agree; afterwards the letter is about those who were there."""
        return [cls.GATHERING, cls.RETURNED]

    @classmethod
    def with_letter(cls) -> list[str]:
        return [cls.NUMBERED, cls.SIGNED, cls.REVOKED]

    @classmethod
    def over(cls) -> list[str]:
        return [cls.REVOKED, cls.CLOSED]


_GROUP_TONES = {
    GroupState.GATHERING: "neutral",
    GroupState.SUBMITTED: "waiting",
    GroupState.RETURNED: "bad",
    GroupState.NUMBERED: "waiting",
    GroupState.SIGNED: "good",
    GroupState.REVOKED: "bad",
    GroupState.CLOSED: "neutral",
}


class GroupMemberState(models.TextChoices):
    INVITED = "invited", _("Belum menjawab")
    AGREED = "agreed", _("Setuju ikut")
    DECLINED = "declined", _("Tidak ikut")
    LEFT = "left", _("Keluar dari kelompok")

    @property
    def tone(self) -> str:
        return _GROUP_MEMBER_TONES[self]


_GROUP_MEMBER_TONES = {
    GroupMemberState.INVITED: "waiting",
    GroupMemberState.AGREED: "good",
    GroupMemberState.DECLINED: "neutral",
    GroupMemberState.LEFT: "neutral",
}
