"""The rulebook's desk and the public rulebook in a real browser, with scripts and without."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from financing import tasks
from financing.models import Rehearsal, RuleEdition
from financing.reference import load_rules
from financing.rulebook import current_rules
from ikm_portal.accounts.actions.group import sync_groups
from tests import cast as play
from tests.browser.conftest import FIRST_VIEW, check_axe, check_fits, picture, press
from tests.financing.rules.conftest import drafted, mikro_limit, rehearsed, today, tomorrow
from tests.office.places import listing, step
from tests.office.places import page as page_of

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
DEVICES = pytest.mark.parametrize("device", ["phone", "desk"])


@pytest.fixture
def cast(transactional_db):
    cast = play.assemble()
    load_rules()
    sync_groups()
    for name, group in (("staff", "Petugas"), ("head", "Kepala/penyetuju")):
        user = getattr(cast, name)
        user.user_permissions.clear()
        user.groups.add(Group.objects.get(name=group))
        setattr(cast, name, type(user).objects.get(pk=user.pk))
    play.submitted(cast.member1, cast.product_bri, amount=25_000_000)
    play.submitted(cast.member_garam, cast.product_bni, amount=30_000_000)
    return cast


@pytest.fixture(autouse=True)
def queue(monkeypatch):
    """The worker works at once, in this process."""
    monkeypatch.setattr(tasks.rehearse, "delay", tasks.rehearse)


@DEVICES
def test_the_desk_of_the_rules(portal, cast, request, device):
    edition = rehearsed(cast)
    rehearsal = Rehearsal.objects.get()
    value = edition.rows.get(
        scheme="mikro", key="plafon_max_inclusive", valid_from="2026-01-01", region=""
    )
    page = request.getfixturevalue(device)(cast.staff)
    for name, address in (
        ("editions", listing("financing.ruleedition")),
        ("new", reverse("admin:financing_ruleedition_add")),
        ("edition", page_of(edition)),
        ("values", listing("financing.rulevalue") + f"?edition__id__exact={edition.pk}"),
        ("value", page_of(value)),
        ("value-new", reverse("admin:financing_rulevalue_add") + f"?edition={edition.pk}"),
        ("rehearsals", listing("financing.rehearsal")),
        ("rehearsal", page_of(rehearsal)),
        ("lines", listing("financing.rehearsalline") + f"?rehearsal__id__exact={rehearsal.pk}"),
        ("product", page_of(cast.product_bri)),
    ):
        assert page.goto(portal + address).status == 200, address
        picture(page, f"rules-{name}-{device}")
        check_axe(page)
        check_fits(page)


@DEVICES
def test_the_second_persons_page(portal, cast, request, device):
    edition = rehearsed(cast)
    page = request.getfixturevalue(device)(cast.head)
    page.goto(portal + step(edition, "approve"))
    picture(page, f"rules-approve-{device}")
    check_axe(page)
    check_fits(page)


@BOTH
def test_drafted_rehearsed_and_approved_on_a_phone(portal, phone, cast, scripts):
    page = phone(cast.staff, scripts=scripts)
    page.goto(portal + reverse("admin:financing_ruleedition_add"))
    page.fill("[name=why]", "Plafon KUR Mikro turun.")
    page.fill("[name=effective_from]", today().isoformat())
    _save(page)
    edition = RuleEdition.objects.get(number=2)
    value = edition.rows.get(
        scheme="mikro", key="plafon_max_inclusive", valid_from="2026-01-01", region=""
    )
    page.goto(portal + page_of(value))
    page.fill("[name=value]", "20 juta sekali")
    _save(page)
    assert page.locator(".errorlist").first.is_visible()
    assert page.input_value("[name=value]") == "20 juta sekali"
    page.fill("[name=value]", "20 juta")
    _save(page)
    page.goto(portal + page_of(edition))
    assert "Apa yang berubah: 1 nilai" in page.inner_text("main")
    _take(page, "Coba pada semua berkas")
    press(page, "Lihat hasil percobaan")
    bar = page.locator("progress")
    assert bar.bounding_box()["height"] == 14
    assert bar.evaluate("one => getComputedStyle(one).appearance") == "none"
    assert page.locator("#trial-all").is_visible()
    assert mikro_limit(current_rules()) == 100_000_000

    page = phone(cast.head, scripts=scripts)
    page.goto(portal + page_of(edition))
    _take(page, "Setujui")
    edition.refresh_from_db()
    assert edition.state == "approved"
    page.goto(portal + reverse("kur-aturan"))
    assert "Rp20 juta" in page.inner_text("main")


def _save(page):
    with page.expect_navigation():
        page.click("input[name=_save]")


def _take(page, words):
    """A step with a question unfolds or opens a page of its own; both end with the same words."""
    summary = page.locator("summary", has_text=words)
    if summary.count():
        summary.first.click()
    else:
        link = page.locator(f"a:has-text('{words}')")
        if link.count():
            with page.expect_navigation():
                link.first.click()
    press(page, words)


@BOTH
@DEVICES
def test_the_public_rulebook(portal, cast, request, device, scripts):
    rehearsed(cast)
    drafted_later = drafted(cast, 77_000_000, day=tomorrow())
    page = request.getfixturevalue(device)(scripts=scripts)
    page.goto(portal + reverse("kur-aturan"))
    page.locator("#mikro summary").click()
    assert page.locator("#mikro").get_by_text("Pinjaman paling besar").first.is_visible()
    assert "Rp77 juta" not in page.inner_text("main")
    assert drafted_later.state == "draft"
    check_fits(page)
    if scripts:
        check_axe(page)
        picture(page, f"kur-aturan-{device}")


def test_its_first_view_is_light(cast, weigh):
    assert weigh(None, reverse("kur-aturan")) < FIRST_VIEW
