"""What the rooms show and keep: no state in a form, no deletion, personal data by its own step."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from associations.models import ConsentText, Membership
from financing.models import Application, Quota, QuotaEntry
from ikm_portal.audit.models import Entry
from ikm_portal.audit.workflow import Workflow
from tests import cast as play
from tests.office.places import listing, page, step


def registered(label):
    return next(
        model_admin
        for model, model_admin in admin.site._registry.items()
        if model._meta.label_lower == label
    )


@pytest.mark.parametrize("label", ["financing.application", "financing.referral",
    "financing.supportrequest", "associations.membership", "meetings.meeting",
    "meetings.commitment"])  # fmt: skip
def test_no_form_holds_a_state_and_nothing_is_deleted(cast, label):
    model_admin = registered(label)
    request = RequestFactory().get("/")
    request.user = play._user("super@uji.test", "Super", "staff", is_staff=True, is_superuser=True)
    form = model_admin.get_form(request, obj=None)
    assert Workflow.registry[label].field not in form.base_fields
    assert not model_admin.has_delete_permission(request)
    assert "delete_selected" not in model_admin.get_actions(request)
    assert not getattr(model_admin, "list_editable", ())


def test_libraries_rooms_are_shut():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert not labels & {"auth", "mfa", "account"}


def test_the_rooms_on_the_side_follow_each_ones_rights_at_once(cast, room):
    """They are kept for the life of the process, for people who may do the same."""
    address, other = reverse("admin:financing_bank_changelist"), reverse("admin:index")
    plain = play._user("baru@uji.test", "Baru", "staff", is_staff=True)

    def shows(user) -> bool:
        client = room(type(user).objects.get(pk=user.pk))
        return f'href="{address}"' in client.get(other).content.decode()

    assert shows(cast.staff)
    assert not shows(plain)
    play.grant(plain, ["view_bank"])
    assert shows(plain)
    plain.user_permissions.clear()
    assert not shows(plain)
    assert shows(cast.staff)


def test_a_posted_state_changes_nothing(cast, room):
    application = play.submitted(cast.member1, cast.product_bri)
    answer = room(cast.staff).post(page(application), {"state": "disbursed", "use": "lain"})
    assert answer.status_code == 403
    application.refresh_from_db()
    assert (application.state, application.use[:7]) == ("submitted", "Membeli")


def test_nik_is_masked_until_asked_for_and_asking_is_kept(cast, room):
    application = play.submitted(cast.member1, cast.product_bri)
    owner = application.owner
    client = room(cast.staff)
    for obj in (application, owner):
        text = client.get(page(obj)).content.decode()
        assert owner.nik not in text
        assert owner.masked_nik in text
        before = Entry.objects.about(owner).filter(action="associations.owner.unmask").count()
        assert client.get(step(obj, "unmask")).content.decode().count(owner.nik) == 0
        shown = client.post(step(obj, "unmask"))
        assert owner.nik in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        after = Entry.objects.about(owner).filter(action="associations.owner.unmask").count()
        assert after == before + 1


@pytest.mark.parametrize("who", ["head", "reader"])
def test_who_only_watches_does_not_see_a_whole_nik(cast, room, who):
    application = play.submitted(cast.member1, cast.product_bri)
    before = Entry.objects.count()
    answer = room(getattr(cast, who)).post(step(application, "unmask"))
    assert answer.status_code == 403
    assert application.owner.nik not in answer.content.decode()
    assert Entry.objects.count() == before


def test_opening_a_file_is_kept_once_and_shown(cast, room):
    application = play.submitted(cast.member1, cast.product_bri)
    client = room(cast.staff)
    client.get(page(application))
    text = client.get(page(application)).content.decode()
    opened = Entry.objects.about(application).filter(action="financing.application.opened")
    assert opened.count() == 1
    assert "Dibuka" in text
    assert cast.staff.name in text


def test_papers_have_links_only_for_who_may_open_them(cast, room):
    application = play.submitted(cast.member1, cast.product_bri)
    address = f"/berkas/{application.papers.first().document_id}"
    papers = room(cast.staff).get(page(application)).context["papers"]
    assert all(paper["url"] for paper in papers)
    assert room(cast.staff).get(papers[0]["url"]).status_code == 200
    watched = room(cast.head).get(page(application))
    assert address not in watched.content.decode()
    assert not any(paper["url"] for paper in watched.context["papers"])
    assert room(cast.head).get(papers[0]["url"]).status_code == 404


def test_an_owner_is_changed_by_proper_fields_and_the_trail_says_which(cast, room):
    owner = cast.member1.owner
    form = {
        "name": "Aminah Kopi Baru",
        "new_nik": "",
        "new_npwp": "",
        "phone": "0812 9999 8888",
        "sex": "P",
        "birth_date": "1980-01-01",
        "is_married": "unknown",
        "address": "Jalan Kopi",
        "region": cast.kedaton.pk,
    }
    inlines = {
        f"{name}-{key}": 0
        for name in ("businesses", "consents")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    nik = owner.nik
    answer = room(cast.staff).post(page(owner), {**form, **inlines})
    assert answer.status_code == 302, answer.context["errors"]
    owner.refresh_from_db()
    assert (owner.nik, owner.phone) == (nik, "+6281299998888")
    entry = Entry.objects.about(owner).get(action="associations.owner.edit")
    assert "9999" not in entry.payload
    taken = room(cast.staff).post(
        page(owner), {**form, **inlines, "new_nik": cast.member2.owner.nik}
    )
    assert "sudah terdaftar" in taken.content.decode()


def quota_form(cast, **more):
    return {
        "product": cast.product_bri.pk,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "amount_total": "1 miliar",
        "count_total": "40",
        "source": "Surat bank",
        "as_of": "2026-01-02",
        **more,
    }


def test_a_quota_is_opened_and_corrected_by_entries(cast, room):
    client = room(cast.staff)
    client.post("/admin/financing/quota/add/", quota_form(cast))
    quota = Quota.objects.get()
    assert (quota.amount_left, quota.count_left) == (10**9, 40)
    correction = {"way": "-", "amount": "200 juta", "count": "", "note": "Surat 12 Mei"}
    assert client.post(step(quota, "koreksi"), correction).status_code == 302
    quota.refresh_from_db()
    assert (quota.amount_total, quota.amount_left) == (800_000_000, 800_000_000)
    assert sum(entry.amount for entry in QuotaEntry.objects.all()) == quota.amount_left
    too_much = client.post(step(quota, "koreksi"), {**correction, "amount": "900 juta"})
    assert too_much.status_code == 409
    assert QuotaEntry.objects.count() == 2
    assert room(cast.head).post(step(quota, "koreksi"), correction).status_code == 403
    assert QuotaEntry.objects.count() == 2


def test_the_same_quota_twice_is_a_sentence(cast, room):
    client = room(cast.staff)
    client.post("/admin/financing/quota/add/", quota_form(cast))
    for days in ({}, {"starts_on": "2026-12-31", "ends_on": "2027-12-31"}):
        again = client.post("/admin/financing/quota/add/", quota_form(cast, **days))
        assert again.status_code == 200
        assert "sudah ada untuk sebagian tanggal itu" in again.content.decode()
        assert Quota.objects.count() == 1
    next_year = {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    client.post("/admin/financing/quota/add/", quota_form(cast, **next_year))
    assert Quota.objects.count() == 2


def test_a_new_consent_wording_is_a_new_version(cast, room):
    form = {"purpose": "bank", "body": "Kata baru.", "valid_from": "2026-12-01"}
    assert room(cast.staff).post("/admin/associations/consenttext/add/", form).status_code == 403
    room(cast.head).post("/admin/associations/consenttext/add/", form)
    versions = ConsentText.objects.filter(purpose="bank").order_by("version")
    assert [text.version for text in versions] == [1, 2]
    changed = room(cast.head).post(page(versions[0]), form)
    assert changed.status_code == 403


def test_a_member_is_brought_in_by_the_action_and_confirms_alone(cast, room):
    form = {
        "name": "Dul Kopi",
        "nik": play.nik_for(77),
        "birth_date": "1980-01-01",
        "sex": "L",
        "phone": "0812 7777 1111",
        "region": cast.kedaton.pk,
        "business": "Kopi Dul",
        "product": "kopi bubuk",
    }
    client = room(cast.staff)
    assert client.post(step(cast.kopi, "anggota"), form).status_code == 302
    membership = Membership.objects.get(business__name="Kopi Dul")
    assert membership.state == "invited"
    assert not client.get(page(membership)).context["steps"]
    again = client.post(step(cast.kopi, "anggota"), form)
    assert again.status_code == 409
    assert client.post(step(cast.kopi, "anggota"), {**form, "region": "18"}).status_code == 200


@pytest.mark.parametrize("query", ["?q=%00", "?state__exact=%00", "?e=1", "?p=99999", "?o=z.9",
    "?owner__nik__startswith=1", "?batas=%E2%80%AE", "?association__id__exact=x"])  # fmt: skip
def test_no_address_breaks_a_list(cast, room, query):
    play.submitted(cast.member1, cast.product_bri)
    assert room(cast.staff).get(listing("financing.application") + query).status_code < 500


def test_what_does_not_exist_is_404_or_back_to_the_index(cast, room):
    client = room(cast.staff)
    for pk in ("999999", "abc", "%00"):
        answer = client.get(f"/admin/financing/application/{pk}/change/")
        assert answer.status_code in {302, 404}
        assert client.get(f"/admin/financing/application/{pk}/history/").status_code == 404
    assert Application.objects.count() == 0


def test_the_trail_can_be_read_and_not_touched(cast, room):
    application = play.submitted(cast.member1, cast.product_bri)
    entry = Entry.objects.about(application).last()
    client = room(cast.staff)
    found = client.get(
        listing("audit.entry") + f"?subject_type=financing.application&q={application.pk}"
    )
    assert found.context["cl"].result_count == Entry.objects.about(application).count()
    assert client.get(page(entry)).status_code == 200
    assert client.post(page(entry), {"note": "x"}).status_code == 403
    assert client.post(f"/admin/audit/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert room(cast.reader).get(page(entry)).status_code == 403
    assert client.get(f"/admin/financing/application/{application.pk}/history/").status_code == 200


def test_a_page_with_tables_to_read_is_saved_whole(cast, room):
    """What the browser sends back for a person with a business and consents."""
    owner = cast.member1.owner
    client = room(cast.staff)
    shown = client.get(page(owner))
    form = {name: value for name, value in shown.context["adminform"].form.initial.items() if value}
    form |= {"phone": "081211112222", "birth_date": "1980-01-01", "is_married": "unknown"}
    for inline in shown.context["inline_admin_formsets"]:
        formset = inline.formset
        assert len(formset.initial_forms) >= 1
        form |= {f"{formset.prefix}-TOTAL_FORMS": len(formset.initial_forms)}
        form |= {f"{formset.prefix}-INITIAL_FORMS": len(formset.initial_forms)}
    assert client.post(page(owner), form).status_code == 302
    owner.refresh_from_db()
    assert owner.phone == "+6281211112222"
    assert owner.businesses.count() == 1


def test_a_branch_takes_only_officers_and_the_office_only_its_groups(cast, room):
    client = room(cast.staff)
    form = {
        "user": cast.member1.pk,
        "branch": cast.branch_bri.pk,
        "role": "officer",
        "since": "2026-01-01",
    }
    refused = client.post("/admin/financing/posting/add/", form)
    assert refused.status_code == 200
    assert "user" in refused.context["adminform"].form.errors
    assert not cast.member1.postings.exists()
    found = client.get(
        "/admin/autocomplete/?app_label=financing&model_name=posting&field_name=user&term=Oki"
    )
    assert found.json()["results"][0]["text"] == cast.officer.name
    other = room(cast.reader).get(
        "/admin/autocomplete/?app_label=financing&model_name=posting&field_name=user&term=Oki"
    )
    assert other.status_code == 403


def test_hidden_characters_are_refused_in_every_text(cast, room):
    form = {"name": "Dinas\u202exyz", "short_name": "D", "slug": "d", "kind": "office"}
    inlines = {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0}
    answer = room(cast.staff).post("/admin/associations/institution/add/", {**form, **inlines})
    assert "karakter tersembunyi" in answer.content.decode()
