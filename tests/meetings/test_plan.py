"""Before a meeting: open promises come by themselves, slides pass the checks of every document."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ikm_portal.audit.engine import NotAllowed
from ikm_portal.documents.enums import State
from ikm_portal.documents.refusal import Refused
from meetings import notula
from meetings.actions import commitments, files, meetings
from meetings.models import Meeting, MeetingFile, Minutes
from tests import cast as play


def keep(meeting, by, *, public, file=None):
    return files.keep_file(
        meeting=meeting,
        file=file or play.photo(),
        kind="material",
        title="Bahan KUR",
        is_public=public,
        by=by,
    )


def test_open_promises_come_by_themselves_and_are_written_down(cast, planned, promised, client):
    still, closed = promised(what="Masih terbuka"), promised(what="Sudah selesai")
    page = client.get(f"/rapat/{planned.slug}/").content.decode()
    assert "Masih terbuka" in page
    assert "Sudah selesai" in page
    commitments.finish(commitment=closed, evidence="Ada.", by=cast.guest)
    commitments.confirm(commitment=closed, by=cast.manager_kopi)
    assert "Sudah selesai" not in client.get(f"/rapat/{planned.slug}/").content.decode()
    Meeting.objects.filter(pk=planned.pk).update(starts_at=timezone.now(), ends_at=None)
    planned.refresh_from_db()
    meetings.hold(meeting=planned, by=cast.staff)
    assert [item.commitment for item in planned.agenda.all()] == [still]
    page = client.get(f"/rapat/{planned.slug}/").content.decode()
    assert page.count("Masih terbuka") == 1


def test_a_promise_of_a_closed_meeting_is_not_for_the_public(cast, planned, promised, client):
    promised(what="Rahasia rapat tertutup")
    Meeting.objects.exclude(pk=planned.pk).update(is_public=False)
    assert "Rahasia" not in client.get(f"/rapat/{planned.slug}/").content.decode()
    client.force_login(cast.staff)
    assert "Rahasia" in client.get(f"/rapat/{planned.slug}/").content.decode()
    client.logout()
    Meeting.objects.filter(pk=planned.pk).update(starts_at=timezone.now(), ends_at=None)
    planned.refresh_from_db()
    meetings.hold(meeting=planned, by=cast.staff)
    sealed = notula.gather(planned, Minutes(meeting=planned, discussion="Dibahas."))
    assert sealed["agenda"] == []
    assert "Rahasia" not in client.get(f"/rapat/{planned.slug}/").content.decode()
    client.force_login(cast.staff)
    assert "Rahasia" in client.get(f"/rapat/{planned.slug}/").content.decode()


def test_a_form_that_was_open_does_not_undo_the_cancelling(cast, planned):
    in_the_form = Meeting.objects.get(pk=planned.pk)
    meetings.cancel(meeting=planned, reason="Banjir.", by=cast.staff)
    in_the_form.place = "Aula lain"
    assert not meetings.save_plan(meeting=in_the_form, by=cast.staff)
    planned.refresh_from_db()
    assert (planned.state, planned.place) == ("cancelled", "Aula lain")


def test_slides_are_checked_and_only_the_office_keeps_them(cast, planned):
    bad = SimpleUploadedFile("bahan.pdf", b"MZ\x90\x00 bukan PDF")
    with pytest.raises(Refused):
        keep(planned, cast.staff, public=True, file=bad)
    for person in (cast.reader, cast.guest, cast.manager_kopi):
        with pytest.raises(NotAllowed):
            keep(planned, person, public=True)
    assert not MeetingFile.objects.exists()


def test_a_file_is_public_only_when_ticked_and_not_held_back(cast, planned, client):
    kept = keep(planned, cast.staff, public=False)
    address = f"/rapat/{planned.slug}/berkas/{kept.pk}/"
    general = f"/berkas/{kept.document_id}/"
    assert client.get(address).status_code == 404
    files.show_file(file=kept, is_public=True, by=cast.staff)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(cast.member1)
    assert client.get(general).status_code == 200
    kept.document.state = State.QUARANTINED
    kept.document.save()
    assert client.get(address).status_code == 404
    assert client.get(general).status_code == 404
