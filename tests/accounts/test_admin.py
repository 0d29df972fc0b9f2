import pytest
from django.contrib.auth.models import Group

from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.models import Invitation, User
from ikm_portal.audit.models import Entry
from tests.accounts.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(make_user, visitor):
    sync_groups()
    chief = make_user("staff", is_staff=True)
    chief.groups.set(Group.objects.filter(name__in=["Petugas", "Kepala/penyetuju"]))
    sign_in(visitor, chief.email)
    return chief


@pytest.fixture
def clerk(make_user, visitor):
    sync_groups()
    clerk = make_user("staff", is_staff=True)
    clerk.groups.set(Group.objects.filter(name="Petugas"))
    sign_in(visitor, clerk.email)
    return clerk


def change(user):
    return f"/admin/accounts/user/{user.pk}/change/"


def form(user, *groups):
    ids = [Group.objects.get(name=name).pk for name in groups]
    return {"name": user.name, "is_active": "on", "groups": ids}


def test_head_puts_a_colleague_into_a_group(visitor, chief, make_user):
    colleague = make_user("staff", is_staff=True)
    assert visitor.get(change(colleague)).status_code == 200
    assert visitor.post(change(colleague), form(colleague, "Petugas")).status_code == 302
    assert colleague.groups.get().name == "Petugas"
    kept = Entry.objects.about(colleague).get(action="account.changed")
    assert (kept.actor_id, kept.data) == (chief.pk, {"fields": ["groups"]})


def test_nobody_changes_their_own_groups(visitor, chief):
    form_of_own = {"name": chief.name, "groups": [], "is_superuser": "on", "user_permissions": [1]}
    visitor.post(change(chief), form_of_own)
    chief.refresh_from_db()
    assert chief.groups.count() == 2
    assert chief.is_active
    assert not chief.is_superuser
    assert not chief.user_permissions.exists()


def test_form_never_makes_a_superuser_or_moves_an_address(visitor, chief, make_user):
    colleague = make_user("staff", is_staff=True)
    email, phone = colleague.email, colleague.phone
    more = {"is_superuser": "on", "email": "milik.saya@contoh.test", "kind": "member"}
    visitor.post(change(colleague), form(colleague) | more | {"phone": "081299998888"})
    colleague = User.objects.get(pk=colleague.pk)
    assert (colleague.email, colleague.phone, colleague.kind) == (email, phone, "staff")
    assert not colleague.is_superuser


def test_superusers_are_out_of_reach(visitor, chief, head):
    visitor.post(change(head), {"name": "Diganti"})
    head.refresh_from_db()
    assert head.name == "Kepala"
    assert head.is_active
    visitor.post(f"/admin/accounts/user/{head.pk}/tautan/", {"note": "coba"})
    head.refresh_from_db()
    assert head.check_password(PASSWORD)


def test_clerk_looks_but_does_not_change(visitor, clerk, member):
    assert visitor.get(change(member)).status_code == 200
    assert visitor.post(change(member), {"name": "Diganti"}).status_code == 403
    member.refresh_from_db()
    assert member.name == "Rahayu"
    assert member.phone not in visitor.get(change(member)).content.decode()


def test_clerk_renews_a_members_access(visitor, clerk, member):
    path = f"/admin/accounts/user/{member.pk}/tautan/"
    assert visitor.get(path).status_code == 200
    member.refresh_from_db()
    assert member.check_password(PASSWORD), "looking changes nothing"
    assert visitor.post(path, {"note": ""}).status_code == 200
    assert Invitation.objects.count() == 0
    page = visitor.post(path, {"note": "Datang dengan KTP"}).content.decode()
    assert "http://testserver/undangan/" in page
    member.refresh_from_db()
    assert not member.has_usable_password()


def test_clerk_is_not_offered_to_invite_staff(visitor, clerk):
    page = visitor.get("/admin/accounts/invitation/add/").content.decode()
    assert 'value="member"' in page
    assert 'value="staff"' not in page
    crafted = {"kind": "staff", "name": "X", "email": "x@contoh.test"}
    visitor.post("/admin/accounts/invitation/add/", crafted)
    assert Invitation.objects.count() == 0


def test_staff_without_a_group_sees_nothing(visitor, make_user, member):
    plain = make_user("staff", is_staff=True)
    sign_in(visitor, plain.email)
    for path in ("/admin/accounts/user/", "/admin/accounts/invitation/", change(member)):
        assert visitor.get(path).status_code == 403
    for path in ("/admin/accounts/invitation/add/", f"/admin/accounts/user/{member.pk}/tautan/"):
        assert visitor.post(path, {"note": "x", "kind": "member", "name": "X"}).status_code in {
            302,
            403,
        }
    assert Invitation.objects.count() == 0
