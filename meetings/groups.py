"""What each staff group may do with meetings and promises."""

GROUPS = {
    "Petugas": {
        "meetings.meeting": ["view", "add", "change"],
        "meetings.agendaitem": ["view", "add", "change", "delete"],
        "meetings.attendance": ["view", "add", "change", "delete"],
        "meetings.minutes": ["view", "add", "change"],
        "meetings.question": ["view", "add", "change"],
        "meetings.commitment": ["view", "add", "change"],
    },
    "Kepala": {
        "meetings.meeting": ["view", "approve_minutes"],
        "meetings.commitment": ["view", "judge"],
    },
    "Pembaca": {
        "meetings.meeting": ["view"],
        "meetings.commitment": ["view"],
    },
}
