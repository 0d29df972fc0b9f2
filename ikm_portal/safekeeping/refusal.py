from __future__ import annotations


class Refused(Exception):
    """Why there is no backup or no restore: a sentence for the operator."""
