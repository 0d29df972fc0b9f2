"""A bank's own limits in words: codes stay in the rules, people read names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from associations.models import Region
from financing.kur.product_words import PAPERS
from financing.models.limits import Industry

_INDUSTRIES: dict[str, object] = dict(Industry.choices)


def industry_words(codes: Iterable[str]) -> str:
    """A KBLI prefix outside the list of industries is named by its digits."""
    return ", ".join(str(_INDUSTRIES.get(code, f"KBLI {code}")) for code in codes)


def paper_words(codes: Iterable[str]) -> str:
    return ", ".join(PAPERS[code][1] for code in codes)


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """One query, and none where no product is bound to a place."""
    wanted = set(codes)
    if not wanted:
        return {}
    return dict(Region.objects.filter(code__in=wanted).values_list("code", "name"))


def region_words(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)
