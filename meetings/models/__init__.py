from meetings.models.cohort import CohortLink
from meetings.models.commitment import Commitment, Question
from meetings.models.file import MeetingFile
from meetings.models.invitation import Invitation, InvitationLetter
from meetings.models.meeting import AgendaItem, Attendance, Meeting, Minutes

__all__ = [
    "AgendaItem",
    "Attendance",
    "CohortLink",
    "Commitment",
    "Invitation",
    "InvitationLetter",
    "Meeting",
    "MeetingFile",
    "Minutes",
    "Question",
]
