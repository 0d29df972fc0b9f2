"""What the engine says, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from financing.kur.findings import CONFIDENCE_WORDS
from financing.kur.words import Words, render, rupiah
from financing.models import Product

register = template.Library()
register.filter("juta", rupiah)


@register.filter
def said(words: Words | None) -> str:
    """A Sentence, a list of words, or a marked text of the engine."""
    if words is None:
        return ""
    return gettext(words) if isinstance(words, str) and words else render(words, gettext)


@register.filter
def mark(confidence: str) -> str:
    """How sure we are of a value; empty for one that was checked."""
    words = CONFIDENCE_WORDS.get(confidence, "")
    return gettext(words) if words else ""


@register.filter
def amounts(product: Product) -> str:
    """Rp10.000.001 to Rp100 juta reads: di atas Rp10 juta sampai Rp100 juta."""
    high, low = rupiah(product.max_amount), product.min_amount
    if low % 1_000_000 == 1:
        return _("Di atas %(low)s sampai %(high)s") % {"low": rupiah(low - 1), "high": high}
    return _("%(low)s sampai %(high)s") % {"low": rupiah(low), "high": high}
