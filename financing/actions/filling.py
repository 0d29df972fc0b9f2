"""Filling an application page by page, and sending it once."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.actions.consents import give_consent
from associations.enums import ConsentPurpose
from associations.models import Association, Business
from associations.rules import is_self
from financing import rules
from financing.actions.applications import CannotApply, start_application, submit_application
from financing.enums import ApplicationState
from financing.models import Application, Product, SupportRequest
from financing.refusals import against, refusals_of, to_put_right
from ikm_portal.audit.engine import move, record

FIELDS = ("purpose", "amount", "months", "use", "product")
MOST_USE = 1000  # letters of an application's `use`
_OPEN = [ApplicationState.DRAFT, ApplicationState.RETURNED]


class AlreadySent(Exception):
    """The application has left the applicant's hands: a second click, or another device."""


def fits(product: Product, *, purpose: str, amount: int | None, months: int | None) -> bool:
    """Within the product's own limits; what is not known yet does not speak against it."""
    if amount is not None and not product.min_amount <= amount <= product.max_amount:
        return False
    return months is None or not purpose or months <= product.max_months(purpose)


@transaction.atomic
def begin_application(
    *, business: Business, by: Any, association: Association | None = None
) -> Application:
    """A draft with the answers of the person's last application in it, or the draft already there.

    The bank and the papers are not carried over: both are chosen anew. Raises CannotApply.
    """
    application = start_application(business=business, by=by, association=association)
    earlier = (
        Application.objects.visible_to(by)  # a manager copies nothing that they may not read
        .filter(owner=business.owner)
        .exclude(pk=application.pk)
        .exclude(amount=None)
        .order_by("-id")
        .first()
    )
    if earlier is None or application.amount is not None or application.purpose:
        return application
    values = {name: getattr(earlier, name) for name in ("purpose", "amount", "months", "use")}
    return fill_application(application=application, by=by, **values)


@transaction.atomic
def begin_from_support(
    *,
    request: SupportRequest,
    business: Business,
    by: Any,
    association: Association | None = None,
) -> Application:
    """A request for capital goes on as an application: what was told there is not typed again.

    The draft that is already there keeps its own words. Raises CannotApply.
    """
    answer = rules.may_apply_from_support(by, request, business)
    if not answer:
        raise CannotApply(str(answer.reason))
    typed = Application.objects.open().filter(owner=business.owner).exclude(use="").exists()
    application = begin_application(business=business, by=by, association=association)
    if application.support_request_id is None and application.state == ApplicationState.DRAFT:
        application.support_request = request
        application.save(update_fields=["support_request", "updated_at"])
        data = {"code": request.code}
        record("financing.application.from_support", application, by=by, data=data)
        if not typed:
            use = f"{request.subject}. {request.body}"[:MOST_USE]
            fill_application(application=application, by=by, use=use)
    return application


@transaction.atomic
def fill_application(*, application: Application, by: Any, **values: Any) -> Application:
    """Saves answers (of FIELDS) into a draft. Raises CannotApply when it is no longer one.

    A chosen product that no longer fits the amount or months falls away: it must be chosen again.
    """
    if not values.keys() <= set(FIELDS):
        raise ValueError(f"not to be filled here: {sorted(values.keys() - set(FIELDS))}")
    answer = rules.may_fill_application(by, application)
    if not answer:
        raise CannotApply(str(answer.reason))
    whole = {name: values.get(name, getattr(application, name)) for name in FIELDS}
    product = whole["product"]
    if product is not None and not fits(
        product, purpose=whole["purpose"], amount=whole["amount"], months=whole["months"]
    ):
        if "product" in values:
            raise CannotApply(_("Jumlah atau jangka waktunya tidak sesuai dengan produk bank ini."))
        values["product"] = None
    changed = {name: value for name, value in values.items() if getattr(application, name) != value}
    if not changed:
        return application
    saved = Application.objects.filter(pk=application.pk, state__in=_OPEN).update(
        **changed, updated_at=timezone.now()
    )
    if saved != 1:
        raise CannotApply(_("Pengajuan sudah dikirim dan tidak bisa diubah lagi."))
    for name, value in changed.items():
        setattr(application, name, value)
    record("financing.application.fill", application, by=by, data={"fields": sorted(changed)})
    return application


@transaction.atomic
def send_application(*, application: Application, by: Any) -> Application:
    """Sends the draft once, however often and from however many devices it is pressed.

    Raises AlreadySent, or CannotApply with all that is missing.
    """
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if locked.state not in _OPEN:
        raise AlreadySent
    return submit_application(application=locked, by=by)


@transaction.atomic
def choose_another_bank(
    *,
    application: Application,
    product: Product,
    by: Any,
    tell_reason: bool = False,
    put_right: bool = False,
) -> Application:
    """After a refusal, silence or a consent taken back: the same file for another bank, with a
    fresh yes. Nothing is typed again. The office then refers it. Raises CannotApply, CannotMove.

    `tell_reason`: the next bank may read why the last one refused; by default it never learns that
    one did. `put_right`: the person's word that what every bank would ask is put right.
    """
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if locked.referrals.active().exists():
        raise CannotApply(_("Pengajuan ini masih di bank."))
    if locked.product_id == product.pk and locked.referrals.filter(product=product).exists():
        raise CannotApply(_("Bank ini baru saja selesai. Pilih bank lain."))
    if not fits(product, purpose=locked.purpose, amount=locked.amount, months=locked.months):
        raise CannotApply(_("Jumlah atau jangka waktunya tidak sesuai dengan produk bank ini."))
    refusals = refusals_of(locked)
    if said := against(product, refusals):
        raise CannotApply(said)
    unsettled = to_put_right(refusals)
    if unsettled and not put_right:
        raise CannotApply(
            _("Bereskan dulu: %(reason)s.")
            % {"reason": ", ".join(str(one.reason.label) for one in unsettled)}
        )
    told = str(refusals[0].reason) if tell_reason and refusals else ""
    try:
        with transaction.atomic():
            move(
                locked,
                "again",
                by=by,
                data={
                    "product": product.slug,
                    "told": told,
                    "put_right": [str(one.reason) for one in unsettled],
                },
                set={"product": product, "told_reason": told},
            )
    except IntegrityError:
        raise CannotApply(_("Masih ada pengajuan lain yang berjalan.")) from None
    give_consent(
        owner=locked.owner,
        purpose=ConsentPurpose.BANK,
        recipient=product.bank.institution,
        by=by,
    )
    return locked


@transaction.atomic
def consent_to_chosen_bank(*, application: Application, by: Any) -> None:
    """The applicant's yes to the bank that the association has chosen on their behalf."""
    if not is_self(by, application.owner):
        raise CannotApply(_("Persetujuan hanya bisa diberikan oleh orangnya sendiri."))
    if application.product is None or application.state not in _OPEN:
        raise CannotApply(_("Bank untuk pengajuan ini belum dipilih."))
    give_consent(
        owner=application.owner,
        purpose=ConsentPurpose.BANK,
        recipient=application.product.bank.institution,
        by=by,
    )
