"""What each staff group may do with money's part of the portal."""

from ikm_portal.accounts.groups import APPROVER, OFFICE, READER

_SEE_FILES = {
    "financing.application": ["view"],
    "financing.referral": ["view"],
    "financing.decision": ["view"],
    "financing.refused": ["view"],
    "financing.paperrequest": ["view"],
    "financing.supportrequest": ["view"],
    "financing.supportmessage": ["view"],
    "financing.supportparticipant": ["view"],
}
_SEE_OFFERS = {
    "financing.bank": ["view"],
    "financing.branch": ["view"],
    "financing.product": ["view"],
    "financing.quota": ["view"],
    "financing.quotaentry": ["view"],
    "financing.supportkind": ["view"],
}
_SEE_RULES = {
    "financing.ruleedition": ["view"],
    "financing.rulevalue": ["view"],
    "financing.rulesource": ["view"],
    "financing.regulation": ["view"],
    "financing.rehearsal": ["view"],
    "financing.rankingweights": ["view"],
}

GROUPS = {
    OFFICE: {
        "financing.application": ["view", "verify_application", "refer_application"],
        "financing.applicationpaper": ["view"],
        "financing.creditgroup": ["view", "handle_creditgroup"],
        "financing.groupmember": ["view"],
        "financing.referral": ["view"],
        "financing.demandreport": ["view", "handle_demandreport"],
        "financing.decision": ["view"],
        "financing.refused": ["view"],
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
        "financing.supportparticipant": ["view"],
        "financing.storedfindings": ["view"],
        "financing.ruleedition": ["view", "add", "draft_ruleedition"],
        "financing.rulevalue": ["view", "add", "change", "delete"],
        "financing.rulesource": ["view", "add"],
        "financing.regulation": ["view", "add"],
        "financing.rehearsal": ["view"],
        "financing.rehearsalline": ["view"],
        "financing.rankingweights": ["view", "add"],
        "financing.placementrun": ["view", "add", "choose"],
        "financing.placementplace": ["view"],
        "financing.nationalplacement": ["view", "add"],
    },
    # The head watches over the work; deciding on files stays with the officers.
    # The rules are the exception: one drafts, the head is the second person.
    APPROVER: {
        **_SEE_FILES,
        **_SEE_OFFERS,
        **_SEE_RULES,
        "financing.creditgroup": ["view"],
        "financing.groupmember": ["view"],
        "financing.demandreport": ["view"],
        "financing.posting": ["view"],
        "financing.ruleedition": ["view", "approve_ruleedition"],
        "financing.rehearsalline": ["view"],
        "financing.placementrun": ["view", "approve"],
        "financing.placementplace": ["view"],
        "financing.nationalplacement": ["view"],
    },
    READER: {**_SEE_OFFERS, **_SEE_RULES},
}
