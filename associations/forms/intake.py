"""Sending a workbook, and repairing one line of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations.actions.readings import Reading


class WorkbookForm(forms.Form):
    """`most`: bytes. The file is looked at by the reader, not here."""

    file = forms.FileField(
        label=_("Berkas Excel (.xlsx)"),
        help_text=_("Paling banyak 5.000 baris dan 5 MB, tanpa rumus dan tanpa makro."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Pilih berkasnya dulu."),
            "empty": _("Berkas ini kosong. Pilih berkas lain."),
        },
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.most:
            raise ValidationError(
                _("Berkas lebih dari %(most)d MB. Bagi menjadi beberapa berkas.")
                % {"most": self.most // (1024 * 1024)}
            )
        return file


class LineForm(forms.Form):
    """The cells of a line as text. What is wrong stands at its field, as in any other form."""

    def __init__(self, *args: Any, columns: Iterable[Any], reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.wrong = {problem.column: problem for problem in reading.problems if problem.column}
        for column in columns:
            raw = reading.cells.get(column.key, "")
            # A NIK that Excel may have rounded is typed again, not waved through.
            asked_again = column.key == "nik" and not isinstance(raw, str)
            field = forms.CharField(
                label=column.title,
                help_text=column.note,
                required=False,
                max_length=500,
                strip=True,
                initial="" if asked_again and "nik" in self.wrong else str(raw),
            )
            field.widget.attrs["autocomplete"] = "off"
            if column.key in ("region", "firm_region"):
                field.widget.attrs["list"] = "kecamatan"
            self.fields[column.key] = field

    def cells(self, use: str = "") -> dict[str, Any]:
        """What stands in the line now. `use`: the column whose suggestion is taken."""
        given = {key: value for key, value in self.cleaned_data.items() if value}
        for key, raw in self.reading.cells.items():
            # A number that nobody touched stays one: 29450 is a day, "29450" is not.
            if not isinstance(raw, str) and given.get(key) == str(raw) and key != "nik":
                given[key] = raw
        problem = self.wrong.get(use)
        if problem is not None and problem.suggestion:
            given[use] = problem.suggestion
        return given

    def parts(self) -> tuple[list[Any], list[Any]]:
        """Fields with something wrong, each with its problem; and the others."""
        wrong = [(self[key], problem) for key, problem in self.wrong.items()]
        return wrong, [field for field in self if field.name not in self.wrong]
