"""The same sections on paper, for somebody who reads and does not program."""

from __future__ import annotations

import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from financing.exports.own_data import Section
from ikm_portal.common.pdf import Paper
from ikm_portal.common.templatetags.portal import waktu

MOST_ROWS = 300  # of one section on paper; a page holds about thirty


def as_pdf(sections: list[Section], *, made_at: datetime.datetime) -> bytes:
    paper = Paper(_("Data saya"), made_at=made_at, language=get_language() or "id")
    paper.paragraph(
        _("Semua data tentang Anda yang disimpan portal, per %(at)s.") % {"at": waktu(made_at)}
    )
    paper.small(
        _(
            "Berkas ini memuat NIK dan data pribadi lain. Simpan baik-baik, jangan dikirim ke "
            "orang yang tidak Anda kenal."
        )
    )
    for section in sections:
        paper.heading(section.title)
        if not section.rows:
            paper.paragraph(_("Tidak ada."))
        elif section.as_table:
            shown = section.rows[:MOST_ROWS]
            head = [fact.label for fact in section.rows[0]]
            paper.table(head, [[fact.shown or "–" for fact in row] for row in shown])
        else:
            for row in section.rows[:MOST_ROWS]:
                paper.pairs((fact.label, fact.shown) for fact in row)
        left = len(section.rows) - MOST_ROWS
        if left > 0:
            paper.small(_("%(count)d baris lagi ada di berkas JSON.") % {"count": left})
    return paper.content()
