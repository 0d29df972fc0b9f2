"""Each button by each group: who may, what it does, and that a no changes nothing."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from ikm_portal.audit.models import Entry
from meetings.actions import commitments
from meetings.models import Meeting, Minutes
from tests import cast as play
from tests.office.places import page, step


def a_meeting(cast, *, days_ago=3, **more):
    return Meeting.objects.create(
        slug="rapat-uji",
        title="Rapat Uji",
        place="Bandar Lampung",
        starts_at=timezone.now() - datetime.timedelta(days=days_ago),
        chair="Kepala",
        is_public=True,
        **more,
    )


def a_promise(cast):
    return commitments.promise(
        meeting=a_meeting(cast),
        institution=cast.inst_perkebunan,
        what="Pelatihan",
        by=cast.staff,
        working_days=5,
    )


def a_held_meeting(cast):
    meeting = a_meeting(cast, state="held")
    Minutes.objects.create(meeting=meeting, discussion="Dibahas modal.")
    return meeting


def submitted(cast):
    return play.submitted(cast.member1, cast.product_bri)


def verified(cast):
    return play.verified(cast, cast.member1, cast.product_bri)


def asked(cast):
    return play.support_request(cast.manager_kopi, cast, association=cast.kopi)


def assigned(cast):
    from financing.actions.support import assign_support

    return assign_support(request=asked(cast), institution=cast.inst_perkebunan, by=cast.staff)


# name, what it is about, what the form says, the state afterwards, who may
STEPS = [
    ("verify", submitted, lambda cast: {"note": ""}, "verified", {"staff"}),
    ("return", submitted, lambda cast: {"note": "KTP buram."}, "returned", {"staff"}),
    ("refer", verified, lambda cast: {"product": cast.product_bri.pk}, "referred", {"staff"}),
    (
        "assign",
        asked,
        lambda cast: {"institution": cast.inst_perkebunan.pk},
        "assigned",
        {"staff"},
    ),
    ("start", assigned, lambda cast: {}, "in_progress", {"staff"}),
    ("ask_back", assigned, lambda cast: {"words": "Berapa orang?"}, "waiting", {"staff"}),
    ("answer", assigned, lambda cast: {"answer": "Tanggal 3 Mei."}, "answered", {"staff"}),
    ("reject", asked, lambda cast: {"answer": "Anggaran habis."}, "rejected", {"staff"}),
    ("hold", a_meeting, lambda cast: {}, "held", {"staff"}),
    ("cancel", a_meeting, lambda cast: {"reason": "Banjir."}, "cancelled", {"staff"}),
    ("record", a_held_meeting, lambda cast: {}, "recorded", {"head"}),
    ("start", a_promise, lambda cast: {}, "in_progress", {"staff"}),
    ("wait", a_promise, lambda cast: {"words": "Menunggu provinsi."}, "waiting", {"staff"}),
    ("finish", a_promise, lambda cast: {"evidence": "Foto di galeri."}, "done", {"staff"}),
    ("break", a_promise, lambda cast: {"reason": "Tidak ada kabar."}, "broken", {"head"}),
]


@pytest.mark.parametrize("who", ["staff", "head", "reader", "keeper"])
@pytest.mark.parametrize(
    ("name", "make", "data", "after", "may"),
    STEPS,
    ids=[f"{make.__name__}-{name}" for name, make, *_ in STEPS],
)
def test_each_button_by_each_group(cast, room, name, make, data, after, may, who):
    obj = make(cast)
    before, seen = obj.state, Entry.objects.count()
    client = room(getattr(cast, who))
    shown = client.get(page(obj))
    if shown.status_code == 200:
        offered = {each["name"] for each in shown.context["steps"]}
        assert (name in offered) == (who in may)
    seen = Entry.objects.count()

    answer = client.post(step(obj, name), data(cast))

    obj.refresh_from_db()
    if who in may:
        assert answer.status_code == 302
        assert obj.state == after
        assert Entry.objects.about(obj).filter(to_state=after, actor_id=getattr(cast, who).pk)
    else:
        assert answer.status_code in {403, 404}
        assert obj.state == before
        assert Entry.objects.count() == seen


@pytest.mark.parametrize("who", ["member1", "manager_kopi", "officer", "guest"])
def test_for_others_the_room_does_not_exist(cast, room, who):
    application = submitted(cast)
    client = room(getattr(cast, who))
    assert client.get(page(application)).status_code == 404
    assert client.post(step(application, "verify")).status_code == 404
    application.refresh_from_db()
    assert application.state == "submitted"


def test_two_staff_at_once_one_wins_and_the_other_reads_why(cast, room):
    application = submitted(cast)
    first, second = room(cast.staff), room(cast.staff)
    for client in (first, second):
        assert "Verifikasi" in client.get(page(application)).content.decode()
    assert first.post(step(application, "verify")).status_code == 302
    late = second.post(step(application, "return"), {"note": "Foto buram."})
    assert late.status_code == 409
    assert "tidak bisa dari keadaan sekarang" in late.content.decode()
    # What was typed is not lost.
    assert "Foto buram." in late.content.decode()
    application.refresh_from_db()
    assert (application.state, application.return_note) == ("verified", "")


def test_a_step_without_its_words_asks_for_them(cast, room):
    application = submitted(cast)
    answer = room(cast.staff).post(step(application, "return"), {"note": " "})
    assert answer.status_code == 200
    assert answer.context["form"].errors["note"]
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_no_of_the_action_is_a_sentence_and_nothing_is_half_done(cast, room):
    from tests.financing.test_story import open_quota

    open_quota(cast, 1_000_000)
    application = verified(cast)
    answer = room(cast.staff).post(step(application, "refer"), {"product": cast.product_bri.pk})
    assert answer.status_code == 409
    assert "Kuota" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == "verified"
    assert not application.referrals.exists()


def test_before_referring_one_reads_branch_quota_and_consent(cast, room):
    from tests.financing.test_story import open_quota

    open_quota(cast, 70_000_000)
    application = verified(cast)
    text = room(cast.staff).get(step(application, "refer")).content.decode()
    assert str(cast.branch_bri) in text
    assert "Rp70.000.000" in text
    assert "Berlaku sampai" in text


def test_only_banks_with_the_persons_yes_can_be_chosen(cast, room):
    application = verified(cast)
    client = room(cast.staff)
    shown = client.get(step(application, "refer")).content.decode()
    assert str(cast.product_bni) not in shown
    answer = client.post(step(application, "refer"), {"product": cast.product_bni.pk})
    assert "belum menyetujui" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == "verified"
    play.consent_to(cast.member1, cast.inst_bni)
    assert (
        client.post(step(application, "refer"), {"product": cast.product_bni.pk}).status_code == 302
    )
    assert application.referrals.get().branch == cast.branch_bni


def test_unknown_steps_and_drafts_are_not_there(cast, room):
    client = room(cast.staff)
    application = submitted(cast)
    assert client.post(step(application, "disbursed")).status_code == 404
    draft = play.draft(cast.member2, cast.product_bri)
    assert client.get(step(draft, "verify")).status_code == 404
    assert client.put(step(application, "verify")).status_code == 405


def test_a_question_becomes_a_promise(cast, room):
    meeting = a_meeting(cast)
    client = room(cast.staff)
    client.post(
        step(meeting, "pertanyaan"),
        {"asker_name": "Ali", "association": cast.kopi.pk, "words": "Kapan mesin datang?"},
    )
    question = meeting.questions.get()
    answer = client.post(
        step(meeting, "janji"),
        {
            "question": question.pk,
            "institution": cast.inst_perkebunan.pk,
            "what": "Mendata mesin",
            "working_days": 10,
        },
    )
    assert answer.status_code == 302
    commitment = meeting.commitments.get()
    assert commitment.question == question
    both = {"working_days": 3, "due_on": "2030-01-02"}
    refused = client.post(
        step(meeting, "janji"),
        {"institution": cast.inst_perkebunan.pk, "what": "Dua tenggat", **both},
    )
    assert "salah satu" in refused.content.decode()
    assert meeting.commitments.count() == 1


def test_a_message_in_a_request_with_a_photo(cast, room):
    request = assigned(cast)
    answer = room(cast.staff).post(
        step(request, "pesan"), {"body": "Lihat contoh.", "file": play.photo()}
    )
    assert answer.status_code == 302
    message = request.messages.get()
    assert (message.author, message.document is not None) == (cast.staff, True)
    closed = room(cast.head).post(step(request, "pesan"), {"body": "Saya juga."})
    assert closed.status_code == 403
    assert request.messages.count() == 1


def test_a_link_is_shown_once_and_the_cost_kept(cast, room):
    request, client = assigned(cast), room(cast.staff)
    shown = client.post(step(request, "tautan"), {"name": "Pak Wayan", "email": ""})
    assert shown.status_code == 200
    link = request.links.get()
    assert "/jawab/" in shown.content.decode()
    again = client.get(page(request)).content.decode()
    assert "Pak Wayan" in again
    assert "/jawab/" not in again
    answer = client.post(step(request, "biaya"), {"cost": "7,5 juta", "budget": "apbd_prov"})
    assert answer.status_code == 302
    assert "Rp7.500.000" in client.get(page(request)).content.decode()
    assert client.post(step(request, "tutup_tautan")).status_code == 302
    link.refresh_from_db()
    assert link.withdrawn_at is not None
    assert client.post(step(request, "tutup_tautan")).status_code == 403
