"""The one way out: who, how, and what the trail keeps."""

import uuid

import pytest
from django.urls import reverse

from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import CannotMove, move
from ikm_portal.audit.models import Entry
from ikm_portal.common.outcome import Allowed, Denied
from ikm_portal.documents import gates
from ikm_portal.documents.queries import OPENED, openings_for
from tests.documents import material

pytestmark = pytest.mark.django_db

POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.fixture
def gate(budi, monkeypatch):
    """Budi may open papers of the kind test.paper."""
    monkeypatch.setattr(gates, "_gates", {})
    gates.register(
        "test.paper",
        lambda user, document: Allowed() if user == budi else Denied("Bukan untuk Anda."),
    )


def address(document, query=""):
    return reverse("documents:download", args=[document.pk]) + query


def opened(document):
    return list(Entry.objects.about(document).filter(action=OPENED))


def test_the_uploader_gets_an_attachment_that_can_do_nothing(client, upload, siti):
    document = upload(name="KTP “Siti”.png")
    client.force_login(siti)
    response = client.get(address(document))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == POLICY
    assert "no-store" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    with document.open() as file:
        assert response.content == file.read()


def test_nobody_else_by_default_not_even_a_superuser(client, upload):
    document = upload()
    root = User.objects.create_superuser(email="root@contoh.test", password="x")
    client.force_login(root)
    assert client.get(address(document)).status_code == 404
    assert not opened(document)


def test_a_stranger_is_asked_to_sign_in_first(client, upload):
    response = client.get(address(upload()))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_gate_decides_and_each_opening_is_recorded_and_shown(client, upload, gate, siti, budi):
    document = upload(owner_user=siti)
    other = User.objects.create_user(name="Ani", kind="officer", email="ani@contoh.test")
    client.force_login(other)
    assert client.get(address(document)).status_code == 404
    assert not opened(document)
    client.force_login(budi)
    assert client.get(address(document)).status_code == 200
    (entry,) = opened(document)
    assert (entry.actor_id, entry.data) == (budi.pk, {"kind": "test.paper"})
    client.force_login(siti)
    client.get(address(document))
    assert [found.actor_id for found in openings_for(siti)] == [budi.pk]
    assert not openings_for(other)


def test_another_kind_has_another_gate(client, upload, gate, budi):
    client.force_login(budi)
    assert client.get(address(upload(kind="test.other"))).status_code == 404


def test_two_gates_for_one_kind_are_a_mistake(gate):
    with pytest.raises(ValueError, match="two gates"):
        gates.register("test.paper", lambda user, document: Allowed())


def test_a_photo_can_be_shown_in_the_page_a_pdf_not(client, upload, siti):
    client.force_login(siti)
    photo, paper = upload(), upload(material.pdf(), name="nib.pdf")
    shown = client.get(address(photo, "?tampil"))
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == POLICY
    response = client.get(address(paper, "?tampil"))
    assert response["Content-Disposition"].startswith("attachment")
    assert len(opened(photo)) == len(opened(paper)) == 1


def test_unknown_missing_and_wrong_verb(client, upload, siti, own_folder):
    client.force_login(siti)
    assert client.get(reverse("documents:download", args=[uuid.uuid4()])).status_code == 404
    document = upload()
    for verb in (client.post, client.put, client.delete, client.head):
        assert verb(address(document)).status_code == 405
    (own_folder / document.storage_name).unlink()
    assert client.get(address(document)).status_code == 404
    assert not opened(document)


def test_a_document_held_back_opens_for_nobody(client, upload, gate, siti, budi):
    document = upload()
    root = User.objects.create_superuser(email="root@contoh.test", password="x")
    with pytest.raises(CannotMove):
        move(document, "quarantine", by=budi, note="coba")
    move(document, "quarantine", by=root, note="laporan virus")
    for user in (siti, budi):
        client.force_login(user)
        assert client.get(address(document)).status_code == 404
    move(document, "release", by=root, note="sudah diperiksa")
    client.force_login(budi)
    assert client.get(address(document)).status_code == 200


def test_someone_whose_account_is_closed_opens_nothing(upload, siti):
    siti.is_active = False
    assert not gates.may_open(siti, upload())


def test_staff_hold_files_from_the_admin_through_the_same_door(client, upload):
    document = upload()
    root = User.objects.create_superuser(email="root@contoh.test", password="x")
    client.force_login(root)
    body = {"action": "hold", "_selected_action": [str(document.pk)]}
    client.post("/admin/documents/document/", body)
    document.refresh_from_db()
    assert document.state == "quarantined"
    assert Entry.objects.about(document).moves().get().actor_id == root.pk
    page = client.get(f"/admin/documents/document/{document.pk}/change/")
    assert page.status_code == 200
    assert document.storage_name not in page.content.decode()
    assert client.post(f"/admin/documents/document/{document.pk}/delete/").status_code == 403
