from ikm_portal.accounts.models.invitation import Invitation
from ikm_portal.accounts.models.user import User

__all__ = ["Invitation", "User"]
