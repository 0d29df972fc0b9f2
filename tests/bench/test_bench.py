"""The measuring itself: small sizes, no clock. What is measured must be what was meant."""

from __future__ import annotations

import contextlib
import gzip
import json
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from financing.bench.kur import synthetic
from financing.models import Referral
from ikm_portal.accounts.models import User
from ikm_portal.bench import (
    browser,
    chart,
    cost,
    kur,
    national,
    persons,
    placement,
    queue_sql,
    report,
    weight,
)
from ikm_portal.bench.browser import Browser, watched
from ikm_portal.bench.management.commands.bench import BENCHMARKS
from ikm_portal.bench.scratch import Scratch
from ikm_portal.synthetic.load import Size, load


@pytest.fixture(autouse=True)
def _one_connection():
    """A request's end may close a connection; here the test's transaction lives in it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def transactional_rows():
    """A scratch database that is the test's own."""

    class Here:
        def population(self, referrals):
            return "here"

        def within(self, name):
            return contextlib.nullcontext()

    return Here()


@pytest.fixture
def population(db):
    load(Size(businesses=400, applications=500, referrals=500, banks=1), seed=3)


def test_cpu_of_both_sides_is_seen(db):
    backend = cost.Backend()
    if backend.folder is None:
        assert backend.seconds() is None  # a server elsewhere is said to be unknown, not zero
        return

    def busy():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM generate_series(1, 300000)")

    costs = cost.side_by_side({"busy": busy, "idle": lambda: None}, batches=3, times=1)
    assert costs["busy"].database > 5 * costs["idle"].database
    assert costs["busy"].total >= costs["busy"].database


def test_a_backend_of_another_machine_is_not_read(db, monkeypatch, tmp_path):
    monkeypatch.setattr(cost, "Path", lambda _path: tmp_path / "none")
    assert cost.Backend().seconds() is None


def test_bars_hold_up_to_their_limit_and_not_beyond():
    result = report.Result("x")
    result.bar("at", 3.0, 3.0, "x")
    result.bar("over", 3.001, 3.0, "x")
    assert [bar.held for bar in result.bars] == [True, False]
    printed = "\n".join(report.lines(result))
    assert "held    at <= 3x: 3x" in printed
    assert "MISSED  over" in printed
    assert json.loads(json.dumps(result.as_json()))["bars"][1]["held"] is False


@pytest.mark.parametrize(
    ("figure", "text"), [(None, "–"), (1234.5, "1,234"), (0.01234, "0.0123"), (5, "5"), ("a", "a")]
)
def test_figures_are_written_short(figure, text):
    assert report.shown(figure) == text


@pytest.mark.usefixtures("population")
def test_the_desk_is_full_and_costs_as_many_queries_as_an_empty_one(settings):
    settings.ROOT_URLCONF = "ikm_portal.bench.urls"
    branch = persons.fullest_branch()
    assert Referral.objects.active().filter(branch=branch).count() > 50
    desk = Browser(persons.head_of(branch))
    counts = []
    for _round in range(2):
        desk.get("/bank/")
        with watched() as seen:
            answer = desk.get("/bank/")
        assert answer.status == 200
        counts.append((len(seen), answer.headers["Content-Encoding"]))
        Referral.objects.filter(branch=branch).update(branch=persons.small_branch().pk)
    assert counts[0] == counts[1]
    assert counts[0][0] <= 12


@pytest.mark.usefixtures("population")
def test_the_floor_shows_fifty_rows_in_one_query_of_its_own(settings):
    settings.ROOT_URLCONF = "ikm_portal.bench.urls"
    clerk = Browser(User.objects.get(email="petugas@sintetis.test"))
    clerk.get("/bench/bare/")
    with watched() as seen:
        answer = clerk.get("/bench/bare/")
    assert answer.status == 200
    assert sum("financing_referral" in sql for sql, _params in seen) == 1
    assert gzip.decompress(answer.body).count(b"<tr>") == 50


@pytest.mark.usefixtures("population")
def test_the_queue_is_timed_by_the_server(settings):
    officer = Browser(persons.head_of(persons.fullest_branch()))
    page = persons.Page("queue", officer, "/bank/")
    statements = queue_sql.asked_by(page)
    assert any("referral_desk" in line for line in _plans(statements))
    planning, execution = queue_sql.timed(statements)
    assert planning > 0
    assert execution > 0


def _plans(statements):
    for sql, params in statements:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
            yield from (row[0] for row in cursor.fetchall())


def test_weight_counts_what_a_page_links_and_what_its_styles_name(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text(
        "@font-face { src: url('f/x.woff2') } b { background: url(data:x) }"
    )
    (tmp_path / "a.css.br").write_bytes(b"12345")
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "x.woff2").write_bytes(b"1" * 70)
    (tmp_path / "b.js").write_bytes(b"1" * 11)
    html = (
        '<link rel="stylesheet" href="/static/a.css"><script src="/static/b.js" defer></script>'
        '<a href="/static/no.pdf"></a><img src="https://elsewhere.test/static/c.png">'
        '<link rel="canonical" href="/static/none">'
    )
    parts = weight.parts_of(browser.Answer(200, {}, html.encode()))
    assert parts == {"/static/a.css": 5, "/static/f/x.woff2": 70, "/static/b.js": 11}


def test_the_applicant_of_the_rules_gets_a_result(db):
    call_command("load_reference", verbosity=0)
    answer = Browser().post("/kur/cek/", kur.ANSWERS)
    assert answer.status == 200
    page = gzip.decompress(answer.body).decode()
    assert "KUR Mikro" in page
    assert "errorlist" not in page


def test_columns_in_a_process_of_their_own():
    result = kur.many(sizes=(1_000,))
    assert result.tables[0].rows[0][0] == 1_000
    assert result.bars[-1].held  # the same findings as one by one


def test_placement_beside_the_others_at_a_small_size(tmp_path):
    picture = tmp_path / "cost.svg"
    result = placement.run(sizes=(200, 1_000), beside=300, matched=300, chart=picture)
    assert [row[0] for row in result.tables[2].rows] == [200, 1_000]
    same = next(bar for bar in result.bars if "differ" in bar.what)
    assert same.held
    drawing = ElementTree.fromstring(picture.read_text("utf-8"))
    assert "matching package: 300" in drawing.find("{*}desc").text
    assert len(drawing.findall("{*}circle")) == 2 + 2 + 2 + 1


def test_a_national_run_stores_what_it_computed_and_leaves_nothing(db):
    told = national.stored(2_500)
    assert told["rows"] == 2_500
    assert 0 < told["served"] < 2_500
    assert told["checked"] >= 3
    assert told["different"] == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('national')")
        assert cursor.fetchone() == (None,)


def test_what_a_national_run_stores_is_what_the_database_reads(db):
    country = national.Country()
    rows = next(country.rows(synthetic(300), 7))
    with connection.cursor() as cursor:
        fields = ", ".join(f"{name} bytea" for name in national.COLUMNS)
        cursor.execute(f"CREATE TABLE read_back (id bigint, best smallint, {fields})")
        national.copy("read_back", rows.tobytes())
        cursor.execute("SELECT id, best, own FROM read_back ORDER BY id")
        read = cursor.fetchall()
    assert [row[0] for row in read] == list(range(7, 307))
    assert [row[1] for row in read] == rows["best"].tolist()
    assert bytes(read[-1][2]) == rows["own"][-1].tobytes()


@pytest.mark.usefixtures("population")
def test_referrals_come_back_with_all_their_keys(transactional_rows):
    before = Referral.objects.count()
    result = national.referrals(transactional_rows, size=500)
    assert result.tables[0].rows[0][0] == before == 500
    assert Referral.objects.count() == before


def test_a_chart_is_the_same_bytes_each_time_and_stays_in_its_frame():
    lines = [
        chart.Line("a <b>", [(1, 0.001), (1000, 3)], "#000"),
        chart.Line("c", [(7, 7)], "#111"),
    ]
    drawn = chart.log_log("t & u", "x", lines)
    assert drawn == chart.log_log("t & u", "x", lines)
    for dot in ElementTree.fromstring(drawn).findall("{*}circle"):
        assert chart.LEFT <= float(dot.get("cx")) <= chart.WIDTH - chart.RIGHT
        assert chart.TOP <= float(dot.get("cy")) <= chart.HEIGHT - chart.BOTTOM


@pytest.mark.parametrize(("name", "module"), [("flow", "ortools"), ("residents", "matching")])
def test_a_missing_package_of_the_other_side_is_said(name, module, tmp_path, monkeypatch):
    """A folder of that name without anything in it hides the real one."""
    (tmp_path / f"{module}.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CommandError, match=f"{module} is not installed"):
        placement.side(name, 50)


@pytest.mark.django_db(transaction=True)
def test_scratch_databases_come_and_go():
    scratch = Scratch()
    own = connection.settings_dict["NAME"]
    try:
        scratch._create(f"{own}_bench_try")
        with scratch.within(f"{own}_bench_try"), connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            assert cursor.fetchone() == (f"{own}_bench_try",)
        assert connection.settings_dict["NAME"] == own
    finally:
        scratch.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        assert f"{own}_bench_try" not in {row[0] for row in cursor.fetchall()}


def test_only_known_names_and_only_where_the_demo_is_allowed(settings):
    with pytest.raises(CommandError, match="Tidak dikenal: nothing"):
        call_command("bench", "nothing")
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("bench", "weight")
    assert {"weight", "kur-one", "kur-many", "placement", "chain"} < set(BENCHMARKS)
    assert {"pages", "queue-sql", "national", "referrals"} < set(BENCHMARKS)
