"""/kur/urutan/: how suitable products are ordered, with the weights in force and all before."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from financing.enums import EditionState
from financing.matching.score import DEAR, ELSEWHERE, FAST, PLENTY, SLOW, UNKNOWN, Part
from financing.models import RankingWeights
from financing.ranking import FIRST, LABELS, weights_of

SHOWN = 20


def meanings() -> dict[Part, str]:
    """Each part in one sentence, with the very figures that the score uses."""
    return {
        Part.FIT: _("Nilai penuh bila jumlah dan lama pinjaman masuk batas produk."),
        Part.NEAR: _(
            "Nilai penuh bila bank punya cabang di kabupaten Anda; bila tidak, %(part)d%%."
        )
        % {"part": ELSEWHERE},
        Part.SPEED: _(
            "Lama jawaban yang nyata. Nilai penuh sampai %(fast)d hari kerja; nol mulai %(slow)d."
        )
        % {"fast": FAST, "slow": SLOW},
        Part.COST: _("Makin kecil bunga setahun, makin tinggi; nol mulai %(dear)d%%.")
        % {"dear": DEAR},
        Part.ROOM: _(
            "Nilai penuh bila dana bank cukup untuk %(plenty)d pinjaman seperti milik Anda. Bila "
            "bank tidak memberi angka, dihitung %(unknown)d%%."
        )
        % {"plenty": PLENTY, "unknown": UNKNOWN},
    }


@login_not_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    approved = RankingWeights.objects.filter(state=EditionState.APPROVED)
    shown = list(approved.order_by("-effective_from", "-approved_at", "-number")[:SHOWN])
    acting = next((row for row in shown if row.effective_from <= today), None)
    weights = weights_of(acting) if acting else FIRST
    ordered = sorted(Part, key=lambda part: -weights.of(part))
    told = meanings()
    context = {
        "parts": [(LABELS[part], weights.of(part), told[part]) for part in ordered],
        "acting": acting,
        "versions": [
            (row, [(LABELS[part], getattr(row, part.value)) for part in Part]) for row in shown
        ],
        "today": today,
    }
    return render(request, "kur/ranking.html", context)
