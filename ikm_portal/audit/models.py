"""The trail: one row for each state change, decision, look at a file, export."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Self

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

_UTC = datetime.UTC


def subject_of(obj: models.Model) -> tuple[str, str]:
    """("financing.referral", "17")"""
    return obj._meta.label_lower, str(obj.pk)


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, obj: models.Model) -> Self:
        """The history of one object, oldest first."""
        subject_type, subject_id = subject_of(obj)
        return self.filter(subject_type=subject_type, subject_id=subject_id).order_by("id")

    def moves(self) -> Self:
        return self.exclude(to_state="")


class Entry(models.Model):
    """What happened to something, who did it and when.

    No foreign keys: the trail outlives what it describes. `payload` is the canonical text of the
    row; `seq`, `prev_hash` and `hash` are set by the database when the transaction commits (see
    migration 0002), so that the chain is in the order of commits and its lock the last one taken.
    """

    at = models.DateTimeField(verbose_name=_("waktu"))
    actor_id = models.BigIntegerField(null=True, verbose_name=_("nomor pelaku"))
    actor_label = models.CharField(max_length=200, verbose_name=_("siapa"))
    action = models.CharField(max_length=100, verbose_name=_("kejadian"))
    subject_type = models.CharField(max_length=100, verbose_name=_("tentang"))
    subject_id = models.CharField(max_length=64, verbose_name=_("nomor objek"))
    from_state = models.CharField(max_length=40, blank=True, verbose_name=_("dari"))
    to_state = models.CharField(max_length=40, blank=True, verbose_name=_("menjadi"))
    note = models.TextField(blank=True, verbose_name=_("catatan"))
    data = models.JSONField(default=dict, verbose_name=_("rincian"))
    payload = models.TextField()
    seq = models.BigIntegerField(null=True, unique=True, verbose_name=_("nomor mata rantai"))
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True, verbose_name=_("sidik"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("kejadian")
        verbose_name_plural = _("jejak kejadian")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["actor_id", "-id"], name="entry_actor"),
            models.Index(fields=["action", "-id"], name="entry_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    def facts(self) -> dict[str, Any]:
        """What the payload says, taken from the columns."""
        return {
            "at": self.at.astimezone(_UTC).isoformat(timespec="microseconds"),
            "actor_id": self.actor_id,
            "actor_label": self.actor_label,
            "action": self.action,
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "from_state": self.from_state,
            "to_state": self.to_state,
            "note": self.note,
            "data": self.data,
        }


class ChainHead(models.Model):
    """The newest link. One row; whoever commits trail rows holds it for that moment."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="chainhead_single"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class SentForm(models.Model):
    """The key of a form that has done its work. Says nothing of who sent it; kept two days."""

    key = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)

    @classmethod
    def claim(cls, key: uuid.UUID, at: datetime.datetime) -> bool:
        """False when it is there already. Waits for whoever is claiming it at this moment."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_sentform (key, at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [key, at],
            )
            return cursor.rowcount == 1
