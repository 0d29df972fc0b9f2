"""What a bank opens of an identity paper names the officer, the branch and the day."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from financing.enums import PaperKind
from financing.models import ApplicationPaper
from ikm_portal.audit.models import Entry
from ikm_portal.documents.actions import store
from ikm_portal.documents.queries import OPENED
from tests import cast as play
from tests.documents import material


def kept(document) -> bytes:
    with document.open() as file:
        return file.read()


def address(document) -> str:
    return reverse("documents:download", args=[document.pk])


def paper_of(referral, kind: str) -> ApplicationPaper:
    return referral.application.papers.get(kind=kind)


def as_pdf(referral, kind: str = "ktp"):
    """The KTP came as a PDF."""
    paper = paper_of(referral, kind)
    file = SimpleUploadedFile("ktp.pdf", material.pdf())
    owner = referral.owner.user
    paper.document = store(file, by=owner, kind="financing.paper", owner_user=owner)
    paper.save()
    return paper.document


def test_the_bank_gets_a_marked_copy_and_everybody_else_the_paper(client, cast):
    referral = play.in_review(cast)
    document = paper_of(referral, "ktp").document
    before = kept(document)
    client.force_login(cast.officer)
    for query in ("", "?tampil"):
        copy = client.get(address(document) + query).content
        assert copy != before
        assert copy.startswith(b"\xff\xd8\xff")
    assert kept(document) == before
    entries = Entry.objects.about(document).filter(action=OPENED)
    assert [entry.data for entry in entries] == [{"kind": "financing.paper", "marked": True}] * 2
    client.force_login(cast.member1)
    assert client.get(address(document)).content == before


def test_a_pdf_says_who_where_when_and_for_which_file(client, cast):
    referral = play.in_review(cast)
    document = as_pdf(referral)
    client.force_login(cast.branch_head)
    copy = client.get(address(document)).content
    text = PdfReader(io.BytesIO(copy)).pages[0].extract_text()
    for piece in ("Kartika Kepala", cast.branch_bri.name, referral.application.code, "20"):
        assert piece in text


@pytest.mark.parametrize("kind", ["sku", "business_photo"])
def test_other_papers_come_as_they_are(client, cast, kind):
    document = paper_of(play.in_review(cast), kind).document
    assert kind not in PaperKind.identity()
    client.force_login(cast.officer)
    assert client.get(address(document)).content == kept(document)
    entry = Entry.objects.about(document).get(action=OPENED)
    assert entry.data == {"kind": "financing.paper"}


def test_another_bank_gets_nothing_marked_or_not(client, cast):
    document = paper_of(play.in_review(cast), "ktp").document
    for person in (cast.officer_bni, cast.officer_liwa, cast.guest, cast.member2):
        client.force_login(person)
        assert client.get(address(document)).status_code == 404
    assert not Entry.objects.about(document).filter(action=OPENED).exists()


def test_what_cannot_be_marked_is_not_given_instead(client, cast, monkeypatch):
    from ikm_portal.documents import views
    from ikm_portal.documents.watermark import marked

    document = paper_of(play.in_review(cast), "ktp").document
    monkeypatch.setattr(
        views, "marked", lambda content, kind, words: marked(content[:30], kind, words)
    )
    client.force_login(cast.officer)
    answer = client.get(address(document))
    assert answer.status_code == 422
    assert "tidak bisa dibuat" in answer.content.decode()
    assert not Entry.objects.about(document).filter(action=OPENED).exists()
