"""Structured log lines with the request's id. No personal data: ids only."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")

_PLAIN = set(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime"}

# What opens something to whoever has it stands in these addresses: links of letters, the poster at
# the door, kept answers. Django names the address of each request that it refuses. The same words
# stand in deploy/Caddyfile.
_SECRET = re.compile(
    r"(/(?:jawab|undangan|hadir|konfirmasi|lupa-sandi|cek)/|[?&](?:code|token)=)[^/?&\s]+"
)


def without_secrets(words: str) -> str:
    return _SECRET.sub(r"\1hidden", words)


class AddRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line; values that are no plain data are left out, not printed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str | int | float] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        for key, value in record.__dict__.items():
            if key not in _PLAIN and isinstance(value, str | int | float | bool):
                line[key] = value
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
