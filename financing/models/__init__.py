from financing.models.application import Application, ApplicationPaper
from financing.models.bank import Bank, Branch, Posting, Product, ProductPaper, branch_of
from financing.models.bank_order import BankOrder
from financing.models.cure import CuredRefusal, Refused
from financing.models.findings import Moment, StoredFindings
from financing.models.group import CreditGroup, GroupMember
from financing.models.guard import DemandOverride, DemandReport
from financing.models.nation import NationalPlacement
from financing.models.placement import PlacementPlace, PlacementRun
from financing.models.proposal import Proposal
from financing.models.quota import Quota, QuotaEntry
from financing.models.ranking import RankingWeights
from financing.models.referral import Decision, PaperRequest, Referral
from financing.models.rehearsal import Rehearsal, RehearsalLine
from financing.models.result_file import ResultFile, ResultLine
from financing.models.rules import Regulation, RuleEdition, RuleSource, RuleValue
from financing.models.saved_check import SavedCheck
from financing.models.saved_view import SavedView
from financing.models.service_time import ServiceTime
from financing.models.support import SupportKind, SupportMessage, SupportRequest
from financing.models.support_group import SupportParticipant
from financing.models.support_link import LinkHolder, SupportLink

__all__ = [
    "Application",
    "ApplicationPaper",
    "Bank",
    "BankOrder",
    "Branch",
    "CreditGroup",
    "CuredRefusal",
    "Decision",
    "DemandOverride",
    "DemandReport",
    "GroupMember",
    "LinkHolder",
    "Moment",
    "NationalPlacement",
    "PaperRequest",
    "PlacementPlace",
    "PlacementRun",
    "Posting",
    "Product",
    "ProductPaper",
    "Proposal",
    "Quota",
    "QuotaEntry",
    "RankingWeights",
    "Referral",
    "Refused",
    "Regulation",
    "Rehearsal",
    "RehearsalLine",
    "ResultFile",
    "ResultLine",
    "RuleEdition",
    "RuleSource",
    "RuleValue",
    "SavedCheck",
    "SavedView",
    "ServiceTime",
    "StoredFindings",
    "SupportKind",
    "SupportLink",
    "SupportMessage",
    "SupportParticipant",
    "SupportRequest",
    "branch_of",
]
