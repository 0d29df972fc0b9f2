"""What each staff group may do with meetings and promises."""

from ikm_portal.accounts.groups import APPROVER, OFFICE, READER

_SEE = {
    "meetings.meeting": ["view"],
    "meetings.agendaitem": ["view"],
    "meetings.attendance": ["view"],
    "meetings.minutes": ["view"],
    "meetings.question": ["view"],
    "meetings.commitment": ["view"],
    "meetings.invitation": ["view"],
    "meetings.invitationletter": ["view"],
    "meetings.meetingfile": ["view"],
}

GROUPS = {
    OFFICE: {
        "meetings.meeting": ["view", "add", "change"],
        "meetings.agendaitem": ["view", "add", "change", "delete"],
        "meetings.attendance": ["view", "add", "change", "delete"],
        "meetings.minutes": ["view", "add", "change"],
        "meetings.question": ["view", "add", "change"],
        "meetings.commitment": ["view", "add", "change"],
        "meetings.invitation": ["view", "change"],
        "meetings.invitationletter": ["view", "add", "change"],
        "meetings.meetingfile": ["view", "change"],
    },
    APPROVER: {
        **_SEE,
        "meetings.meeting": ["view", "approve_minutes"],
        "meetings.commitment": ["view", "judge_commitment"],
    },
    READER: _SEE,
}
