"""The office's rooms for meetings, questions and promises."""

from meetings.admin import commitments, meetings, questions, support

__all__ = ["commitments", "meetings", "questions", "support"]
