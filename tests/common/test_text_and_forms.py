"""Form fields: bounds, hidden characters, and sentences in Indonesian."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from ikm_portal.common.forms import (
    NikFormField,
    NpwpFormField,
    PhoneFormField,
    PlainTextField,
    RupiahFormField,
)
from ikm_portal.common.models.fields import MAX_RUPIAH, RupiahField
from ikm_portal.common.text import tidy, validate_plain_text

HIDDEN = ["\x00", "\x1b", "\x7f", "\x9d", "\u200b", "\u202e", "\u2066", "\ufeff", "\u061c",
          "\u2028", "\u2060", "\ud800", "\U000e0041"]  # fmt: skip


@pytest.mark.parametrize("char", HIDDEN, ids=lambda char: f"U+{ord(char):04X}")
def test_hidden_characters_are_refused_in_every_text_field(char):
    for field, value in [
        (PlainTextField(max_length=50), f"Kopi{char}Robusta"),
        (NikFormField(), f"18710145089{char}00001"),
        (PhoneFormField(), f"0812345{char}67890"),
        (NpwpFormField(), f"01300066609{char}1000"),
    ]:
        with pytest.raises(ValidationError):
            field.clean(value)


@pytest.mark.parametrize(
    "text", ["Kopi & keripik", "baris satu\nbaris dua", "tab\tdua", "Ñandú é", "👩‍🌾", "العربية"]
)
def test_honest_text_passes(text):
    validate_plain_text(text)
    assert PlainTextField(max_length=50).clean(text) == tidy(text)


def test_tidy_gives_one_spelling():
    assert tidy("  a\r\nb\rc ") == "a\nb\nc"
    assert tidy("e\u0301") == "\u00e9"


def test_text_is_bounded():
    field = PlainTextField(max_length=5)
    assert field.clean("12345") == "12345"
    with pytest.raises(ValidationError):
        field.clean("123456")
    with pytest.raises(TypeError):
        PlainTextField()  # a bound is not optional
    with pytest.raises(ValidationError, match="Isi bagian ini"):
        field.clean("   ")


@pytest.mark.parametrize(
    ("field", "written", "stored"),
    [
        (NikFormField(), "18.7101.450890.0001", "1871014508900001"),
        (PhoneFormField(), "0812-3456-7890", "+6281234567890"),
        (NpwpFormField(required=False), "", ""),
        (RupiahFormField(), "10 juta", 10_000_000),
        (RupiahFormField(required=False), "", None),
        (RupiahFormField(min_value=1), 5, 5),
    ],
)
def test_what_is_stored(field, written, stored):
    assert field.clean(written) == stored


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        (NikFormField(), "123", "16 angka"),
        (NikFormField(), "", "Isi bagian ini"),
        (PhoneFormField(), "0721 123456", "nomor HP"),
        (RupiahFormField(), "", "rupiah"),
        (RupiahFormField(), "banyak", "angka"),
        (RupiahFormField(), "9" * 100, "angka"),
        (RupiahFormField(min_value=1_000_000), "500 ribu", "Rp1.000.000"),
        (RupiahFormField(max_value=500_000_000), "501 juta", "Rp500.000.000"),
    ],
)
def test_what_is_refused_says_why(field, written, sentence):
    with pytest.raises(ValidationError, match=sentence):
        field.clean(written)


class Offer(forms.Form):
    amount = RupiahFormField()
    phone = PhoneFormField()


def test_values_are_shown_as_people_write_them():
    html = Offer(initial={"amount": 12_500_000, "phone": "+6281234567890"}).as_p()
    assert "12.500.000" in html
    assert "0812-3456-7890" in html


def test_an_unchanged_amount_is_unchanged():
    form = Offer({"amount": "12,5 juta", "phone": "0"}, initial={"amount": 12_500_000})
    assert "amount" not in form.changed_data


def test_model_field_is_bounded_both_ways():
    field = RupiahField()
    for wrong in (-1, MAX_RUPIAH + 1):
        with pytest.raises(ValidationError):
            field.run_validators(wrong)
    assert isinstance(field.formfield(), RupiahFormField)
