"""/kur/cek/: the engine's verdicts from ten answers, and nothing kept."""

import datetime
import gzip
import re
from html import unescape

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from financing.forms.kur_check import SHORT
from financing.kur import engine
from financing.kur.facts import SCHEMES, Facts
from financing.kur.fields import ALL
from financing.kur.findings import VERDICT_WORDS
from financing.models import SavedCheck
from financing.rulebook import current_rules

URL = "/kur/cek/"
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 24)
GRINDER = {
    "amount": "40 juta",
    "months": "24",
    "purpose": "kmk",
    "sector": "industri",
    "business_started_on_bulan": "3",
    "business_started_on_tahun": "2020",
    "has_nib": "ya",
    "has_sku": "tidak",
    "has_npwp": "tidak",
    "yearly_sales": "200 juta",
    "kur_total": "0",
}
FACTS = {
    "amount": 40_000_000,
    "months": 24,
    "purpose": "kmk",
    "sector": "industri",
    "business_started_on": datetime.date(2020, 3, 31),
    "has_nib": True,
    "has_sku": False,
    "has_npwp": False,
    "yearly_sales": 200_000_000,
    "kur_total": 0,
}
MORE = {
    "region_code": "18.71",
    "birth_date": "41",
    "married": "ya",
    "spouse_kur_bank": "tidak",
    "active_credits": ["tidak"],
    "past_credits": ["tidak"],
    "in_group": "tidak",
    "is_migrant_worker": "tidak",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


def ask(client, answers=GRINDER, status=200, **more):
    response = client.post(URL, {**answers, **more})
    assert response.status_code == status, unescape(response.content.decode())[-3000:]
    return unescape(response.content.decode())


def verdicts(text):
    """Scheme → words of its verdict, off the list at the top."""
    listed = text.split('<ul class="plain stack-small verdicts">')[1].split("</ul>")[0]
    found = re.findall(r'href="#(\w+)".*?</svg>([^<]+)</span>', listed)
    return dict(found)


def rows():
    """Every row of every table of ours."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_ten_questions_without_an_account(client, db):
    assert reverse("kur-cek") == URL
    text = unescape(client.get(URL).content.decode())
    assert len(SHORT) == 10
    for field in ALL:
        assert (f'name="{field.name}' in text) == (field.name in SHORT)


def test_the_verdicts_are_the_engines(client, cast):
    text = ask(client)
    facts = Facts(**FACTS)
    expected = {
        scheme: VERDICT_WORDS[engine.check(facts, current_rules(), scheme, TODAY).verdict]
        for scheme in SCHEMES
    }
    assert verdicts(text) == expected
    assert "Pinjaman Rp40 juta terlalu besar. Skema ini paling besar Rp10 juta." in text
    assert "Ajukan paling banyak Rp10 juta." in text


def test_every_finding_is_shown_with_value_limit_and_source(client, cast):
    text = ask(client)
    for scheme in SCHEMES:
        for finding in engine.check(Facts(**FACTS), current_rules(), scheme, TODAY).findings:
            assert finding.label in text
            for part in ("value", "threshold", "outcome"):
                if part in finding.officer.values:
                    assert str(finding.officer.values[part]) in text
            for source in finding.sources:
                assert source["title"] in text


def test_second_step_carries_the_first_and_finds_products(client, cast):
    first = ask(client)
    assert 'type="hidden" name="amount" value="40 juta"' in first
    assert 'name="region_code"' in first
    text = ask(client, **MORE)
    assert verdicts(text)["mikro"] in ("Memenuhi syarat", "Memenuhi syarat, dengan catatan")
    assert "Produk bank di Kota Bandar Lampung" in text
    for bank in ("BRI", "BNI", "Bank Lampung"):
        assert f"KUR Mikro {bank}" in text
    assert "Rp1.772.824" in text


def test_only_banks_that_serve_the_place(client, cast):
    text = ask(client, **{**MORE, "region_code": "18.04"})
    assert "KUR Mikro BRI" in text
    assert "KUR Mikro BNI" not in text


def test_a_product_narrower_than_the_rule_says_so(client, cast):
    cast.product_bni.max_amount = 30_000_000
    cast.product_bni.save()
    text = ask(client, **MORE)
    assert "1 produk belum cocok" in text
    assert "Anda mengajukan Rp40 juta" in text


@time_machine.travel(datetime.datetime(2024, 5, 20, 12, tzinfo=datetime.UTC), tick=False)
def test_a_change_that_breaks_another_rule_is_said_with_its_joint_effect(client, cast):
    """From 40 juta up to KUR Kecil an NPWP is needed: both together, or neither."""
    text = ask(client, has_bpjs_tk="ya").split('id="kecil"')[1].split("</article>")[0]
    enough, alone = text.split("Ini saja belum cukup")
    assert "Ajukan paling sedikit Rp100.000.001" in enough
    assert "Dan juga: Buat NPWP" in re.sub(r"</?strong>", "", enough)
    assert "Ajukan paling sedikit Rp100.000.001" in alone
    assert "Tetapi ini membuat syarat lain tidak terpenuhi: NPWP." in alone


@pytest.mark.parametrize(
    ("amount", "scheme", "fits"),
    [
        ("10000000", "super_mikro", True),
        ("10000001", "super_mikro", False),
        ("10000000", "mikro", False),
        ("10000001", "mikro", True),
        ("100000000", "mikro", True),
        ("100000001", "mikro", False),
        ("500000000", "kecil", True),
        ("500000001", "kecil", False),
    ],
)
def test_amounts_on_both_sides_of_a_limit(client, cast, amount, scheme, fits):
    answers = {**GRINDER, **MORE, "amount": amount, "has_npwp": "ya", "has_bpjs_tk": "ya"}
    assert (verdicts(ask(client, answers))[scheme] != "Belum memenuhi syarat") == fits


@pytest.mark.parametrize(("age", "fits"), [("20", False), ("21", True)])
def test_age_counts_whole_years(client, cast, age, fits):
    text = ask(client, **{**MORE, "birth_date": age, "married": "tidak"})
    assert f"{age} tahun" in text
    assert ("Bank meminta umur 21 tahun" in text) != fits
    facts = Facts(**FACTS, birth_date=datetime.date(2026 - int(age), 11, 24), married=False)
    found = engine.check(facts, current_rules(), "mikro", TODAY).findings
    outcome = next(f for f in found if f.rule == "age").outcome.name
    assert outcome == ("PASSED" if fits else "WARNING")


def test_this_month_and_the_future(client, cast):
    text = ask(client, business_started_on_bulan="11", business_started_on_tahun="2026")
    assert "Usaha belum 6 bulan" in text
    text = ask(client, status=422, business_started_on_bulan="12", business_started_on_tahun="2026")
    assert "tanggalnya masih di depan" in text


def test_answers_are_read_back_and_can_be_changed(client, cast):
    text = ask(client, **MORE)
    for words in ("Rp40.000.000", "Maret 2020", "Industri: mengolah bahan jadi barang", "41"):
        assert words in text.split("Jawaban Anda</summary>")[-1]
    again = ask(client, **MORE, langkah="ubah")
    assert 'value="40 juta"' in again
    assert 'name="spouse_kur_bank"' in again
    assert "Lihat hasil" in again


BAD = [
    ({"amount": "-1"}, "Tulis jumlahnya dengan angka"),
    ({"amount": str(10**18)}, "terlalu besar"),
    ({"amount": "10000000001"}, "Paling banyak Rp10.000.000.000."),
    ({"amount": "NaN"}, "Tulis jumlahnya dengan angka"),
    ({"amount": "0"}, "Paling sedikit Rp1."),
    ({"amount": "9" * 9000}, "Tulis jumlahnya dengan angka"),
    ({"months": "0"}, "Paling sedikit 1."),
    ({"months": "121"}, "Paling banyak 120."),
    ({"months": "satu"}, "Tulis dengan angka bulat saja."),
    ({"months": "1e3"}, "Tulis dengan angka bulat saja."),
    ({"purpose": "judi"}, "Pilih salah satu jawaban."),
    ({"sector": "\x00"}, "Pilih salah satu jawaban."),
    ({"region_code": "99.99"}, "Pilih salah satu jawaban."),
    ({"region_code": "18.71.01"}, "Pilih salah satu jawaban."),
    ({"has_nib": "mungkin"}, "Pilih salah satu jawaban."),
    ({"has_nib": ["ya", "xx"]}, "Pilih salah satu jawaban."),
    ({"birth_date": "9"}, "Paling sedikit 10."),
    ({"birth_date": "121"}, "Paling banyak 120."),
    ({"birth_date": "1985-01-01"}, "Tulis dengan angka bulat saja."),
    ({"business_started_on_bulan": ""}, "Isi bulan dan tahunnya."),
    ({"business_started_on_tahun": ""}, "Isi bulan dan tahunnya."),
    ({"business_started_on_bulan": "13"}, "Pilih salah satu jawaban."),
    ({"business_started_on_tahun": "1899"}, "Paling sedikit 1900."),
    ({"business_started_on_tahun": "9999"}, "tanggalnya masih di depan"),
    ({"business_started_on_tahun": "1950", "birth_date": "41"}, "lebih dulu dari tanggal lahir"),
    ({"active_credits": ["gadai"]}, "Pilih salah satu jawaban."),
    ({"kol": "6"}, "Pilih salah satu jawaban."),
    ({"kbli": "12"}, "kode KBLI terdiri dari 5 angka"),
    ({"kbli": "1" * 500}, "5"),
    ({"kur_total": "1", "kur_mikro": "2"}, "lebih kecil dari rinciannya"),
    ({"kur_outstanding": "5 juta"}, "Belum pernah KUR"),
    ({"spouse_kur_bank": "bank-tidak-ada"}, "Pilih salah satu jawaban."),
    ({"purpose": "split", "investment_amount": "40 juta"}, "harus lebih kecil"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_bad_answers_get_a_sentence_and_nothing_is_lost(client, cast, change, sentence):
    before = rows()
    text = ask(client, status=422, **{**GRINDER, **change})
    assert sentence in text
    assert 'role="alert"' in text
    if "months" not in change:
        assert 'name="months" value="24"' in text
    assert rows() == before


def test_a_kind_of_credit_beside_none_counts(client, cast):
    text = ask(client, **{**MORE, "active_credits": ["tidak", "commercial"]})
    assert "Kredit usaha biasa (bukan KUR)" in text.split("Mengapa?")[1]


def test_no_answer_at_all(client, db):
    assert "Jawab dulu paling sedikit satu pertanyaan." in ask(client, {}, 422)
    assert "Jawab dulu" in ask(client, {"has_nib": "lewati", "nama": "Siti"}, 422)


def test_nothing_is_kept_and_nothing_goes_into_the_address(client, cast):
    before = rows()
    response = client.post(URL, {**GRINDER, **MORE})
    assert response.status_code == 200
    assert rows() == before
    assert "no-store" in response["Cache-Control"]
    assert "sessionid" not in response.cookies
    links = re.findall(r'(?:href|action)="(/[^"]*|\?[^"]*)"', response.content.decode())
    assert links
    assert not [link for link in links if "?" in link and "static" not in link]


def test_strangers_forms_are_refused(cast):
    assert Client(enforce_csrf_checks=True).post(URL, GRINDER).status_code == 403
    assert SavedCheck.objects.count() == 0


def keep(client, **more):
    response = client.post(URL, {**GRINDER, **more, "langkah": "simpan"})
    assert response.status_code == 302
    return SavedCheck.objects.get(), response["Location"]


def test_kept_on_request_under_a_code(client, cast):
    before = rows()
    saved, address = keep(client, **MORE, nama="Siti Rohani", nik="1871014101800001")
    after = rows()
    assert {key for key in after if after[key] != before[key]} == {"financing.SavedCheck"}
    assert address == f"/kur/cek/{saved.code}/"
    assert "Siti" not in str(saved.answers)
    assert "1871014101800001" not in str(saved.answers)
    assert saved.answers["amount"] == ["40 juta"]
    assert saved.rules_version == current_rules().version
    assert saved.expires_at - saved.created_at == datetime.timedelta(days=30)
    other = Client()
    text = unescape(other.get(address).content.decode())
    assert saved.shown_code in text
    assert verdicts(text) == verdicts(ask(client, **MORE))
    assert "24 Desember 2026" in text


def test_the_code_in_any_writing(client, cast):
    saved, _address = keep(client)
    for written in (saved.code.lower(), saved.shown_code, f" {saved.code[:4]} {saved.code[4:]} "):
        response = client.post(URL, {"langkah": "buka", "kode": written})
        assert response["Location"] == f"/kur/cek/{saved.code}/"
    assert client.get(f"/kur/cek/{saved.shown_code.lower()}/").status_code == 200


@pytest.mark.parametrize(
    "code", ["AAAAAAAA", "x", "0OI1L000", "A" * 500, "💰", "' OR 1=1", "ÄÄÄÄÄÄÄÄ"]
)
def test_a_wrong_code_gets_a_sentence(client, cast, code):
    keep(client)
    response = client.get(f"/kur/cek/{code}/")
    assert response.status_code == 404
    assert "Kode ini tidak ada" in response.content.decode()
    response = client.post(URL, {"langkah": "buka", "kode": code})
    assert response.status_code in (302, 422)
    assert client.post(f"/kur/cek/{code}/").status_code == 404
    assert SavedCheck.objects.count() == 1


def test_whoever_kept_it_can_delete_it(client, cast):
    _saved, address = keep(client)
    response = Client().post(address, follow=True)
    assert "Jawaban sudah dihapus" in response.content.decode()
    assert SavedCheck.objects.count() == 0
    assert client.get(address).status_code == 404


def test_thirty_days_and_not_one_more(client, cast):
    from financing.tasks import purge_saved_checks

    saved, address = keep(client)
    with time_machine.travel(saved.expires_at - datetime.timedelta(seconds=1), tick=False):
        assert client.get(address).status_code == 200
        assert purge_saved_checks() == 0
    with time_machine.travel(saved.expires_at, tick=False):
        assert client.get(address).status_code == 404
        assert purge_saved_checks() == 1
        assert purge_saved_checks() == 0


def test_new_rules_are_said(client, cast):
    _saved, address = keep(client)
    assert "Aturan sudah berubah" not in client.get(address).content.decode()
    SavedCheck.objects.update(rules_version="kur-lama")
    assert "Aturan sudah berubah" in client.get(address).content.decode()


def test_a_place_that_is_gone_asks_again(client, cast):
    saved, address = keep(client, **MORE)
    SavedCheck.objects.update(answers={**saved.answers, "region_code": ["18.99"]})
    response = client.get(address)
    assert response.status_code == 200
    assert "Pilih salah satu jawaban." in response.content.decode()


def test_keeping_is_limited_and_the_result_stays(client, cast):
    for _time in range(20):
        assert client.post(URL, {**GRINDER, "langkah": "simpan"}).status_code == 302
    response = client.post(URL, {**GRINDER, "langkah": "simpan"})
    assert response.status_code == 429
    assert "Terlalu sering menyimpan" in response.content.decode()
    assert verdicts(unescape(response.content.decode()))
    assert SavedCheck.objects.count() == 20


def test_guessing_codes_is_limited(client, cast):
    found = [client.get("/kur/cek/AAAAAAAA/").status_code for _time in range(31)]
    assert found == [404] * 30 + [429]


def test_the_purge_is_on_the_clock():
    from ikm_portal.celery import app

    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "financing.tasks.purge_saved_checks" in names
    assert "financing.tasks.purge_saved_checks" in app.tasks


def test_queries_and_bytes(client, cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(URL)
    with django_assert_num_queries(3):
        client.post(URL, GRINDER)
    with django_assert_num_queries(4):
        response = client.post(URL, {**GRINDER, **MORE})
    assert len(gzip.compress(response.content, 6)) < 15_000
    assert b"style=" not in response.content
