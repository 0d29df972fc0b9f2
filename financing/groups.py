"""What each staff group may do with money's part of the portal."""

from ikm_portal.accounts.groups import OFFICE, READER

GROUPS = {
    OFFICE: {
        "financing.application": ["view", "verify_application", "refer_application"],
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
        "financing.supportrequest": ["view", "handle_supportrequest"],
        "financing.supportmessage": ["view"],
    },
    READER: {
        "financing.bank": ["view"],
        "financing.branch": ["view"],
        "financing.product": ["view"],
        "financing.quota": ["view"],
    },
}
