"""Work under fire, with real servers: pressed twice at once, servers killed, nothing lost, nothing
doubled."""

from __future__ import annotations

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
import redis as redis_client

from tests.cast import nik_for
from tests.fire.house import Visitor
from tests.journeys.mail import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
_OPEN = "SELECT count(*) FROM notifications_delivery WHERE state IN ('waiting', 'sending')"


def twice(first, path, second=None, **answers):
    """The same press from two places at the same moment. What each of them read."""
    both = (first, second or first)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda who: who.post(path, **answers), both))
    assert all(status < 500 for status, _text in told), [status for status, _text in told]
    return [text for _status, text in told]


def _referral(house, application):
    query = "SELECT id, state, officer_id FROM financing_referral WHERE application_id = %s"
    rows = house.ask(query, application)
    assert len(rows) == 1, f"{len(rows)} referrals"
    return rows[0]


def test_every_important_press_counts_once(place, enter):
    house, application = place.house, place.files[0]
    staff, officer = enter("staf@uji.test"), enter("petugas@bri.uji.test")
    draft = enter("anggota3@uji.test")
    twice(draft, f"/anggota/pengajuan/{place.draft}/isi/kirim/", agreed="on")
    sent = house.ask("SELECT id, state FROM financing_application WHERE code = %s", place.draft)[0]
    assert sent[1] == "submitted"
    assert house.count("financing.application.submit", sent[0]) == 1

    step = f"/admin/financing/application/{application}/langkah/refer/"
    twice(staff, step, product=str(place.product))
    referral = _referral(house, application)[0]
    case = f"/bank/rujukan/{referral}/"
    offer = {"amount": "20.000.000", "months": "24", "rate": "6", "langkah": "kirim"}
    today = time.strftime("%Y-%m-%d")
    for name, path, answers in (
        ("receive", "terima", {}),
        ("review", "periksa", {}),
        ("approve", "setujui", offer),
        ("contract", "akad", {"number": "KUR-1", "signed_on": today}),
        ("disburse", "cair", {"amount": "20.000.000", "paid_on": today}),
    ):
        twice(officer, f"{case}{path}/", **answers)
        assert house.count(f"financing.referral.{name}", referral) == 1, name
    assert _referral(house, application)[1] == "disbursed"
    assert house.ask("SELECT count(*) FROM financing_decision")[0][0] == 1

    asker = enter("anggota1@uji.test")
    twice(asker, f"/anggota/dukungan/{place.support}/ya/")
    request = house.ask("SELECT id FROM financing_supportrequest")[0][0]
    assert house.count("financing.supportrequest.confirm", request) == 1


def test_two_officers_at_once_one_wins_and_the_other_reads_why(place, enter):
    house, application = place.house, place.files[1]
    enter("staf@uji.test").post(
        f"/admin/financing/application/{application}/langkah/refer/", product=str(place.product)
    )
    referral = _referral(house, application)[0]
    one, other = enter("petugas@bri.uji.test"), enter("petugas3@bri.uji.test")
    told = twice(one, f"/bank/rujukan/{referral}/terima/", other)
    assert house.count("financing.referral.receive", referral) == 1
    lost = [text for text in told if "Langkah ini tidak jadi" in text]
    assert len(lost) == 1
    assert "Perubahan terakhir" in lost[0]

    holder = one if "Kasus ini sekarang Anda pegang" in told[0] else other
    holder.post(f"/bank/rujukan/{referral}/periksa/")
    no = {"reason": "capacity", "words": "Penjualan belum cukup.", "langkah": "kirim"}
    twice(holder, f"/bank/rujukan/{referral}/tolak/", **no)
    assert house.count("financing.referral.decline", referral) == 1
    assert _referral(house, application)[1] == "declined"


def test_the_database_restarts_between_two_requests(place, enter):
    house, officer = place.house, enter("petugas@bri.uji.test")
    assert officer.get("/bank/")[0] == 200
    house.postgres.stop(house.database)
    house.database = house.postgres.start()
    for _each_thread in range(8):
        status, text = officer.get("/bank/")
        assert status == 200
        assert "Antrean" in text


_RULES = """
import django
django.setup()
from financing.reference import load_rules
load_rules()
"""


def test_a_rehearsal_waits_for_a_worker_and_is_counted_by_it(place, enter):
    house, staff = place.house, enter("staf@uji.test")
    house.run("-c", _RULES)
    staff.post(
        "/admin/financing/ruleedition/add/",
        why="Percobaan dengan pekerja sungguhan.", effective_from=time.strftime("%Y-%m-%d"),
    )  # fmt: skip
    edition = house.ask("SELECT id FROM financing_ruleedition WHERE state = 'draft'")[0][0]
    twice(staff, f"/admin/financing/ruleedition/{edition}/langkah/coba/")
    runs = "SELECT state, done, total, problem, digest, id FROM financing_rehearsal"
    ((state, done, total, _problem, _digest, run),) = house.ask(runs)
    assert (state, done) == ("queued", 0)
    assert total >= 3
    worker = house.start_worker()
    until(lambda: house.ask(runs)[0][0] == "finished", "no worker finished it", seconds=60)
    house.kill(worker)
    ((_state, done, total, problem, digest, _run),) = house.ask(runs)
    assert (done, problem, len(digest)) == (total, "", 64)
    assert house.count("financing.rehearsal.finish", run) == 1
    state = house.ask("SELECT state FROM financing_ruleedition WHERE id = %s", edition)
    assert state == [("rehearsed",)]
    _status, text = staff.get(f"/admin/financing/rehearsal/{run}/change/")
    assert f"{done} dari {total} berkas" in text


def test_redis_is_away_pages_work_and_letters_leave_later(place, enter):
    house, member = place.house, enter("anggota1@uji.test")
    house.redis.stop(house.queue)
    before = time.monotonic()
    member.get("/anggota/dukungan/baru/")
    kind = house.ask("SELECT id FROM financing_supportkind WHERE code = 'pelatihan'")[0][0]
    status, text = member.post(
        "/anggota/dukungan/baru/", kind=str(kind), subject="Mesin giling", body="Perlu mesin."
    )
    assert status == 200
    assert "Terkirim" in text
    assert member.get("/anggota/")[0] == 200
    assert time.monotonic() - before < 20
    waiting = "SELECT count(*) FROM notifications_delivery WHERE state = 'waiting'"
    assert house.ask(waiting)[0][0] > 0

    house.queue = house.redis.start()
    worker = house.start_worker()
    house.call("ikm_portal.notifications.tasks.deliver_waiting")
    until(lambda: house.ask(_OPEN)[0][0] == 0, "letters stay behind", seconds=60)
    house.kill(worker)
    told = [str(one["Subject"]) for one in place.post.letters if one["To"] == "staf@uji.test"]
    assert "Permintaan dukungan baru: Pelatihan" in told


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(place, enter):
    house, post = place.house, place.post
    member = enter("anggota2@uji.test")
    post.letters.clear()
    kind = house.ask("SELECT id FROM financing_supportkind WHERE code = 'pelatihan'")[0][0]
    post.hold.clear()
    worker = house.start_worker()
    for number in range(3):
        member.get("/anggota/dukungan/baru/")
        member.post("/anggota/dukungan/baru/", kind=str(kind), subject=f"Ke-{number}", body="Isi.")
    # The web rests a while from a broker that was away: the clock comes by.
    house.call("ikm_portal.notifications.tasks.deliver_waiting")
    sending = "SELECT count(*) FROM notifications_delivery WHERE state = 'sending'"
    until(lambda: post.reached.is_set(), "the worker sends nothing", seconds=60)
    house.kill(worker)
    post.hold.set()
    assert house.ask(sending)[0][0] == 1
    with house.sql() as cursor:  # the clock of a claim that nobody holds any more runs out
        cursor.execute(
            "UPDATE notifications_delivery SET claimed_at = claimed_at - interval '1 hour' "
            "WHERE state = 'sending'"
        )
    worker = house.start_worker()
    for _twice in range(2):
        house.call("ikm_portal.notifications.tasks.deliver_waiting")
    until(lambda: house.ask(_OPEN)[0][0] == 0, "letters stay behind", seconds=60)
    house.kill(worker)
    ids = [str(one["Message-ID"]) for one in post.letters]
    assert len(ids) == len(set(ids)) == 3


def test_web_workers_killed_while_people_work(place, enter):
    """The master starts new ones; whoever asks again gets an answer, and nothing is half done."""
    house, member = place.house, enter("anggota2@uji.test")
    children = _children(house.web.pid)
    assert len(children) == 2
    for child in children:
        os.kill(child, signal.SIGKILL)
    assert until(lambda: _comes_back(member), "the service stays away", seconds=60)


def _children(pid: int) -> list[int]:
    return [child.pid for child in psutil.Process(pid).children()]


def _comes_back(member: Visitor) -> bool:
    try:
        return member.get("/anggota/")[0] == 200
    except OSError:
        return False


def test_after_all_this_no_number_lies_open(place):
    """Database, logs, queue and letters: no NIK, no phone."""
    house = place.house
    numbers = [nik_for(number) for number in (1, 2, 3)]
    numbers += [f"812000000{number:02d}" for number in (1, 2, 3)]
    tables = [
        name for (name,) in house.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    assert len(tables) > 40
    with house.sql() as cursor:
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row[0] for row in cursor.fetchall())
            assert not [one for one in numbers if one in text], table
    for name in ("web", "worker"):
        log = house.log(name)
        assert not [one for one in numbers if one in log], name
    with redis_client.Redis.from_url(house.redis.url) as queue:
        for key in queue.scan_iter():
            kept = bytes(key) + (queue.dump(key) or b"")
            assert not [one for one in numbers if one.encode() in kept], key
    for letter in place.post.letters:
        assert not [one for one in numbers if one in re.sub(r"[ .\-]", "", str(letter))]


def test_the_chain_holds(place):
    said = place.house.run("-m", "django", "verify_chain")
    assert said.strip()
