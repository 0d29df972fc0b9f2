"""Secret links of invitations: made from the office's keys, kept nowhere.

The database holds a hash of each link. The link itself is derived from FIELD_KEYS and the number
of the letter whenever a letter leaves, so that a letter which is tried again tomorrow is the same
letter, and neither the outbox nor a backup holds a secret.
"""

from __future__ import annotations

from django.urls import reverse

from ikm_portal.accounts.models.invitation import hash_token
from ikm_portal.common.crypto import blind_indexes
from meetings.models import Invitation

_PURPOSE = "meeting-invitation"


def tokens(invitation: Invitation) -> list[str]:
    """The link's secret under each key, newest first. 256 bits."""
    return blind_indexes(f"{invitation.pk}/{invitation.issue}", _PURPOSE)


def path_of(invitation: Invitation) -> str:
    """A path of this site, of the newest letter; "" once the key that it was made with is gone:
    then a new letter makes a new link."""
    for token in tokens(invitation):
        if hash_token(token) == invitation.token_hash:
            return reverse("meetings:answer", args=[token])
    return ""
