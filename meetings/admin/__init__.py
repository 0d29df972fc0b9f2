"""The office's rooms for meetings and promises."""

from meetings.admin import commitments, meetings

__all__ = ["commitments", "meetings"]
