"""Who looked at what is a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from financing.enums import PaperKind
from financing.models import Application, ApplicationPaper, Referral
from ikm_portal.audit.models import Entry

_LOOKS = {
    "documents.document.opened": gettext_lazy("Membuka berkas"),
    "financing.referral.opened": gettext_lazy("Membuka pengajuan Anda di bank"),
    "financing.referral.unmask": gettext_lazy("Melihat NIK lengkap Anda"),
    "financing.referral.sikp": gettext_lazy("Membawa data Anda untuk SIKP, dengan NIK lengkap"),
    "financing.referral.receive": gettext_lazy("Menerima pengajuan Anda di bank"),
    "financing.referral.hand_over": gettext_lazy("Mengalihkan pengajuan Anda ke petugas lain"),
    "financing.referral.send": gettext_lazy("Mengirim data Anda ke bank"),
    "financing.application.opened": gettext_lazy("Membuka pengajuan Anda"),
    "financing.application.verify": gettext_lazy("Memeriksa dan meloloskan pengajuan Anda"),
    "financing.application.return": gettext_lazy("Memeriksa dan mengembalikan pengajuan Anda"),
    "financing.application.fill": gettext_lazy("Mengisi pengajuan Anda"),
    "associations.owner.opened": gettext_lazy("Membuka data diri Anda"),
    "associations.owner.unmask": gettext_lazy("Melihat NIK lengkap Anda"),
    "associations.owner.edit": gettext_lazy("Mengubah data diri Anda"),
    "associations.owner.correct": gettext_lazy("Mengubah data diri Anda"),
    "associations.business.opened": gettext_lazy("Membuka data usaha Anda"),
    "associations.business.edit": gettext_lazy("Mengubah data usaha Anda"),
    "associations.business.correct": gettext_lazy("Mengubah data usaha Anda"),
    "associations.business.permit": gettext_lazy("Mengubah izin usaha Anda"),
}


@dataclass(frozen=True)
class Look:
    """One time that somebody else read or changed what is this person's."""

    pk: int
    at: Any
    actor: str
    what: str


def looks_at(user: Any, *, most: int, before: int = 0) -> list[Look]:
    """Who else read or changed this person's data, newest first. What nobody but the portal did,
    and the person's own steps, are left out."""
    owner = getattr(user, "owner", None)
    if owner is None:
        return []
    papers = {
        str(document): kind
        for document, kind in ApplicationPaper.objects.filter(application__owner=owner).values_list(
            "document_id", "kind"
        )
    }
    subjects = {
        "associations.owner": [owner.pk],
        "associations.business": owner.businesses.values_list("pk", flat=True),
        "financing.application": Application.objects.filter(owner=owner).values_list(
            "pk", flat=True
        ),
        "financing.referral": Referral.objects.filter(owner=owner).values_list("pk", flat=True),
        "documents.document": papers,
    }
    about = Q(pk=None)
    for subject_type, keys in subjects.items():
        about |= Q(subject_type=subject_type, subject_id__in=[str(key) for key in keys])
    entries = Entry.objects.filter(about, action__in=_LOOKS).exclude(actor_id=user.pk)
    if before:
        entries = entries.filter(pk__lt=before)
    return [
        Look(entry.pk, entry.at, entry.actor_label, _words(entry, papers))
        for entry in entries.exclude(actor_id=None).order_by("-id")[:most]
    ]


def _words(entry: Entry, papers: dict[str, str]) -> str:
    words = str(_LOOKS[entry.action])
    kind = papers.get(entry.subject_id) if entry.subject_type == "documents.document" else None
    return (
        _("%(what)s: %(paper)s") % {"what": words, "paper": PaperKind(kind).label}
        if kind
        else words
    )
