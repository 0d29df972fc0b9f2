"""The office's rooms for meetings, questions and promises."""

from meetings.admin import commitments, invitations, meetings, questions, support

__all__ = ["commitments", "invitations", "meetings", "questions", "support"]
