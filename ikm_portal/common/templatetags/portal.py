"""How the portal writes money, dates and masked numbers. Loaded into every template."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ikm_portal.common import money, nik, phone

register = template.Library()

register.filter("rupiah", money.format_rupiah)


@register.filter
def mask_nik(value: str) -> str:
    return nik.mask_nik(value or "")


@register.filter
def mask_phone(value: str) -> str:
    return phone.mask_phone(value or "")


@register.filter
def show_phone(value: str) -> str:
    return phone.show_phone(value or "")


def _local(value: Any) -> Any:
    aware = isinstance(value, datetime.datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value


@register.filter
def tanggal(value: datetime.date | None) -> str:
    """24 November 2026"""
    if not value:
        return "–"
    day = _local(value)
    return _day(day.year, day.month, day.day, get_language())


@lru_cache(maxsize=4096)  # a list names the same few days again and again
def _day(year: int, month: int, day: int, _language: str | None) -> str:
    return date_format(datetime.date(year, month, day), "j F Y")


@register.filter
def waktu(value: datetime.datetime | None) -> str:
    """24 November 2026 pukul 14.05 WIB"""
    return date_format(_local(value), "j F Y, H.i") + " WIB" if value else "–"


@register.filter
def angka(value: int | None) -> str:
    """81255 → 81.255"""
    return f"{value:,}".replace(",", ".") if value is not None else "–"


@register.filter
def persen(value: Any) -> str:
    """Decimal("6.00") → 6%; 1.5 → 1,5%"""
    return f"{float(value):g}".replace(".", ",") + "%" if value is not None else "–"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the sprite. Without `label` it is decoration and hidden from readers."""
    address = f"{staticfiles_storage.url('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)
