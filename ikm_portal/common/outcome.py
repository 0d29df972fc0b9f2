"""The answer to "may I?": a yes, or a no that says why in words for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from django.utils.functional import Promise


@dataclass(frozen=True)
class Allowed:
    reason: ClassVar[str] = ""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True)
class Denied:
    """`reason` is one Indonesian sentence that a form or page can show as it is."""

    reason: str | Promise

    def __bool__(self) -> Literal[False]:
        return False


Answer = Allowed | Denied
