"""The application as a list of declared pages, each saved as it is filled.

A page is done by what is in the file, not by having been seen: so a draft can be taken up on
another device, and answers that the portal has already are not asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.models import Business
from financing.models import Application
from financing.papers import WantedPaper, missing_papers


@dataclass(frozen=True)
class Page:
    """`lacking` says in one sentence what the page still needs; empty when it is done."""

    slug: str
    title: str | Promise
    question: str | Promise
    lead: str | Promise
    fields: tuple[str, ...]
    lacking: Callable[[Progress], str | Promise]


class Progress:
    """How far one application is. Asks the database once, whatever pages ask."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.missing: list[WantedPaper] = missing_papers(application)
        self.lacking = {page.slug: page.lacking(self) for page in PAGES}

    def done(self, page: Page) -> bool:
        return not self.lacking[page.slug]

    @property
    def whole(self) -> bool:
        return not any(self.lacking.values())

    @property
    def problems(self) -> list[tuple[Page, str | Promise]]:
        return [(page, self.lacking[page.slug]) for page in PAGES if self.lacking[page.slug]]

    def next_page(self) -> Page:
        """The first page that lacks something; with nothing lacking the last, where one sends."""
        return self.problems[0][0] if self.problems else PAGES[-1]

    def steps(self, current: Page) -> list[dict[str, Any]]:
        """For the list of pages: state is done, current or next."""
        return [
            {
                "page": page,
                "state": "current"
                if page is current
                else "done"
                if self.done(page) and page is not PAGES[-1]
                else "next",
            }
            for page in PAGES
        ]


def _business(progress: Progress) -> str | Promise:
    return "" if business_is_whole(progress.application.business) else _("Lengkapi data usaha.")


def business_is_whole(business: Business) -> bool:
    """A bank can begin with it: since when, how many work there, what it sells, where."""
    return None not in (business.started_on, business.workers, business.yearly_sales) and bool(
        business.address
    )


def _need(progress: Progress) -> str | Promise:
    application = progress.application
    whole = application.purpose and application.amount and application.months and application.use
    return "" if whole else _("Isi jumlah, lama cicilan, dan kegunaannya.")


def _bank(progress: Progress) -> str | Promise:
    return "" if progress.application.product_id else _("Pilih bank.")


def _papers(progress: Progress) -> str | Promise:
    if not progress.missing:
        return ""
    names = ", ".join(str(paper.label) for paper in progress.missing)
    return _("Tambahkan berkas: %(names)s.") % {"names": names}


PAGES: tuple[Page, ...] = (
    Page(
        "usaha",
        _("Usaha"),
        _("Apakah data usaha ini benar?"),
        _("Perbaiki yang salah, isi yang kosong."),
        ("name", "product", "started_on", "workers", "yearly_sales", "address", "region", "nib"),
        _business,
    ),
    Page(
        "kebutuhan",
        _("Kebutuhan"),
        _("Berapa yang Anda butuhkan?"),
        _("Ajukan secukupnya. Cicilan dibayar setiap bulan."),
        ("purpose", "amount", "months", "use"),
        _need,
    ),
    Page(
        "bank",
        _("Bank"),
        _("Pilih bank"),
        _("Ini bank yang melayani daerah usaha Anda. Semua bunga KUR sama-sama disubsidi."),
        ("product",),
        _bank,
    ),
    Page(
        "berkas",
        _("Berkas"),
        _("Foto berkas Anda"),
        _("Satu per satu. Yang sudah masuk tersimpan, sisanya boleh nanti."),
        (),
        _papers,
    ),
    Page(
        "kirim",
        _("Periksa dan kirim"),
        _("Periksa, lalu kirim"),
        _("Setelah dikirim, isinya tidak bisa diubah kecuali dikembalikan petugas."),
        (),
        lambda progress: "",
    ),
)
BY_SLUG = {page.slug: page for page in PAGES}


def neighbours(page: Page) -> tuple[Page | None, Page | None]:
    """The page before and the page after."""
    at = PAGES.index(page)
    return (PAGES[at - 1] if at else None, PAGES[at + 1] if at + 1 < len(PAGES) else None)
