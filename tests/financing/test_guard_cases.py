"""Guard cases as a table: papers beyond the published list, and reasons against the findings."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from associations.actions.businesses import set_permit
from associations.models import Owner
from financing import demand_rules
from financing.actions import desk, guard, quotas, referrals
from financing.contradictions import OTHERWISE, RULES, weigh
from financing.enums import DeclineReason, Demand, PaperKind
from financing.kur import products
from financing.kur.facts import NO_BANK, Facts
from financing.kur.papers import required_papers
from financing.kur.products import ProductRules
from financing.kur.rules import ALL
from financing.kur.ruleset import RuleSet
from financing.models import (
    Decision,
    DemandOverride,
    PaperRequest,
    Product,
    ProductPaper,
    Referral,
)
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.financing.test_guard import client_of

WIB = datetime.timezone(datetime.timedelta(hours=7))
# The rules of 2023 are verified; those of 2026 were in part carried over from them.
IN_2024 = datetime.date(2024, 5, 6)
IN_2026 = datetime.date(2026, 11, 23)
WHY = "Diminta pemeriksa pusat."


def on(day: datetime.date) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(9), WIB), tick=False)


def asked(referral, kind, by, name=""):
    paper = referrals.WantedPaper(kind, "Untuk pemeriksaan.", name)
    return referrals.ask_for_papers(referral=referral, papers=[paper], by=by)


# Papers: (scheme, amount, married, kind, on the list?)
PAPERS = [
    ("mikro", 25_000_000, None, "ktp", True),
    ("mikro", 25_000_000, None, "kk", True),
    ("mikro", 25_000_000, None, "nib", True),
    ("mikro", 25_000_000, None, "sku", True),
    ("mikro", 25_000_000, None, "business_photo", True),
    ("mikro", 25_000_000, None, "bank_book", True),
    ("mikro", 25_000_000, None, "marriage", True),  # not known: may be asked
    ("mikro", 25_000_000, True, "marriage", True),
    ("mikro", 25_000_000, False, "marriage", False),
    ("mikro", 50_000_000, None, "npwp", False),
    ("mikro", 50_000_001, None, "npwp", True),
    ("mikro", 100_000_000, None, "bpjs", False),
    ("mikro", 25_000_000, None, "other", False),
    ("super_mikro", 10_000_000, None, "npwp", False),
    ("super_mikro", 10_000_000, None, "bpjs", False),
    ("kecil", 150_000_000, None, "npwp", True),
    ("kecil", 150_000_000, None, "bpjs", True),
    ("kecil", 150_000_000, None, "other", False),
    ("khusus", 50_000_000, None, "other", True),  # the group's letter and contract
    ("khusus", 100_000_000, None, "bpjs", False),
    ("khusus", 100_000_001, None, "bpjs", True),
    ("pmi", 50_000_000, None, "other", True),  # the contract abroad
    ("pmi", 50_000_000, None, "business_photo", False),
]


@pytest.mark.parametrize(("scheme", "amount", "married", "kind", "listed"), PAPERS)
def test_the_list_by_scheme_and_amount(cast, scheme, amount, married, kind, listed):
    referral = play.in_review(cast)
    Product.objects.filter(pk=referral.product_id).update(scheme=scheme)
    Owner.objects.filter(pk=referral.owner_id).update(is_married=married)
    Referral.objects.filter(pk=referral.pk).update(amount=amount)
    referral = Referral.objects.get(pk=referral.pk)
    answer = demand_rules.may_ask_paper(referral, kind, by=cast.officer)
    assert bool(answer) is listed
    if listed:
        assert asked(referral, kind, cast.officer).state == "papers_wanted"
        return
    assert "tidak ada di daftar berkas" in str(answer.reason)
    assert "Permenko Perekonomian" in str(answer.reason)
    with pytest.raises(referrals.CannotDecide, match="tidak ada di daftar berkas"):
        asked(referral, kind, cast.officer)
    assert not PaperRequest.objects.exists()


def test_what_applicants_read_as_needed_is_never_stopped(cast):
    """The checklist of the rules and the guard cannot drift apart."""
    referral = play.in_review(cast)
    for scheme in ("super_mikro", "mikro", "kecil", "khusus", "pmi"):
        for amount in (5_000_000, 50_000_001, 100_000_001):
            referral.product.scheme, referral.amount = scheme, amount
            today, book = IN_2026, RuleSet.from_file()
            for paper in required_papers(scheme, amount, today, book):
                for kind in paper.kinds:
                    assert demand_rules.only_listed_papers(referral, kind), (scheme, amount, kind)


def test_what_the_bank_ticked_for_its_product_is_on_its_list(cast):
    referral = play.in_review(cast)
    assert not demand_rules.may_ask_paper(referral, "bpjs", by=cast.officer)
    Product.objects.filter(pk=referral.product_id).update(papers=["bpjs_tk"])
    referral.product.refresh_from_db()
    assert demand_rules.may_ask_paper(referral, "bpjs", by=cast.officer)


def publish(cast, kind="other", name="Surat domisili", **more) -> ProductPaper:
    values = {"source": "bri.co.id/kur", "source_on": datetime.date(2026, 1, 5)} | more
    return ProductPaper.objects.create(product=cast.product_bri, kind=kind, name=name, **values)


def test_a_published_paper_is_asked_for_by_its_name(cast):
    referral = play.in_review(cast)
    publish(cast)
    for name in ("", "Surat cinta"):
        with pytest.raises(referrals.CannotDecide, match="Pilih berkas yang mana"):
            asked(referral, "other", cast.officer, name)
    page = client_of(cast.officer)
    address = reverse("bank:want_papers", args=[referral.pk])
    assert "Surat domisili" in page.get(address).content.decode()
    wrong = page.post(address, {"other": "Alamat usaha."}).content.decode()
    assert "Pilih berkas yang mana" in wrong
    assert "Alamat usaha." in wrong  # nothing typed is lost
    done = page.post(address, {"other": "Alamat usaha.", "other_name": "Surat domisili"})
    assert done.status_code == 302
    assert PaperRequest.objects.get().reason == "Surat domisili: Alamat usaha."


def test_a_list_that_ended_and_another_products_list_do_not_count(cast):
    referral = play.in_review(cast)
    publish(cast, until=datetime.date(2020, 1, 1))
    ProductPaper.objects.create(
        product=cast.product_bni,
        kind="other",
        name="Surat lain",
        source="bni",
        source_on=IN_2026,
    )
    assert not demand_rules.may_ask_paper(referral, "other", by=cast.officer, name="Surat lain")


def test_applicants_read_the_banks_own_list_with_its_source(cast, client):
    publish(cast)
    publish(cast, name="Surat lama", until=datetime.date(2020, 1, 1))
    line = "Surat domisili (bri.co.id/kur, 5 Januari 2026)"
    draft = play.draft(cast.member1, cast.product_bri)
    page = client_of(cast.member1).get(f"/anggota/pengajuan/{draft.code}/isi/berkas/")
    for text in (page.content.decode(), client.get("/kur/").content.decode()):
        assert line in text
        assert "Surat lama" not in text


@pytest.mark.parametrize(
    "wrong", [{"kind": "collateral"}, {"kind": "x"}, {"name": ""}, {"source": ""}]
)
def test_the_database_wants_a_whole_line_and_no_collateral(cast, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(cast, **wrong)


def test_a_paper_beyond_the_list_by_two_persons(cast):
    referral = play.in_review(cast)
    address = reverse("bank:allow_paper", args=[referral.pk])
    head = client_of(cast.branch_head)
    assert address in head.get(reverse("bank:referral", args=[referral.pk])).content.decode()
    wish = {"about": "bpjs", "reason": WHY}
    assert client_of(cast.officer).post(address, wish).status_code == 403
    assert client_of(cast.officer_bni).get(address).status_code == 404
    form = head.get(address).content.decode()
    assert 'value="bpjs"' in form
    assert 'value="ktp"' not in form  # on the list: nothing to allow
    assert 'value="collateral"' not in form  # by a rule of its own
    for wrong in ({"about": "ktp", "reason": WHY}, {"reason": WHY}, {"about": "bpjs"}):
        assert head.post(address, wrong).status_code == 200
    assert not DemandOverride.objects.exists()
    for _press in range(2):
        head.post(address, wish)
    given = DemandOverride.objects.get()
    assert (given.demand, given.about, given.given_by) == ("paper", "bpjs", cast.branch_head)
    with pytest.raises(referrals.CannotDecide, match="tidak boleh meminta"):
        asked(referral, "bpjs", cast.branch_head)
    with pytest.raises(referrals.CannotDecide, match="tidak ada di daftar"):
        asked(referral, "npwp", cast.officer)  # another paper is another matter
    assert asked(referral, "bpjs", cast.officer).state == "papers_wanted"


def test_the_applicant_reads_the_right_about_the_paper(cast):
    referral = play.in_review(cast)
    guard.allow_demand(
        referral=referral, demand=Demand.PAPER, about="npwp", reason=WHY, by=cast.branch_head
    )
    letter = Message.objects.get(
        recipient=cast.member1, subject__contains="Hak Anda tentang berkas"
    )
    for words in ("Kartika Kepala", "NPWP", WHY, "melapor ke Disperindag", "Permenko"):
        assert words in letter.body
    page = client_of(cast.member1)
    story = page.get(reverse("member:application", args=[referral.application.code]))
    assert "mengizinkan permintaan yang dilarang" in story.content.decode()


# Reasons: what the engine found → stopped, only warned, or let through


FACTS = Facts(
    amount=25_000_000,
    months=24,
    purpose="kmk",
    kbli="10761",
    region_code="18.71",
    business_started_on=datetime.date(2019, 1, 1),
    has_sku=True,
)
OFFER = ProductRules(code="x", bank="bri", scheme="mikro", max_amount=100_000_000)
STOPPED, WARNED, FREE = "stopped", "warned", "free"
CASES = [
    # Old enough, by a rule that was read: no reason. By one that was only carried over: a warning.
    ("business_age", IN_2024, {}, {}, STOPPED),
    ("business_age", IN_2026, {}, {}, WARNED),
    ("business_age", IN_2024, {"business_started_on": datetime.date(2023, 11, 6)}, {}, STOPPED),
    ("business_age", IN_2024, {"business_started_on": datetime.date(2023, 11, 7)}, {}, FREE),
    ("business_age", IN_2024, {"business_started_on": None}, {}, WARNED),
    # NIB or SKU; a bank that publishes NIB may want it.
    ("no_nib", IN_2024, {}, {}, STOPPED),
    ("no_nib", IN_2026, {}, {}, WARNED),
    ("no_nib", IN_2024, {"has_sku": None}, {}, WARNED),
    ("no_nib", IN_2024, {"has_sku": False, "has_nib": False}, {}, FREE),
    ("no_nib", IN_2024, {"has_nib": False}, {"papers": ("nib",)}, FREE),
    ("no_nib", IN_2024, {"has_nib": None}, {"papers": ("nib",)}, WARNED),
    ("no_nib", IN_2024, {"has_nib": True}, {"papers": ("nib",)}, STOPPED),
    # The bank's own published lines of business need nobody to confirm them.
    ("sector", IN_2026, {}, {"sectors": ("10", "11")}, STOPPED),
    ("sector", IN_2026, {}, {"sectors": ("31",)}, FREE),
    ("sector", IN_2026, {"kbli": None}, {"sectors": ("10",)}, WARNED),
    ("sector", IN_2026, {}, {}, FREE),  # nothing published: nothing to hold it against
    # Credit elsewhere: what the portal does not know is the bank's to look up.
    ("has_credit", IN_2024, {}, {}, WARNED),
    ("other_bank", IN_2024, {}, {}, WARNED),
    ("other_bank", IN_2024, {"active_kur_bank": "bni"}, {}, FREE),
    ("other_bank", IN_2024, {"active_kur_bank": NO_BANK, "spouse_kur_bank": NO_BANK}, {}, STOPPED),
    # No rule speaks of these.
    ("slik", IN_2024, {}, {}, FREE),
    ("capacity", IN_2024, {}, {}, FREE),
    ("identity", IN_2024, {}, {}, FREE),
    ("place", IN_2024, {}, {}, FREE),
    ("papers", IN_2024, {}, {}, FREE),
    ("withdrew", IN_2024, {}, {}, FREE),
    ("no_answer", IN_2024, {}, {}, FREE),
]


@pytest.mark.parametrize(("reason", "day", "facts", "offer", "expected"), CASES)
def test_a_reason_against_the_findings(reason, day, facts, offer, expected):
    result = products.check(
        replace(FACTS, **facts), replace(OFFER, **offer), RuleSet.from_file(), day
    )
    found = [*result.scheme.findings, *result.findings]
    held = weigh([one for one in found if one.rule in RULES.get(reason, ())])
    assert (FREE if held is None else STOPPED if held.certain else WARNED) == expected
    if held:
        assert held.sentence


def test_every_reason_has_its_cases_and_every_rule_exists():
    assert {case[0] for case in CASES} | set(OTHERWISE) == set(DeclineReason.values)
    known = {rule.code for rule in ALL} | {"bank_papers", "bank_one_bank", "bank_sector"}
    assert {rule for rules in RULES.values() for rule in rules} <= known


def decline(referral, reason, by):
    return referrals.decline_referral(referral=referral, reason=reason, words="Maaf.", by=by)


def test_a_contradicted_reason_is_stopped_with_the_article(cast):
    with on(IN_2024):
        referral = play.in_review(cast)
        with pytest.raises(referrals.CannotDecide, match=r"bertentangan.*Pasal 23") as stopped:
            decline(referral, "business_age", cast.officer)
        assert stopped.value.field == "reason"
        planned = desk.plan_decline(
            referrals=[referral], reason="business_age", words="Maaf.", by=cast.officer
        )
        assert "bertentangan" in planned[0].problem
        form = client_of(cast.officer).post(
            reverse("bank:decline", args=[referral.pk]),
            {"reason": "business_age", "words": "Maaf."},
        )
        text = form.content.decode()
        assert "bertentangan dengan hasil pemeriksaan" in text
        assert "Maaf." in text
        assert 'value="kirim"' not in text
    assert not Decision.objects.exists()


def test_an_unverified_finding_warns_beside_the_letter_and_lets_go(cast):
    with on(IN_2026):
        referral = play.in_review(cast)
        page = client_of(cast.officer)
        address = reverse("bank:decline", args=[referral.pk])
        answers = {"reason": "business_age", "words": "Maaf."}
        text = page.post(address, answers).content.decode()
        assert "Periksa lagi alasan ini" in text
        assert page.post(address, answers | {"langkah": "kirim"}).status_code == 302
    assert Decision.objects.get().reason == "business_age"


def test_a_reason_without_doubt_shows_no_warning(cast):
    referral = play.in_review(cast)
    answers = {"reason": "capacity", "words": "Maaf."}
    page = client_of(cast.officer).post(reverse("bank:decline", args=[referral.pk]), answers)
    assert "Periksa lagi alasan ini" not in page.content.decode()


def test_a_contradicted_reason_by_two_persons(cast):
    with on(IN_2024):
        referral = play.in_review(cast)
        address = reverse("bank:allow_reason", args=[referral.pk])
        head = client_of(cast.branch_head)
        form = head.get(address).content.decode()
        assert 'value="business_age"' in form
        assert 'value="capacity"' not in form
        assert client_of(cast.officer).get(address).status_code == 403
        for _press in range(2):
            head.post(address, {"about": "business_age", "reason": WHY})
        assert DemandOverride.objects.get().about == "business_age"
        letter = Message.objects.get(recipient=cast.member1, subject__contains="alasan bank")
        for words in ("Kartika Kepala", "Usaha belum cukup lama", WHY, "melapor"):
            assert words in letter.body
        with pytest.raises(referrals.CannotDecide, match="tidak boleh meminta"):
            decline(referral, "business_age", cast.branch_head)
        with pytest.raises(referrals.CannotDecide, match="bertentangan"):
            decline(referral, "no_nib", cast.officer)
        decline(referral, "business_age", cast.officer)
    assert Decision.objects.get().reason == "business_age"


def test_nothing_to_allow_says_so(cast):
    with on(IN_2026):
        referral = play.in_review(cast)
        client, address = (
            client_of(cast.branch_head),
            reverse("bank:allow_reason", args=[referral.pk]),
        )
        answer = client.get(address, follow=True)
        assert answer.redirect_chain == [(reverse("bank:referral", args=[referral.pk]), 302)]
        assert "Tidak ada yang perlu diizinkan" in answer.content.decode()
        assert client.post(address).status_code == 409
        with pytest.raises(referrals.CannotDecide, match="Tidak ada yang perlu"):
            guard.allow_demand(
                referral=referral,
                demand=Demand.REASON,
                about="business_age",
                reason=WHY,
                by=cast.branch_head,
            )


def test_a_nib_on_record_is_certain_whatever_the_year(cast):
    with on(IN_2026):
        referral = play.in_review(cast)
        business = cast.member1.owner.businesses.get()
        set_permit(business=business, kind="nib", number="1234567890123", by=cast.member1)
        with pytest.raises(referrals.CannotDecide, match="sudah tercatat"):
            decline(referral, "no_nib", cast.officer)


def test_quota_used_up_against_the_ledger_is_a_doubt(cast):
    today = timezone.localdate()
    quotas.open_quota(
        product=cast.product_bri,
        branch=cast.branch_bri,
        starts_on=today.replace(day=1, month=1),
        ends_on=today.replace(day=31, month=12),
        amount=100_000_000,
        source="uji",
        as_of=today,
        by=cast.staff,
    )
    referral = play.in_review(cast)
    answers = {"reason": "quota", "words": "Habis."}
    page = client_of(cast.officer).post(reverse("bank:decline", args=[referral.pk]), answers)
    assert "jatah untuk kasus ini masih dipesan" in page.content.decode()
    assert decline(referral, "quota", cast.officer).reason == "quota"
    other = play.sent(cast, cast.member2, cast.product_bni)  # no figure known: no contradiction
    referrals.receive_referral(referral=other, by=cast.officer_bni)
    referrals.start_review(referral=other, by=cast.officer_bni)
    page = client_of(cast.officer_bni).post(reverse("bank:decline", args=[other.pk]), answers)
    assert "Periksa lagi" not in page.content.decode()


def test_findings_that_cannot_be_opened_stop_nobody(cast):
    with on(IN_2024):
        referral = play.in_review(cast)
        referral.findings.rules_version = "kur-0000"
        referral.findings.save(update_fields=["rules_version"])
        assert demand_rules.no_contradiction(referral, "business_age")


@pytest.mark.parametrize(
    ("demand", "about"),
    [("paper", ""), ("paper", "slik"), ("reason", ""), ("reason", "ktp"), ("fee", "ktp")],
)
def test_the_database_knows_what_an_override_is_about(cast, demand, about):
    referral = play.in_review(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandOverride.objects.create(
            referral=referral, demand=demand, about=about, reason="x", given_by=cast.branch_head
        )


def test_no_kind_and_no_reason_falls_through(cast):
    """Each kind of paper and each coded reason gets an answer with a sentence or a yes."""
    referral = play.in_review(cast)
    for kind in PaperKind.values:
        answer = demand_rules.may_ask_paper(referral, kind, by=cast.officer)
        assert answer or str(answer.reason)
    for reason in DeclineReason.values:
        answer = demand_rules.may_decline_for(referral, reason, by=cast.officer)
        assert answer or str(answer.reason)
