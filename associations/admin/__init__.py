"""The office's rooms for people, associations and reference data."""

from associations.admin import associations, duplicates, people, reference

__all__ = ["associations", "duplicates", "people", "reference"]
