"""The office's rooms for meetings, questions and promises."""

from meetings.admin import cohorts, commitments, invitations, meetings, questions, support

__all__ = ["cohorts", "commitments", "invitations", "meetings", "questions", "support"]
