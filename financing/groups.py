"""What each staff group may do with money's part of the portal."""

from ikm_portal.accounts.groups import APPROVER, OFFICE, READER

_SEE_FILES = {
    "financing.application": ["view"],
    "financing.referral": ["view"],
    "financing.decision": ["view"],
    "financing.paperrequest": ["view"],
    "financing.supportrequest": ["view"],
    "financing.supportmessage": ["view"],
}
_SEE_OFFERS = {
    "financing.bank": ["view"],
    "financing.branch": ["view"],
    "financing.product": ["view"],
    "financing.quota": ["view"],
    "financing.quotaentry": ["view"],
    "financing.supportkind": ["view"],
}

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
        "financing.quota": ["view", "add", "change"],
        "financing.quotaentry": ["view"],
        "financing.supportkind": ["view", "add", "change"],
        "financing.supportrequest": ["view", "handle_supportrequest"],
        "financing.supportmessage": ["view"],
    },
    # The head watches over the work; deciding on files stays with the officers.
    APPROVER: {**_SEE_FILES, **_SEE_OFFERS, "financing.posting": ["view"]},
    READER: _SEE_OFFERS,
}
