"""Dates as the rest of the portal writes them, 24 November 2026: the framework shortens months."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H.i"
MONTH_DAY_FORMAT = "j F"
