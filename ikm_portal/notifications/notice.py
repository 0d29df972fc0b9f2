"""How a domain app says: when this happens, tell these people that.

    class ReferralApproved(Notice):
        model = "financing.referral"
        transition = "approve"

        def recipients(self, obj, entry): return [obj.application.owner.user]
        def subject(self, obj, entry): return _("Bank menyetujui pengajuan Anda")
        def body(self, obj, entry): return [_("…"), _("…")]
        def link(self, obj, entry): return obj.application.get_absolute_url()

Defining the class registers it; it lives in the app's `notifications.py`, which is found by name.
It runs inside the transaction of `move()`: keep it to reading, and let it fail loudly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.functional import Promise

from ikm_portal.audit.models import Entry

Text = str | Promise


class Notice:
    """One kind of message. Give `model` and `transition` (a name or several), or whole `actions`.

    `actions` are names as the trail writes them, for events recorded without a change of state.
    Subject and body are Indonesian; a NIK or phone number in them is blacked out.
    """

    model: ClassVar[str] = ""
    transition: ClassVar[str | tuple[str, ...]] = ()
    actions: ClassVar[tuple[str, ...]] = ()

    _registry: ClassVar[dict[str, list[Notice]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        names = (cls.transition,) if isinstance(cls.transition, str) else cls.transition
        if names and not cls.model:
            raise TypeError(f"{cls.__name__}: transition without model")
        notice = cls()
        for action in (*(f"{cls.model.lower()}.{name}" for name in names), *cls.actions):
            Notice._registry.setdefault(action, []).append(notice)

    @classmethod
    def about(cls, entry: Entry) -> list[Notice]:
        return cls._registry.get(entry.action, [])

    @property
    def kind(self) -> str:
        return f"{type(self).__module__.split('.')[-2]}.{type(self).__name__}"

    def recipients(self, obj: Any, entry: Entry) -> Iterable[Any]:
        """Users. Nobody is told twice about one event; None and closed accounts fall away."""
        raise NotImplementedError

    def subject(self, obj: Any, entry: Entry) -> Text:
        raise NotImplementedError

    def body(self, obj: Any, entry: Entry) -> Text | Iterable[Text]:
        """Paragraphs."""
        raise NotImplementedError

    def link(self, obj: Any, entry: Entry) -> str:
        """A path of this site that the recipient may open; empty for none."""
        return ""

    def whatsapp_text(self, obj: Any, entry: Entry) -> Text:
        """For click-to-chat and, once it is set up, the WhatsApp channel; empty: the subject."""
        return ""
