from financing.models.application import Application, ApplicationPaper
from financing.models.bank import Bank, Branch, Posting, Product, branch_of
from financing.models.quota import Quota, QuotaEntry
from financing.models.referral import Decision, PaperRequest, Referral
from financing.models.saved_check import SavedCheck
from financing.models.support import SupportKind, SupportMessage, SupportRequest

__all__ = [
    "Application",
    "ApplicationPaper",
    "Bank",
    "Branch",
    "Decision",
    "PaperRequest",
    "Posting",
    "Product",
    "Quota",
    "QuotaEntry",
    "Referral",
    "SavedCheck",
    "SupportKind",
    "SupportMessage",
    "SupportRequest",
    "branch_of",
]
