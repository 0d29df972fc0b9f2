"""What would make me eligible: the smallest honest changes, exact to the rupiah, month and day.

Only what a person can really change is ever proposed: the loan asked for, papers to obtain, debts
to repay, training, a group's letters, waiting until the business is old enough. Never sex, age,
marriage, place, sales, past credit or how many KUR one has had: there are no moves for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from financing.kur.advice_words import sentence_of, stuck_sentence, with_costs
from financing.kur.facts import Facts
from financing.kur.reading import BadFact, changed
from financing.kur.rules.base import FAILED, PASSED, UNKNOWN, WARNING, Changes
from financing.kur.targets import Costs, Target
from financing.kur.words import Sentence

NUMBERS = ("amount", "investment_amount", "months", "investment_months", "kur_outstanding")
MOST_STEPS = 3
_MOST_OPTIONS = 8

Step = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do. ``fields``: what changes with it, ``on`` being the date to wait for."""

    fields: Changes
    before: Changes
    sentence: Sentence

    def as_json(self) -> dict[str, Any]:
        return {
            "fields": {name: _plain(value) for name, value in self.fields.items()},
            "before": {name: _plain(value) for name, value in self.before.items()},
            "sentence": self.sentence.text(),
        }


@dataclass(frozen=True, slots=True)
class Option:
    """Changes made together. ``fixes``/``breaks``/``leaves``: rule codes, before against after.

    ``warns``: what the bank may still object to afterwards, though it cannot be said for sure.
    ``costs``: rules by which a right is lost or a duty comes; the changes' sentences tell them.
    """

    changes: tuple[Change, ...]
    verdict: str
    fixes: tuple[str, ...]
    breaks: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "changes": [change.as_json() for change in self.changes],
            "verdict": self.verdict,
            "fixes": list(self.fixes),
            "breaks": list(self.breaks),
            "leaves": list(self.leaves),
            "warns": list(self.warns),
        }


@dataclass(frozen=True, slots=True)
class Stuck:
    """A failed rule that nothing honest changes."""

    rule: str
    sentence: Sentence

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "sentence": self.sentence.text()}


@dataclass(frozen=True, slots=True)
class Advice:
    """``options`` are enough. ``partial`` are single changes that fix something, not all.

    ``settles``: changes that would turn a mere warning into a pass, for a file that is accepted.
    """

    options: tuple[Option, ...] = ()
    partial: tuple[Option, ...] = ()
    settles: tuple[Option, ...] = ()
    stuck: tuple[Stuck, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            name: [item.as_json() for item in getattr(self, name)]
            for name in ("options", "partial", "settles", "stuck")
        }


def advise(facts: Facts, target: Target, on: date) -> Advice:
    """Advice for one applicant and one target; empty if nothing fails and nothing warns."""
    unknown = frozenset(target.named(facts, on, UNKNOWN))
    failed = target.named(facts, on, FAILED)
    if not failed:
        return Advice(settles=_ranked(_settling(facts, target, on, unknown)))
    stuck = [
        Stuck(name, stuck_sentence(name)) for name in failed if not _can(name, facts, target, on)
    ]
    search = _Search(facts, target, on, unknown)
    options = () if stuck else search.run()
    shown = {_key(option) for option in options}
    partial = [p for p in _partial(search, failed) if _key(p) not in shown]
    return Advice(options[:_MOST_OPTIONS], _ranked(partial), (), tuple(stuck))


def apply(facts: Facts, on: date, option: Option) -> tuple[Facts, date]:
    """The facts and the day after an option's changes; for a preview or a test."""
    merged: Changes = {}
    for change in option.changes:
        merged |= change.fields
    return _apply(facts, on, merged)


def _can(name: str, facts: Facts, target: Target, on: date) -> bool:
    return any(True for _move in target.moves(name, facts, on))


def _apply(facts: Facts, on: date, changes: Changes) -> tuple[Facts, date]:
    day = changes.get("on", on)
    values = {name: value for name, value in changes.items() if name != "on"}
    return changed(facts, day, **values), day


class _Search:
    """Depth-first over the moves of the first failing rule; at most three steps.

    Complete for what the rules themselves propose: every solution must touch the first failing
    rule, and the moves are its only honest remedies. A number may be moved again, further the same
    way, when a second rule asks for more of it. The search ends with the fewest steps that cost no
    right; what needs as few or fewer and costs one is told too, after them.
    """

    def __init__(self, facts: Facts, target: Target, on: date, unknown: frozenset[str]) -> None:
        self.facts, self.target, self.on, self.unknown = facts, target, on, unknown
        self.seen: dict[frozenset[tuple[str, Any]], int] = {}
        self.best = MOST_STEPS
        self.found: dict[frozenset[tuple[str, Any]], Option] = {}

    def run(self) -> tuple[Option, ...]:
        for depth in range(1, MOST_STEPS + 1):
            self.best, self.seen = depth, {}
            self._walk([], self.facts, self.on)
            if any(not option.costs for option in self.found.values()):
                break
        fewest = min((len(option.changes) for option in self.found.values()), default=0)
        return _ranked(
            option
            for option in self.found.values()
            if len(option.changes) == fewest or not option.costs
        )

    def _walk(self, steps: list[Changes], facts: Facts, on: date) -> None:
        key = frozenset(_items(steps))
        if self.seen.get(key, MOST_STEPS + 1) <= len(steps):
            return
        self.seen[key] = len(steps)
        failed = self.target.named(facts, on, FAILED)
        if not failed:
            if steps and self.target.accepts(facts, on, self.unknown):
                small = self._fitted(self._smallest(steps))
                key = frozenset(_items(small))
                if key not in self.found:
                    self.found[key] = self.option(small)
            return
        for move in self.target.moves(failed[0], facts, on):
            following = self._with(steps, move)
            if following is None or len(following) > self.best:
                continue
            try:
                moved, day = self.state(following)
            except BadFact:
                continue
            self._walk(following, moved, day)

    def state(self, steps: list[Changes]) -> tuple[Facts, date]:
        return _apply(self.facts, self.on, dict(_items(self._fitted(steps))))

    def _fitted(self, steps: list[Changes]) -> list[Changes]:
        """Where a split loan gets so small that its investment part has no place in it, that part
        shrinks in the same step: no further than it must."""
        out = [{k: v for k, v in step.items() if k != "investment_amount"} for step in steps]
        merged = dict(_items(out))
        purpose = merged.get("purpose", self.facts.purpose)
        amount, part = merged.get("amount"), self.facts.investment_amount
        if purpose == "split" and amount is not None and part is not None and part >= amount > 1:
            next(step for step in out if "amount" in step)["investment_amount"] = amount - 1
        return out

    def _with(self, steps: list[Changes], move: Changes) -> list[Changes] | None:
        """The steps and one more; None if it takes an earlier one back."""
        out = [dict(step) for step in steps]
        taken = {name: step for step in out for name in step}
        fresh = {}
        for name, value in move.items():
            if name not in taken:
                fresh[name] = value
            elif taken[name][name] != value:
                if not self._further(name, taken[name][name], value):
                    return None
                taken[name][name] = value
        return [*out, fresh] if fresh else out

    def _further(self, name: str, earlier: Any, later: Any) -> bool:
        if name == "on":
            return bool(later > earlier)
        if name in ("active_credits", "past_credits"):
            return True  # one more repaid
        before = getattr(self.facts, name)
        if name not in NUMBERS or before is None:
            return False
        return bool((earlier - before) * (later - earlier) > 0)

    def _smallest(self, steps: list[Changes]) -> list[Changes]:
        """Leaves out what is not needed and moves each number no further than needed."""
        for index in range(len(steps) - 1, -1, -1):
            rest = steps[:index] + steps[index + 1 :]
            if rest and self._accepted(rest):
                steps = rest
        for step in steps:
            for name in NUMBERS:
                if name in step and getattr(self.facts, name) is not None:
                    step[name] = self._closest(steps, step, name)
        return steps

    def _closest(self, steps: list[Changes], step: Changes, name: str) -> int:
        before, found = getattr(self.facts, name), step[name]
        facts, day = self.state(steps)
        points = self.target.points(name, facts, day)
        values = {
            v for p in points for v in (p, p + 1) if min(before, found) < v < max(before, found)
        }
        for value in sorted(values, key=lambda v: abs(v - before)):
            step[name] = value
            if self._accepted(steps):
                return value
        step[name] = found
        return int(found)

    def _accepted(self, steps: list[Changes]) -> bool:
        try:
            facts, day = self.state(steps)
        except BadFact:
            return False
        return self.target.accepts(facts, day, self.unknown)

    def option(self, steps: list[Changes]) -> Option:
        steps = self._fitted(steps)
        facts, day = self.state(steps)
        before = dict(zip(self.target.names, self.target.codes(self.facts, self.on), strict=True))
        after = dict(zip(self.target.names, self.target.codes(facts, day), strict=True))
        worse = (FAILED, WARNING)
        costs = self._costs(steps)
        return Option(
            tuple(
                _change(step, self.facts, self.on, told)
                for step, told in zip(steps, costs, strict=True)
            ),
            self.target.verdict(facts, day),
            tuple(n for n in before if before[n] == FAILED != after[n]),
            tuple(n for n in before if after[n] in worse and before[n] not in worse),
            tuple(n for n in before if before[n] == FAILED == after[n]),
            tuple(n for n in before if after[n] == WARNING),
            tuple(dict.fromkeys(rule for told in costs for rule in told)),
        )

    def _costs(self, steps: list[Changes]) -> list[Costs]:
        """What each step costs, told with the first that costs it by itself; what only all of them
        together cost, with the last."""
        whole = self.target.costs(self.facts, self.on, *self.state(steps))
        told: list[Costs] = []
        for step in steps:
            try:
                alone = self.target.costs(self.facts, self.on, *self.state([step]))
            except BadFact:
                alone = {}
            earlier = {rule for costs in told for rule in costs}
            told.append({r: whole[r] for r in alone if r in whole and r not in earlier})
        earlier = {rule for costs in told for rule in costs}
        told[-1] |= {rule: words for rule, words in whole.items() if rule not in earlier}
        return told


def _partial(search: _Search, failed: list[str]) -> Iterator[Option]:
    """Single changes that make one failed rule pass while something else still fails."""
    seen = set()
    for name in failed:
        for move in search.target.moves(name, search.facts, search.on):
            key = frozenset(move.items())
            if key in seen:
                continue
            seen.add(key)
            try:
                option = search.option([move])
            except BadFact:
                continue
            if option.verdict == "not_yet" and name in option.fixes:
                yield option


def _settling(facts: Facts, target: Target, on: date, unknown: frozenset[str]) -> Iterator[Option]:
    search = _Search(facts, target, on, unknown)
    warned = target.named(facts, on, WARNING)
    for name in warned:
        for move in target.moves(name, facts, on):
            try:
                moved, day = search.state([move])
            except BadFact:
                continue
            after = dict(zip(target.names, target.codes(moved, day), strict=True))
            worse = [n for n, c in after.items() if c in (FAILED, WARNING) and n not in warned]
            if after[name] == PASSED and not worse:
                option = search.option([move])
                yield replace(option, fixes=(name,), breaks=(), leaves=(), warns=())


def _change(step: Changes, facts: Facts, on: date, costs: Costs) -> Change:
    before = {name: on if name == "on" else getattr(facts, name) for name in step}
    return Change(dict(step), before, with_costs(sentence_of(step, facts), costs.values()))


def _items(steps: list[Changes]) -> list[tuple[str, Any]]:
    return [item for step in steps for item in step.items()]


def _key(option: Option) -> frozenset[tuple[str, Any]]:
    return frozenset(item for change in option.changes for item in change.fields.items())


# Papers first: they cost least and help again next time. Asking for less comes before waiting.
_EASE = ("has_sku", "has_nib", "has_npwp", "has_bpjs_tk", "has_ketua_letter", "has_group_letter",
         "months", "investment_months", "amount", "purpose", "had_training", "had_mentoring",
         "in_group", "has_offtaker", "on")  # fmt: skip


def _ranked(options: Iterable[Option]) -> tuple[Option, ...]:
    """What costs no right comes first, then the fewest steps, then the easiest."""
    return tuple(sorted(options, key=_order))


def _order(option: Option) -> tuple[bool, int, list[int], str]:
    names = [next(iter(change.fields)) for change in option.changes]
    ease = sorted(_EASE.index(n) if n in _EASE else len(_EASE) for n in names)
    return bool(option.costs), len(names), ease, str(option.as_json())


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value
