"""The list at the door: open to who stands there, sent twice counted once, names kept in."""

from __future__ import annotations

import datetime
import io
import threading
import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from ikm_portal.accounts.actions.group import sync_groups
from meetings.actions import arriving, inviting, meetings
from meetings.door import path_of
from meetings.exports.papers import poster_pdf, sheet_pdf
from meetings.models import Attendance, Meeting, Minutes
from tests.security.pages import read

NOW = datetime.datetime(2026, 11, 24, 2, 30, tzinfo=datetime.UTC)


@pytest.fixture
def today(cast, planned):
    """The meeting of `planned`, half an hour ago."""
    planned.starts_at = timezone.now() - datetime.timedelta(minutes=30)
    planned.ends_at = timezone.now() + datetime.timedelta(hours=2)
    planned.save()
    return planned


def entry(cast, **more):
    return {
        "client_id": str(uuid.uuid4()),
        "party": f"i{cast.inst_perkebunan.pk}",
        "name": "Rina Wati",
        "position": "Kepala Bidang",
        **more,
    }


def send(client, meeting, data):
    """As a device does that kept it."""
    return client.post(path_of(meeting), data, headers={"Accept": "application/json"})


def test_a_form_without_scripts_is_one_row_and_greets(cast, today, client):
    page = client.get(path_of(today)).content.decode()
    assert "Dinas Perkebunan" in page
    data = entry(cast)
    thanked = client.post(path_of(today), data, follow=True).content.decode()
    assert "Terima kasih, Rina Wati." in thanked
    client.post(path_of(today), data)
    came = Attendance.objects.get()
    assert (came.name, came.institution, came.order) == ("Rina Wati", cast.inst_perkebunan, 1)
    assert str(came.client_id) == data["client_id"]
    assert not came.name_is_public


def test_a_kept_entry_sent_twice_is_one_row_with_its_own_time(cast, today, client):
    at = timezone.now() - datetime.timedelta(minutes=20)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    data = entry(cast, at=stamp)
    answers = [send(client, today, data) for _again in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {answer.json()["stored"] for answer in answers} == {data["client_id"]}
    assert abs(Attendance.objects.get().arrived_at - at) < datetime.timedelta(seconds=1)


@pytest.mark.parametrize("hours", [-30, +3])
def test_a_clock_that_is_wrong_is_not_believed(cast, today, client, hours):
    at = timezone.now() + datetime.timedelta(hours=hours)
    send(client, today, entry(cast, at=at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")))
    assert abs(Attendance.objects.get().arrived_at - timezone.now()) < datetime.timedelta(minutes=1)


def test_a_walk_in_writes_where_from(cast, today, client):
    wrong = send(client, today, entry(cast, party="lain", other=""))
    assert (wrong.status_code, wrong.json()["errors"]) == (422, ["Tulis dari mana."])
    page = client.post(path_of(today), entry(cast, party="lain", name="Tamu <b>"))
    assert page.status_code == 422
    assert "Tamu &lt;b&gt;" in page.content.decode()  # nothing typed is lost
    send(client, today, entry(cast, party="lain", other="Koperasi Maju"))
    came = Attendance.objects.get()
    assert (came.institution, came.whence) == (None, "Koperasi Maju")


def test_an_association_stands_in_the_list_once_it_is_invited(cast, planned, client):
    inviting.invite_parties(meeting=planned, associations=[cast.kopi], by=cast.staff)
    Meeting.objects.update(starts_at=timezone.now(), ends_at=None)
    planned.refresh_from_db()
    page = client.get(path_of(planned)).content.decode()
    assert cast.kopi.name in page
    assert cast.garam.name not in page
    send(client, planned, entry(cast, party=f"a{cast.kopi.pk}"))
    assert Attendance.objects.get().association == cast.kopi
    assert send(client, planned, entry(cast, party=f"a{cast.garam.pk}")).status_code == 422


@pytest.mark.parametrize("way", ["guessed", "early", "late", "cancelled", "recorded", "other"])
def test_a_closed_door_takes_nobody_and_tells_nothing(way, cast, today, client, time_machine):
    door = path_of(today)
    if way == "guessed":
        door = door[:-21] + "0" * 20 + "/"
    elif way == "other":
        door = door.replace(today.slug, "rapat-lain")
        Meeting.objects.create(
            slug="rapat-lain", title="X", place="X", chair="X", starts_at=timezone.now()
        )
    elif way == "early":
        time_machine.move_to(today.starts_at - datetime.timedelta(hours=3, minutes=1))
    elif way == "late":
        time_machine.move_to(today.ends_at + datetime.timedelta(days=1, minutes=1))
    elif way == "cancelled":
        meetings.cancel(meeting=today, reason="Banjir.", by=cast.staff)
    else:
        Meeting.objects.filter(pk=today.pk).update(state="recorded")
    page = client.get(door)
    assert page.status_code == 404
    assert today.title not in page.content.decode()
    answer = client.post(door, entry(cast), headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert not Attendance.objects.exists()


def test_what_was_kept_without_signal_comes_in_the_evening(cast, today, client, time_machine):
    meetings.hold(meeting=today, by=cast.staff)
    at = timezone.now()
    time_machine.move_to(today.ends_at + datetime.timedelta(hours=9))
    answer = send(client, today, entry(cast, at=at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")))
    assert answer.status_code == 200
    assert abs(Attendance.objects.get().arrived_at - at) < datetime.timedelta(seconds=1)


def test_names_of_the_door_are_not_for_the_public(cast, today, client):
    for name in ("Rina Wati", "Budi Santoso"):
        send(client, today, entry(cast, name=name))
    send(client, today, entry(cast, party="lain", other="Toko Pak Amir", name="Amir"))
    Attendance.objects.create(meeting=today, name="Gubernur", order=9, name_is_public=True)
    page = client.get(f"/rapat/{today.slug}/").content.decode()
    assert "Dinas Perkebunan: 2 orang" in page
    assert "Lainnya: 1 orang" in page
    assert "Gubernur" in page
    for hidden in ("Rina", "Budi", "Amir"):
        assert hidden not in page


def test_the_database_keeps_it_single(cast, today):
    first = arriving.arrive(
        meeting=today, client_id=uuid.uuid4(), name="Rina", party="Toko", by=None
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            meeting=today, client_id=first.client_id, arrived_at=timezone.now(), name="Rina"
        )


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_are_two_rows_and_one_retry_is_none(cast, today):
    same = uuid.uuid4()
    start = threading.Barrier(6)

    def come(client_id):
        start.wait()
        try:
            arriving.arrive(meeting=today, client_id=client_id, name="Orang", party="Toko")
        finally:
            connection.close()

    ids = [same, same, same, same, uuid.uuid4(), uuid.uuid4()]
    threads = [threading.Thread(target=come, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Attendance.objects.values_list("order", flat=True)) == [1, 2, 3]
    assert Attendance.objects.filter(client_id=same).count() == 1


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_poster_and_sheet(cast, planned):
    (made,) = inviting.invite_parties(
        meeting=planned, institutions=[cast.inst_perkebunan], by=cast.staff
    )
    inviting.send(invitation=made, by=cast.staff)
    inviting.answer(invitation=made, verdict="coming", name="Gusti", by=cast.staff)
    poster = words(poster_pdf(planned, made_at=NOW))
    assert planned.title in poster
    assert "Pindai dengan kamera HP" in poster
    assert len(PdfReader(io.BytesIO(poster_pdf(planned, made_at=NOW))).pages) == 1
    before = words(sheet_pdf(planned, made_at=NOW))
    assert "No. Nama Jabatan Instansi HP Tanda tangan" in before
    assert "Gusti" in before
    Meeting.objects.update(starts_at=timezone.now(), ends_at=None)
    arriving.arrive(meeting=planned, client_id=uuid.uuid4(), name="Rina", party="Toko Amir")
    after = words(sheet_pdf(planned, made_at=NOW))
    assert "Rina Toko Amir" in after
    assert "Gusti" not in after


def test_questions_are_taken_down_one_after_the_other(cast, today, client):
    from django.contrib.auth.models import Permission

    right = Permission.objects.get(codename="view_meeting")
    for person in (cast.staff, cast.reader):
        person.user_permissions.add(right)
    live = f"/admin/meetings/meeting/{today.pk}/catat/"
    client.force_login(cast.reader)
    assert client.get(live).status_code == 403
    assert client.post(live, {"asker_name": "X", "words": "Y"}).status_code == 403
    client.force_login(cast.staff)
    assert 'list="hadir"' in client.get(live).content.decode()
    refused = client.post(live, {"asker_name": "", "words": "Kapan ada pelatihan?"})
    assert refused.status_code == 422
    assert "Kapan ada pelatihan?" in refused.content.decode()
    for words in ("Kapan ada pelatihan?", "Berapa bunganya?"):
        data = {"asker_name": "Mirhan", "association": cast.kopi.pk, "words": words, "answer": "Ya"}
        for _time in range(2):  # Enter, pressed twice
            page = client.post(live, data, follow=True).content.decode()
    assert "Pertanyaan 2 dicatat." in page
    assert [q.words for q in today.questions.order_by("number")] == [
        "Kapan ada pelatihan?",
        "Berapa bunganya?",
    ]
    assert page.count(">Jadikan janji<") == 2


def test_a_device_that_kept_questions_sends_each_once(cast, today, client):
    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    live = f"/admin/meetings/meeting/{today.pk}/catat/"
    client.force_login(cast.staff)
    data = {"asker_name": "Mirhan", "words": "Kapan ada pelatihan?"}
    told = []
    for _time in range(2):
        answer = client.post(live, data, headers={"Accept": "application/json"})
        assert answer.status_code == 200
        told.append(answer.json())
    question = today.questions.get()
    assert told[0] == told[1]
    assert told[0]["stored"] == question.pk
    assert told[0]["line"] == "1. Mirhan: Kapan ada pelatihan?"
    assert client.get(told[0]["url"]).status_code == 200
    wrong = client.post(live, {"words": "x" * 2001}, headers={"Accept": "application/json"})
    assert wrong.status_code == 422
    assert len(wrong.json()["errors"]) == 2
    client.force_login(cast.reader)
    refused = client.post(live, data, headers={"Accept": "application/json"})
    assert refused.status_code == 403
    assert today.questions.count() == 1


def test_the_minutes_are_saved_after_a_full_hall(
    cast, today, client, django_assert_max_num_queries
):
    """All that the portal takes at one door, and still one form that it takes, too."""
    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    Meeting.objects.update(state="held")
    Minutes.objects.create(meeting=today)
    Attendance.objects.bulk_create(
        Attendance(
            meeting=today,
            name=f"Orang {n}",
            institution=cast.inst_perkebunan,
            client_id=uuid.uuid4(),
            arrived_at=NOW,
            order=n,
        )
        for n in range(arriving.MOST)
    )
    client.force_login(cast.staff)
    address = f"/admin/meetings/meeting/{today.pk}/change/"
    with django_assert_max_num_queries(30):
        page = client.get(address).content.decode()
    (form,) = [one for one in read(address, page).forms if "minutes-0-discussion" in one.fields]
    answer = client.post(address, form.fields | {"minutes-0-discussion": "Dibahas."})
    assert answer.status_code == 302
    assert Minutes.objects.get().discussion == "Dibahas."
    assert Attendance.objects.filter(institution=cast.inst_perkebunan).count() == arriving.MOST
    one = Attendance.objects.first()
    client.post(
        f"/admin/meetings/attendance/{one.pk}/change/",
        {"name": one.name, "institution": one.institution_id, "name_is_public": "on"},
    )
    one.refresh_from_db()
    assert one.name_is_public
