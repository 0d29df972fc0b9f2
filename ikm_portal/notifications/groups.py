"""What staff groups may do here. Names as in accounts.groups, which this app may not import."""

GROUPS = {"Pengelola data": {"notifications.Delivery": ["view"]}}
