"""Mail of a local start: one .eml file per letter, which every mail program opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlFolder(BaseEmailBackend):
    def __init__(self, *, folder: str, **options: Any) -> None:
        super().__init__(**options)
        self._folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            to = re.sub(r"[^\w.@+-]", "_", message.to[0] if message.to else "")
            stem = f"{timezone.localtime():%Y%m%d-%H%M%S-%f}-{to}"
            # Written aside first, so that who watches the folder never reads half a letter.
            draft = self._folder / f".{stem}"
            draft.write_bytes(message.message().as_bytes())
            draft.rename(self._folder / f"{stem}.eml")
        return len(email_messages)
