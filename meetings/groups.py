"""What each staff group may do with meetings and promises."""

from ikm_portal.accounts.groups import APPROVER, OFFICE, READER

GROUPS = {
    OFFICE: {
        "meetings.meeting": ["view", "add", "change"],
        "meetings.agendaitem": ["view", "add", "change", "delete"],
        "meetings.attendance": ["view", "add", "change", "delete"],
        "meetings.minutes": ["view", "add", "change"],
        "meetings.question": ["view", "add", "change"],
        "meetings.commitment": ["view", "add", "change"],
    },
    APPROVER: {
        "meetings.meeting": ["view", "approve_minutes"],
        "meetings.commitment": ["view", "judge_commitment"],
    },
    READER: {
        "meetings.meeting": ["view"],
        "meetings.commitment": ["view"],
    },
}
