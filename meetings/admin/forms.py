"""What the steps of meetings and promises ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Institution
from financing.models import SupportKind
from financing.queries.cohorts import groups
from ikm_portal.common.forms import PlainTextField
from meetings.enums import FileKind
from meetings.forms import AnswerForm
from meetings.models import Question

__all__ = ["AnswerForm", "EvidenceForm", "FileForm", "QuestionForm", "ReasonForm", "WordsForm"]

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = PlainTextField(label=_("Alasan"), max_length=1000, rows=2)


class QuestionForm(forms.Form):
    asker_name = PlainTextField(label=_("Nama penanya"), max_length=150)
    association = forms.ModelChoiceField(
        label=_("Asosiasi"),
        queryset=Association.objects.all(),
        required=False,
        empty_label=_("Tidak ada"),
    )
    words = PlainTextField(label=_("Pertanyaan"), max_length=2000, rows=3)
    answer = PlainTextField(label=_("Jawaban di rapat"), max_length=2000, rows=3, required=False)


class PromiseForm(forms.Form):
    """The day is given as a date, or in working days after the meeting."""

    institution = forms.ModelChoiceField(
        label=_("Penanggung jawab"), queryset=Institution.objects.filter(is_active=True)
    )
    person = PlainTextField(label=_("Orangnya"), max_length=150, required=False)
    what = PlainTextField(label=_("Janji"), max_length=300, rows=2)
    working_days = forms.IntegerField(
        label=_("Tenggat: hari kerja sesudah rapat"), required=False, min_value=1, max_value=250
    )
    due_on = forms.DateField(label=_("atau tanggal tenggat"), required=False, widget=DAY)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        given = [name for name in ("working_days", "due_on") if cleaned.get(name)]
        if not self.errors and len(given) != 1:
            raise ValidationError(_("Isi tenggatnya: hari kerja atau tanggal, salah satu."))
        return cleaned


class AlonePromiseForm(PromiseForm):
    """A promise given outside a meeting; the working days run from today."""

    working_days = forms.IntegerField(
        label=_("Tenggat: hari kerja dari hari ini"), required=False, min_value=1, max_value=250
    )


class CodesForm(forms.Form):
    """Codes as people copy them: separated by commas, spaces or lines."""

    codes = PlainTextField(
        label=_("Kode permintaan dukungan atau pengajuan"),
        help_text=_("Boleh beberapa, dipisah koma atau spasi. Misalnya K7RM-P2XD."),
        max_length=300,
    )

    def clean_codes(self):
        return self.cleaned_data["codes"].replace(",", " ").split()


class CohortForm(forms.Form):
    """The cohorts of today, the largest first, each followed by its associations."""

    cohort = forms.ChoiceField(
        label=_("Kelompok yang ditolak bank"),
        error_messages={
            "required": _("Pilih kelompoknya."),
            "invalid_choice": _("Kelompok itu tidak ada lagi."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._found = {
            urlencode(one.query): one for group in groups() for one in [group.whole, *group.parts]
        }
        field: Any = self.fields["cohort"]
        field.choices = [
            ("", _("Pilih kelompok")),
            *(
                (key, _("%(who)s (%(people)s orang)") % {"who": one.title, "people": one.count})
                for key, one in self._found.items()
            ),
        ]

    def clean_cohort(self):
        return self._found[self.cleaned_data["cohort"]]


class AskForm(forms.Form):
    """A request for support out of a question; who asked is who says later whether it helped."""

    kind = forms.ModelChoiceField(label=_("Jenis"), queryset=SupportKind.objects.all())
    subject = PlainTextField(label=_("Yang diminta, singkat"), max_length=150)
    body = PlainTextField(
        label=_("Cerita"),
        help_text=_("Kosongkan untuk memakai kata-kata penanya."),
        max_length=2000,
        rows=3,
        required=False,
    )
    people = forms.IntegerField(
        label=_("Untuk berapa orang"), required=False, min_value=1, max_value=100_000
    )


def promise_form(meeting, user):
    """With the meeting's own questions to choose from."""

    class Form(PromiseForm):
        question = forms.ModelChoiceField(
            label=_("Dari pertanyaan"),
            queryset=Question.objects.filter(meeting=meeting),
            required=False,
            empty_label=_("Bukan dari pertanyaan"),
        )
        field_order = ["question", "institution", "person", "what", "working_days", "due_on"]

    return Form


class WordsForm(forms.Form):
    words = PlainTextField(
        label=_("Apa yang ditunggu atau belum selesai?"), max_length=1000, rows=2
    )


class EvidenceForm(forms.Form):
    evidence = PlainTextField(
        label=_("Bukti"),
        help_text=_("Apa yang sudah dilakukan dan di mana bisa dilihat."),
        max_length=2000,
        rows=3,
    )
    done_on = forms.DateField(label=_("Selesai pada"), required=False, widget=DAY)


def invite_form(meeting, user):
    """Only who is not on the list yet."""
    listed = meeting.invitations.all()
    listed_offices = [one.institution_id for one in listed if one.institution_id]
    listed_groups = [one.association_id for one in listed if one.association_id]

    class Form(forms.Form):
        institutions = forms.ModelMultipleChoiceField(
            label=_("Instansi dan bank"),
            queryset=Institution.objects.filter(is_active=True).exclude(pk__in=listed_offices),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        associations = forms.ModelMultipleChoiceField(
            label=_("Asosiasi"),
            queryset=Association.objects.filter(is_active=True).exclude(pk__in=listed_groups),
            widget=forms.SelectMultiple(attrs={"size": 10}),
            required=False,
        )

        def clean(self):
            cleaned = super().clean() or {}
            chosen = cleaned.get("institutions") or cleaned.get("associations")
            if not self.errors and not chosen:
                raise ValidationError(_("Pilih siapa yang diundang."))
            return cleaned

    return Form


class FileForm(forms.Form):
    """A PDF (slides saved as PDF) or a photo, with the checks of every document."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=FileKind)
    title = PlainTextField(label=_("Judul"), max_length=150)
    file = forms.FileField(label=_("Foto atau PDF"))
    is_public = forms.BooleanField(label=_("Tampil untuk umum di halaman rapat"), required=False)
    in_minutes = forms.BooleanField(
        label=_("Lampirkan pada notula (foto saja)"),
        help_text=_("Notula rapat yang tampil untuk umum dibaca semua orang, dengan fotonya."),
        required=False,
    )
