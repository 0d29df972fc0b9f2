"""Measurements of the money's part, both sides in one run; never part of a unit test."""
