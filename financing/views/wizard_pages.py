"""What each page of the wizard asks and saves."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.actions.businesses import CannotCorrect, correct_business, set_permit
from associations.actions.consents import ends_on
from associations.enums import ConsentPurpose, PermitKind
from associations.models import Consent, ConsentText
from associations.queries import bank_consent
from associations.rules import is_self
from financing.actions.applications import CannotApply
from financing.actions.filling import fill_application
from financing.findings import Choice, choice_of, choices_for
from financing.forms.application import BankForm, ConsentForm, NeedForm
from financing.forms.business import BusinessForm


def save_business(form: BusinessForm, business, user) -> bool:
    """Keeps whatever is right, also when something else is wrong: nothing is typed twice."""
    whole = form.is_valid()
    values = dict(form.cleaned_data)
    number = values.pop("nib", None)
    try:
        with transaction.atomic():
            correct_business(business=business, by=user, **values)
    except CannotCorrect as problem:
        form.add_error(None, str(problem))
        return False
    if number is None:
        return False
    try:
        set_permit(business=business, kind=PermitKind.NIB, number=number, by=user)
    except CannotCorrect as problem:
        form.add_error("nib", str(problem))
        return False
    return whole


def need_form(application, data) -> NeedForm:
    return NeedForm(data, application=application)


def save_need(form: NeedForm, application, user) -> bool:
    whole = form.is_valid()
    try:
        fill_application(application=application, by=user, **form.cleaned_data)
    except CannotApply as problem:
        form.add_error(None, str(problem))
        return False
    return whole


def choices(application) -> list[Choice]:
    return choices_for(application, timezone.localdate())


def chosen(application) -> Choice | None:
    return choice_of(application, timezone.localdate())


def bank_form(offered: list[Choice], application, data) -> BankForm:
    had = application.product
    return BankForm(
        data,
        initial={"product": had.slug if had else ""},
        products=[choice.product for choice in offered if choice.open],
    )


def save_bank(form: BankForm, application, user) -> bool:
    if not form.is_valid():
        return False
    try:
        fill_application(application=application, by=user, product=form.cleaned_data["product"])
    except CannotApply as problem:
        form.add_error(None, str(problem))
        return False
    return True


@dataclass(frozen=True)
class ConsentState:
    """`given`: a consent to the chosen bank in force. `mine`: the reader is the applicant."""

    mine: bool
    text: ConsentText | None
    given: Consent | None

    @property
    def until(self) -> datetime.date:
        """A yes that is given today ends with this day."""
        return ends_on(ConsentPurpose.BANK, timezone.localdate())

    @property
    def may_send(self) -> bool:
        return self.mine or self.given is not None


def consent_state(application, user) -> ConsentState:
    product = application.product
    given = bank_consent(application.owner, product.bank.institution) if product else None
    text = (
        ConsentText.objects.filter(
            purpose=ConsentPurpose.BANK, valid_from__lte=timezone.localdate()
        )
        .order_by("-version")
        .first()
    )
    return ConsentState(is_self(user, application.owner), text, given)


def consent_form(state: ConsentState, application, data) -> ConsentForm | None:
    """Only the applicant is asked, and only once a bank is chosen."""
    if not state.mine or application.product is None:
        return None
    label = _("Ya, saya setuju data dan berkas saya dikirim ke %(bank)s.") % {
        "bank": application.product.bank.institution.name
    }
    return ConsentForm(data, label=label)
