"""A bank's file tells nothing of another branch: neither in words nor by what is asked."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from financing.models import Decision, ResultFile
from tests import cast as play
from tests.access.world import digest
from tests.financing.bank.result_books import book, see, send, states, upload

NOWHERE = "ZZZZ-2222"


@pytest.fixture
def foreign(cast):
    """A case of BNI, under review there."""
    return play.sent(cast, cast.member2, cast.product_bni)


def rows(code):
    yes = {"code": code, "decision": "setuju", "amount": 1_000_000}
    no = {"code": code, "decision": "tolak", "reason": "slik", "words": "x"}
    return yes, no


def test_anothers_code_and_none_at_all_read_the_same(at, cast, foreign):
    client = at(cast.officer)
    pages = []
    for code in (foreign.application.code, NOWHERE):
        for row in rows(code):
            file = send(client, row)
            assert states(file) == ["unknown"]
            line = file.lines.get()
            assert (line.referral, line.said) == (None, {})
            report = {key: value for key, value in file.report["checked"].items() if key != "at"}
            page = see(client, file, "unknown")
            assert "Budi" not in page
            pages.append((line.note, report))
    assert pages[0] == pages[2]
    assert pages[1] == pages[3]
    assert not Decision.objects.exists()


def test_no_time_tells_them_apart(at, cast, foreign):
    """The same statements in the same order, with the same rows to read."""
    client = at(cast.officer)
    asked = []
    upload(client, book(*rows("YYYY-2222")))  # whatever is read once and kept
    for code in (foreign.application.code, NOWHERE):
        with CaptureQueriesContext(connection) as caught:
            upload(client, book(*rows(code)))
        asked.append([re.findall(r'^\w+|FROM "\w+"|INTO "\w+"', one["sql"]) for one in caught])
    assert asked[0] == asked[1]
    assert len(asked[0]) > 5


def test_a_file_is_its_branchs_alone(at, cast):
    case = play.in_review(cast)
    file = send(at(cast.officer), {"code": case.application.code, "decision": "tolak"})
    addresses = [
        reverse("bank:results_file", args=[file.pk]),
        reverse("bank:results_line", args=[file.pk, 2]),
        reverse("bank:results_returned", args=[file.pk]),
        reverse("bank:results_report", args=[file.pk, "xlsx"]),
    ]
    assert [at(cast.colleague).get(url).status_code for url in addresses] == [200] * 4
    before = digest()
    for person in (cast.officer_liwa, cast.officer_bni):
        client = at(person)
        assert [client.get(url).status_code for url in addresses] == [404] * 4
        for name in ("results_run", "results_close"):
            assert client.post(reverse(f"bank:{name}", args=[file.pk])).status_code == 404
    assert digest() == before


def test_cases_taken_along_are_ones_own_without_nik(at, cast, foreign):
    mine = play.in_review(cast)
    for kind in ("xlsx", "csv"):
        answer = at(cast.officer).get(reverse("bank:results_cases", args=[kind]))
        if kind == "csv":
            text = answer.content.decode("utf-8-sig")
            assert mine.application.code in text
            assert mine.owner.nik not in text
            assert foreign.application.code not in text
            assert "Budi" not in text
    assert at(cast.officer).get(reverse("bank:results_cases", args=["pdf"])).status_code == 404


def test_the_same_bytes_at_two_branches_are_two_files(at, cast, foreign):
    content = book(*rows(NOWHERE))
    for person in (cast.officer, cast.officer_bni):
        page = at(person).get(upload(at(person), content)["Location"])
        assert "sudah pernah dikirim" not in page.content.decode()
    assert ResultFile.objects.count() == 2


def test_names_that_a_spreadsheet_would_run(at, cast):
    case = play.in_review(cast)
    type(case.owner).objects.filter(pk=case.owner_id).update(name="=cmd|' /C calc'!A0")
    text = at(cast.officer).get(reverse("bank:results_cases", args=["csv"])).content.decode()
    assert "'=cmd" in text
    assert ";=cmd" not in text
