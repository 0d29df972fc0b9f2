"""What staff groups may do here. Names as in accounts.groups, which this app may not import."""

GROUPS = {
    "Pengelola data": {"documents.Document": ["view", "change"]},  # change: hold and let go
}
