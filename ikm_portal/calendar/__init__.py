"""Indonesian working days. Import from `ikm_portal.calendar.days`."""
