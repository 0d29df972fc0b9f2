"""A training for sixty members, answered twice; and a promise that is kept in public."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from financing.actions import support
from financing.models import SupportRequest
from ikm_portal.audit.models import Entry
from ikm_portal.common.templatetags.portal import tanggal
from meetings.actions import commitments
from meetings.models import Meeting
from tests import cast as play
from tests.journeys.people import MEMBER, Person

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def person(portal, phone):
    """person(user, scripts, limit) → that person, signed in on a phone of their own."""

    def enter(user, scripts=True, limit=MEMBER):
        page = phone(user, scripts=scripts)
        return Person(user, page, portal=portal, scripts=scripts, limit=limit)

    return enter


def _answers(guest: Person, words: str) -> None:
    guest.page.click("summary:text-is('Jawab')")
    guest.page.fill("#jawab_words", words)
    guest.presses("Kirim jawaban")
    guest.sees("Jawaban terkirim.")


@BOTH
def test_sixty_members_ask_and_close_the_request_themselves(person, cast, post, scripts):
    manager = person(cast.manager_kopi, scripts)
    manager.goes("/pengurus/")
    manager.look("support-01-manager")
    manager.presses("Minta dukungan")
    manager.page.select_option("[name=kind]", str(cast.kind_training.pk))
    manager.fills(
        subject="Pelatihan mesin giling",
        body="Sebanyak 60 anggota ingin belajar merawat mesin giling.",
        people="60",
    )
    manager.look("support-02-manager-form")
    manager.presses("Kirim permintaan")
    asked = SupportRequest.objects.get()
    assert (asked.people, asked.association) == (60, cast.kopi)
    at_manager = f"/pengurus/dukungan/{asked.code}/"
    assert manager.path == at_manager
    manager.sees("60 orang")
    manager.look("support-03-manager-sent")

    staff = person(cast.staff, scripts, limit=0)
    staff.is_told(
        post,
        "Permintaan dukungan baru: Pelatihan",
        leads_to=f"/admin/financing/supportrequest/{asked.pk}/change/",
    )
    staff.look("support-10-office")
    staff.page.click("summary:text-is('Teruskan')")
    staff.page.select_option("[name=institution]", str(cast.inst_perkebunan.pk))
    staff.page.fill("[name=note]:visible", "Tolong dijadwalkan sebelum panen.")
    staff.presses("Teruskan")
    assert "sudah diteruskan" in staff.page.inner_text(".messagelist")

    guest = person(cast.guest, scripts)
    at_guest = f"/instansi/dukungan/{asked.code}/"
    guest.is_told(post, f"Permintaan dukungan untuk Anda jawab: {asked.code}", leads_to=at_guest)
    guest.sees("60 orang")
    guest.look("support-20-guest")
    _answers(guest, "Pelatihan 3 Desember, kuota 20 orang.")

    asked.refresh_from_db()
    label = str(asked.state_label.for_applicant)
    manager.is_told(post, f"Permintaan {asked.code}: {label}", leads_to=at_manager)
    manager.sees("kuota 20 orang", "Apakah ini membantu?")
    manager.look("support-30-manager-answered")
    manager.page.click("summary:text-is('Belum beres')")
    manager.page.fill("#belum_words", "Kami 60 orang; 40 belum kebagian.")
    manager.presses("Buka lagi")
    manager.sees("Instansi mendapat kabar.")

    post.letters[:] = [one for one in post.letters if label not in str(one["Subject"])]
    guest.is_told(post, f"{asked.code} belum selesai menurut pemohon", leads_to=at_guest)
    guest.sees("40 belum kebagian")
    guest.look("support-40-guest-again")
    _answers(guest, "Tiga hari berturut-turut, 20 orang sehari.")
    post.to(cast.manager_kopi, f"Permintaan {asked.code}: {label}")
    manager.goes(at_manager)
    manager.presses("Ya, membantu")
    manager.look("support-50-manager-closed")
    guest.is_told(post, f"{asked.code} selesai: jawaban Anda membantu", leads_to=at_guest)

    asked.refresh_from_db()
    assert asked.state == "confirmed"
    steps = Entry.objects.about(asked).exclude(to_state="").values_list("to_state", flat=True)
    assert list(steps) == ["assigned", "answered", "in_progress", "answered", "confirmed"]


@BOTH
def test_a_word_in_between_reaches_the_other_side(person, cast, post, scripts):
    asked = play.support_request(cast.member1, cast)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    support.ask_back(request=asked, words="Untuk kemasan apa?", by=cast.guest)
    member = person(cast.member1, scripts)
    asked.refresh_from_db()
    mine = f"/anggota/dukungan/{asked.code}/"
    member.is_told(
        post, f"Permintaan {asked.code}: {asked.state_label.for_applicant}", leads_to=mine
    )
    member.sees("Untuk kemasan apa?")
    member.page.fill("#pesan_words", "Untuk kopi bubuk 200 gram.")
    member.presses("Kirim pesan")
    member.look("support-60-member-wrote")
    guest = person(cast.guest, scripts)
    guest.is_told(
        post, f"Pesan baru tentang {asked.code}", leads_to=f"/instansi/dukungan/{asked.code}/"
    )
    guest.sees("Untuk kopi bubuk 200 gram.")


@BOTH
def test_a_promise_is_kept_when_the_asker_says_so(portal, person, phone, cast, post, scripts):
    meeting = Meeting.objects.create(
        slug="rapat-uji",
        title="Rapat Sinergi Uji",
        place="Bandar Lampung",
        starts_at=timezone.now() - datetime.timedelta(days=3),
        chair="Kepala",
        is_public=True,
        state="held",
    )
    question = commitments.take_question(
        meeting=meeting,
        asker_name="Ketua Asosiasi Kopi",
        words="Kapan bibit unggul dibagikan?",
        association=cast.kopi,
        by=cast.staff,
    )
    promise = commitments.promise(
        meeting=meeting,
        institution=cast.inst_perkebunan,
        what="Membagikan 5.000 bibit kopi",
        question=question,
        working_days=10,
        by=cast.staff,
    )
    guest = person(cast.guest, scripts)
    subject = f"Janji yang harus Anda tepati: {tanggal(promise.due_on)}"
    guest.is_told(post, subject, leads_to=f"/instansi/janji/{promise.pk}/")
    guest.look("promise-01-guest")
    guest.fills(evidence="5.000 bibit dibagikan 20 November di Liwa.")
    guest.presses("Selesai, kirim bukti")
    guest.look("promise-02-guest-done")

    public = Person(
        None, phone(None, scripts=scripts), portal=portal, scripts=scripts, limit=MEMBER
    )
    public.goes("/komitmen/")
    public.sees("Membagikan 5.000 bibit kopi", "Menunggu penanya")
    public.look("promise-03-ledger-waiting")

    asker = person(cast.manager_kopi, scripts)
    asker.is_told(
        post,
        f"{cast.inst_perkebunan.short_name} menyatakan janjinya selesai",
        leads_to=f"/komitmen/{promise.pk}/",
    )
    asker.sees("5.000 bibit dibagikan 20 November di Liwa.")
    asker.page.check("[name=verdict][value=kept]")
    asker.look("promise-04-asker")
    asker.presses("Kirim jawaban")
    asker.sees("dicatat ditepati")

    public.goes(f"/komitmen/{promise.pk}/")
    promise.refresh_from_db()
    public.sees(promise.get_state_display(), "5.000 bibit dibagikan")
    public.look("promise-05-public")
    assert promise.state == "confirmed"
