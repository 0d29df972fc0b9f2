"""Papers, the collateral right, and the plain words of the rules in force."""

from datetime import date

import pytest

from financing.enums import PaperKind
from financing.kur.explain import (
    comparison,
    explain,
    flat_mistake,
    mark_words,
    open_questions,
)
from financing.kur.facts import SCHEMES
from financing.kur.papers import extra_collateral, required_papers

from .people import DAYS, TODAY, rules

M = 1_000_000
Y2024 = date(2024, 2, 29)


def kinds(scheme, amount, on=TODAY, **values):
    """Paper kinds that are needed for sure."""
    listed = required_papers(scheme, amount, on, rules(), **values)
    return {kind for paper in listed if paper.needed for kind in paper.kinds}


@pytest.mark.parametrize(
    ("scheme", "amount", "on", "npwp", "bpjs"),
    [
        ("mikro", 50 * M, TODAY, False, False),
        ("mikro", 50 * M + 1, TODAY, True, False),
        ("kecil", 120 * M, TODAY, True, True),
        ("kecil", 1, TODAY, True, True),  # 2026: NPWP for Kecil whatever the amount
        ("kecil", 1, Y2024, False, True),
        ("khusus", 100 * M, TODAY, True, False),
        ("khusus", 100 * M + 1, TODAY, True, True),
        ("pmi", 60 * M, TODAY, True, False),
        ("super_mikro", 10 * M, TODAY, False, False),
    ],
)
def test_npwp_and_bpjs_by_scheme_amount_and_year(scheme, amount, on, npwp, bpjs):
    needed = kinds(scheme, amount, on)
    assert ("npwp" in needed) == npwp
    assert ("bpjs" in needed) == bpjs


def test_marriage_paper_follows_marriage():
    assert "marriage" in kinds("mikro", 20 * M, married=True)
    assert "marriage" not in kinds("mikro", 20 * M, married=False)
    unknown = required_papers("mikro", 20 * M, TODAY, rules())
    assert [p.needed for p in unknown if p.kinds == ("marriage",)] == [None]


def test_unknown_amount_leaves_npwp_open():
    listed = required_papers("mikro", None, TODAY, rules())
    assert [p.needed for p in listed if p.kinds == ("npwp",)] == [None]


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("amount", [None, 1, 100 * M, 100 * M + 1, 500 * M])
def test_checklists_speak_of_known_papers_and_never_of_collateral(scheme, amount, on):
    for paper in required_papers(scheme, amount, on, rules()):
        assert set(paper.kinds) <= set(PaperKind.values) - {"collateral"}
        assert paper.label
        assert str(paper.why).endswith(".")
        assert paper.where.endswith(".")
        if paper.verified:
            assert paper.sources


def test_trade_papers_are_not_asked_of_migrant_workers():
    assert not {"nib", "sku", "business_photo"} & kinds("pmi", 20 * M)
    assert {"nib", "sku", "business_photo"} <= kinds("mikro", 20 * M)


@pytest.mark.parametrize(
    ("on", "amount", "forbidden", "binding"),
    [
        (TODAY, 100 * M, True, True),
        (TODAY, 100 * M + 1, False, True),
        (TODAY, None, None, True),
        (Y2024, 100 * M, True, True),
        (date(2022, 6, 1), 100 * M, True, False),  # from memory only: warns the desk
        (date(2021, 6, 1), 100 * M, None, False),
    ],
)
def test_the_collateral_right(on, amount, forbidden, binding):
    right = extra_collateral("mikro", amount, on, rules())
    assert right.forbidden is forbidden
    assert right.binding is binding
    if right.limit:
        assert right.limit == 100 * M
        assert right.article == "Pasal 14(3)"
        assert "Rp100 juta" in str(right.sentence)


def test_the_page_of_today():
    pages = {page.scheme: page for page in explain(rules(), TODAY)}
    assert list(pages) == list(SCHEMES)
    assert str(pages["mikro"].point("amount").text) == "Di atas Rp10 juta sampai Rp100 juta"
    assert str(pages["mikro"].point("rate").text) == "6% setahun"
    assert str(pages["mikro"].point("months").text) == "Modal kerja 3 tahun, investasi 5 tahun"
    assert str(pages["mikro"].point("repeat").text) == "Tidak dibatasi"
    assert pages["mikro"].point("amount").mark == ""
    assert mark_words(pages["mikro"].point("business_age")).endswith("belum dicocokkan")
    assert "belum pasti" in str(pages["super_mikro"].point("rate").text)
    assert pages["mikro"].collateral.forbidden is True
    assert pages["kecil"].collateral.forbidden is False
    assert any(p.kinds == ("npwp",) and p.needed is None for p in pages["mikro"].papers)


def test_the_page_of_other_years():
    early = {page.scheme: page for page in explain(rules(), Y2024)}
    assert "6%, 7%, 8%, 9%" in str(early["mikro"].point("rate").text)
    assert str(early["mikro"].point("repeat").text) == "2 kali (pertanian 4 kali)"
    first = {page.scheme: page for page in explain(rules(), date(2022, 6, 1))}
    assert mark_words(first["mikro"].point("business_age")) == "belum ditemukan"
    assert explain(rules(), TODAY, "11.71")[1].point("rate").text.text() == "0% setahun"
    assert explain(rules(), TODAY, "18.71")[1].point("rate").text.text() == "6% setahun"


@pytest.mark.parametrize("on", [*DAYS, date(2019, 1, 1)], ids=str)
def test_every_cell_of_the_comparison_says_something(on):
    pages = explain(rules(), on)
    table = comparison(pages)
    assert len(table) == 6
    for label, cells in table:
        assert label
        assert len(cells) == len(SCHEMES)
        for cell in cells:
            assert cell.text.text()
            assert "{" not in cell.text.text()
            assert "None" not in cell.text.text()
            assert bool(cell.mark) == bool(mark_words(cell))


def test_the_flat_mistake_in_rupiah():
    told = flat_mistake(50_000_000, 36)
    assert told["right_instalment"] == 1_521_097
    assert told["flat_instalment"] == 1_638_889
    assert told["difference"] == told["flat_interest"] - told["right_interest"] > 4_000_000
    assert told["flat_effective"] == "11,1%"
    assert told["right_as_flat"] == "3,2%"


def test_what_is_not_known_is_said():
    assert all(text.endswith(".") for text in open_questions())
