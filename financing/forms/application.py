"""The pages of an application that ask something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from financing.enums import PaperKind, Purpose
from financing.models import Application, Product
from ikm_portal.common.forms import PlainTextField, RupiahFormField

MONTHS = (6, 12, 18, 24, 36, 48, 60)
LEAST, MOST = 1_000_000, 500_000_000  # rupiah; the least that banks lend, the most of KUR Kecil


class NeedForm(forms.Form):
    """How much, for how long, for what."""

    purpose = forms.ChoiceField(
        label=_("Uangnya untuk apa?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    amount = RupiahFormField(
        label=_("Berapa yang Anda butuhkan?"),
        help_text=_("Boleh ditulis 25 juta atau 25.000.000."),
        min_value=LEAST,
        max_value=MOST,
    )
    months = forms.TypedChoiceField(
        label=_("Dicicil berapa lama?"),
        coerce=int,
        empty_value=None,
        error_messages={"required": _("Pilih lamanya.")},
    )
    use = PlainTextField(
        label=_("Akan dibelikan apa saja?"),
        help_text=_("Tulis dengan kata-kata Anda sendiri. Misalnya: 200 kg biji kopi dan kemasan."),
        max_length=1000,
        rows=4,
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        names = ("purpose", "amount", "months", "use")
        kwargs["initial"] = {name: getattr(application, name) for name in names}
        super().__init__(*args, **kwargs)
        # Somebody whose draft says 30 months keeps that choice.
        months = sorted({*MONTHS, *([application.months] if application.months else [])})
        words = [(str(count), _months(count)) for count in months]
        self.fields["months"].choices = [("", _("Pilih …")), *words]  # type: ignore[attr-defined]


def _months(count: int) -> str:
    years, rest = divmod(count, 12)
    if rest or not years:
        return str(_("%(count)d bulan") % {"count": count})
    return str(_("%(count)d bulan (%(years)d tahun)") % {"count": count, "years": years})


class BankForm(forms.Form):
    """One of the products on offer; the page draws them as cards."""

    product = forms.ModelChoiceField(
        queryset=Product.objects.none(),
        to_field_name="slug",
        error_messages={
            "required": _("Pilih salah satu bank."),
            "invalid_choice": _("Pilihan ini tidak tersedia. Pilih yang lain."),
        },
    )

    def __init__(self, *args: Any, products: list[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["product"]
        field.queryset = Product.objects.on_offer().filter(pk__in=[one.pk for one in products])

    @property
    def chosen(self) -> str:
        """The card to draw as chosen; what was pressed stays pressed beside an error elsewhere."""
        return str(self["product"].value() or "")


class NextBankForm(BankForm):
    """Another bank for the same file, with the yes to it: ticks, and nothing to type."""

    put_right = forms.BooleanField(
        error_messages={"required": _("Bereskan dulu, lalu beri tanda di sini.")}
    )
    tell_reason = forms.BooleanField(required=False)
    agreed = forms.BooleanField(
        label=_("Ya, saya setuju data dan berkas saya dikirim ke bank yang saya pilih."),
        error_messages={"required": _("Beri tanda setuju dulu. Tanpa itu data tidak dikirim.")},
    )

    def __init__(
        self, *args: Any, products: list[Product], to_put_right: list[str], reason: str, **more: Any
    ) -> None:
        """`to_put_right`: what the person says is done, in their words. `reason`: of the last
        refusal, which travels only by their tick; empty when there was none."""
        super().__init__(*args, products=products, **more)
        if to_put_right:
            self.fields["put_right"].label = " ".join(to_put_right)
        else:
            del self.fields["put_right"]
        if reason:
            self.fields["tell_reason"].label = _(
                "Bank berikutnya boleh membaca alasan ini: “%(reason)s”."
            ) % {"reason": reason}
            self.fields["tell_reason"].help_text = _(
                "Tanpa tanda, bank berikutnya tidak tahu bahwa Anda pernah ditolak."
            )
        else:
            del self.fields["tell_reason"]


class PaperForm(forms.Form):
    """One paper: its kind (of those that will do) and the file."""

    kind = forms.ChoiceField(label=_("Jenis berkas"), choices=PaperKind.choices)
    file = forms.FileField(
        label=_("Foto atau PDF"),
        allow_empty_file=True,  # the store says it in its own words
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": _("Pilih foto atau PDF dulu.")},
    )


class ConsentForm(forms.Form):
    """The yes to one bank, part of sending."""

    agreed = forms.BooleanField(
        error_messages={"required": _("Beri tanda setuju dulu. Tanpa itu data tidak dikirim.")}
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = label


def first_error(form: forms.Form) -> str:
    """One sentence for a message above the page. Only for a form that has errors."""
    return str(next(iter(form.errors.values()))[0])
