"""The trail and the one door for state changes. Import from `ikm_portal.audit.engine`."""
