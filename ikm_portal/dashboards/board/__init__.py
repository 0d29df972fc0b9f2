"""The board for the head of the office: what is asked, where, how long, and who is waited for."""
