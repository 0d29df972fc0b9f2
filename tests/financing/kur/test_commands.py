"""kur_check and kur_instalment: JSON out, or one sentence and exit code 2; no database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from financing.kur.facts import SCHEMES

from .people import TODAY, applicant, bank_products

ROOT = Path(__file__).resolve().parents[3]


def run(*args):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*args, stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def written(tmp_path, data, name="facts.json"):
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return str(path)


def test_instalment_prints_the_schedule():
    code, out, err = run("kur_instalment", "--amount", "10000000", "--months", "12")
    plan = json.loads(out)
    assert (code, err) == (0, "")
    assert plan["instalment"] == 860_664
    assert len(plan["schedule"]) == 12
    assert plan["schedule"][-1]["outstanding"] == 0
    assert plan["total_paid"] == sum(row["instalment"] for row in plan["schedule"])
    assert plan["method"] == "annuity"


def test_instalment_flat_at_another_rate():
    code, out, _err = run(
        "kur_instalment", "--amount", "100000000", "--months", "36", "--rate", "6",
        "--method", "flat",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["instalment"] == 3_277_778


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--amount", "0", "--months", "12"),
        ("--amount=-5", "--months", "12"),
        ("--amount", "1000000000000000000", "--months", "12"),
        ("--amount", "NaN", "--months", "12"),
        ("--amount", "10000000", "--months", "121"),
        ("--amount", "10000000", "--months", "12", "--rate", "nan"),
        ("--amount", "10000000", "--months", "12", "--method", "bunga-berbunga"),
    ],
)
def test_bad_instalment_gets_a_sentence_and_code_two(args):
    code, out, err = run("kur_instalment", *args)
    assert (code, out) == (2, "")
    assert err.strip().endswith(".")
    assert len(err.strip().splitlines()) == 1


def test_check_one_applicant(tmp_path):
    facts = applicant(amount=60_000_000, has_npwp=False).to_json() | {"id": "a1", "name": "Siti"}
    code, out, _err = run("kur_check", written(tmp_path, facts), "--on", TODAY.isoformat())
    answer = json.loads(out)
    assert code == 0
    assert answer["id"] == "a1"
    assert [scheme["scheme"] for scheme in answer["schemes"]] == list(SCHEMES)
    mikro = answer["schemes"][1]
    assert mikro["verdict"] == "not_yet"
    npwp = next(f for f in mikro["findings"] if f["rule"] == "npwp")
    assert npwp["passed"] is False
    assert npwp["threshold"] == {"above": 50_000_000}
    assert npwp["confidence"] == "verified_secondary"
    assert npwp["source"][0]["id"] == "S06"
    options = mikro["advice"]["options"]
    assert [option["changes"][0]["fields"] for option in options] == [
        {"has_npwp": True},
        {"amount": 50_000_000},
    ]


def test_check_a_list_with_products(tmp_path):
    facts = [applicant().to_json() | {"id": n} for n in range(3)]
    offers = [
        {"code": p.code, "bank": p.bank, "scheme": p.scheme, "max_amount": p.max_amount}
        for p in bank_products()
    ]
    code, out, _err = run(
        "kur_check", written(tmp_path, facts), "--on", "2026-11-24",
        "--products", written(tmp_path, offers, "offers.json"),
    )  # fmt: skip
    answers = json.loads(out)
    assert code == 0
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert [p["product"] for p in answers[0]["products"]] == [p.code for p in bank_products()]
    assert all("advice" in product for product in answers[0]["products"])


def test_the_day_decides(tmp_path):
    path = written(tmp_path, applicant(kur_total=2, kur_mikro=2).to_json())
    verdicts = {}
    for on in ("2025-07-31", "2026-11-24"):
        _code, out, _err = run("kur_check", path, "--on", on)
        verdicts[on] = json.loads(out)["schemes"][1]["verdict"]
    assert verdicts["2025-07-31"] == "not_yet"
    assert verdicts["2026-11-24"].startswith("eligible")


@pytest.mark.parametrize(
    ("content", "on", "words"),
    [
        ("{", "2026-11-24", "bukan JSON"),
        ("[" * 100_000, "2026-11-24", "bukan JSON"),
        ('{"amount": NaN}', "2026-11-24", "angka bulat"),
        ('{"amount": -1}', "2026-11-24", "harus"),
        ('{"amount": 1000000000000000000}', "2026-11-24", "harus"),
        ('{"region_code": "99.99"}', "2026-11-24", "wilayah"),
        ('{"business_started_on": "2027-01-01"}', "2026-11-24", "masih di depan"),
        ('{"has_nbi": true}', "2026-11-24", "tidak dikenal"),
        ('[{"amount": 5}, {"amount": 0}]', "2026-11-24", "Pemohon ke-2"),
        ("[1]", "2026-11-24", "objek JSON"),
        ("{}", "kemarin", "Tanggal pemeriksaan"),
    ],
)
def test_bad_facts_get_a_sentence_and_code_two(tmp_path, content, on, words):
    code, out, err = run("kur_check", written(tmp_path, content), "--on", on)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_the_fields_are_listed():
    code, out, _err = run("kur_check", "--fields")
    assert code == 0
    assert {"amount", "months", "has_nib"} <= {field["name"] for field in json.loads(out)}


def test_from_a_shell_without_a_database(tmp_path):
    """As a script calls it: own process, no database to be reached, no trace on bad input.

    (In this process the suite itself forbids the database, so the tests above show it too.)
    """
    env = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "ikm_portal.settings.test",
    }
    program = "import sys; from django.core.management import execute_from_command_line as go;"
    bad = written(tmp_path, {"amount": -5})
    done = subprocess.run(
        [sys.executable, "-c", program + "go(['manage.py', *sys.argv[1:]])", "kur_check", bad],
        env=env, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert "Berapa rupiah" in done.stderr


def test_a_missing_or_unreadable_file(tmp_path):
    assert run("kur_check")[0] == 2
    assert run("kur_check", str(tmp_path / "none.json"))[0] == 2
    assert run("kur_check", str(tmp_path))[0] == 2
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    code, _out, err = run("kur_check", str(binary))
    assert code == 2
    assert "JSON" in err


def test_bad_products_get_a_sentence(tmp_path):
    good = written(tmp_path, {})
    for content in ("{}", "[1]", '[{"code": "p"}]'):
        offers = written(tmp_path, content, "offers.json")
        code, _out, err = run("kur_check", good, "--products", offers)
        assert code == 2
        assert err.strip().endswith(".")


def test_the_engine_needs_neither_django_nor_a_clock():
    code = (
        "import sys, pkgutil, importlib, financing.kur as kur\n"
        "names = [m.name for m in pkgutil.walk_packages(kur.__path__, 'financing.kur.')]\n"
        "[importlib.import_module(name) for name in names]\n"
        "assert len(names) > 20, names\n"
        "assert 'django' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    for path in (ROOT / "financing/kur").rglob("*.py"):
        text = path.read_text("utf-8")
        for clock in ("today()", "now(", "import time", "timezone"):
            assert clock not in text, path
