"""Every page that anybody reaches in the demo, read as an attacker and as a careful reader."""

from __future__ import annotations

import logging
import re

import pytest

from associations.models import Owner
from financing.models import Referral
from ikm_portal.common.logs import JsonFormatter
from tests.security.crawler import crawl

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def log() -> _Kept:
    return _Kept()


@pytest.fixture(scope="module")
def visits(people, log, django_db_blocker):
    root = logging.getLogger()
    root.addHandler(log)
    with django_db_blocker.unblock():
        found = [visit for who, user in people.items() for visit in crawl(who, user)]
    root.removeHandler(log)
    return found


def _told(problems: list[str]) -> None:
    seen = sorted(set(problems))
    assert not seen, f"{len(seen)}:\n" + "\n".join(seen[:40])


def test_the_crawl_saw_every_room(visits):
    rooms = {visit.path.split("/")[1] for visit in visits}
    assert {"admin", "anggota", "bank", "pengurus", "instansi", "kur", "rapat"} <= rooms
    assert len({visit.route for visit in visits}) > 100
    assert all(visit.status < 500 for visit in visits), [
        (visit.who, visit.path, visit.status) for visit in visits if visit.status >= 500
    ]


def test_no_link_of_the_portal_leads_to_nothing(visits):
    _told([f"{v.who} {v.path}: {v.status}" for v in visits if v.status not in {200, 302, 301}])


def test_each_page_is_whole_and_holds_nothing_inline_or_foreign(visits):
    problems = [(v, problem) for v in visits if v.facts for problem in v.facts.problems]
    # Whoever keeps the rules opens what a rule was read from, wherever it stands.
    kept = [(v, problem) for v, problem in problems if not _source_of_a_rule(v, problem)]
    _told([f"{v.route}: {problem} ({v.path})" for v, problem in kept])


def _source_of_a_rule(visit, problem):
    return visit.path.startswith("/admin/financing/rulesource/") and "<a href> leads to" in problem


def test_each_answer_carries_its_headers(visits):
    wrong = []
    for visit in visits:
        policy = visit.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            wrong.append(f"{visit.route}: policy {policy!r}")
        if visit.headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{visit.route}: may be sniffed")
        if visit.headers.get("Referrer-Policy") != "same-origin":
            wrong.append(f"{visit.route}: referrer")
        if "frame-ancestors 'none'" not in policy:
            wrong.append(f"{visit.route}: may be framed")
        if visit.who != "siapa saja" and "no-store" not in visit.headers.get("Cache-Control", ""):
            wrong.append(f"{visit.route}: may be kept in a cache")
    _told(wrong)


def test_no_nik_stands_on_any_page(visits, django_db_blocker):
    """Not even the owner's own: it is shown after a press, and that press is recorded."""
    with django_db_blocker.unblock():
        numbers = {owner.nik for owner in Owner.objects.all()}
    assert len(numbers) > 100
    wrong = []
    for visit in visits:
        for found in set(re.findall(r"(?<!\d)\d{16}(?!\d)", visit.text)) & numbers:
            wrong.append(f"{visit.who} {visit.path}: {found}")
    _told(wrong)


def test_a_phone_number_stands_only_where_its_reader_may_call(visits, people, django_db_blocker):
    """The person; the managers of the association; the branch that holds the case; the office."""
    with django_db_blocker.unblock():
        owners = [owner for owner in Owner.objects.all() if owner.phone]
        may_call = {owner.phone[3:]: _callers(owner) for owner in owners}
        kinds = {who: user.kind if user else "" for who, user in people.items()}
    wrong = []
    for visit in visits:
        digits = re.sub(r"(?<=\d)[ .-](?=\d)", "", visit.text)
        for found in set(re.findall(r"(?<!\d)(?:\+?62|0)(8\d{7,11})(?!\d)", digits)):
            if found not in may_call or kinds[visit.who] == "staff":
                continue
            if visit.who not in may_call[found]:
                wrong.append(f"{visit.who} {visit.path}: …{found[-4:]}")
    _told(wrong)


def _callers(owner: Owner) -> set[str]:
    emails = {owner.user.email} if owner.user else set()
    for business in owner.businesses.all():
        for membership in business.memberships.all():
            emails |= {manager.user.email for manager in membership.association.managers.all()}
    for referral in Referral.objects.filter(owner=owner):
        if referral.is_taken:
            emails |= {posting.user.email for posting in referral.branch.postings.all()}
    return emails


def test_the_log_names_nobody(visits, log, django_db_blocker):
    with django_db_blocker.unblock():
        owners = list(Owner.objects.all())
    told_of = "\n".join(log.lines)
    for owner in owners:
        assert owner.nik not in told_of
        assert not owner.phone or owner.phone[3:] not in told_of
