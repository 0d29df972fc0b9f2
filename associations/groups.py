"""What each staff group may do with people's data."""

from ikm_portal.accounts.groups import APPROVER, KEEPER, OFFICE, READER

_SEE_PUBLIC = {
    "associations.association": ["view"],
    "associations.associationfigure": ["view"],
    "associations.institution": ["view"],
    "associations.region": ["view"],
    "associations.kblicode": ["view"],
}

GROUPS = {
    OFFICE: {
        "associations.association": ["view", "add", "change"],
        "associations.associationfigure": ["view", "add", "change"],
        "associations.manager": ["view", "add", "change"],
        "associations.owner": ["view", "change"],
        "associations.business": ["view", "change"],
        "associations.permit": ["view", "add", "change"],
        "associations.membership": ["view", "add"],
        "associations.suspectedpair": ["view", "merge_owner"],
        "associations.intake": ["view"],
        "associations.consent": ["view"],
        "associations.consenttext": ["view"],
        "associations.institution": ["view", "add", "change"],
        "associations.institutioncontact": ["view", "add", "change"],
        "associations.kblicode": ["view", "add", "change"],
        "associations.region": ["view"],
    },
    APPROVER: {
        **_SEE_PUBLIC,
        "associations.manager": ["view"],
        "associations.owner": ["view"],
        "associations.business": ["view"],
        "associations.permit": ["view"],
        "associations.membership": ["view"],
        "associations.consent": ["view"],
        "associations.consenttext": ["view", "add"],
        "associations.institutioncontact": ["view"],
    },
    KEEPER: {
        "associations.association": ["view", "change"],
        "associations.associationfigure": ["view", "add", "change"],
        "associations.institution": ["view", "add", "change"],
        "associations.kblicode": ["view", "add", "change"],
        "associations.region": ["view"],
    },
    READER: _SEE_PUBLIC,
}
