from ikm_portal.accounts.models.user import User

__all__ = ["User"]
