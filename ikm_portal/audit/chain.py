"""The hash chain over the trail, recomputed from outside the database.

hash = sha256(prev_hash + "\\n" + seq + "\\n" + payload), all as UTF-8 text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from ikm_portal.audit.models import ChainHead, Entry

START = "0" * 64


def canonical(facts: dict[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def link(prev_hash: str, seq: int, payload: str) -> str:
    return hashlib.sha256(f"{prev_hash}\n{seq}\n{payload}".encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the seq of the first bad link, None when the chain holds."""

    entries: int
    head: str
    broken_at: int | None = None
    entry_id: int | None = None
    problem: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(*, chunk: int = 2000) -> Verdict:
    """Walks the whole chain and stops at the first link that does not hold."""
    prev, seq = START, 0
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=chunk):
        seq += 1
        if entry.seq is None:
            return Verdict(seq - 1, prev, seq, entry.pk, "row was never sealed")
        if entry.seq != seq:
            return Verdict(seq - 1, prev, seq, None, f"link {seq} is missing")
        if entry.prev_hash != prev:
            return Verdict(seq - 1, prev, seq, entry.pk, "does not follow the link before it")
        if link(prev, seq, entry.payload) != entry.hash:
            return Verdict(seq - 1, prev, seq, entry.pk, "content does not match its hash")
        if canonical(entry.facts()) != entry.payload:
            return Verdict(seq - 1, prev, seq, entry.pk, "columns differ from the sealed content")
        prev = entry.hash
    head = ChainHead.objects.first() or ChainHead(seq=0, hash=START)
    if (head.seq, head.hash) != (seq, prev):
        return Verdict(
            seq, prev, seq + 1, None, f"the chain ends early: {head.seq} links were made"
        )
    return Verdict(seq, prev)
