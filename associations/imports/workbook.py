"""The members' workbook as rows. What may come in, and what not: `ikm_portal.common.sheets`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from associations.imports.columns import BY_KEY, EXAMPLE, MARKS, NEEDED, key_for
from ikm_portal.common.sheets import (
    LAST_LINE,
    MAX_BYTES,
    MAX_ROWS,
    Book,
    Layout,
    Raw,
    Refused,
    read_workbook,
)

__all__ = ["LAST_LINE", "MAX_BYTES", "MAX_ROWS", "Refused", "read_members"]


def _is_example(cells: dict[str, Raw]) -> bool:
    return cells.get("name") == EXAMPLE["name"] and str(cells.get("nik")) == EXAMPLE["nik"]


_LAYOUT = Layout(
    key_for=key_for,
    titles={key: column.title for key, column in BY_KEY.items()},
    anchors=("nik", "name"),
    needed=tuple(column.key for column in NEEDED),
    marks=MARKS,
    no_heading=lambda: _(
        "Judul kolom tidak ditemukan. Pakai contoh dari portal: ada kolom “Nama sesuai KTP” "
        "dan “NIK” di baris pertama."
    ),
    no_rows=lambda: _("Belum ada baris anggota di bawah judul kolom."),
    is_example=_is_example,
)


def read_members(content: bytes) -> Book:
    """Rows with headings of `columns`. Raises Refused."""
    return read_workbook(content, _LAYOUT)
