"""Messages to people. A domain app writes its `notifications.py`: see `notice.Notice`."""
