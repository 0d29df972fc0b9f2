"""Words by which somebody asks an applicant for a fee, where free text is written to them."""

from __future__ import annotations

import re

_FEES = (
    r"biaya\s+(?:administrasi|admin|adm|provisi|survei|survey|proses|pencairan|pengurusan)"
    r"|provisi|uang\s+(?:administrasi|admin|pelicin|jasa|terima\s+kasih)"
    r"|potongan\s+(?:pencairan|di\s*muka)|komisi"
)
_FEE = re.compile(rf"\b({_FEES})\b", re.IGNORECASE)
_NOT_TAKEN = (
    r"(?:tidak|tak)\s+(?:(?:akan|perlu|boleh|pernah)\s+)*"
    r"(?:ada|(?:mem|di)bayar|memungut|dipungut|(?:me|di)minta|mengenakan|dikenakan"
    r"|menarik|ditarik)"
)
# "Tanpa biaya administrasi dan provisi" asks for nothing. "Tanpa agunan, tetapi ada provisi" does.
_NONE_BEFORE = re.compile(
    rf"\b(?:tanpa|bebas|gratis|bukan|dilarang|{_NOT_TAKEN}|jangan\s+(?:mem)?(?:bayar|beri))\b"
    r"(?P<between>(?:(?!\b(?:tetapi|tapi|namun|hanya|kecuali|ada|siapkan|bawa|harus|wajib)\b)"
    r"[^.;!?\n])*)$",
    re.IGNORECASE,
)
# "Biaya administrasi dan provisi: tidak ada."
_NONE_AFTER = re.compile(
    rf"(?:[\s,/:=]|\b(?:{_FEES}|dan|atau|maupun|serta|juga|adalah|sebesar|yang)\b)*"
    rf"(?:\b(?:{_NOT_TAKEN}|nol|nihil|gratis|dibebaskan)\b|Rp\s*0(?![.,]?\d)|0\s*%)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[\s:]*(?:sebesar\s+)?(?:Rp\s*[1-9]|[\d.,]*[1-9][\d.,]*\s*(?:%|persen|ribu|juta))",
    re.IGNORECASE,
)


def fee_in(text: str) -> str:
    """The words that ask for a fee, as written; empty when none are recognised. What is written
    another way is not found: the applicant's confidential report is for that."""
    for found in _FEE.finditer(text):
        if not _is_denied(text[: found.start()], text[found.end() :]):
            return found.group(0)
    return ""


def _is_denied(before: str, after: str) -> bool:
    """Does the sentence say that there is none? A sum behind a comma is a demand again: "Tanpa
    agunan, provisi 1%"."""
    if _NONE_AFTER.match(after):
        return True
    none = _NONE_BEFORE.search(before)
    return none is not None and not ("," in none["between"] and _AMOUNT.match(after))
