"""Rights to rooms of the foundation that the office's day leads to."""

from ikm_portal.accounts.groups import APPROVER, OFFICE

GROUPS = {
    OFFICE: {"notifications.delivery": ["view"]},
    APPROVER: {"notifications.delivery": ["view"], "calendar.holiday": ["view"]},
}
