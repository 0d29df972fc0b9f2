"""The foundation's own tables of staff rights name groups that exist."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from ikm_portal.accounts import groups
from ikm_portal.calendar.groups import GROUPS as CALENDAR
from ikm_portal.documents.groups import GROUPS as DOCUMENTS
from ikm_portal.notifications.groups import GROUPS as NOTIFICATIONS

KNOWN = {groups.OFFICE, groups.APPROVER, groups.KEEPER, groups.READER}


@pytest.mark.parametrize("table", [CALENDAR, DOCUMENTS, NOTIFICATIONS])
def test_names_are_known(table):
    assert set(table) <= KNOWN


@pytest.mark.django_db
def test_the_keeper_keeps_holidays_and_nobody_edits_deliveries():
    call_command("sync_groups", verbosity=0)
    keeper = Group.objects.get(name=groups.KEEPER)
    names = set(keeper.permissions.values_list("codename", flat=True))
    assert {"add_holiday", "change_holiday", "delete_holiday", "change_document"} <= names
    assert not Permission.objects.filter(
        group__isnull=False, codename__in=["change_delivery", "delete_delivery", "delete_document"]
    )
