"""The whole answer about one placement, as plain data that is the same to the byte each time."""

from __future__ import annotations

from typing import Any

from financing.kur.words import BadInput, phrase, rupiah
from financing.kur.words import gettext_noop as _
from financing.placement import optimum, stable
from financing.placement.instance import Applicant, Instance, Prices
from financing.placement.prices import congestion
from financing.placement.stable import Seats

MODES = ("stable", "optimum")


def answer(
    instance: Instance, mode: str, seed: int = 0, prices: Prices | None = None
) -> dict[str, Any]:
    """``prices``: congestion prices of an earlier round; when None the instance's own are found."""
    if mode not in MODES:
        raise BadInput(_("Cara penempatan harus stable atau optimum."))
    books: dict[str, Seats] = {}
    arrived, used = instance, {}
    if mode == "stable":
        used = dict(congestion(instance) if prices is None else prices)
        instance = instance.priced(used)
        placed, books = stable.place(instance)
        most, exact = optimum.bound(instance)
    else:
        best = optimum.solve(instance, seed)
        placed, most, exact = best.placed, best.bound, best.exact
    queue = {a.id: n for n, a in enumerate(instance.applicants)}
    told = {a.id: _explain(a, instance, placed, books, queue) for a in instance.applicants}
    return {
        "mode": mode,
        "seed": seed,
        "placed": dict(sorted(placed.items())),
        "unplaced": {
            a.id: _why_unplaced(instance, a, told[a.id]["not_there"], mode)
            for a in sorted(instance.applicants, key=lambda a: a.id)
            if a.id not in placed
        },
        "bound": most,
        "exact": exact,
        # Whoever comes first knows no prices.
        "first_come": len(stable.first_come(arrived)),
        "prices": told_of(used),
        "quota": _quota(instance, placed, books),
        "explanations": dict(sorted(told.items())),
    }


def told_of(prices: Prices) -> dict[str, dict[str, float]]:
    return {
        offer: {"per_million_rp": price.million, "per_person": price.person}
        for offer, price in sorted(prices.items())
    }


def _explain(
    person: Applicant,
    instance: Instance,
    placed: dict[str, str],
    books: dict[str, Seats],
    queue: dict[str, int],
) -> dict[str, Any]:
    """Why here, and of each choice that the person liked better: why not there."""
    here, missed, choice = placed.get(person.id), [], None
    for number, pair in enumerate(instance.wishes[person.id], 1):
        if pair.offer == here:
            choice = number
            break
        if pair.offer in books:
            missed.append(_why_not(person, queue[person.id], pair.offer, books[pair.offer]))
    return {
        "place": queue[person.id] + 1,
        "offer": here,
        "choice": choice,
        "not_there": missed,
    }


def _why_not(person: Applicant, turn: int, offer: str, book: Seats) -> dict[str, Any]:
    """``cutoff``: the place in the queue at which the offer stopped; each fix holds alone."""
    stopped = turn if book.stopped is None else book.stopped
    fit = book.rp if stopped == turn and book.count > 0 and book.rp > 0 else None
    # Earlier than `before` the room was still enough for this amount, everything else the same.
    before = stopped if book.count > 0 and book.rp >= person.amount else None
    if before is None:
        for room, taken in zip(reversed(book.rooms), reversed(book.turns), strict=True):
            if room >= person.amount:
                before = taken
                break
    return {
        "offer": offer,
        "cutoff": stopped + 1,
        "place": turn + 1,
        "at_most_rp": fit,
        "place_needed": None if before is None else before + 1,
    }


def _why_unplaced(
    instance: Instance, person: Applicant, missed: list[dict[str, Any]], mode: str
) -> str:
    if not instance.wishes[person.id]:
        return str(phrase(_("Belum ada penawaran yang cocok.")))
    if mode == "optimum":
        return str(phrase(_("Tidak termasuk usulan yang menempatkan anggota terbanyak.")))
    fits = [m["at_most_rp"] for m in missed if m["at_most_rp"]]
    if fits:
        return str(
            phrase(
                _("Kuota tidak cukup untuk jumlah ini; paling banyak {rp} masih muat."),
                rp=rupiah(max(fits)),
            )
        )
    return str(phrase(_("Kuota semua pilihan sudah habis sebelum giliran ini.")))


def _quota(
    instance: Instance, placed: dict[str, str], books: dict[str, Seats]
) -> dict[str, dict[str, Any]]:
    used: dict[str, list[int]] = {o.id: [0, 0] for o in instance.offers}
    for person in instance.applicants:
        if person.id in placed:
            used[placed[person.id]][0] += person.amount
            used[placed[person.id]][1] += 1
    out = {}
    for offer in instance.offers:
        stopped = books[offer.id].stopped if offer.id in books else None
        at = None if stopped is None else instance.applicants[stopped].priority
        out[offer.id] = {
            "quota_rp": offer.quota_rp,
            "used_rp": used[offer.id][0],
            "quota_count": offer.quota_count,
            "used_count": used[offer.id][1],
            "cutoff": None if stopped is None else stopped + 1,
            "cutoff_priority": at,
        }
    return out
