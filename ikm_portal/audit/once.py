"""A form that is sent twice does its work once: a key pressed twice, a line that came back."""

from __future__ import annotations

import datetime
import uuid

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ikm_portal.audit.models import SentForm

FIELD = "form_key"
_KEPT_FOR = datetime.timedelta(days=2)  # longer than a page stays open on a desk
_AT_ONCE = 100


def with_key(form: forms.BaseForm) -> None:
    """A hidden key that the page brings along. It stays the same while the form is mended."""
    form.fields[FIELD] = forms.UUIDField(
        required=False,  # a page that was open before there were keys
        initial=uuid.uuid4,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Muat ulang halaman ini, lalu isi lagi.")},
    )


def first_time(key: uuid.UUID | None) -> bool:
    """Whether this form has not done its work yet; from now on it has.

    Call it in the transaction of the work itself: who comes at the same moment waits for the end
    of that transaction, and after a refusal the key is free again.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the key goes with its work")
    if key is None:
        return True
    now = timezone.now()
    old = SentForm.objects.filter(at__lt=now - _KEPT_FOR).select_for_update(skip_locked=True)
    SentForm.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_AT_ONCE])).delete()
    return SentForm.claim(key, now)
