"""The office's rooms for people, associations and reference data."""

from associations.admin import associations, people, reference

__all__ = ["associations", "people", "reference"]
