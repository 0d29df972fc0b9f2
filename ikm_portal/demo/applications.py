"""Members fill in, send, repair and withdraw; the office verifies, returns and refers."""

from __future__ import annotations

from associations.actions.consents import give_consent
from associations.enums import ConsentPurpose
from associations.models import Association, Owner
from financing.actions.applications import (
    return_application,
    start_application,
    submit_application,
    verify_application,
    withdraw_application,
)
from financing.actions.papers import attach_paper
from financing.actions.referrals import refer_application
from financing.models import Application, Branch, Product
from financing.papers import missing_papers
from ikm_portal.accounts.models import User
from ikm_portal.common.crypto import blind_index
from ikm_portal.demo.cases import Wish, wishes
from ikm_portal.demo.house import STAFF, manager_of, person
from ikm_portal.demo.meeting import SLUG
from ikm_portal.demo.pictures import paper
from ikm_portal.demo.words import RETURN_NOTES, USES
from meetings.models import Question


def owner_of(wish: Wish) -> Owner:
    return Owner.objects.select_related("user").get(nik_hash=blind_index(wish.person.nik, "nik"))


def application_of(wish: Wish) -> Application:
    return Application.objects.get(owner=owner_of(wish))


def account_of(owner: Owner) -> User:
    """The applicant's account; every case belongs to a confirmed member, who has one."""
    if owner.user is None:
        raise LookupError(f"{owner} has no account")
    return owner.user


def product_of(wish: Wish, branch_slug: str = "") -> Product:
    branch = Branch.objects.get(slug=branch_slug or wish.case.branch)
    return Product.objects.get(bank=branch.bank, scheme=wish.case.scheme)


def apply_all(seed: int) -> None:
    """Drafts, and applications sent; a few by the association, with the member's yes to a bank."""
    for number, wish in enumerate(wishes(seed)):
        owner = owner_of(wish)
        applicant = account_of(owner)
        by, association = applicant, None
        if wish.case.by_manager:
            association = Association.objects.get(slug=wish.case.trade)
            by = manager_of(association)
        application = start_application(
            business=owner.businesses.get(), by=by, association=association
        )
        if wish.case.end == "empty_draft":
            continue
        _fill(application, wish, number)
        if wish.case.end == "draft":
            continue
        for wanted in missing_papers(application):
            # The licence is whichever of the two is easier: an SKU from the village.
            kind = "sku" if wanted.kind == "nib" else wanted.kind
            attach_paper(
                application=application, kind=kind, file=paper(kind, wish.case.trade), by=by
            )
        if by != applicant and application.product:
            give_consent(
                owner=owner,
                purpose=ConsentPurpose.BANK,
                recipient=application.product.bank.institution,
                by=applicant,
            )
        submit_application(application=application, by=by)
        if wish.case.end == "withdrawn_early":
            withdraw_application(application=application, by=applicant)
    _answer_the_meeting(seed)


def _fill(application: Application, wish: Wish, number: int) -> None:
    """What the form's pages write; there is no action for a draft's own fields."""
    uses = USES[wish.case.trade, wish.purpose]
    application.purpose = wish.purpose
    application.amount = wish.amount
    application.months = wish.months
    application.use = uses[number % len(uses)]
    application.product = product_of(wish)
    application.save(update_fields=["purpose", "amount", "months", "use", "product"])


def _answer_the_meeting(seed: int) -> None:
    """The capital that the two associations asked for at the meeting: their members' files."""
    for question in Question.objects.filter(meeting__slug=SLUG):
        question.applications.set(
            Application.objects.filter(association=question.association).exclude(state="draft")
        )


def refer_all(seed: int) -> None:
    """The office's desk: returned with words, verified, and sent to the branch."""
    staff = person(STAFF)
    for number, wish in enumerate(wishes(seed)):
        end = wish.case.end
        if end in {"draft", "empty_draft", "submitted", "withdrawn_early"}:
            continue
        application = application_of(wish)
        if end in {"returned", "resubmitted"}:
            note = RETURN_NOTES[number % len(RETURN_NOTES)]
            return_application(application=application, note=note, by=staff)
            if end == "resubmitted":
                _repair(application, wish)
            continue
        verify_application(application=application, by=staff)
        if wish.case.goes_to_bank:
            refer_application(application=application, by=staff)


def _repair(application: Application, wish: Wish) -> None:
    applicant = account_of(application.owner)
    attach_paper(
        application=application, kind="ktp", file=paper("ktp", wish.case.trade), by=applicant
    )
    submit_application(application=application, by=applicant)
