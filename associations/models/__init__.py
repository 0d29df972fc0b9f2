from associations.models.association import Association, AssociationFigure, KbliCode, Manager
from associations.models.business import Business, Membership, Permit
from associations.models.consent import Consent, ConsentText
from associations.models.duplicates import OwnerMerge, PairSearch, SuspectedPair
from associations.models.institution import Institution, InstitutionContact
from associations.models.intake import Intake, IntakeRow
from associations.models.invitation import MemberInvitation
from associations.models.owner import Owner
from associations.models.region import Region

__all__ = [
    "Association",
    "AssociationFigure",
    "Business",
    "Consent",
    "ConsentText",
    "Institution",
    "InstitutionContact",
    "Intake",
    "IntakeRow",
    "KbliCode",
    "Manager",
    "MemberInvitation",
    "Membership",
    "Owner",
    "OwnerMerge",
    "PairSearch",
    "Permit",
    "Region",
    "SuspectedPair",
]
