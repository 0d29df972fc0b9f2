"""The look holds its promises: small, readable, and without anything inline."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django import forms
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string

from ikm_portal.common.forms import RupiahFormField

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEET = (ROOT / "static/css/portal.css").read_text()
SPRITE = set(re.findall(r'<symbol id="([a-z-]+)"', (ROOT / "static/img/icons.svg").read_text()))


def weight(*names: str) -> int:
    return sum(len(brotli.compress((ROOT / "static" / name).read_bytes())) for name in names)


def test_sheet_and_script_are_small():
    assert weight("css/portal.css") < 14_000
    assert len((ROOT / "static/js/portal.js").read_bytes()) < 6_000


def test_all_that_the_frame_fetches_fits_in_a_quarter_of_the_budget():
    pictures = ["icons", "logo", "favicon", "tapis", "kapal", "rp"]
    names = [f"img/{name}.svg" for name in pictures]
    assert weight("css/portal.css", "js/portal.js", *names) < 15_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(path):
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    # JSON is data: the browser never runs it.
    assert not re.search(r"<script(?![^>]*\s(?:src=|type=\"application/json\"))", text)


def test_every_icon_that_a_template_names_is_drawn():
    asked = set()
    for path in TEMPLATES:
        text = path.read_text()
        asked |= set(re.findall(r"\{% icon [\"']([a-z-]+)[\"']", text))
        asked |= set(re.findall(r"#([a-z][a-z-]+)\"/>", text))
        asked |= set(re.findall(r"\bicon=[\"']([a-z-]+)[\"']", text))
    assert asked, "the search found no icon at all"
    assert asked <= SPRITE


def test_every_icon_of_the_menu_is_drawn():
    from ikm_portal.pages.navigation import BY_KIND, PUBLIC

    rooms = [*PUBLIC, *(room for rooms in BY_KIND.values() for room in rooms)]
    assert {room.icon for room in rooms} <= SPRITE


def luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(digit * 2 for digit in colour[1:])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b", SHEET.split("@media")[0]))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "gold-1"),
        ("quiet", "paper"),
        ("quiet", "card"),
        ("quiet", "shade"),
        ("maroon-7", "paper"),
        ("maroon-9", "gold-5"),
        ("card", "maroon-7"),
        ("gold-3", "maroon-7"),
        ("gold-3", "maroon-9"),
        ("indigo-6", "paper"),
        ("indigo-6", "indigo-1"),
        ("gold-7", "gold-1"),
        ("leaf-7", "leaf-1"),
        ("chili-7", "chili-1"),
        ("card", "leaf-7"),
        ("card", "chili-7"),
    ],
)
def test_text_can_be_read(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["card", "paper"])
def test_edges_of_fields_can_be_seen(ground):
    assert contrast(TOKENS["line-strong"], TOKENS[ground]) >= 3


class LoanForm(forms.Form):
    name = forms.CharField(label="Nama usaha", help_text="Seperti di NIB.", max_length=50)
    amount = RupiahFormField(label="Jumlah")
    note = forms.CharField(label="Catatan", required=False, max_length=50)
    use = forms.ChoiceField(label="Untuk", widget=forms.RadioSelect, choices=[("m", "Modal")])
    agreed = forms.BooleanField(label="Saya setuju.")


def test_a_form_says_what_is_wrong_beside_the_field_and_on_top():
    html = str(LoanForm({"amount": "12500000"}))
    assert 'href="#id_name"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    # a group has no single input: the link leads to the group
    assert 'href="#id_use"' in html
    assert 'id="id_use"' in html


def test_a_fresh_form_has_no_summary_and_marks_what_may_stay_empty():
    html = str(LoanForm())
    assert "data-summary" not in html
    assert html.count("boleh kosong") == 1
    assert "data-rupiah" in html


def test_a_rupiah_field_shows_back_what_was_typed_without_trusting_it():
    html = str(LoanForm({"amount": '"><b>10'})["amount"])
    assert "<b>" not in html


class Undefined(str):
    """Makes a template fail that prints a variable nobody gave."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined: {name}")


LEAST = {
    "chip": {"text": "Draf"},
    "callout": {"text": "Kirim foto."},
    "card": {"title": "Asosiasi"},
    "tile": {"label": "Baru", "value": 12},
    "figures": {"items": [{"label": "anggota", "value": 4}]},
    "choices": {"items": [{"url": "/", "icon": "bank", "title": "KUR"}]},
    "steps": {"steps": [{"label": "Diisi", "state": "done"}]},
    "history": {"entries": [{"title": "Diterima", "at": None}]},
    "facts": {"items": [{"label": "Usaha", "value": "Kopi"}]},
    "empty": {"text": "Belum ada."},
    "tabs": {"tabs": [{"label": "Baru", "url": "/"}]},
    "pager": {},
    "crumbs": {"items": [{"label": "Beranda"}]},
    "bars": {"items": [{"label": "Tanggamus", "value": 5}], "max": 10},
    "stacked": {"parts": [{"label": "Cair", "value": 5, "tone": "good"}], "total": 10},
    "columns": {"items": [{"label": "Nov", "value": 5}], "max": 10},
    "meter": {"label": "Kuota", "value": 5, "max": 10, "text": "5 dari 10"},
    "confirm": {"action": "/", "label": "Batalkan", "csrf_token": "x"},
    "person": {"name": "Sri"},
    "document": {"name": "KTP"},
    "whatsapp": {"phone": "+628127"},
    "icon": {"name": "coffee"},
}


@pytest.mark.parametrize("name", LEAST)
def test_a_component_needs_only_what_the_guide_asks(name):
    options = settings.TEMPLATES[0]["OPTIONS"]
    engine = Engine(
        dirs=[ROOT / "templates"],
        builtins=options["builtins"],
        libraries={
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
        },
        string_if_invalid=Undefined("%s"),
    )
    html = engine.get_template(f"ui/{name}.html").render(Context(LEAST[name]))
    for value in LEAST[name].values():
        if isinstance(value, str) and not value.startswith(("+", "/")):
            assert value in html
    assert f"`{name}.html`" in (ROOT / "docs/identity.md").read_text()


def test_bars_follow_the_numbers():
    html = render_to_string(
        "ui/bars.html",
        {"items": [{"label": "a", "value": 30}, {"label": "b", "value": 0}], "max": 120},
    )
    assert 'width="25%"' in html
    assert 'width="0%"' in html


def test_whatsapp_text_cannot_add_a_second_parameter():
    html = render_to_string("ui/whatsapp.html", {"phone": "+62812700", "text": "Kopi & garam?x=1"})
    assert "https://wa.me/62812700?text=Kopi%20%26%20garam%3Fx%3D1" in html


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_stands_without_context(code):
    html = render_to_string(f"{code}.html")
    assert "Yang bisa Anda lakukan" in html
    assert f"Kode {code.partition('_')[0]}" in html


@pytest.mark.parametrize("name", ["portal", "admin"])
def test_what_is_hidden_stays_hidden_whatever_its_class_says(name):
    sheet = (ROOT / f"static/css/{name}.css").read_text()
    assert "[hidden] { display: none !important; }" in sheet
