from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Institution
from ikm_portal.common.forms import PlainTextField
from meetings.enums import InvitationState


class JudgementForm(forms.Form):
    """The asker's word on a promise: kept, or back to work with the reason."""

    verdict = forms.ChoiceField(
        label=_("Sudah ditepati?"),
        choices=[("kept", _("Ya, sudah ditepati")), ("not_yet", _("Belum"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    words = PlainTextField(
        label=_("Apa yang belum?"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Isi hanya kalau belum ditepati."),
    )

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == "not_yet" and not cleaned.get("words"):
            self.add_error("words", _("Tulis apa yang belum dikerjakan."))
        return cleaned


class ReopenForm(forms.Form):
    """A promise that was closed and is not kept after all."""

    words = PlainTextField(label=_("Apa yang belum?"), max_length=1000, rows=3)


class EvidenceForm(forms.Form):
    """Done only with evidence."""

    evidence = PlainTextField(
        label=_("Bukti"),
        max_length=2000,
        rows=5,
        help_text=_("Apa yang sudah dilakukan, kapan, dan di mana bisa dilihat."),
    )


class WaitForm(forms.Form):
    words = PlainTextField(label=_("Menunggu siapa atau apa?"), max_length=1000, rows=3)


class AnswerForm(forms.Form):
    """What an invited party says: comes, sends somebody, does not come."""

    verdict = forms.ChoiceField(
        label=_("Apakah Anda datang?"),
        choices=[
            (InvitationState.COMING, _("Ya, saya datang")),
            (InvitationState.REPLACED, _("Saya diwakili orang lain")),
            (InvitationState.DECLINED, _("Tidak bisa datang")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    name = PlainTextField(
        label=_("Nama yang datang"),
        max_length=150,
        required=False,
        help_text=_("Wajib kalau diwakili."),
    )
    position = PlainTextField(label=_("Jabatannya"), max_length=150, required=False)
    remark = PlainTextField(label=_("Pesan untuk panitia"), max_length=500, rows=2, required=False)

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == InvitationState.REPLACED and not cleaned.get("name"):
            self.add_error("name", _("Tulis siapa yang datang."))
        return cleaned


class ArrivalForm(forms.Form):
    """One person at the door. `client_id` comes with the page, so that a form sent twice counts
    once; `at` only from a device that kept it while there was no signal."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    at = forms.DateTimeField(
        required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"]
    )
    party = forms.ChoiceField(
        label=_("Dari mana?"), error_messages={"required": _("Pilih instansi atau asosiasinya.")}
    )
    other = PlainTextField(
        label=_("Instansi lain"),
        max_length=150,
        required=False,
        help_text=_("Isi kalau tidak ada di daftar."),
    )
    name = PlainTextField(label=_("Nama"), max_length=150)
    position = PlainTextField(label=_("Jabatan"), max_length=150, required=False)

    OTHER = "lain"

    def __init__(self, *args: Any, parties: dict[str, Any], **kwargs: Any) -> None:
        """`parties`: value of the choice → Institution or Association."""
        super().__init__(*args, **kwargs)
        self.parties = parties
        choices = [("", _("Pilih")), *((key, str(one)) for key, one in parties.items())]
        field = self.fields["party"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices, (self.OTHER, _("Lainnya, tulis di bawah"))]
        for name in ("other", "name", "position"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # many people, one device

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("party") == self.OTHER and not cleaned.get("other"):
            self.add_error("other", _("Tulis dari mana."))
        return cleaned

    def arrival(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        chosen = self.parties.get(cleaned["party"])
        return {
            "client_id": cleaned["client_id"],
            "at": cleaned["at"],
            "name": cleaned["name"],
            "position": cleaned["position"],
            "institution": chosen if isinstance(chosen, Institution) else None,
            "association": chosen if isinstance(chosen, Association) else None,
            "party": cleaned["other"] if chosen is None else "",
        }
