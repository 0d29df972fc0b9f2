"""Findings: whole, the same each time, blind to sex and name, and in words people know."""

import json
import random
import re
from dataclasses import replace
from datetime import date

import pytest

from financing.kur.engine import check, check_all
from financing.kur.facts import SCHEMES, Facts
from financing.kur.findings import CONFIDENCE_WORDS, OUTCOME_WORDS
from financing.kur.reading import read_facts
from financing.kur.rules import OF_SCHEME, Outcome
from financing.kur.ruleset import RuleSet

from .people import DAYS, TODAY, applicant, random_facts, rules


def test_a_stored_finding_replays_to_the_same_bytes():
    rng = random.Random("replay")
    rows = [row.as_json() for row in rules().rows]
    # Another process: facts and rules come back from their own stored form.
    again = RuleSet.from_rows(json.loads(json.dumps(rows)), rules().sources)
    assert again.version == rules().version
    for _ in range(60):
        on = rng.choice(DAYS)
        facts = random_facts(rng, on)
        stored = {s: check(facts, rules(), s, on).to_json_bytes() for s in SCHEMES}
        back = read_facts(json.loads(json.dumps(facts.to_json())), on)
        for scheme, data in stored.items():
            assert check(back, again, scheme, on).to_json_bytes() == data
            assert json.loads(data)["rules_version"] == rules().version


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_finding_is_whole(on):
    rng = random.Random(f"whole {on}")
    people = [Facts(), applicant(on), *(random_facts(rng, on, 0.3) for _ in range(60))]
    for facts in people:
        for result in check_all(facts, rules(), on):
            codes = [finding.rule for finding in result.findings]
            assert codes == [r.code for r in OF_SCHEME[result.scheme] if r.code in codes]
            for finding in result.findings:
                for sentence in (finding.applicant.text(), finding.officer.text()):
                    assert sentence.endswith((".", "?"))
                    assert "{" not in sentence
                    assert "None" not in sentence
                assert len(finding.applicant.template) < 100
                assert finding.outcome in OUTCOME_WORDS
                assert finding.confidence in CONFIDENCE_WORDS
                text = finding.applicant.text()
                asking = "?" in text or text.startswith("Isi ")
                assert asking == (finding.outcome == Outcome.UNKNOWN), text
                if finding.outcome == Outcome.UNKNOWN:
                    assert finding.asks
                    assert all(getattr(facts, name) is None for name in finding.asks)
                else:
                    assert finding.asks == ()
                if finding.outcome == Outcome.FAILED and finding.rule not in STRUCTURAL:
                    assert finding.confidence.startswith("verified")


STRUCTURAL = ("membership", "migrant")


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_answering_what_is_asked_settles_the_unknown(on):
    rng = random.Random(f"asks {on}")
    for _ in range(50):
        facts = random_facts(rng, on, unknown=0.4)
        whole = applicant(on)
        for scheme in SCHEMES:
            result = check(facts, rules(), scheme, on)
            for _round in range(6):
                if not result.questions:
                    break
                answers = {name: getattr(whole, name) for name in result.questions}
                answers |= {n: 0 for n, v in answers.items() if v is None and n.startswith("kur")}
                answers |= {n: 1 for n, v in answers.items() if v is None}
                result = check(replace(facts, **answers), rules(), scheme, on)
                facts = replace(facts, **answers)
            assert result.questions == ()


def test_sex_and_name_change_nothing_and_kabupaten_nothing_but_a_named_rate():
    rng = random.Random("swap")
    for _ in range(200):
        on = rng.choice(DAYS)
        data = random_facts(rng, on).to_json()
        man = read_facts(data | {"sex": "L", "name": "Budi"}, on)
        woman = read_facts(data | {"sex": "P", "name": "Siti"}, on)
        moved = read_facts(data | {"region_code": "18.02"}, on)
        home = read_facts(data | {"region_code": "18.71"}, on)
        for scheme in SCHEMES:
            first = check(man, rules(), scheme, on).to_json_bytes()
            assert first == check(woman, rules(), scheme, on).to_json_bytes()
            here = check(home, rules(), scheme, on)
            assert here == check(moved, rules(), scheme, on)


def test_no_rule_in_force_looks_at_sex_or_name():
    assert not {"sex", "name", "religion"} & set(Facts.__dataclass_fields__)
    keys = {row.key for row in rules().rows if row.region}
    assert keys == {"interest_by_year"}


def test_a_finding_carries_its_source():
    facts = applicant(date(2025, 7, 31), kur_total=2, kur_mikro=2)
    result = check(facts, rules(), "mikro", date(2025, 7, 31))
    (access,) = [f for f in result.findings if f.rule == "access"]
    assert access.article == "Pasal 24(4a)"
    assert access.regulation == "Permenko Perekonomian 1/2022 jo. 1/2023"
    assert access.sources[0]["url"].startswith("https://pasal.id/")
    assert access.value == 2
    assert access.threshold == {"farming": 4, "other": 2}
    assert str(access.applicant) == (
        "Anda sudah 2 kali mendapat KUR ini. Batas: pertanian 4 kali, usaha lain 2 kali."
    )
    assert str(access.officer) == (
        "Berapa kali mendapat KUR: sudah 2 kali; ketentuan: pertanian 4 kali, usaha lain 2 kali. "
        "Hasil: tidak memenuhi."
    )


def test_sentences_can_be_translated_with_their_values_kept():
    facts = applicant(TODAY, amount=5_000_000)
    (amount, *_rest) = check(facts, rules(), "mikro", TODAY).findings
    english = {amount.applicant.template: "Rp5 juta would be {amount}; the floor is {low}."}
    assert amount.applicant.text(english.get) == (
        "Rp5 juta would be Rp5 juta; the floor is Rp10 juta."
    )


def test_every_part_of_a_sentence_can_be_translated():
    """With every text in capitals, only names, codes and numbers stay as they were."""
    rng = random.Random("capitals")
    texts = set()
    for on in DAYS:
        for facts in [Facts(), applicant(on), *(random_facts(rng, on, 0.2) for _ in range(40))]:
            for result in check_all(facts, rules(), on):
                for finding in result.findings:
                    texts.add(finding.applicant.text(loud))
                    texts.add(finding.officer.text(loud))
    left = {word for text in texts for word in re.findall(r"[a-z]{3,}", text)}
    assert left <= {"juta", "miliar"}  # rupiah is written the Indonesian way in any language


def loud(text):
    return re.sub(r"(\{\w+\})|(.)", lambda m: m.group(1) or m.group(2).upper(), text)


def test_officers_read_values_in_words():
    facts = applicant(kur_total=1, active_kur_bank="bri", purpose="split",
                      investment_amount=5_000_000, investment_months=48)  # fmt: skip
    found = {f.rule: f for f in check(facts, rules(), "mikro", date(2025, 7, 31)).findings}
    assert "sendiri BRI, pasangan tidak ada; ketentuan: hanya di satu bank" in str(
        found["other_bank"].officer
    )
    assert "24 bulan dan 48 bulan (investasi)" in str(found["months"].officer)
    assert found["split"].value is True
    assert "NIB ada, SKU ada" in str(found["legality"].officer)
    assert "di atas Rp10 juta, paling besar Rp100 juta" in str(found["amount"].officer)
