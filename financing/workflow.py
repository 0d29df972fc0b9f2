"""The named steps of applications, referrals and support requests."""

from django.utils.translation import gettext_lazy as _

from financing import group_rules, rules
from financing.enums import ApplicationState as A
from financing.enums import EditionState as E
from financing.enums import GroupMemberState as M
from financing.enums import GroupState as G
from financing.enums import PlaceState as L
from financing.enums import ProposalState as P
from financing.enums import ReferralState as R
from financing.enums import RehearsalState as H
from financing.enums import ReportState as D
from financing.enums import ResultFileState as T
from financing.enums import RunState as U
from financing.enums import SupportState as S
from ikm_portal.audit.workflow import Transition, Workflow, anyone

Workflow(
    "financing.Application",
    [
        Transition("submit", (A.DRAFT, A.RETURNED), A.SUBMITTED, _("Ajukan"), rules.may_submit),
        Transition(
            "return",
            (A.SUBMITTED,),
            A.RETURNED,
            _("Kembalikan untuk diperbaiki"),
            rules.may_verify,
            note_required=True,
        ),
        Transition("verify", (A.SUBMITTED,), A.VERIFIED, _("Verifikasi"), rules.may_verify),
        Transition(
            "refer", (A.VERIFIED, A.DECLINED), A.REFERRED, _("Kirim ke bank"), rules.may_refer
        ),
        Transition(
            "again",
            (A.VERIFIED, A.DECLINED),
            A.VERIFIED,
            _("Pilih bank lain"),
            rules.may_choose_again,
        ),
        Transition(
            "withdraw",
            (A.DRAFT, A.SUBMITTED, A.RETURNED, A.VERIFIED, A.REFERRED, A.APPROVED, A.DECLINED),
            A.WITHDRAWN,
            _("Batalkan"),
            rules.may_withdraw,
        ),
        # What a referral's own step means for its application.
        Transition("approved", (A.REFERRED,), A.APPROVED, _("Disetujui"), anyone, system=True),
        Transition("declined", (A.REFERRED,), A.DECLINED, _("Ditolak"), anyone, system=True),
        Transition("released", (A.REFERRED,), A.VERIFIED, _("Dilepas bank"), anyone, system=True),
        Transition("disbursed", (A.APPROVED,), A.DISBURSED, _("Cair"), anyone, system=True),
    ],
)

_WAITING = (R.SENT, R.RECEIVED, R.IN_REVIEW, R.PAPERS_WANTED)

Workflow(
    "financing.Referral",
    [
        Transition("receive", (R.SENT,), R.RECEIVED, _("Terima kasus"), rules.may_handle),
        Transition("review", (R.RECEIVED,), R.IN_REVIEW, _("Mulai periksa"), rules.may_decide),
        Transition(
            "want_papers",
            (R.RECEIVED, R.IN_REVIEW),
            R.PAPERS_WANTED,
            _("Minta berkas"),
            rules.may_decide,
        ),
        Transition(
            "papers_complete",
            (R.PAPERS_WANTED,),
            R.IN_REVIEW,
            _("Berkas lengkap"),
            rules.may_answer_papers,
        ),
        Transition(
            "review_anyway",
            (R.PAPERS_WANTED,),
            R.IN_REVIEW,
            _("Lanjutkan tanpa berkas itu"),
            rules.may_decide,
        ),
        Transition(
            "papers_late",
            (R.PAPERS_WANTED,),
            R.IN_REVIEW,
            _("Berkas tidak datang"),
            anyone,
            system=True,
        ),
        Transition("approve", (R.IN_REVIEW,), R.APPROVED, _("Setujui"), rules.may_decide),
        Transition(
            "decline",
            (R.RECEIVED, R.IN_REVIEW, R.PAPERS_WANTED),
            R.DECLINED,
            _("Tolak"),
            rules.may_decide,
        ),
        Transition("contract", (R.APPROVED,), R.CONTRACTED, _("Catat akad"), rules.may_decide),
        Transition(
            "disburse", (R.CONTRACTED,), R.DISBURSED, _("Catat pencairan"), rules.may_decide
        ),
        Transition(
            "withdraw",
            (*_WAITING, R.APPROVED),
            R.WITHDRAWN,
            _("Batalkan"),
            rules.may_pull_back,
        ),
        Transition("expire", _WAITING, R.EXPIRED, _("Lewat waktu"), anyone, system=True),
    ],
)

Workflow(
    "financing.Proposal",
    [
        Transition("confirm", (P.WAITING,), P.CONFIRMED, _("Konfirmasi"), rules.may_confirm),
        Transition(
            "return",
            (P.WAITING,),
            P.RETURNED,
            _("Kembalikan ke petugas"),
            rules.may_return,
            note_required=True,
        ),
    ],
)

Workflow(
    "financing.ResultFile",
    [
        Transition("checked", (T.CHECKING,), T.READY, _("Selesai diperiksa"), anyone, system=True),
        Transition("run", (T.READY,), T.RUNNING, _("Catat hasil"), rules.may_handle_results),
        Transition("ran", (T.RUNNING,), T.READY, _("Selesai dicatat"), anyone, system=True),
        Transition("close", (T.READY,), T.CLOSED, _("Tutup"), rules.may_handle_results),
        Transition(
            "expire",
            (T.CHECKING, T.READY, T.RUNNING),
            T.CLOSED,
            _("Ditutup karena lama"),
            anyone,
            system=True,
        ),
    ],
)

Workflow(
    "financing.DemandReport",
    [Transition("close", (D.NEW,), D.CLOSED, _("Tutup laporan"), rules.may_close_report)],
)

Workflow(
    "financing.SupportRequest",
    [
        Transition(
            "assign",
            (S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.WAITING),
            S.ASSIGNED,
            _("Teruskan"),
            rules.may_route_support,
        ),
        Transition(
            "start", (S.ASSIGNED,), S.IN_PROGRESS, _("Mulai dikerjakan"), rules.may_answer_support
        ),
        Transition(
            "ask_back",
            (S.ASSIGNED, S.IN_PROGRESS),
            S.WAITING,
            _("Tanya pemohon"),
            rules.may_answer_support,
            note_required=True,
        ),
        Transition(
            "told", (S.WAITING,), S.IN_PROGRESS, _("Pemohon menjawab"), rules.may_answer_back
        ),
        Transition(
            "answer",
            (S.ASSIGNED, S.IN_PROGRESS, S.WAITING),
            S.ANSWERED,
            _("Jawab"),
            rules.may_answer_support,
        ),
        Transition(
            "reject",
            (S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.WAITING),
            S.REJECTED,
            _("Tidak dapat dipenuhi"),
            rules.may_route_support,
        ),
        Transition(
            "confirm", (S.ANSWERED,), S.CONFIRMED, _("Ya, membantu"), rules.may_confirm_support
        ),
        Transition(
            "reopen",
            (S.ANSWERED, S.CONFIRMED, S.REJECTED),
            S.IN_PROGRESS,
            _("Belum selesai"),
            rules.may_confirm_support,
            note_required=True,
        ),
    ],
)

Workflow(
    "financing.RuleEdition",
    [
        Transition("approve", (E.REHEARSED,), E.APPROVED, _("Setujui"), rules.may_approve_rules),
        Transition(
            "cancel",
            (E.DRAFT, E.REHEARSED, E.APPROVED),
            E.CANCELLED,
            _("Batalkan edisi ini"),
            rules.may_cancel_rules,
            note_required=True,
        ),
        # What a finished rehearsal, or an edit after it, means for the edition.
        Transition(
            "rehearsed", (E.DRAFT,), E.REHEARSED, _("Percobaan selesai"), anyone, system=True
        ),
        Transition("reopen", (E.REHEARSED,), E.DRAFT, _("Diubah lagi"), anyone, system=True),
        # The portal's own reference data, once, into an empty table.
        Transition("adopt", (E.DRAFT,), E.APPROVED, _("Data acuan"), anyone, system=True),
    ],
)

Workflow(
    "financing.RankingWeights",
    [
        Transition("approve", (E.REHEARSED,), E.APPROVED, _("Setujui"), rules.may_approve_weights),
        Transition(
            "cancel",
            (E.DRAFT, E.REHEARSED, E.APPROVED),
            E.CANCELLED,
            _("Batalkan bobot ini"),
            rules.may_cancel_weights,
            note_required=True,
        ),
        Transition("tried", (E.DRAFT,), E.REHEARSED, _("Sudah dicoba"), anyone, system=True),
        Transition("adopt", (E.DRAFT,), E.APPROVED, _("Data acuan"), anyone, system=True),
    ],
)

Workflow(
    "financing.Rehearsal",
    [
        Transition(
            "cancel", (H.QUEUED, H.RUNNING), H.CANCELLED, _("Hentikan"), rules.may_stop_rehearsal
        ),
        Transition("start", (H.QUEUED,), H.RUNNING, _("Mulai dihitung"), anyone, system=True),
        Transition("finish", (H.RUNNING,), H.FINISHED, _("Semua dihitung"), anyone, system=True),
        Transition("fail", (H.QUEUED, H.RUNNING), H.FAILED, _("Gagal"), anyone, system=True),
        Transition(
            "outdated",
            (H.QUEUED, H.RUNNING),
            H.CANCELLED,
            _("Dihentikan: isinya berubah"),
            anyone,
            system=True,
        ),
    ],
)

Workflow(
    "financing.PlacementRun",
    [
        Transition("choose", (U.COMPUTED,), U.CHOSEN, _("Pilih cara"), rules.may_choose_placement),
        Transition("approve", (U.CHOSEN,), U.APPROVED, _("Setujui"), rules.may_approve_placement),
        Transition(
            "decline",
            (U.CHOSEN,),
            U.DECLINED,
            _("Tidak setuju"),
            rules.may_approve_placement,
            note_required=True,
        ),
        Transition(
            "cancel",
            (U.QUEUED, U.COMPUTING, U.COMPUTED, U.CHOSEN),
            U.CANCELLED,
            _("Hentikan"),
            rules.may_choose_placement,
        ),
        Transition("start", (U.QUEUED,), U.COMPUTING, _("Mulai dihitung"), anyone, system=True),
        Transition(
            "computed", (U.COMPUTING,), U.COMPUTED, _("Selesai dihitung"), anyone, system=True
        ),
        Transition("fail", (U.QUEUED, U.COMPUTING), U.FAILED, _("Gagal"), anyone, system=True),
        Transition("done", (U.APPROVED,), U.DONE, _("Semua rujukan dibuat"), anyone, system=True),
    ],
)

Workflow(
    "financing.PlacementPlace",
    [
        Transition(
            "refuse", (L.PROPOSED,), L.REFUSED, _("Tolak tempat ini"), rules.may_refuse_place
        ),
        # What an approved run, and its end, mean for one person.
        Transition("propose", (L.WAITING,), L.PROPOSED, _("Ditempatkan"), anyone, system=True),
        Transition("refer", (L.PROPOSED,), L.REFERRED, _("Dikirim ke bank"), anyone, system=True),
        Transition("unfit", (L.PROPOSED,), L.UNFIT, _("Tidak jadi dikirim"), anyone, system=True),
    ],
)

Workflow(
    "financing.CreditGroup",
    [
        Transition(
            "submit",
            (G.GATHERING, G.RETURNED),
            G.SUBMITTED,
            _("Kirim ke Disperindag"),
            group_rules.may_run_group,
        ),
        Transition(
            "return",
            (G.SUBMITTED, G.NUMBERED),
            G.RETURNED,
            _("Kembalikan untuk diperbaiki"),
            group_rules.may_handle_group,
            note_required=True,
        ),
        Transition(
            "number",
            (G.SUBMITTED, G.NUMBERED),
            G.NUMBERED,
            _("Catat nomor surat"),
            group_rules.may_handle_group,
        ),
        Transition(
            "sign",
            (G.NUMBERED,),
            G.SIGNED,
            _("Surat sudah ditandatangani"),
            group_rules.may_handle_group,
        ),
        Transition(
            "revoke",
            (G.SIGNED,),
            G.REVOKED,
            _("Cabut surat"),
            group_rules.may_handle_group,
            note_required=True,
        ),
        Transition(
            "close",
            (G.GATHERING, G.RETURNED, G.SUBMITTED),
            G.CLOSED,
            _("Batalkan kelompok"),
            group_rules.may_run_group,
        ),
    ],
)

Workflow(
    "financing.GroupMember",
    [
        Transition(
            "agree", (M.INVITED,), M.AGREED, _("Ya, saya ikut"), group_rules.may_answer_group
        ),
        Transition(
            "decline", (M.INVITED,), M.DECLINED, _("Tidak ikut"), group_rules.may_answer_group
        ),
        Transition("leave", (M.AGREED,), M.LEFT, _("Keluar"), group_rules.may_leave_group),
        Transition(
            "invite",
            (M.DECLINED, M.LEFT),
            M.INVITED,
            _("Ajak lagi"),
            group_rules.may_change_members,
        ),
        Transition(
            "remove",
            (M.INVITED, M.AGREED),
            M.LEFT,
            _("Keluarkan dari kelompok"),
            group_rules.may_change_members,
        ),
    ],
)
