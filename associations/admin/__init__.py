"""The office's rooms for people, associations and reference data."""

from associations.admin import associations, duplicates, intake, people, reference

__all__ = ["associations", "duplicates", "intake", "people", "reference"]
