"""The meeting of 19 May 2023 as the press reported it, with one before and one to come.

Public persons stand there with what was reported of them, told in the third person. What became of
the promises was not reported: that part is an example, and the pages' own texts say so.
"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils import timezone

from associations.models import Association, Institution
from ikm_portal.audit.engine import move
from ikm_portal.calendar.days import add_working_days
from ikm_portal.demo import pictures
from ikm_portal.demo.house import HEAD, STAFF, manager_of, person
from ikm_portal.demo.meeting_words import (
    BEFORE,
    FOLLOW_UP,
    GARAM_ASKS,
    KOPI_ASKS,
    MINUTES,
    SYNERGY,
)
from meetings.actions import commitments, files, inviting, meetings, minutes
from meetings.actions.silence import AGAIN_AFTER, SILENT_FOR, watch_silence
from meetings.enums import FileKind
from meetings.models import (
    AgendaItem,
    Attendance,
    Commitment,
    InvitationLetter,
    Meeting,
    Minutes,
    Question,
)

_WIB = ZoneInfo("Asia/Jakarta")
SLUG = "rapat-sinergi-19-mei-2023"


def hold_meetings() -> None:
    _before()
    _synergy()
    _follow_up()


def _before() -> None:
    meeting = Meeting.objects.create(
        slug="rapat-keripik-pisang-2023",
        starts_at=datetime.datetime(2023, 5, 4, 9, 0, tzinfo=_WIB),
        is_public=True,
        is_demo=True,
        **BEFORE,
    )
    keripik = Association.objects.get(slug="keripik-pisang")
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=meeting, institution=_office("disperindag"), order=1),
            Attendance(meeting=meeting, association=keripik, order=2),
        ]
    )
    staff, head = person(STAFF), person(HEAD)
    meetings.hold(meeting=meeting, by=staff)
    shelf = commitments.promise(
        meeting=meeting,
        institution=_office("disperindag"),
        what="Pameran khusus keripik pisang di Bandar Lampung (contoh)",
        due_on=datetime.date(2023, 12, 15),
        by=staff,
    )
    commitments.declare_broken(
        commitment=shelf,
        words="Contoh: anggaran pameran tahun itu dialihkan. Diusulkan lagi tahun berikutnya.",
        by=head,
    )
    Minutes.objects.create(
        meeting=meeting,
        discussion="Pembuat keripik pisang menyampaikan kebutuhan usaha mereka (contoh).",
    )
    minutes.approve(meeting=meeting, by=head)


def _synergy() -> None:
    meeting = Meeting.objects.create(
        slug=SLUG,
        starts_at=datetime.datetime(2023, 5, 19, 9, 0, tzinfo=_WIB),
        is_public=True,
        is_demo=True,
        **SYNERGY,
    )
    _agenda(meeting)
    _attendance(meeting)
    staff = person(STAFF)
    meetings.hold(meeting=meeting, by=staff)
    kopi = Association.objects.get(slug="kopi-bubuk")
    garam = Association.objects.get(slug="garam-beryodium")
    mirhan = commitments.take_question(meeting=meeting, association=kopi, by=staff, **KOPI_ASKS)
    ngadiman = commitments.take_question(meeting=meeting, association=garam, by=staff, **GARAM_ASKS)
    _promises(meeting, mirhan, ngadiman)
    _photos(meeting)
    Minutes.objects.create(meeting=meeting, **MINUTES)
    minutes.approve(meeting=meeting, by=person(HEAD))


def _photos(meeting: Meeting) -> None:
    """Drawn, and said to be. One stands behind the minutes."""
    for is_full, title in (
        (True, "Peserta rapat (gambar contoh)"),
        (False, "Ruang rapat (gambar contoh)"),
    ):
        files.keep_file(
            meeting=meeting,
            file=ContentFile(pictures.hall(is_full), name="rapat.jpg"),
            kind=FileKind.PHOTO,
            title=title,
            is_public=True,
            in_minutes=is_full,
            by=person(STAFF),
        )


def _agenda(meeting: Meeting) -> None:
    for order, (title, speaker) in enumerate(
        [
            ("Pembukaan", "Kusnardi"),
            ("Kebutuhan IKM kopi bubuk", "Mirhan"),
            ("Kebutuhan IKM garam beryodium", "Ngadiman"),
            ("Tanggapan dinas dan bank", "Elvira Umihanni"),
        ],
        start=1,
    ):
        AgendaItem.objects.create(meeting=meeting, order=order, title=title, speaker=speaker)


def _attendance(meeting: Meeting) -> None:
    persons = [
        ("Kusnardi", "Asisten Perekonomian dan Pembangunan", "asisten-ekbang"),
        ("Elvira Umihanni", "Kepala Dinas Perindustrian dan Perdagangan", "disperindag"),
        ("Rinvayanti", "Plt. Kepala Biro Perekonomian", "biro-perekonomian"),
    ]
    rows = [
        Attendance(name=name, position=position, institution=_office(slug))
        for name, position, slug in persons
    ]
    rows += [
        Attendance(institution=_office(slug))
        for slug in ("kptph", "perikanan", "perkebunan", "apindo", "bri", "bni", "bank-lampung")
    ]
    rows += [
        Attendance(name=name, position=position, association=Association.objects.get(slug=slug))
        for name, position, slug in (
            ("Mirhan", "Komunitas kopi bubuk", "kopi-bubuk"),
            ("Ngadiman", "Pengemas garam beryodium", "garam-beryodium"),
        )
    ]
    for order, row in enumerate(rows, start=1):
        row.meeting, row.order, row.name_is_public = meeting, order, True
        row.save()


def _promises(meeting: Meeting, mirhan: Question, ngadiman: Question) -> None:
    """One of each fate: kept, kept for want of a word, late, waiting for the asker, for others."""
    staff = person(STAFF)

    def promise(
        slug: str, what: str, due_on: datetime.date, question: Question | None = None
    ) -> Commitment:
        return commitments.promise(
            meeting=meeting,
            institution=_office(slug),
            what=what,
            due_on=due_on,
            question=question,
            by=staff,
        )

    kept = promise(
        "bri", "Menjelaskan cara kerja KUR kepada 60 anggota kopi bubuk",
        datetime.date(2023, 6, 16), mirhan,
    )  # fmt: skip
    commitments.start_work(commitment=kept, by=staff)
    commitments.finish(
        commitment=kept,
        evidence="Contoh: penjelasan KUR di Liwa, dihadiri anggota; bahan dibagikan.",
        done_on=datetime.date(2023, 6, 14),
        by=staff,
    )
    commitments.confirm(commitment=kept, by=_manager("kopi-bubuk"))

    late = promise(
        "disperindag", "Menindaklanjuti dukungan selain modal bagi 60 anggota kopi bubuk",
        datetime.date(2023, 9, 29), mirhan,
    )  # fmt: skip
    commitments.start_work(commitment=late, by=staff)

    done = promise(
        "bni", "Menjelaskan KUR secara rinci kepada pengemas garam beryodium",
        datetime.date(2023, 6, 30), ngadiman,
    )  # fmt: skip
    commitments.finish(
        commitment=done,
        evidence="Contoh: penjelasan KUR bagi 13 pengemas garam di Bandar Lampung.",
        done_on=datetime.date(2023, 6, 27),
        by=staff,
    )

    waits = promise(
        "bank-lampung", "Menjelaskan cara kerja KUR dan kuota yang tersedia",
        add_working_days(timezone.localdate(), 20), ngadiman,
    )  # fmt: skip
    move(waits, "wait", by=staff, note="Contoh: menunggu angka kuota tahun ini dari pusat.")

    silent = promise(
        "biro-perekonomian", "Meneruskan usulan dukungan kopi bubuk kepada dinas terkait",
        datetime.date(2023, 7, 14), mirhan,
    )  # fmt: skip
    commitments.finish(
        commitment=silent,
        evidence="Contoh: surat usulan diteruskan kepada tiga dinas.",
        done_on=datetime.date(2023, 7, 12),
        by=staff,
    )
    _nobody_answers(silent)

    forward = promise(
        "disperindag", "Mengangkat hal-hal yang memajukan IKM bersama dinas terkait",
        add_working_days(timezone.localdate(), 45),
    )  # fmt: skip
    commitments.start_work(commitment=forward, by=staff)


def _nobody_answers(commitment: Commitment) -> None:
    """Asked three weeks ago, asked again two weeks ago, and still no word."""
    today, row = timezone.localdate(), Commitment.objects.filter(pk=commitment.pk)
    row.update(asked_on=today - SILENT_FOR - AGAIN_AFTER)
    watch_silence(today=today)
    row.update(asked_again_on=today - SILENT_FOR)
    watch_silence(today=today)


def _follow_up() -> None:
    """Promises that are to be shown there already stand with it, open."""
    day = add_working_days(timezone.localdate(), 15)
    meeting = Meeting.objects.create(
        slug="rapat-tindak-lanjut",
        starts_at=datetime.datetime.combine(day, datetime.time(9, 0), tzinfo=_WIB),
        is_public=True,
        is_demo=True,
        **FOLLOW_UP,
    )
    for order, title in enumerate(
        ["Komitmen yang belum selesai", "Pengajuan KUR anggota", "Pertanyaan asosiasi"], start=1
    ):
        AgendaItem.objects.create(meeting=meeting, order=order, title=title)
    _invite(meeting)
    for slug, what in (
        ("bri", "Membawa daftar berkas KUR dan petugas yang bisa menjelaskan (contoh)"),
        ("bspji", "Menjelaskan biaya dan lama uji SNI garam (contoh)"),
    ):
        commitments.promise(
            meeting=meeting,
            institution=_office(slug),
            what=what,
            due_on=day,
            by=person(STAFF),
        )


def _invite(meeting: Meeting) -> None:
    """One of each answer. The letter stays a draft: its number would be the office's own."""
    staff = person(STAFF)
    InvitationLetter.objects.create(
        meeting=meeting, signer_position="Kepala Dinas Perindustrian dan Perdagangan"
    )
    inviting.invite_parties(
        meeting=meeting,
        institutions=[_office(slug) for slug in ("bri", "bni", "bank-lampung", "bspji")],
        associations=list(
            Association.objects.filter(slug__in=["kopi-bubuk", "garam-beryodium", "keripik-pisang"])
        ),
        by=staff,
    )
    for slug, verdict, name, position in (
        ("bri", "coming", "", ""),
        ("bni", "replaced", "Wakil BNI (contoh)", "Penyelia kredit"),
        ("bank-lampung", "", "", ""),
        ("bspji", "declined", "", ""),
    ):
        invitation = meeting.invitations.get(institution__slug=slug)
        inviting.send(invitation=invitation, by=staff)
        if verdict:
            inviting.answer(
                invitation=invitation, verdict=verdict, name=name, position=position, by=staff
            )


def _office(slug: str) -> Institution:
    return Institution.objects.get(slug=slug)


def _manager(slug: str) -> object:
    return manager_of(Association.objects.get(slug=slug))
