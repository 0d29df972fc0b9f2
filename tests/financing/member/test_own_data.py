"""Taking away all of one's own data: whole, nobody else's, with a trace, to oneself alone."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from financing.actions.own_data import CannotHandOut, note_handed_out
from financing.actions.support import assign_support, write_message
from financing.exports.own_data import as_json, own_data
from financing.exports.own_data_pdf import MOST_ROWS
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.common.text import tidy
from ikm_portal.documents.pdf import check
from tests import cast as play

TRACE = "associations.owner.hand_out"


@pytest.fixture
def url():
    return reverse("member:data-download")


def played(cast) -> None:
    """A declined file, one of the neighbour's, a talk about support, and somebody who looked."""
    play.declined(cast)
    play.declined(cast, cast.member2)
    request = play.support_request(cast.member1, cast)
    assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)
    write_message(request=request, body="Kapan pelatihannya?", by=cast.member1)
    play.support_request(cast.member2, cast)
    record("associations.owner.opened", cast.member1.owner, by=cast.staff)


def taken(client, url: str, form: str) -> bytes:
    answer = client.post(url, {"bentuk": form})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert re.fullmatch(
        rf'attachment; filename="data-saya-\d{{4}}-\d\d-\d\d\.{form}"',
        answer["Content-Disposition"],
    )
    return answer.content


def test_json_holds_all_that_is_mine_and_nothing_of_others(client, cast, url):
    played(cast)
    client.force_login(cast.member1)
    content = taken(client, url, "json")
    sections = {key: part["rows"] for key, part in json.loads(content)["sections"].items()}
    owner = cast.member1.owner
    assert sections["owner"][0]["nik"] == owner.nik
    assert sections["owner"][0]["birth_date"] == "1980-01-01"
    assert sections["account"][0]["email"] == cast.member1.email
    assert sections["businesses"][0]["yearly_sales"] == 240_000_000
    assert sections["memberships"][0]["association"] == cast.kopi.name
    assert [row["recipient"] for row in sections["consents"]] == [None, None, "BRI"]
    assert sections["consents"][0]["text_body"] == "Saya setuju."
    assert sections["applications"][0]["amount"] == 25_000_000
    assert {row["kind"] for row in sections["papers"]} >= {"KTP"}
    assert sections["decisions"][0]["words"] == "Penjualan belum cukup."
    assert sections["support_messages"][-1]["body"] == "Kapan pelatihannya?"
    assert sections["messages"]
    assert any("Sinta Staf" in row["who"] for row in sections["looks"])
    assert all(len(rows) == 1 for key, rows in sections.items() if key in {"account", "owner"})
    text = content.decode()
    for foreign in (cast.member2.owner.nik, "Budi Kopi", cast.member2.email, cast.garam.name):
        assert foreign not in text
    entry = Entry.objects.get(action=TRACE)
    assert (entry.actor_id, entry.data) == (cast.member1.pk, {"form": "json"})
    assert owner.nik not in entry.payload


def test_pdf_can_be_read_and_acts_on_nothing(client, cast, url):
    played(cast)
    client.force_login(cast.member1)
    content = taken(client, url, "pdf")
    check(content)
    pages = PdfReader(io.BytesIO(content)).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    for piece in (
        cast.member1.owner.nik,
        "Rp240.000.000",
        "1 Januari 1980",
        "Penjualan belum cukup.",
        "Kapan pelatihannya?",
        "Siapa yang membuka data saya",
        "Sinta Staf",
    ):
        assert piece in text
    assert "Budi Kopi" not in text
    assert Entry.objects.get(action=TRACE).data == {"form": "pdf"}


def test_an_empty_file_and_a_very_long_one_are_written(client, cast, url):
    client.force_login(cast.member2)
    assert taken(client, url, "pdf").startswith(b"%PDF-")
    for _n in range(MOST_ROWS + 5):
        record("associations.owner.opened", cast.member2.owner, by=cast.staff)
    content = taken(client, url, "pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "baris lagi ada di berkas JSON" in tidy(text)
    rows = json.loads(taken(client, url, "json"))["sections"]["looks"]["rows"]
    assert len(rows) == MOST_ROWS + 5


def test_another_form_or_verb_is_not_there(client, cast, url):
    client.force_login(cast.member1)
    assert client.get(url).status_code == 405
    for form in ("", "xlsx", "../json"):
        assert client.post(url, {"bentuk": form}).status_code == 404
    assert not Entry.objects.filter(action=TRACE).exists()


@pytest.mark.parametrize("person", ["manager_kopi", "officer", "staff", "head", "guest"])
def test_nobody_else_takes_it(client, cast, url, person):
    client.force_login(getattr(cast, person))
    assert client.post(url, {"bentuk": "json"}).status_code == 404
    with pytest.raises(CannotHandOut):
        note_handed_out(owner=cast.member1.owner, form="json", by=getattr(cast, person))
    assert not Entry.objects.filter(action=TRACE).exists()


def test_an_account_without_a_person_has_no_data_to_take(client, cast, url):
    owner = cast.member1.owner
    owner.user = None
    owner.save()
    client.force_login(type(cast.member1).objects.get(pk=cast.member1.pk))
    assert client.post(url, {"bentuk": "json"}).status_code == 404


def test_more_rows_cost_no_more_questions(cast):
    def asked() -> int:
        owner = type(cast.member1.owner).objects.get(pk=cast.member1.owner.pk)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            as_json(own_data(owner), made_at=cast.member1.date_joined)
        return len(seen)

    play.declined(cast)
    play.support_request(cast.member1, cast)
    once = asked()
    for _n in range(3):
        request = play.support_request(cast.member1, cast)
        write_message(request=request, body="Lagi", by=cast.member1)
    play.declined(cast)
    assert asked() == once


def test_the_page_offers_both(client, cast, url):
    client.force_login(cast.member1)
    page = client.get(reverse("member:data")).content.decode()
    assert f'action="{url}"' in page
    assert 'value="pdf"' in page
    assert 'value="json"' in page
