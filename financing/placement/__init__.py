"""Who of a group is placed where under the banks' quotas: plain Python, no Django, no clock."""
