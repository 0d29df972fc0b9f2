"""An application's own steps, from the first page to the office's yes."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.actions.consents import give_consent
from associations.enums import ConsentPurpose
from associations.models import Association, Business
from associations.queries import bank_consent, lets_association_help
from associations.rules import is_self, manages
from financing import rules
from financing.actions.findings import keep_findings
from financing.actions.referrals import withdraw_referral
from financing.models import Application, Moment
from financing.papers import missing_papers
from ikm_portal.audit.engine import move, record
from ikm_portal.calendar.days import add_working_days

VERIFY_DAYS = 5  # working days that the office gives itself


class CannotApply(Exception):
    """Its text is a sentence for the person."""


@transaction.atomic
def start_application(
    *, business: Business, by: Any, association: Association | None = None
) -> Application:
    """A new draft, or the one that is already there: a double click starts one file, not two.

    Raises CannotApply when an application of this person is already on its way.
    """
    if not (is_self(by, business.owner) or manages(by, association)):
        raise CannotApply(_("Pengajuan hanya bisa dibuat untuk usaha Anda atau anggota Anda."))
    if association is None:
        association = _association_of(business)
    elif not business.memberships.filter(association=association, state="confirmed").exists():
        raise CannotApply(_("Anggota ini belum menyetujui keanggotaannya."))
    elif not lets_association_help(business.owner):
        raise CannotApply(_("Anggota ini tidak memberi izin pengurus mengurus pengajuannya."))
    try:
        with transaction.atomic():
            application = Application.objects.create(
                owner=business.owner, business=business, association=association, created_by=by
            )
    except IntegrityError:
        return _open_draft(business, by)
    record("financing.application.start", application, by=by)
    return application


def _association_of(business: Business) -> Association | None:
    """The association that reads along: confirmed, and still allowed to help."""
    membership = business.memberships.filter(state="confirmed").order_by("pk").first()
    if membership is None or not lets_association_help(business.owner):
        return None
    return membership.association


def _open_draft(business: Business, by: Any) -> Application:
    open_one = Application.objects.open().filter(owner=business.owner).first()
    if open_one is None or not rules.may_view_application(by, open_one):
        raise CannotApply(_("Orang ini masih punya pengajuan yang berjalan."))
    if rules.may_fill_application(by, open_one):
        return open_one
    raise CannotApply(
        _("Pengajuan %(code)s masih berjalan. Tunggu sampai selesai atau batalkan dahulu.")
        % {"code": open_one.code}
    )


@transaction.atomic
def submit_application(*, application: Application, by: Any) -> Application:
    """Sends the draft to the office. Everything that is missing is said at once. CannotApply.

    The yes to the chosen bank is part of sending when the applicant sends; when the association
    sends, the applicant must have given it before.
    """
    problems = what_is_missing(application)
    if problems:
        raise CannotApply(" ".join(problems))
    assert application.product is not None  # noqa: S101 - what_is_missing has asked for it
    bank = application.product.bank.institution
    if is_self(by, application.owner):
        give_consent(owner=application.owner, purpose=ConsentPurpose.BANK, recipient=bank, by=by)
    elif bank_consent(application.owner, bank) is None:
        raise CannotApply(
            _("%(name)s belum menyetujui datanya dikirim ke %(bank)s.")
            % {"name": application.owner.name, "bank": bank.short_name}
        )
    move(
        application,
        "submit",
        by=by,
        set={
            "submitted_at": timezone.now(),
            "due_on": add_working_days(timezone.localdate(), VERIFY_DAYS),
            "return_note": "",
        },
    )
    keep_findings(application=application, moment=Moment.SUBMIT)
    return application


def what_is_missing(application: Application) -> list[str]:
    """Sentences; empty when the application can be sent."""
    problems = []
    if not (application.purpose and application.amount and application.months and application.use):
        problems.append(_("Isi dulu jumlah, jangka waktu dan kegunaannya."))
    if application.product is None:
        problems.append(_("Pilih dulu produk bank."))
    papers = missing_papers(application)
    if papers:
        names = ", ".join(str(paper.label) for paper in papers)
        problems.append(_("Berkas yang belum ada: %(names)s.") % {"names": names})
    return problems


@transaction.atomic
def verify_application(*, application: Application, by: Any, note: str = "") -> Application:
    """The office's yes: the data is whole and the person is who they say."""
    move(
        application,
        "verify",
        by=by,
        note=note,
        set={"verified_at": timezone.now(), "verified_by": by},
    )
    return application


@transaction.atomic
def return_application(*, application: Application, by: Any, note: str) -> Application:
    """Back to the applicant, with what to repair in words."""
    move(application, "return", by=by, note=note, set={"return_note": note.strip()})
    return application


@transaction.atomic
def withdraw_application(*, application: Application, by: Any) -> Application:
    """The applicant stops; the bank's case, if there is one, is closed with it."""
    move(application, "withdraw", by=by)
    for referral in application.referrals.active():
        withdraw_referral(referral=referral, by=by)
    return application
