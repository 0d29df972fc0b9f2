"""Letters of invitation: what arrives by SMTP, what a calendar makes of it, what a link may do."""

from __future__ import annotations

import datetime
import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar as SecondReader
from ics import Calendar
from pypdf import PdfReader

from ikm_portal.audit.engine import NotAllowed
from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery, Message
from meetings.actions import inviting, meetings
from meetings.models import Invitation, InvitationLetter, Meeting

# The second reader splits with an argument that Python 3.13 no longer likes.
pytestmark = pytest.mark.filterwarnings("ignore:'maxsplit' is passed:DeprecationWarning")

BAD_LINK = "Undangan ini tidak berlaku"


@pytest.fixture
def invitation(cast, planned) -> Invitation:
    """The plantation office, listed and unsent; its contact's address is known."""
    (made,) = inviting.invite_parties(
        meeting=planned, institutions=[cast.inst_perkebunan], by=cast.staff
    )
    return made


def number_letter(meeting, **more) -> None:
    InvitationLetter.objects.create(
        meeting=meeting,
        number="500.10.3/0123/V.07/2026",
        dated_on=datetime.date(2026, 11, 24),
        signer_position="Kepala Dinas Perindustrian dan Perdagangan",
        signer_name="Hendra Kepala",
        signer_nip="19700101 199503 1 001",
        copies="Gubernur Lampung\nSekretaris Daerah",
        **more,
    )


def link_in(letter) -> str:
    found = re.search(r"http://testserver(/rapat/undangan/\S+)", plain(letter))
    assert found, plain(letter)
    return found[1]


def plain(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def parts(letter) -> dict[str, object]:
    return {part.get_filename(): part for part in letter.iter_attachments()}


def event_in(letter):
    """(method, event as the second library reads it, event as ours does)."""
    part = parts(letter)["rapat.ics"]
    content = part.get_payload(decode=True).decode()
    (event,) = Calendar(content).events
    (ours,) = SecondReader.from_ical(content).walk("VEVENT")
    method = part.get_param("method")
    assert f"METHOD:{method}\r\n" in content
    return method, event, ours


def test_a_party_gets_letter_link_and_calendar(cast, planned, invitation, post):
    number_letter(planned)
    sent = inviting.send(invitation=invitation, by=cast.staff)
    (letter,) = post()
    assert letter["To"] == cast.guest.email
    assert letter["Subject"] == f"Undangan: {planned.title}"
    assert "Kepala Dinas Perkebunan" in plain(letter)
    assert sent.link == "http://testserver" + link_in(letter)
    assert sent.link in sent.chat_text
    method, event, ours = event_in(letter)
    assert (method, ours["SEQUENCE"]) == ("REQUEST", 0)
    assert event.name == planned.title
    assert event.location == planned.place
    assert event.begin.datetime == planned.starts_at
    assert event.end.datetime == planned.ends_at
    assert event.status == "CONFIRMED"
    assert [one.email for one in event.attendees] == [cast.guest.email]
    pdf = parts(letter)["surat-undangan.pdf"].get_payload(decode=True)
    assert "500.10.3/0123/V.07/2026" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_the_letters_of_a_busy_week(cast, planned, invitation, post):
    """Each change sends one letter; whose calendar takes them in order ends without the meeting."""
    inviting.send(invitation=invitation, by=cast.staff)
    letters = post()
    planned.starts_at += datetime.timedelta(days=1)
    planned.ends_at += datetime.timedelta(days=1)
    meetings.save_plan(meeting=planned, by=cast.staff)
    letters += post()
    planned.place = "Balai Krakatau"
    meetings.save_plan(meeting=planned, by=cast.staff)
    letters += post()
    planned.title = "Rapat sinergi lagi"  # no reason to write to anybody
    assert not meetings.save_plan(meeting=planned, by=cast.staff)
    meetings.cancel(meeting=planned, reason="Banjir.", by=cast.staff)
    letters += post()
    read = [event_in(letter) for letter in letters]
    assert [(method, ours["SEQUENCE"]) for method, _event, ours in read] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 2),
        ("CANCEL", 3),
    ]
    assert len({event.uid for _method, event, _ours in read}) == 1
    assert read[1][1].begin.datetime == planned.starts_at
    assert read[2][1].location == "Balai Krakatau"
    assert read[3][1].status == "CANCELLED"
    assert "rapat/undangan" not in plain(letters[3])
    assert len({link_in(letter) for letter in letters[:3]}) == 3


def test_a_letter_that_was_overtaken_does_not_leave(cast, planned, invitation, post):
    inviting.send(invitation=invitation, by=cast.staff)
    planned.place = "Balai Krakatau"
    meetings.save_plan(meeting=planned, by=cast.staff)
    (only,) = post()
    assert event_in(only)[2]["SEQUENCE"] == 1
    ours = Delivery.objects.filter(message__recipient=None).order_by("pk")
    states = ours.values_list("state", flat=True)
    assert list(states) == [DeliveryState.SKIPPED, DeliveryState.SENT]


def test_a_withdrawn_party_is_told_and_the_others_are_not(cast, planned, invitation, post):
    other = inviting.invite_parties(meeting=planned, associations=[cast.kopi], by=cast.staff)[0]
    inviting.send_all(meeting=planned, by=cast.staff)
    links = {letter["To"]: link_in(letter) for letter in post()}
    inviting.withdraw(invitation=invitation, reason="Salah alamat.", by=cast.staff)
    (letter,) = post()
    assert letter["To"] == cast.guest.email
    assert event_in(letter)[0] == "CANCEL"
    assert "Salah alamat" not in plain(letter)
    other.refresh_from_db()
    assert other.state == "sent"
    assert inviting.find_by_token(links[other.email].split("/")[-2]) == other


def test_no_secret_and_no_address_lies_in_the_outbox(cast, planned, invitation, post):
    sent = inviting.send(invitation=invitation, by=cast.staff)
    message = Message.objects.get(recipient=None)
    token = sent.link.split("/")[-2]
    kept = " ".join(str(value) for value in Message.objects.filter(pk=message.pk).values_list()[0])
    assert token not in kept
    assert invitation.email not in kept
    invitation.refresh_from_db()
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values_list()[0])
    assert len(token) == 64


def test_an_answer_by_link_stands_until_a_new_letter(cast, planned, invitation, post, client):
    inviting.send(invitation=invitation, by=cast.staff)
    link = link_in(post()[0])
    assert "Apakah Anda datang?" in client.get(link).content.decode()
    wrong = client.post(link, {"verdict": "replaced", "name": "", "remark": "Saya cuti"})
    assert wrong.status_code == 422
    assert "Tulis siapa yang datang." in wrong.content.decode()
    assert "Saya cuti" in wrong.content.decode()
    client.post(link, {"verdict": "replaced", "name": "Rina", "position": "Kepala Bidang"})
    invitation.refresh_from_db()
    assert (invitation.state, invitation.attendee_name) == ("replaced", "Rina")
    page = client.get(link).content.decode()
    assert "Jawaban sudah diterima" in page
    assert "Rina" not in page  # a forwarded link tells nothing about people
    client.post(link, {"verdict": "declined"})
    invitation.refresh_from_db()
    assert invitation.state == "replaced"
    inviting.send(invitation=invitation, by=cast.staff)
    assert BAD_LINK in client.get(link).content.decode()
    newer = link_in(post()[0])
    client.post(newer, {"verdict": "declined", "name": "Rina"})
    invitation.refresh_from_db()
    assert (invitation.state, invitation.attendee_name) == ("declined", "")


@pytest.mark.parametrize("way", ["guessed", "replaced", "withdrawn", "over", "cancelled", "held"])
def test_a_link_that_is_no_good_says_one_thing(
    way, cast, planned, invitation, client, time_machine
):
    link = inviting.send(invitation=invitation, by=cast.staff).link.removeprefix(
        "http://testserver"
    )
    if way == "guessed":
        link = reverse("meetings:answer", args=["0" * 64])
    elif way == "replaced":
        inviting.send(invitation=invitation, by=cast.staff)
    elif way == "withdrawn":
        inviting.withdraw(invitation=invitation, reason="Tidak jadi.", by=cast.staff)
    elif way == "cancelled":
        meetings.cancel(meeting=planned, reason="Banjir.", by=cast.staff)
    else:
        time_machine.move_to(planned.ends_at + datetime.timedelta(minutes=1), tick=False)
        if way == "held":
            meetings.hold(meeting=planned, by=cast.staff)
    before = Invitation.objects.values_list().get(pk=invitation.pk)
    for answer in (
        client.get(link),
        client.post(link, {"verdict": "coming", "name": "Penyusup"}),
        client.get(link + "rapat.ics"),
    ):
        assert answer.status_code == 404
        assert BAD_LINK in answer.content.decode()
        assert planned.title not in answer.content.decode()
    assert Invitation.objects.values_list().get(pk=invitation.pk) == before


def test_guessing_is_slowed_down(cast, planned, client):
    link = reverse("meetings:answer", args=["1" * 64])
    assert {client.get(link).status_code for _try in range(35)} == {404, 429}


def test_a_link_works_while_keys_are_changed(cast, planned, invitation, settings, client):
    link = inviting.send(invitation=invitation, by=cast.staff).link
    settings.FIELD_KEYS = ["kunci-baru-" + "n" * 32, *settings.FIELD_KEYS]
    from meetings.links import path_of

    invitation.refresh_from_db()
    assert "http://testserver" + path_of(invitation) == link
    assert client.get(path_of(invitation)).status_code == 200


def test_only_the_office_invites_and_nobody_twice(cast, planned, invitation):
    for person in (cast.reader, cast.manager_kopi, cast.guest):
        with pytest.raises(inviting.CannotInvite):
            inviting.invite_parties(meeting=planned, associations=[cast.kopi], by=person)
        with pytest.raises((inviting.CannotInvite, NotAllowed)):
            inviting.send(invitation=invitation, by=person)
    with pytest.raises(inviting.CannotInvite, match="sudah ada"):
        inviting.invite_parties(meeting=planned, institutions=[cast.inst_perkebunan], by=cast.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            meeting=planned, institution=cast.inst_perkebunan, addressee="Kepala"
        )
    assert Message.objects.filter(recipient=None).count() == 0


def test_staff_write_down_what_they_hear_by_phone(cast, planned, invitation):
    inviting.send(invitation=invitation, by=cast.staff)
    inviting.answer(invitation=invitation, verdict="declined", by=cast.staff)
    inviting.answer(invitation=invitation, verdict="coming", name="Gusti", by=cast.staff)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.attendee_name) == ("coming", "Gusti")
    with pytest.raises(inviting.CannotAnswer):
        inviting.answer(invitation=invitation, verdict="declined", by=cast.reader)


def test_an_address_is_taken_as_people_type_it(cast, planned, invitation, client):
    rights = Permission.objects.filter(codename__in=["view_invitation", "change_invitation"])
    cast.staff.user_permissions.add(*rights.filter(content_type__app_label="meetings"))
    client.force_login(cast.staff)
    client.post(
        f"/admin/meetings/invitation/{invitation.pk}/change/",
        {"addressee": "Kepala Dinas Perkebunan", "email": "Sekretariat@Kebun.Test"},
    )
    invitation.refresh_from_db()
    assert invitation.email == "sekretariat@kebun.test"


def test_nobody_is_invited_to_what_is_over(cast, planned):
    Meeting.objects.update(starts_at=timezone.now() - datetime.timedelta(days=1), ends_at=None)
    with pytest.raises(inviting.CannotInvite, match="sudah lewat"):
        inviting.invite_parties(meeting=planned, associations=[cast.kopi], by=cast.staff)
