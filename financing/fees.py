"""Words by which somebody asks an applicant for a fee, where free text is written to them."""

from __future__ import annotations

import re

_FEE = re.compile(
    r"\b(biaya\s+(?:administrasi|admin|adm|provisi|survei|survey|proses|pencairan|pengurusan)"
    r"|provisi|uang\s+(?:administrasi|admin|pelicin|jasa|terima\s+kasih)"
    r"|potongan\s+(?:pencairan|di\s*muka)|komisi)\b",
    re.IGNORECASE,
)
# "Tanpa biaya administrasi dan provisi" asks for nothing.
_NONE = re.compile(
    r"\b(tanpa|bebas|gratis|tidak\s+ada|tidak\s+dikenakan|tidak\s+dipungut|jangan\s+membayar)"
    r"\b[^.;!?\n]*$",
    re.IGNORECASE,
)


def fee_in(text: str) -> str:
    """The words that ask for a fee, as written; empty when none are recognised. What is written
    another way is not found: the applicant's confidential report is for that."""
    for found in _FEE.finditer(text):
        if not _NONE.search(text[: found.start()]):
            return found.group(0)
    return ""
