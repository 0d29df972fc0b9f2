"""Photos: small ones on the page, whole ones behind them, chosen ones behind the minutes."""

from __future__ import annotations

import io
import random

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document as Word
from PIL import Image
from pypdf import PdfReader

from financing.actions import support
from ikm_portal.audit.models import Entry
from ikm_portal.documents.images import SMALL_BYTES, SMALL_SIDE, shrunk
from meetings.actions import files, minutes
from meetings.exports.minutes import minutes_docx, minutes_pdf
from meetings.models import MeetingFile
from meetings.notula import MOST_PHOTOS
from tests import cast as play


def photo(colour="red", size=(1600, 1200), name="foto.jpg") -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return ContentFile(out.getvalue(), name=name)


def noise(size=(1600, 1200)) -> ContentFile:
    grains = random.Random(1).randbytes(size[0] * size[1] * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", size, grains).save(out, "JPEG", quality=90)
    return ContentFile(out.getvalue(), name="kerikil.jpg")


def keep(cast, meeting, title, file=None, kind="photo", public=True, annex=False):
    return files.keep_file(
        meeting=meeting,
        file=file or photo(),
        kind=kind,
        title=title,
        is_public=public,
        in_minutes=annex,
        by=cast.staff,
    )


@pytest.fixture
def page(cast, synergy, client):
    keep(cast, synergy, "Pembukaan di aula")
    keep(cast, synergy, "Kerikil", noise())
    keep(cast, synergy, "Rahasia", photo("blue"), public=False)
    return client.get(reverse("meetings:detail", args=[synergy.slug])).content.decode()


def small(client, meeting, title):
    file = MeetingFile.objects.get(title=title)
    return client.get(reverse("meetings:file", args=[meeting.slug, file.pk]) + "?kecil")


def test_each_public_photo_has_a_small_picture_with_words(page, synergy, client):
    assert page.count("<img src=") >= 2
    for title in ("Pembukaan di aula", "Kerikil"):
        assert f'alt="Foto rapat: {title}"' in page
        answer = small(client, synergy, title)
        assert answer["Content-Type"] == "image/jpeg"
        assert "inline" in answer["Content-Disposition"]
        assert len(answer.content) <= SMALL_BYTES
        assert max(Image.open(io.BytesIO(answer.content)).size) <= SMALL_SIDE
    assert page.count('loading="lazy"') == 2


def test_a_photo_that_is_held_back_is_not_there_however_small(page, synergy, client, cast):
    assert "Rahasia" not in page
    assert small(client, synergy, "Rahasia").status_code == 404
    client.force_login(cast.manager_kopi)
    assert small(client, synergy, "Rahasia").status_code == 404
    client.force_login(cast.staff)
    assert small(client, synergy, "Rahasia").status_code == 200


def test_a_paper_has_no_small_picture_and_stands_as_before(cast, synergy, client):
    keep(cast, synergy, "Bahan KUR", _pdf(), "material")
    page = client.get(reverse("meetings:detail", args=[synergy.slug])).content.decode()
    assert "Bahan KUR" in page
    assert "<img" not in page.partition("Bahan KUR")[2]
    assert small(client, synergy, "Bahan KUR").status_code == 404


def _pdf() -> ContentFile:
    empty = pypdfium2.PdfDocument.new()
    empty.new_page(200, 200)
    out = io.BytesIO()
    empty.save(out)
    return ContentFile(out.getvalue(), name="bahan.pdf")


def test_small_is_the_same_each_time_and_bad_ones_are_said():
    once, twice = shrunk(photo().read()), shrunk(photo().read())
    assert once == twice
    with pytest.raises(Exception, match="rusak"):
        shrunk(b"\xff\xd8\xff\xe0 nothing")


# Support


def test_the_photos_of_a_request(cast, client):
    request = play.support_request(cast.member1, cast)
    support.write_message(request=request, body="Ini mesinnya.", file=photo(), by=cast.member1)
    client.force_login(cast.member1)
    page = client.get(f"/anggota/dukungan/{request.code}/").content.decode()
    assert f'alt="Foto dari {cast.member1.name}, ' in page
    document = request.messages.get(document__isnull=False).document
    url = reverse("documents:download", args=[document.pk])
    assert f'<img src="{url}?kecil"' in page
    for _look in range(3):
        assert len(client.get(f"{url}?kecil").content) <= SMALL_BYTES
    opened = Entry.objects.about(document).filter(action="documents.document.opened")
    assert opened.count() == 1  # one look, however many pictures load again
    client.get(f"{url}?tampil")
    assert opened.count() == 2
    client.force_login(cast.member2)
    assert client.get(f"{url}?kecil").status_code == 404
    assert opened.count() == 2


# The annex


@pytest.fixture
def approved(cast, synergy, question):
    keep(cast, synergy, "Ruang rapat", photo("red"), annex=True)
    keep(cast, synergy, "Tidak dipilih", photo("green"))
    keep(cast, synergy, "Peserta", photo("blue", (600, 900)), annex=True)
    minutes.draft(meeting=synergy, by=cast.staff)
    return minutes.approve(meeting=synergy, by=cast.head)


def drawn(content: bytes):
    pages = [
        page.render(scale=1).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(content)
    ]
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return pages, " ".join(words.split())


def has(pages, colour) -> bool:
    """A good part of some page is of that colour."""

    def near(pixel) -> bool:
        return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))

    return any(
        sum(n for n, pixel in page.getcolors(1 << 24) if near(pixel)) > 5000 for page in pages
    )


def test_chosen_photos_stand_behind_the_minutes(approved):
    pages, words = drawn(minutes_pdf(approved, made_at=approved.approved_at))
    assert "Lampiran: foto rapat 1. Ruang rapat 2. Peserta" in words
    assert "Tidak dipilih" not in words
    assert has(pages, (254, 0, 0))
    assert has(pages, (0, 0, 254))
    assert not has(pages, (0, 128, 0))
    word = Word(io.BytesIO(minutes_docx(approved)))
    assert len(word.inline_shapes) == 3  # with the code that proves the paper
    assert any(paragraph.text == "2. Peserta." for paragraph in word.paragraphs)


def test_another_picture_under_the_same_title_is_not_taken(approved):
    before = minutes_pdf(approved, made_at=approved.approved_at)
    assert minutes_pdf(approved, made_at=approved.approved_at) == before
    chosen = MeetingFile.objects.get(title="Ruang rapat")
    chosen.document.sha256 = "0" * 64
    chosen.document.save()
    _pages, words = drawn(minutes_pdf(approved, made_at=approved.approved_at))
    assert "1. Ruang rapat. Foto ini tidak disimpan lagi." in words
    peserta = MeetingFile.objects.get(title="Peserta").document
    default_storage.delete(peserta.storage_name)
    pages, words = drawn(minutes_pdf(approved, made_at=approved.approved_at))
    assert "2. Peserta. Foto ini tidak disimpan lagi." in words
    assert not has(pages, (0, 0, 254))


def test_minutes_sealed_before_there_were_photos(approved):
    del approved.sealed["photos"]
    _pages, words = drawn(minutes_pdf(approved, made_at=approved.approved_at))
    assert "Lampiran" not in words


def test_only_photos_and_a_bounded_number(cast, synergy, question):
    kept = keep(cast, synergy, "Bahan", _pdf(), "material", annex=True)
    assert not kept.in_minutes
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingFile.objects.filter(pk=kept.pk).update(in_minutes=True)
    for number in range(MOST_PHOTOS + 2):
        keep(cast, synergy, f"Foto {number}", annex=True)
    minutes.draft(meeting=synergy, by=cast.staff)
    sealed = minutes.approve(meeting=synergy, by=cast.head).sealed
    assert len(sealed["photos"]) == MOST_PHOTOS
