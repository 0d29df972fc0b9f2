"""Who is told what, when an application, a referral or a support request moves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.models import Association, Owner
from associations.notifications import managers_of
from financing.enums import DeclineReason, Demand, PaperKind, PostingRole, ReferralState
from financing.models import (
    Application,
    CreditGroup,
    DemandReport,
    GroupMember,
    PlacementPlace,
    PlacementRun,
    Referral,
    SupportRequest,
)
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.common.money import format_rupiah
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.notifications.notice import Notice


def applicant_of(application: Application) -> User | None:
    return application.owner.user


def people_with(permission: str) -> Iterable[User]:
    """Staff who hold this right, directly or by a group."""
    return User.objects.holding(permission).filter(kind=Kind.STAFF)


def _application(obj: Any) -> Application:
    return obj.application if isinstance(obj, Referral) else obj


class ToApplicant(Notice):
    """The applicant; the association's managers read along while the person is its member."""

    def recipients(self, obj: Any, entry: Entry) -> Iterable[User | None]:
        application = _application(obj)
        association, read_along = application.association, application.is_with_association()
        managers = managers_of(association) if association is not None and read_along else []
        return [applicant_of(application), *managers]

    def link(self, obj: Any, entry: Entry) -> str:
        return reverse("go:application", args=[_application(obj).code])


def who_has(referral: Referral) -> list[User]:
    here = [
        posting.user
        for posting in referral.branch.postings.filter(until=None).select_related("user")
    ]
    return [user for user in here if user.pk == referral.officer_id] or here


class ToBranch(Notice):
    """The officer who holds the case; while nobody who works there does, the whole branch."""

    def recipients(self, obj: Referral, entry: Entry) -> Iterable[User]:
        return who_has(obj)

    def link(self, obj: Referral, entry: Entry) -> str:
        return reverse("go:referral", args=[obj.pk])


class ToOffice(Notice):
    """The office's people who hold the right for the next step."""

    permission = ""

    def recipients(self, obj: Any, entry: Entry) -> Iterable[User]:
        return people_with(self.permission)

    def link(self, obj: Any, entry: Entry) -> str:
        if isinstance(obj, SupportRequest):
            return reverse("go:support", args=[obj.code])
        return reverse("go:application", args=[_application(obj).code])


# Applications


class BegunForMember(Notice):
    """Where the association begins it: the person hears of it before anything is sent."""

    actions = ("financing.application.start",)

    def recipients(self, obj: Application, entry: Entry) -> Iterable[User | None]:
        return [] if entry.actor_id == obj.owner.user_id else [applicant_of(obj)]

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pengurus asosiasi mengisi pengajuan %(code)s untuk Anda") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [
            _("Anda bisa membaca, mengubah, dan membatalkannya."),
            _("Tanpa persetujuan Anda sendiri, tidak ada yang dikirim ke bank."),
        ]

    def link(self, obj: Application, entry: Entry) -> str:
        return reverse("go:application", args=[obj.code])


class ApplicationSubmitted(ToApplicant):
    model, transition = "financing.Application", "submit"

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pengajuan %(code)s sudah kami terima") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [
            _("Pengajuan sebesar %(amount)s sudah diterima Disperindag.")
            % {"amount": format_rupiah(obj.amount)},
            _("Kami periksa paling lambat %(day)s. Anda akan diberi tahu hasilnya.")
            % {"day": tanggal(obj.due_on)},
        ]


class ApplicationToVerify(ToOffice):
    model, transition = "financing.Application", "submit"
    permission = "financing.verify_application"

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pengajuan baru %(code)s menunggu diperiksa") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [
            _("%(business)s mengajukan %(amount)s. Periksa paling lambat %(day)s.")
            % {
                "business": obj.business.name,
                "amount": format_rupiah(obj.amount),
                "day": tanggal(obj.due_on),
            }
        ]


class ApplicationReturned(ToApplicant):
    model, transition = "financing.Application", "return"

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pengajuan %(code)s perlu diperbaiki") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [
            _("Catatan Disperindag: %(note)s") % {"note": entry.note},
            _("Perbaiki lalu kirim lagi. Isian Anda yang lain tetap tersimpan."),
        ]


class ApplicationVerified(ToApplicant):
    model, transition = "financing.Application", "verify"

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pengajuan %(code)s lolos pemeriksaan") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [_("Data Anda lengkap. Berikutnya kami kirim ke bank yang Anda pilih.")]


class ApplicationToReferAgain(ToOffice):
    model, transition = "financing.Application", "again"
    permission = "financing.refer_application"

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pengajuan %(code)s menunggu dikirim ke bank lain") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [
            _("%(business)s memilih %(product)s dan sudah memberi persetujuan.")
            % {"business": obj.business.name, "product": obj.product}
        ]


class RefusalCured(ToApplicant):
    """What stood in the way is put right: which products fit now."""

    actions = ("financing.application.cured",)

    def subject(self, obj: Application, entry: Entry) -> str:
        if entry.data["products"]:
            return _("Sekarang ada bank yang cocok untuk %(code)s") % {"code": obj.code}
        return _("Penghalang %(code)s sudah beres") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        reason = DeclineReason(entry.data["reason"]).label
        lines = [_("Dulu bank menolak karena: %(reason)s. Itu sudah beres.") % {"reason": reason}]
        if products := entry.data["products"]:
            lines.append(_("Sekarang Anda cocok untuk:"))
            lines.append("\n".join(f"• {product}" for product in products))
            lines.append(_("Pilih di halaman pengajuan. Tidak ada yang perlu diketik lagi."))
        else:
            lines.append(_("Belum ada produk lain yang cocok. Tanyakan ke Disperindag."))
        return lines


# Referrals


class ReferralSent(ToApplicant):
    actions = ("financing.referral.send",)

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Pengajuan Anda dikirim ke %(bank)s") % {"bank": obj.branch.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("Pengajuan %(code)s sekarang ada di %(branch)s.")
            % {"code": obj.application.code, "branch": obj.branch.name},
            _("Bank diminta memutuskan paling lambat %(day)s.") % {"day": tanggal(obj.due_on)},
        ]


class ReferralArrived(ToBranch):
    actions = ("financing.referral.send",)

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Rujukan baru %(code)s") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("%(product)s, %(amount)s. Putusan diharapkan paling lambat %(day)s.")
            % {
                "product": obj.product.name,
                "amount": format_rupiah(obj.amount),
                "day": tanggal(obj.due_on),
            }
        ]


class ReferralReceived(ToApplicant):
    model, transition = "financing.Referral", "receive"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(bank)s sudah membuka pengajuan Anda") % {"bank": obj.branch.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("Petugas yang menangani: %(name)s.")
            % {"name": obj.officer.name if obj.officer else ""}
        ]


class PapersWanted(ToApplicant):
    model, transition = "financing.Referral", "want_papers"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(bank)s meminta berkas dari Anda") % {"bank": obj.product.bank.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        wanted = [f"• {PaperKind(kind).label}: {reason}" for kind, reason in entry.data["papers"]]
        told = [
            _("Kirim berkas ini lewat portal supaya pengajuan bisa dilanjutkan:"),
            "\n".join(wanted),
        ]
        if day := entry.data.get("send_by"):
            told.append(
                _("Paling lambat %(day)s. Tanpa itu, bank boleh memeriksa seadanya.")
                % {"day": tanggal(datetime.date.fromisoformat(day))}
            )
        return told


class PapersDue(ToApplicant):
    actions = ("financing.referral.papers_due",)

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(bank)s masih menunggu berkas Anda") % {"bank": obj.product.bank.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        wanted = [f"• {PaperKind(kind).label}" for kind in entry.data["papers"]]
        day = tanggal(datetime.date.fromisoformat(entry.data["send_by"]))
        return [
            _("Kirim lewat portal paling lambat %(day)s:") % {"day": day},
            "\n".join(wanted),
            _("Sesudah hari itu bank memeriksa seadanya."),
        ]


class PapersLate(ToApplicant):
    model, transition = "financing.Referral", "papers_late"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(bank)s memeriksa tanpa berkas yang diminta") % {"bank": obj.product.bank.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("Hari kirimnya sudah lewat. Bank diminta memutuskan paling lambat %(day)s.")
            % {"day": tanggal(obj.due_on)},
            _("Berkasnya sudah ada? Hubungi cabang; petugas bisa memintanya lagi lewat portal."),
        ]


class PapersLateForBranch(ToBranch):
    model, transition = "financing.Referral", "papers_late"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Berkas %(code)s tidak datang") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("Tenggat Anda berjalan lagi: %(day)s. Putuskan, atau minta berkasnya sekali lagi.")
            % {"day": tanggal(obj.due_on)}
        ]


class PapersComplete(ToBranch):
    model, transition = "financing.Referral", "papers_complete"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Berkas %(code)s sudah lengkap") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [_("Pemohon sudah mengirim berkas yang Anda minta.")]


class PaperClosed(Notice):
    """To the branch that has the case: it finds the door shut, and hears why."""

    actions = ("financing.application.close_paper",)

    def recipients(self, obj: Application, entry: Entry) -> Iterable[User]:
        referral = obj.referrals.active().first()
        return who_has(referral) if referral is not None else []

    def subject(self, obj: Application, entry: Entry) -> str:
        return _("Pemohon menutup satu berkas: %(code)s") % {"code": obj.code}

    def body(self, obj: Application, entry: Entry) -> Iterable[str]:
        return [
            _("%(paper)s tidak bisa Anda buka lagi. Bila perlu, minta dengan alasannya.")
            % {"paper": PaperKind(entry.data["kind"]).label}
        ]

    def link(self, obj: Application, entry: Entry) -> str:
        referral = obj.referrals.active().first()
        return reverse("go:referral", args=[referral.pk]) if referral is not None else ""


class ReferralApproved(ToApplicant):
    model, transition = "financing.Referral", "approve"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Kabar baik: %(bank)s menyetujui pengajuan Anda") % {"bank": obj.product.bank.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        lines = [
            _("Disetujui %(amount)s untuk %(months)d bulan.")
            % {"amount": format_rupiah(entry.data["amount"]), "months": entry.data["months"]}
        ]
        if entry.data["amount"] < obj.amount:
            lines[0] += " " + _("Itu sebagian dari %(asked)s yang Anda minta.") % {
                "asked": format_rupiah(obj.amount)
            }
        if entry.data.get("conditions"):
            lines.append(_("Syarat: %(text)s") % {"text": entry.data["conditions"]})
        if entry.note:
            lines.append(entry.note)
        lines.append(_("Berikutnya: bank menghubungi Anda untuk akad. Tidak ada biaya apa pun."))
        return lines


class ReferralDeclined(ToApplicant):
    model, transition = "financing.Referral", "decline"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(bank)s belum menyetujui pengajuan Anda") % {"bank": obj.product.bank.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        reason = DeclineReason(entry.data["reason"])
        return [
            _("Alasan: %(reason)s.") % {"reason": reason.label},
            _("Penjelasan bank: %(words)s") % {"words": entry.note},
            _("Yang bisa Anda lakukan: %(advice)s") % {"advice": reason.advice},
        ]


class ContractSigned(ToApplicant):
    model, transition = "financing.Referral", "contract"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Akad Anda sudah dicatat")

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [_("Akad ditandatangani %(day)s.") % {"day": tanggal(obj.contracted_on)}]


class Disbursed(ToApplicant):
    model, transition = "financing.Referral", "disburse"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Dana sudah cair: %(amount)s") % {"amount": format_rupiah(obj.disbursed_amount)}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("Bank mencatat dana cair pada %(day)s. Kalau belum Anda terima, hubungi bank.")
            % {"day": tanggal(obj.disbursed_on)}
        ]


class ReferralExpired(ToApplicant):
    model, transition = "financing.Referral", "expire"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(bank)s tidak menjawab sampai batas waktu") % {"bank": obj.product.bank.name}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [_("Anda bebas memilih bank lain. Disperindag akan membantu.")]


class ReferralPulledBack(ToBranch):
    model, transition = "financing.Referral", "withdraw"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Pemohon membatalkan %(code)s") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [_("Kasus ini ditutup; berkasnya tidak bisa dibuka lagi.")]


class ReferralLate(ToBranch):
    """Past the deadline: the head of the branch hears it beside the officer."""

    actions = ("financing.referral.overdue",)

    def recipients(self, obj: Referral, entry: Entry) -> Iterable[User]:
        heads = obj.branch.postings.filter(until=None, role="head").select_related("user")
        return [*super().recipients(obj, entry), *(posting.user for posting in heads)]

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(code)s lewat tenggat") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("Putusan diharapkan paling lambat %(day)s.") % {"day": tanggal(obj.due_on)},
            _("Kalau tetap tidak ada jawaban, pemohon dibebaskan memilih bank lain."),
        ]


class ReferralLateForOffice(ToOffice):
    actions = ("financing.referral.overdue_office",)
    permission = "financing.refer_application"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(branch)s lewat tenggat: %(code)s") % {
            "branch": obj.branch.name,
            "code": obj.application.code,
        }

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [_("Bank diminta memutuskan paling lambat %(day)s.") % {"day": tanggal(obj.due_on)}]


class StepLate(ToBranch):
    """A target other than the decision's: whoever holds the case; for one that nobody has taken,
    the head, who hands out the work."""

    actions = ("financing.referral.step_late",)

    def recipients(self, obj: Referral, entry: Entry) -> Iterable[User]:
        if obj.officer_id is not None:
            return super().recipients(obj, entry)
        heads = obj.branch.postings.filter(until=None, role=PostingRole.HEAD)
        return [posting.user for posting in heads.select_related("user")] or super().recipients(
            obj, entry
        )

    def subject(self, obj: Referral, entry: Entry) -> str:
        code = {"code": obj.application.code}
        match entry.data["state"]:
            case ReferralState.SENT:
                return _("%(code)s belum diterima petugas") % code
            case ReferralState.APPROVED:
                return _("%(code)s belum akad") % code
        return _("%(code)s belum cair") % code

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        day = tanggal(datetime.date.fromisoformat(entry.data["due_on"]))
        return [_("Target bank Anda untuk langkah ini: %(day)s.") % {"day": day}]


class ReferralLetGo(ToBranch):
    model, transition = "financing.Referral", "expire"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(code)s dilepas karena lewat tenggat") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [_("Kasus ini ditutup; berkasnya tidak bisa dibuka lagi.")]


class ReferralDecidedForOffice(ToOffice):
    model, transition = "financing.Referral", ("decline", "expire")
    permission = "financing.refer_application"

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("%(code)s perlu bank lain") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("%(branch)s: %(state)s. Pemohon bisa dikirim ke bank lain bila setuju.")
            % {"branch": obj.branch.name, "state": obj.get_state_display()}
        ]


# Support requests


class ToAsker(Notice):
    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        return [obj.asker]

    def link(self, obj: SupportRequest, entry: Entry) -> str:
        return reverse("go:support", args=[obj.code])


class SupportAsked(ToOffice):
    actions = ("financing.supportrequest.ask",)
    permission = "financing.handle_supportrequest"

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("Permintaan dukungan baru: %(kind)s") % {"kind": obj.kind.name}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        return [obj.subject]


def _who_answers(request: SupportRequest) -> list[User]:
    """The people of the institution that the request went to."""
    if request.institution is None:
        return []
    return [contact.user for contact in request.institution.contacts.select_related("user")]


class SupportAssigned(Notice):
    model, transition = "financing.SupportRequest", "assign"

    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        return _who_answers(obj)

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("Permintaan dukungan untuk Anda jawab: %(code)s") % {"code": obj.code}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        due = _("Jawab paling lambat %(day)s.") % {"day": tanggal(obj.due_on)}
        return [obj.subject, entry.note, due]

    def link(self, obj: SupportRequest, entry: Entry) -> str:
        return reverse("go:support", args=[obj.code])


class SupportMoved(ToAsker):
    model = "financing.SupportRequest"
    transition = ("assign", "ask_back", "answer", "reject")

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("Permintaan %(code)s: %(state)s") % {
            "code": obj.code,
            "state": obj.state_label.for_applicant,
        }

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        lines = [obj.subject]
        if obj.institution is not None and obj.state == "assigned":
            lines.append(
                _("%(office)s diminta menjawab paling lambat %(day)s.")
                % {"office": obj.institution.name, "day": tanggal(obj.due_on)}
            )
        if obj.state in {"answered", "rejected"}:
            lines.append(obj.answer)
        if obj.state == "waiting":
            lines.append(entry.note)
        if obj.state == "answered":
            lines.append(_("Buka portal dan katakan apakah ini membantu."))
        return lines


def _of_members(pks: Iterable[int]) -> list[User]:
    owners = Owner.objects.filter(businesses__memberships__in=list(pks), user__isnull=False)
    found = owners.select_related("user").order_by("pk").distinct()
    return [owner.user for owner in found if owner.user is not None]


class SupportNamed(Notice):
    """Whom a manager named: they may say no."""

    actions = ("financing.supportrequest.name_members",)

    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        return _of_members(entry.data["added"])

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("Anda didaftarkan dalam permintaan bersama %(code)s") % {"code": obj.code}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        return [obj.subject, _("Tidak ikut? Buka portal dan pilih: Tidak jadi ikut.")]

    def link(self, obj: SupportRequest, entry: Entry) -> str:
        return reverse("go:support", args=[obj.code])


class SupportForAll(Notice):
    """The answer, to everybody who takes part."""

    model, transition = "financing.SupportRequest", ("answer", "reject")

    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        return _of_members(obj.participants.values_list("membership_id", flat=True))

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("Permintaan bersama %(code)s sudah dijawab") % {"code": obj.code}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        return [obj.subject, obj.answer]

    def link(self, obj: SupportRequest, entry: Entry) -> str:
        return reverse("go:support", args=[obj.code])


class SupportReopened(ToOffice):
    """The office, and whoever has to answer again."""

    model, transition = "financing.SupportRequest", "reopen"
    permission = "financing.handle_supportrequest"

    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        return [*_who_answers(obj), *super().recipients(obj, entry)]

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("%(code)s belum selesai menurut pemohon") % {"code": obj.code}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        lines = [obj.subject, entry.note]
        if obj.due_on is not None:
            lines.append(_("Jawab paling lambat %(day)s.") % {"day": tanggal(obj.due_on)})
        return lines


class SupportHelped(Notice):
    model, transition = "financing.SupportRequest", "confirm"

    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        return _who_answers(obj)

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("%(code)s selesai: jawaban Anda membantu") % {"code": obj.code}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        return [obj.subject, _("Pemohon mengatakan ini membantu. Terima kasih.")]

    def link(self, obj: SupportRequest, entry: Entry) -> str:
        return reverse("go:support", args=[obj.code])


class SupportMessageWritten(Notice):
    """To the other side: what the asker wrote goes to whoever answers, and back."""

    actions = ("financing.supportrequest.message",)

    def recipients(self, obj: SupportRequest, entry: Entry) -> Iterable[User]:
        if entry.actor_id != obj.asker_id:
            return [obj.asker]
        return _who_answers(obj) or people_with("financing.handle_supportrequest")

    def subject(self, obj: SupportRequest, entry: Entry) -> str:
        return _("Pesan baru tentang %(code)s") % {"code": obj.code}

    def body(self, obj: SupportRequest, entry: Entry) -> Iterable[str]:
        return [obj.subject, _("Buka portal untuk membacanya.")]

    def link(self, obj: SupportRequest, entry: Entry) -> str:
        return reverse("go:support", args=[obj.code])


# What a bank may not ask


class DemandAllowed(ToApplicant):
    """The applicant's right, in the words of the rule, with who set it aside and why."""

    actions = ("financing.referral.allow_demand",)

    def subject(self, obj: Referral, entry: Entry) -> str:
        code = {"code": obj.application.code}
        match entry.data.get("demand"):
            case Demand.FEE:
                return _("Hak Anda tentang biaya pada pengajuan %(code)s") % code
            case Demand.PAPER:
                return _("Hak Anda tentang berkas pada pengajuan %(code)s") % code
            case Demand.REASON:
                return _("Hak Anda tentang alasan bank pada pengajuan %(code)s") % code
        return _("Hak Anda tentang agunan pada pengajuan %(code)s") % code

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        refuse = _(
            "Anda boleh menolak. Anda juga boleh melapor ke Disperindag dari halaman pengajuan."
        )
        if entry.data.get("demand") == Demand.REASON:
            refuse = _("Anda boleh melapor ke Disperindag dari halaman pengajuan.")
        return [entry.data["rule"], self._allowed(entry), refuse]

    def _allowed(self, entry: Entry) -> str:
        about = entry.data.get("about", "")
        who = {"name": entry.actor_label, "why": entry.note}
        match entry.data.get("demand"):
            case Demand.FEE:
                words = _(
                    "Meskipun begitu, %(name)s mengizinkan petugasnya menyebut biaya. "
                    "Alasannya: %(why)s"
                )
            case Demand.PAPER:
                who["paper"] = str(PaperKind(about).label)
                words = _(
                    "Meskipun begitu, %(name)s mengizinkan petugasnya meminta “%(paper)s”. "
                    "Alasannya: %(why)s"
                )
            case Demand.REASON:
                who["reason"] = str(DeclineReason(about).label)
                words = _(
                    "Meskipun begitu, %(name)s mengizinkan petugasnya menolak karena “%(reason)s”. "
                    "Alasannya: %(why)s"
                )
            case _other:
                words = _(
                    "Meskipun begitu, %(name)s mengizinkan petugasnya meminta agunan. "
                    "Alasannya: %(why)s"
                )
        return words % who


class DemandReported(ToOffice):
    """Says that there is a report, nothing of it: mail is read over shoulders."""

    actions = ("financing.demandreport.report",)
    permission = "financing.handle_demandreport"

    def subject(self, obj: DemandReport, entry: Entry) -> str:
        return _("Laporan rahasia baru menunggu")

    def body(self, obj: DemandReport, entry: Entry) -> Iterable[str]:
        return [_("Baca di ruang petugas. Jangan diteruskan ke bank.")]

    def link(self, obj: DemandReport, entry: Entry) -> str:
        return reverse("admin:financing_demandreport_change", args=[obj.pk])


class ReportAnswered(Notice):
    """To the reporter alone: the association does not read along here."""

    model, transition = "financing.DemandReport", "close"

    def recipients(self, obj: DemandReport, entry: Entry) -> Iterable[User]:
        return [obj.reporter]

    def subject(self, obj: DemandReport, entry: Entry) -> str:
        return _("Disperindag menjawab laporan Anda")

    def body(self, obj: DemandReport, entry: Entry) -> Iterable[str]:
        return [obj.answer]

    def link(self, obj: DemandReport, entry: Entry) -> str:
        return reverse("go:application", args=[obj.referral.application.code])


# Four eyes


class ProposalWaits(Notice):
    """To the heads of the branch who did not propose it themselves."""

    actions = ("financing.referral.propose",)

    def recipients(self, obj: Referral, entry: Entry) -> Iterable[User]:
        heads = obj.branch.postings.filter(until=None, role=PostingRole.HEAD)
        return [one.user for one in heads.select_related("user") if one.user_id != entry.actor_id]

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Usul persetujuan %(code)s menunggu Anda") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [
            _("%(name)s mengusulkan %(amount)s. Konfirmasi atau kembalikan.")
            % {"name": entry.actor_label, "amount": format_rupiah(entry.data["amount"])}
        ]

    def link(self, obj: Referral, entry: Entry) -> str:
        return reverse("go:referral", args=[obj.pk])


class ProposalReturned(ToBranch):
    actions = ("financing.referral.propose_back",)

    def subject(self, obj: Referral, entry: Entry) -> str:
        return _("Usul persetujuan %(code)s dikembalikan") % {"code": obj.application.code}

    def body(self, obj: Referral, entry: Entry) -> Iterable[str]:
        return [entry.note]


# Placing a group


class PlacementToApprove(Notice):
    """The second person: everybody who may, but not who chose."""

    model, transition = "financing.PlacementRun", "choose"

    def recipients(self, obj: PlacementRun, entry: Entry) -> Iterable[User]:
        people = people_with("financing.approve_placementrun")
        return [user for user in people if user.pk != obj.chosen_by_id]

    def subject(self, obj: PlacementRun, entry: Entry) -> str:
        return _("Penempatan %(name)s menunggu persetujuan Anda") % {"name": obj.scope_name}

    def body(self, obj: PlacementRun, entry: Entry) -> Iterable[str]:
        return [
            _("Cara: %(mode)s.") % {"mode": obj.get_mode_display()},
            _("Alasan: %(why)s") % {"why": obj.why},
        ]

    def link(self, obj: PlacementRun, entry: Entry) -> str:
        return reverse("admin:financing_placementrun_change", args=[obj.pk])


class PlacementForAssociation(Notice):
    model, transition = "financing.PlacementRun", ("approve", "done")

    def recipients(self, obj: PlacementRun, entry: Entry) -> Iterable[User]:
        """Of the association; of a region's, those of every association with a member in it."""
        if obj.association is not None:
            return managers_of(obj.association)
        present = obj.places.exclude(application__association=None).order_by()
        found = Association.objects.filter(pk__in=present.values("application__association"))
        return [user for one in found.order_by("pk") for user in managers_of(one)]

    def subject(self, obj: PlacementRun, entry: Entry) -> str:
        if obj.state == "done":
            return _("Penempatan kelompok selesai, berkas sudah dikirim")
        return _("Hasil penempatan kelompok sudah ada")

    def body(self, obj: PlacementRun, entry: Entry) -> Iterable[str]:
        if obj.state == "done":
            return [_("Yang belum dikirim tetap menunggu, dengan sebabnya.")]
        return [
            _("Anggota boleh menolak tempatnya sampai %(day)s.") % {"day": tanggal(obj.answer_by)}
        ]

    def link(self, obj: PlacementRun, entry: Entry) -> str:
        return reverse("manager:placement", args=[obj.pk])


class ToPlaced(Notice):
    """The person alone: why somebody stands where is nobody else's."""

    def recipients(self, obj: PlacementPlace, entry: Entry) -> Iterable[User | None]:
        return [applicant_of(obj.application)]

    def link(self, obj: PlacementPlace, entry: Entry) -> str:
        return reverse("member:placement", args=[obj.application.code])


class PlaceProposed(ToPlaced):
    model, transition = "financing.PlacementPlace", "propose"

    def subject(self, obj: PlacementPlace, entry: Entry) -> str:
        return _("Anda mendapat tempat di %(product)s") % {"product": obj.product}

    def body(self, obj: PlacementPlace, entry: Entry) -> Iterable[str]:
        return [
            _("Di halaman ini tertulis mengapa di sana, dan mengapa bukan di bank lain."),
            _("Tidak mau? Tolak paling lambat %(day)s. Pengajuan Anda lalu tetap menunggu.")
            % {"day": tanggal(obj.run.answer_by)},
            _("Kalau bank itu belum Anda setujui, setujui di sana. Tanpa itu tidak dikirim."),
        ]


class PlaceWaits(ToPlaced):
    actions = ("financing.placementplace.wait",)

    def subject(self, obj: PlacementPlace, entry: Entry) -> str:
        return _("Pengajuan %(code)s belum mendapat tempat") % {"code": obj.application.code}

    def body(self, obj: PlacementPlace, entry: Entry) -> Iterable[str]:
        return [obj.told["unplaced"], _("Pengajuan Anda tetap menunggu, tanpa mengulang apa pun.")]


class PlaceUnfit(ToPlaced):
    model, transition = "financing.PlacementPlace", "unfit"

    def subject(self, obj: PlacementPlace, entry: Entry) -> str:
        return _("Pengajuan %(code)s tidak jadi dikirim") % {"code": obj.application.code}

    def body(self, obj: PlacementPlace, entry: Entry) -> Iterable[str]:
        return [obj.reason, _("Pengajuan Anda tetap menunggu, tanpa mengulang apa pun.")]


# A group for KUR Khusus


def _in_letter(group: CreditGroup) -> list[User | None]:
    rows = group.members.covered().select_related("membership__business__owner__user")
    return [row.membership.business.owner.user for row in rows]


class _OfGroup(Notice):
    def link(self, obj: CreditGroup | GroupMember, entry: Entry) -> str:
        group = obj.group if isinstance(obj, GroupMember) else obj
        return reverse("go:group", args=[group.code])


class AskedToJoin(_OfGroup):
    actions = ("financing.groupmember.asked", "financing.groupmember.invite")

    def recipients(self, obj: GroupMember, entry: Entry) -> Iterable[User | None]:
        return [obj.membership.business.owner.user]

    def subject(self, obj: GroupMember, entry: Entry) -> str:
        return _("%(name)s mengajak Anda ikut kelompok KUR") % {"name": obj.group.association.name}

    def body(self, obj: GroupMember, entry: Entry) -> Iterable[str]:
        return [
            _("Pembeli tetapnya %(offtaker)s. Baca dulu, lalu jawab sendiri: ikut atau tidak.")
            % {"offtaker": obj.group.offtaker}
        ]


class MemberAnswered(_OfGroup):
    model, transition = "financing.GroupMember", ("agree", "decline", "leave")

    def recipients(self, obj: GroupMember, entry: Entry) -> Iterable[User]:
        return managers_of(obj.group.association)

    def subject(self, obj: GroupMember, entry: Entry) -> str:
        words = {
            "agreed": _("Satu anggota ikut kelompok %(code)s"),
            "declined": _("Satu anggota tidak ikut kelompok %(code)s"),
            "left": _("Satu anggota keluar dari kelompok %(code)s"),
        }
        return words[entry.to_state] % {"code": obj.group.code}

    def body(self, obj: GroupMember, entry: Entry) -> Iterable[str]:
        return [
            _("%(name)s sudah menjawab. Lihat semua jawaban di halaman kelompok.")
            % {"name": obj.membership.name_for_association}
        ]


class GroupToCheck(_OfGroup):
    model, transition = "financing.CreditGroup", "submit"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User]:
        return people_with("financing.handle_creditgroup")

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Kelompok %(code)s meminta surat keterangan") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [
            _("%(association)s, %(count)d anggota, pembeli tetap %(offtaker)s.")
            % {
                "association": obj.association.name,
                "count": obj.members.agreed().count(),
                "offtaker": obj.offtaker,
            }
        ]


class GroupReturned(_OfGroup):
    model, transition = "financing.CreditGroup", "return"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User]:
        return managers_of(obj.association)

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Kelompok %(code)s perlu diperbaiki") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [_("Catatan Disperindag: %(note)s") % {"note": entry.note}]


class LetterSigned(_OfGroup):
    model, transition = "financing.CreditGroup", "sign"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User | None]:
        return [*managers_of(obj.association), *_in_letter(obj)]

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Surat kelompok %(code)s sudah terbit") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [_("KUR Khusus sekarang bisa dipilih dalam pengajuan setiap anggota kelompok.")]


class LetterRevoked(_OfGroup):
    model, transition = "financing.CreditGroup", "revoke"

    def recipients(self, obj: CreditGroup, entry: Entry) -> Iterable[User | None]:
        return [*managers_of(obj.association), *_in_letter(obj)]

    def subject(self, obj: CreditGroup, entry: Entry) -> str:
        return _("Surat kelompok %(code)s dicabut") % {"code": obj.code}

    def body(self, obj: CreditGroup, entry: Entry) -> Iterable[str]:
        return [_("Alasan Disperindag: %(note)s") % {"note": entry.note}]
