"""What each staff group may do with money's part of the portal."""

GROUPS = {
    "Petugas": {
        "financing.application": ["view", "verify", "refer"],
        "financing.applicationpaper": ["view"],
        "financing.referral": ["view"],
        "financing.decision": ["view"],
        "financing.paperrequest": ["view"],
        "financing.bank": ["view", "add", "change"],
        "financing.branch": ["view", "add", "change"],
        "financing.posting": ["view", "add", "change"],
        "financing.product": ["view", "add", "change"],
        "financing.quota": ["view", "add"],
        "financing.quotaentry": ["view"],
        "financing.supportkind": ["view", "add", "change"],
        "financing.supportrequest": ["view", "handle"],
        "financing.supportmessage": ["view"],
    },
    "Pembaca": {
        "financing.bank": ["view"],
        "financing.branch": ["view"],
        "financing.product": ["view"],
        "financing.quota": ["view"],
    },
}
