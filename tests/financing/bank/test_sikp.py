"""Candidates laid out as SIKP has them: whose, with what certainty, and with which trace."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from associations.models import Consent, Owner
from financing.models import Referral
from financing.queries.looks import looks_at
from financing.sikp import COLUMNS, NO_NPWP, doubts, row_of
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.access.world import digest

URL = reverse("bank:sikp")
NAMES = [column.name for column in COLUMNS]


def taken(client, kind="csv", **more):
    return client.post(URL, {"bentuk": kind, **more})


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_row_as_sikp_has_it(cast, at):
    case = play.in_review(cast)
    Owner.objects.filter(pk=case.owner_id).update(is_married=True, address="Jl. Kopi 1")
    answer = taken(at(cast.officer))
    (row,) = rows_of(answer)
    assert list(row) == NAMES
    assert row["nik"] == f"'{case.owner.nik}"
    assert row["npwp"] == f"'{NO_NPWP}"
    assert row["tgl_lahir"] == "'01011980"
    assert row["mulai_usaha"] == "'01012019"
    assert row["no_hp"] == "'081200000001"
    assert (row["jns_kelamin"], row["maritas_sts"]) == ("1", "1")
    assert row["kode_kabkota"] == "'1871"
    assert (row["jml_kredit"], row["jml_pekerja"]) == ("25000000", "3")
    # Codes that nobody has seen are the bank's to fill.
    for name in ("pendidikan", "pekerjaan", "is_linkage", "is_subsidized", "modal_usaha"):
        assert row[name] == ""


def test_the_workbook_keeps_digits_as_text_and_says_what_is_unsure(cast, at):
    case = play.in_review(cast)
    Owner.objects.filter(pk=case.owner_id).update(name="=1+1", region=cast.balik_bukit)
    book = load_workbook(io.BytesIO(taken(at(cast.officer), "xlsx").content))
    sheet = book["calon"]
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["nik"].value, cells["nik"].data_type) == (case.owner.nik, "s")
    assert cells["npwp"].number_format == "@"
    assert cells["nama"].value == "'=1+1"
    assert cells["kode_kabkota"].value is None
    about = {row[0].value: row[2].value for row in book["Kolom"].iter_rows(min_row=2)}
    assert about["pekerjaan"] == "belum diketahui"
    assert about["nik"] == "terlihat di kode bank"
    look = [tuple(cell.value for cell in row) for row in book["Periksa"].iter_rows(min_row=2)]
    assert (case.application.code, "kode_kabkota",
            "Kemendagri 1804, BPS 1801. Tanyakan ke DJPb.") in look  # fmt: skip


def test_the_page_warns_and_counts(cast, at):
    play.in_review(cast)
    page = at(cast.officer).get(URL).content.decode()
    assert "Belum dicocokkan dengan SIKP" in page
    assert "Yang saya pegang (1)" in page
    assert "belum diketahui" in page


@pytest.mark.parametrize("state", ["sent", "declined", "contracted"])
def test_only_taken_cases_before_the_akad(cast, at, state):
    case = (
        play.sent(cast, cast.member1, cast.product_bri) if state == "sent" else play.approved(cast)
    )
    if state != "sent":
        changes = {"contract_number": "1", "contracted_on": timezone.localdate()}
        Referral.objects.filter(pk=case.pk).update(state=state, **changes)
    before = digest()
    answer = taken(at(cast.officer), siapa="cabang")
    assert answer.status_code == 302
    assert digest() == before


def test_who_took_the_yes_back_is_not_in_it(cast, at):
    case = play.in_review(cast)
    stays = play.in_review(cast, cast.member2)
    consent = Consent.objects.get(owner=case.owner, purpose="bank")
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=timezone.now())
    assert [row["nik"] for row in rows_of(taken(at(cast.officer)))] == [f"'{stays.owner.nik}"]
    Consent.objects.filter(owner=stays.owner, purpose="bank").update(
        given_on=timezone.localdate() - datetime.timedelta(days=400),
        valid_until=timezone.localdate() - datetime.timedelta(days=1),
    )
    assert taken(at(cast.officer)).status_code == 302


def test_each_person_reads_who_took_it(cast, at):
    case = play.in_review(cast)
    taken(at(cast.officer))
    entry = Entry.objects.about(case).get(action="financing.referral.sikp")
    assert entry.actor_id == cast.officer.pk
    assert case.owner.nik not in entry.payload
    looks = looks_at(cast.member1, most=20)
    assert any("SIKP" in look.what and look.actor == entry.actor_label for look in looks)


def test_ones_own_cases_unless_the_branch_is_asked_for(cast, at):
    mine = play.in_review(cast)
    play.sent(cast, cast.member2, cast.product_bni)
    assert taken(at(cast.colleague)).status_code == 302
    (row,) = rows_of(taken(at(cast.colleague), siapa="cabang"))
    assert row["nik"] == f"'{mine.owner.nik}"
    for other in (cast.officer_liwa, cast.officer_bni):
        before = digest()
        assert taken(at(other), siapa="cabang").status_code == 302
        assert mine.owner.nik not in at(other).get(URL).content.decode()
        assert digest() == before


def test_never_ones_own_file(cast, at):
    case = play.in_review(cast)
    Owner.objects.filter(pk=case.owner_id).update(user=cast.colleague)
    assert taken(at(cast.colleague), siapa="cabang").status_code == 302


def test_looking_takes_nothing_along(cast, at):
    play.in_review(cast)
    before = digest()
    assert at(cast.officer).get(URL).status_code == 200
    assert digest() == before


def test_many_cost_as_many_questions_as_one_but_for_the_right(cast, at):
    """The right is asked person by person, the rest once."""

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            taken(at(cast.officer))
        return len(caught)

    play.in_review(cast)
    one = asked()
    play.in_review(cast, cast.member2)
    assert asked() - one <= 1


def test_doubts_name_the_case_and_the_column(cast):
    case = play.in_review(cast)
    case.owner.address, case.owner.phone = "", ""
    case.application.business.workers = None
    found = {(code, column) for code, column, _why in doubts([case])}
    code = case.application.code
    assert found >= {(code, name) for name in ("alamat", "no_hp", "jml_pekerja", "ijin_usaha")}
    assert row_of(case)[NAMES.index("jml_pekerja")] == ""
