"""The outcome of many cases from a bank's file: seen first, recorded once, counted."""

from __future__ import annotations

import contextlib
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from associations.actions.readings import Reading
from financing import tasks
from financing.actions import results
from financing.actions.referrals import decline_referral, expire_referral, refer_application
from financing.actions.results import KEPT_FOR, expire_results
from financing.models import (
    Application,
    Decision,
    Product,
    Proposal,
    Referral,
    ResultFile,
    ResultLine,
)
from ikm_portal.audit.engine import CannotMove
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.access.world import digest
from tests.financing.bank.result_books import book, csv_of, run, see, send, states, upload
from tests.together import at_once

WORDS = "Penjualan belum cukup untuk cicilan."


def approve(case: Referral, **more):
    return {"code": case.application.code, "decision": "setuju", "amount": 20_000_000} | more


def decline(case: Referral, **more):
    return {
        "code": case.application.code,
        "decision": "tolak",
        "reason": "capacity",
        "words": WORDS,
    } | more


@pytest.fixture
def client_of(at, cast):
    return at(cast.officer)


def today(days: int = 0) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).strftime("%d-%m-%Y")


def test_from_the_portal_filled_and_back(client_of, cast):
    """The portal's own workbook, filled in a spreadsheet: one yes, one no, one left."""
    first, second = play.in_review(cast, cast.member1), play.in_review(cast, cast.member2)
    third = play.sent(cast, play.member(cast, cast.kopi, 9, "Eka Kopi"), cast.product_bri)
    answer = client_of.get(reverse("bank:results_cases", args=["xlsx"]))
    made = load_workbook(io.BytesIO(answer.content))
    sheet = made["Hasil"]
    assert made["Daftar"].sheet_state == "hidden"
    heads = [cell.value for cell in sheet[1]]
    lines = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(lines) == {case.application.code for case in (first, second, third)}
    assert first.owner.nik not in str([cell.value for row in sheet for cell in row])

    def fill(case, **values):
        for title, value in values.items():
            number = heads.index(title.replace("_", " "))
            lines[case.application.code][number].value = value

    fill(first, Keputusan="setuju", Jumlah_disetujui="20 juta", Nomor_akad="007/KUR",
         Tanggal_akad=today(), Tanggal_cair=today(), Jumlah_cair="20.000.000")  # fmt: skip
    fill(second, Keputusan="tolak", Alasan_penolakan="capacity – Kemampuan membayar belum cukup",
         Penjelasan_untuk_pemohon=WORDS)  # fmt: skip
    out = io.BytesIO()
    made.save(out)
    before = digest()
    upload(client_of, out.getvalue())
    after = digest()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"financing_resultfile", "financing_resultline", "audit_entry"}

    file = ResultFile.objects.get()
    assert sorted(states(file)) == ["empty", "ready", "ready"]
    page = see(client_of, file)
    assert "Catat 2 hasil" in page
    assert "Disetujui Rp20.000.000, 24 bulan, 6%; akad 007/KUR" in page
    assert "Ditolak: Kemampuan membayar belum cukup." in page
    assert "2 hasil dicatat." in run(client_of, file)
    first.refresh_from_db()
    second.refresh_from_db()
    third.refresh_from_db()
    assert (first.state, first.contract_number, first.disbursed_amount) == (
        "disbursed", "007/KUR", 20_000_000)  # fmt: skip
    assert (second.state, second.decision.reason, second.decision.words) == (
        "declined", "capacity", WORDS)  # fmt: skip
    assert third.state == "sent"
    letter = Message.objects.get(recipient=cast.member2, subject__contains="belum menyetujui")
    assert WORDS in letter.body
    assert not any(line.content for line in file.lines.all())


def test_the_same_file_twice_changes_nothing(client_of, cast):
    case = play.in_review(cast)
    content = book(approve(case))
    upload(client_of, content)
    file = ResultFile.objects.get()
    run(client_of, file)
    before = digest()
    assert "sudah pernah dikirim" in client_of.get(upload(client_of, content)["Location"]).text
    assert "Tidak ada baris yang siap" in run(client_of, file)
    assert digest() == before
    client_of.post(reverse("bank:results_close", args=[file.pk]))
    upload(client_of, content)
    again = ResultFile.objects.latest("pk")
    assert again.pk != file.pk
    assert states(again) == ["same"]
    run(client_of, again)
    assert Decision.objects.count() == 1


def test_what_the_portal_knows_otherwise_is_shown_and_stays(client_of, cast):
    one, two = play.approved(cast), play.declined(cast, cast.member2)
    file = send(client_of, approve(one, amount=18_000_000), approve(two))
    assert states(file) == ["conflict", "conflict"]
    page = see(client_of, file, "conflict")
    assert "Di portal: Disetujui Rp20.000.000, 24 bulan, 6%. Di berkas: Disetujui Rp18" in page
    assert "Di portal: Ditolak, Kemampuan membayar belum cukup." in page
    assert reverse("bank:results_run", args=[file.pk]) not in page
    run(client_of, file)
    one.refresh_from_db()
    assert (one.state, one.decision.amount) == ("approved", 20_000_000)
    assert file.report["checked"]["kinds"]["approve"] == [2, 38_000_000, 1, 20_000_000]
    assert "-1, -Rp18.000.000" in page


def test_only_what_is_missing_is_added(client_of, cast):
    case = play.approved(cast)
    file = send(client_of, approve(case, contract_number="1/A", contracted_on=today()))
    assert states(file) == ["ready"]
    run(client_of, file)
    case.refresh_from_db()
    assert (case.state, case.contract_number) == ("contracted", "1/A")
    other = send(client_of, approve(case, contract_number="1/B", contracted_on=today()))
    assert states(other) == ["conflict"]
    assert "akad 1/A" in see(client_of, other, "conflict")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": None}, "Isi jumlah yang disetujui."),
        ({"amount": 26_000_000}, "tidak boleh melebihi"),
        ({"amount": "dua puluh"}, "Tulis jumlahnya"),
        ({"decision": "setujui semua"}, "Tulis setuju atau tolak."),
        ({"months": 500}, "1 sampai 120"),
        ({"rate": "enam"}, "Tulis bunga"),
        ({"contract_number": "1"}, "Isi tanggal akad."),
        ({"contract_number": "1", "contracted_on": "32-01-2026"}, "Tanggal ini tidak ada."),
        ({"contract_number": "1", "contracted_on": "01-01-2023"}, "sebelum langkah sebelumnya"),
        ({"contract_number": "1", "contracted_on": "01-01-2099"}, "masa depan"),
        ({"disbursed_amount": 20_000_000, "disbursed_on": None}, "Isi tanggal cair."),
        ({"conditions": "Bayar biaya administrasi Rp500.000."}, "tidak memungut biaya"),
        ({"reason": "slik"}, "Keputusannya setuju"),
        ({"decision": "tolak", "amount": None}, "Pilih satu alasan."),
        ({"decision": "tolak", "amount": None, "reason": "kreditnya"}, "tidak ada di daftar"),
        ({"decision": "tolak", "amount": None, "reason": "slik"}, "Tulis penjelasan"),
        ({"decision": "tolak", "amount": None, "reason": "collateral", "words": WORDS}, "Pasal 14"),
        ({"words": "x" * 1001}, "Terlalu panjang"),
        ({"words": "Baik\u202e"}, "."),
    ],
)
def test_what_the_page_would_stop_is_stopped_here(client_of, cast, changes, words):
    """The same sentences as on the case's page, beside the cell; nothing is half done."""
    case = play.in_review(cast)
    file = send(client_of, approve(case, **changes))
    assert states(file) == ["repair"]
    assert words in see(client_of, file, "repair")
    run(client_of, file)
    case.refresh_from_db()
    assert case.state == "in_review"
    assert not Decision.objects.exists()


def test_a_line_is_whole_or_nothing(client_of, cast):
    """A good decision with an impossible akad decides nothing."""
    case = play.in_review(cast)
    file = send(
        client_of,
        approve(case, contract_number="1", contracted_on=today(),
                disbursed_on=today(), disbursed_amount=24_000_000),
    )  # fmt: skip
    assert states(file) == ["repair"]
    assert "Jumlah cair tidak boleh melebihi" in see(client_of, file, "repair")
    assert not Decision.objects.exists()


def test_repaired_in_the_page_with_the_suggestion(client_of, cast):
    case = play.in_review(cast)
    file = send(client_of, approve(case, amount=None))
    address = reverse("bank:results_line", args=[file.pk, 2])
    page = client_of.get(address).content.decode()
    assert "Pakai 25.000.000" in page
    fields = {"code": case.application.code, "decision": "setuju", "words": "Selamat."}
    wrong = client_of.post(address, fields | {"amount": "banyak"}).content.decode()
    assert "banyak" in wrong
    assert "Selamat." in wrong
    client_of.post(address, fields | {"amount": "", "use": "amount"})
    assert states(file) == ["repair"]  # the suggestion was of the line as it stood before
    client_of.post(address, fields | {"amount": "24 juta"})
    assert states(file) == ["ready"]
    file.refresh_from_db()
    assert file.report["checked"]["kinds"]["approve"] == [1, 24_000_000, 0, 0]
    letter = client_of.get(address).content.decode()
    assert "Ini yang dibaca pemohon" in letter
    assert "Selamat." in letter
    run(client_of, file)
    assert Decision.objects.get().amount == 24_000_000


def test_two_at_one_line_do_not_undo_each_other(at, cast):
    case = play.in_review(cast)
    mine, head = at(cast.officer), at(cast.branch_head)
    file = send(mine, approve(case, amount="banyak"))
    address = reverse("bank:results_line", args=[file.pk, 2])
    seen = mine.get(address).context["seen"]
    assert f'name="seen" value="{seen}"' in head.get(address).content.decode()
    fields = {"code": case.application.code, "decision": "setuju", "seen": seen}
    for _press in range(2):  # sent twice it is one repair
        assert mine.post(address, fields | {"amount": "20 juta"}).status_code == 302
    assert states(file) == ["ready"]

    answer = head.post(address, fields | {"amount": "juga salah", "words": "Selamat."})
    page = answer.content.decode()
    assert "Baris ini baru saja diubah." in page
    assert "<details open>" in page
    assert answer.context["form"]["words"].value() == "Selamat."
    assert states(file) == ["ready"]
    assert Reading.load(file.lines.get().content).cells["amount"] == "20 juta"

    again = fields | {"amount": "19 juta", "seen": answer.context["seen"]}
    assert head.post(address, again).status_code == 302
    assert Reading.load(file.lines.get().content).cells["amount"] == "19 juta"


def test_the_marked_workbook_comes_back(client_of, cast):
    case = play.in_review(cast)
    file = send(client_of, approve(case, amount=None, words="=1+1'"[1:]))
    answer = client_of.get(reverse("bank:results_returned", args=[file.pk]))
    made = load_workbook(io.BytesIO(answer.content))
    sheet = made["Hasil"]
    heads = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, heads.index("Jumlah disetujui") + 1)
    assert cell.fill.fgColor.rgb == "00FFE08A"
    assert "Mungkin: 25.000.000" in cell.comment.text
    cell.value = "25.000.000"
    out = io.BytesIO()
    made.save(out)
    upload(client_of, out.getvalue())
    assert states(ResultFile.objects.latest("pk")) == ["ready"]


def test_one_case_twice_in_a_file(client_of, cast):
    case = play.in_review(cast)
    file = send(client_of, approve(case), decline(case))
    assert states(file) == ["ready", "repair"]
    assert "Kode ini sudah ada di baris 2." in see(client_of, file, "repair")


def test_above_the_limit_the_head_confirms(client_of, at, cast):
    cast.bri.second_above = 10_000_000
    cast.bri.save()
    case = play.in_review(cast)
    signed = {"contract_number": "1", "contracted_on": today()}
    file = send(client_of, approve(case, **signed))
    assert states(file) == ["repair"]
    assert "kepala cabang mengonfirmasi dulu" in see(client_of, file, "repair")
    file = send(client_of, approve(case))
    assert "diusulkan ke kepala cabang" in see(client_of, file)
    run(client_of, file)
    assert Proposal.objects.get().amount == 20_000_000
    assert not Decision.objects.exists()
    assert states(send(client_of, approve(case), {"code": ""})) == ["same"]
    assert states(send(client_of, approve(case, amount=19_000_000))) == ["conflict"]


def test_a_new_case_is_taken_with_the_line(client_of, cast):
    case = play.sent(cast, cast.member1, cast.product_bri)
    file = send(client_of, approve(case))
    assert "Diterima oleh Anda, disetujui" in see(client_of, file)
    case.refresh_from_db()
    assert case.state == "sent"
    run(client_of, file)
    case.refresh_from_db()
    assert (case.state, case.officer) == ("approved", cast.officer)


def test_a_case_of_a_colleague_waits(at, cast):
    case = play.in_review(cast)
    other = at(cast.colleague)
    file = send(other, approve(case))
    assert states(file) == ["repair"]
    assert "dipegang petugas lain" in see(other, file, "repair")


def test_what_moved_meanwhile_is_said(client_of, cast):
    """Ready at the preview, declined on the page before the confirmation."""
    one, two = play.in_review(cast), play.in_review(cast, cast.member2)
    file = send(client_of, approve(one), approve(two))
    assert states(file) == ["ready", "ready"]
    decline_referral(referral=one, reason="slik", words="x", by=cast.officer)
    page = run(client_of, file)
    assert "1 hasil dicatat." in page
    assert "1 baris tidak jadi dicatat" in page
    assert states(file) == ["conflict", "done"]


def test_who_came_back_under_the_same_code_is_not_meant(client_of, cast):
    """Ready at the preview, then given up, then sent to the same branch anew."""
    old = play.in_review(cast)
    file = send(client_of, approve(old))
    expire_referral(referral=old)
    other = Product.objects.get(pk=cast.product_bri.pk)
    other.pk, other.slug, other.name = None, "bri-lain", "KUR Lain BRI"
    other.save()
    application = Application.objects.get()
    new = refer_application(application=application, product=other, by=cast.staff)
    assert (new.application.code, new.branch) == (old.application.code, old.branch)
    run(client_of, file)
    assert states(file) == ["conflict"]
    new.refresh_from_db()
    assert new.state == "sent"
    assert not Decision.objects.exists()


def test_both_sides_are_counted_and_kept(client_of, cast):
    one, two = play.in_review(cast), play.in_review(cast, cast.member2)
    left = play.sent(cast, play.member(cast, cast.kopi, 9, "Eka Kopi"), cast.product_bri)
    file = send(client_of, approve(one), decline(two), {"code": "ZZZZ-2222", "decision": "setuju"})
    page = see(client_of, file)
    assert "1 kasus berjalan tidak ada di berkas (Rp25.000.000)." in page
    assert left.application.code in see(client_of, file, "missing")
    run(client_of, file)
    file.refresh_from_db()
    kinds = file.report["done"]["kinds"]
    assert kinds["approve"] == [1, 20_000_000, 1, 20_000_000]
    assert kinds["decline"] == [1, 25_000_000, 1, 25_000_000]
    assert file.report["checked"]["kinds"]["approve"] == [1, 20_000_000, 0, 0]
    client_of.post(reverse("bank:results_close", args=[file.pk]))
    for kind in ("xlsx", "csv"):
        answer = client_of.get(reverse("bank:results_report", args=[file.pk, kind]))
        assert answer["Content-Disposition"].endswith(f'.{kind}"')
        text = answer.content.decode("utf-8-sig") if kind == "csv" else str(
            [cell.value for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet
             for cell in row])  # fmt: skip
        assert left.application.code in text
        assert WORDS not in text
        assert "Aminah" not in text
    assert "cocok" in see(client_of, file)


def test_an_amount_left_out_is_no_difference(client_of, cast):
    case = play.approved(cast)
    line = {"code": case.application.code, "contract_number": "007", "contracted_on": today()}
    file = send(client_of, line | {"decision": "setuju"})
    assert states(file) == ["ready"]
    kinds = file.report["checked"]["kinds"]
    assert kinds["approve"] == [1, 20_000_000, 1, 20_000_000]
    assert kinds["contract"] == [1, 20_000_000, 0, 0]
    run(client_of, file)
    file.refresh_from_db()
    assert file.report["done"]["kinds"]["contract"] == [1, 20_000_000, 1, 20_000_000]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_the_same(client_of, cast, delimiter):
    case = play.in_review(cast)
    upload(client_of, csv_of(decline(case, words="Kurang lancar"), delimiter=delimiter), "h.CSV")
    file = ResultFile.objects.get()
    assert states(file) == ["ready"]
    run(client_of, file)
    assert Decision.objects.get().words == "Kurang lancar"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "h.csv", "kosong"),
        (csv_of({"code": "=1+1"}), "h.csv", "Sel A2 berisi rumus"),
        (csv_of({"code": "A", "words": "@SUM(A1)"}), "h.csv", "berisi rumus"),
        (b"PK\x03\x04", "h.csv", "bukan berkas CSV"),
        ("Kode;Nama\nA;B".encode("utf-16"), "h.csv", "bukan berkas CSV"),
        (b"Kode;Nama\nA;B", "h.csv", "Kolom ini belum ada: Keputusan."),
        (b"x;y\n1;2", "h.csv", "Judul kolom tidak ditemukan"),
        (b"Kode;Keputusan\n", "h.csv", "Belum ada baris"),
        (b"Kode;Keputusan\nA;" + b'"' + b"x" * 200_000, "h.csv", "tidak bisa dibaca"),
        (b"Kode;Keputusan\n" + b"A;setuju\n" * 5_001, "h.csv", "Lebih dari 5000 baris"),
        (b"Kode;Keputusan\n" + b"\n" * 20_001, "h.csv", "jauh di bawah"),
        (b"not a workbook", "h.xlsx", "bukan berkas Excel"),
        (book({"code": "=1+1"}), "h.xlsx", "Sel A2 berisi rumus"),
    ],
)  # fmt: skip
def test_files_that_are_no_list(client_of, cast, content, name, words):
    before = digest()
    page = upload(client_of, content, name).content.decode()
    assert words in page
    assert digest() == before


def test_a_long_file_goes_to_the_queue_and_on_from_where_it_was(client_of, cast, monkeypatch):
    monkeypatch.setattr("financing.views.bank.results.AT_ONCE", 1)
    asked = []
    monkeypatch.setattr(tasks.work_on_results, "delay", asked.append)
    one, two = play.in_review(cast), play.in_review(cast, cast.member2)
    content = book(approve(one), approve(two))
    upload(client_of, content)
    file = ResultFile.objects.get()
    assert file.state == "checking"
    assert "0 dari 2 baris" in see(client_of, file)
    ResultFile.objects.update(beat_at=timezone.now() - datetime.timedelta(minutes=9))
    assert tasks.resume_results() == 1
    tasks.work_on_results(file.pk)
    tasks.work_on_results(file.pk)
    file.refresh_from_db()
    assert (file.state, states(file)) == ("ready", ["ready", "ready"])
    run(client_of, file)
    assert not Decision.objects.exists()
    results.record_line(file.pk)
    assert Decision.objects.count() == 1
    assert "1 dari 2 baris" in see(client_of, file)
    tasks.work_on_results(file.pk)
    assert states(file) == ["done", "done"]
    assert Decision.objects.count() == 2


def test_a_line_that_the_portal_stumbles_over_holds_up_no_other(client_of, cast):
    one, two = play.in_review(cast), play.in_review(cast, cast.member2)
    file = send(client_of, approve(one), approve(two))
    results.begin_recording(file=file, by=cast.officer)
    ResultLine.objects.filter(line=2).update(content="")
    with pytest.raises(ValueError, match="Expecting"):
        tasks.work_on_results(file.pk)
    assert states(file) == ["repair", "ready"]
    tasks.work_on_results(file.pk)
    assert states(file) == ["repair", "done"]


def test_old_files_lose_their_words_and_keep_their_report(client_of, cast):
    file = send(client_of, decline(play.in_review(cast), reason="slk"))
    assert expire_results(now=timezone.now()) == 0
    assert expire_results(now=timezone.now() + KEPT_FOR + datetime.timedelta(days=1)) == 1
    file.refresh_from_db()
    assert file.state == "closed"
    assert file.report["checked"]["counts"]["repair"] == 1
    assert not any(line.content for line in file.lines.all())
    assert see(client_of, file, "repair")


@pytest.mark.django_db(transaction=True)
def test_confirmed_twice_at_once(cast, at):
    case = play.in_review(cast)
    file = send(at(cast.officer), approve(case))

    def press():
        mine = ResultFile.objects.get(pk=file.pk)
        with contextlib.suppress(CannotMove):
            results.begin_recording(file=mine, by=cast.officer)
        while results.record_line(file.pk):
            pass

    at_once(press, press, refused=())
    assert Decision.objects.count() == 1
    assert states(file) == ["done"]
