from meetings.models.commitment import Commitment, Question
from meetings.models.meeting import AgendaItem, Attendance, Meeting, Minutes

__all__ = ["AgendaItem", "Attendance", "Commitment", "Meeting", "Minutes", "Question"]
