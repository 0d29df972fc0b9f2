"""Banks' files for tests, as workbook or CSV."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from financing.models import ResultFile

HEADINGS = {
    "code": "Kode",
    "decision": "Keputusan",
    "reason": "Alasan penolakan",
    "words": "Penjelasan untuk pemohon",
    "amount": "Jumlah disetujui",
    "months": "Bulan",
    "rate": "Bunga efektif setahun",
    "conditions": "Syarat",
    "contract_number": "Nomor akad",
    "contracted_on": "Tanggal akad",
    "disbursed_on": "Tanggal cair",
    "disbursed_amount": "Jumlah cair",
}


def book(*rows: dict[str, Any]) -> bytes:
    made = Workbook()
    made.active.append(list(HEADINGS.values()))
    for row in rows:
        assert set(row) <= set(HEADINGS)
        made.active.append([row.get(key) for key in HEADINGS])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def csv_of(*rows: dict[str, Any], delimiter: str = ";") -> bytes:
    lines = [delimiter.join(HEADINGS.values())]
    lines += [delimiter.join(str(row.get(key, "")) for key in HEADINGS) for row in rows]
    return "\r\n".join(lines).encode("utf-8-sig")


def upload(client, content: bytes, name: str = "hasil.xlsx"):
    return client.post(reverse("bank:results"), {"file": SimpleUploadedFile(name, content)})


def send(client, *rows: dict[str, Any]) -> ResultFile:
    """Uploaded and checked; the newest file of all."""
    answer = upload(client, book(*rows))
    assert answer.status_code == 302, answer.content.decode()
    return ResultFile.objects.latest("pk")


def states(file: ResultFile) -> list[str]:
    return list(file.lines.order_by("line").values_list("state", flat=True))


def run(client, file: ResultFile) -> str:
    answer = client.post(reverse("bank:results_run", args=[file.pk]), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def see(client, file: ResultFile, heap: str = "") -> str:
    address = reverse("bank:results_file", args=[file.pk])
    return client.get(f"{address}?lihat={heap}").content.decode()
