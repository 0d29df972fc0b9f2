"""A bounded count, as it is read."""

from ikm_portal.common.counts import CAP


def in_words(count: int, *, cap: int = CAP) -> str:
    """7; 1.000+"""
    return f"{min(count, cap):,}".replace(",", ".") + ("+" if count > cap else "")
