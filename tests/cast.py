"""The standing cast: the people of every test, and files played through the real actions.

Kopi has a manager and two members, garam a manager and one member. BRI has two branches (one with
two officers and a head), BNI and Bank Lampung one officer each. Nothing here writes a state.
"""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from associations.actions.consents import give_consent
from associations.actions.members import (
    Firm,
    Person,
    confirm_membership,
    link_account,
    register_member,
)
from associations.models import (
    Association,
    ConsentText,
    Institution,
    InstitutionContact,
    KbliCode,
    Manager,
    Owner,
    Region,
)
from financing.actions import applications, groups, papers, referrals, support
from financing.models import (
    Application,
    Bank,
    Branch,
    CreditGroup,
    GroupMember,
    Posting,
    Product,
    Referral,
    SupportKind,
    SupportRequest,
)
from ikm_portal.accounts.models import User

STAFF_RIGHTS = [
    "view_application",
    "view_supportrequest",
    "verify_application",
    "refer_application",
    "handle_supportrequest",
    "view_creditgroup",
    "handle_creditgroup",
    "change_meeting",
    "change_commitment",
    "add_membership",
    "add_quota",
]
HEAD_RIGHTS = ["approve_minutes", "judge_commitment"]
PASSWORD = "sandi-untuk-uji-2023"


def _region(code: str, name: str, level: str) -> Region:
    parent = code.rpartition(".")[0] or None
    return Region.objects.get_or_create(
        code=code, defaults={"name": name, "level": level, "parent_id": parent}
    )[0]


def _user(email: str, name: str, kind: str, **more: Any) -> User:
    return User.objects.create_user(email=email, name=name, kind=kind, password=PASSWORD, **more)


def grant(user: User, codenames: list[str]) -> None:
    found = Permission.objects.filter(codename__in=codenames)
    assert {permission.codename for permission in found} == set(codenames)
    user.user_permissions.add(*found)


def nik_for(number: int, *, sex: str = "L", born: str = "010180") -> str:
    day = int(born[:2]) + (40 if sex == "P" else 0)
    return f"187101{day:02d}{born[2:]}{number:04d}"


def photo(
    colour: tuple[int, int, int] = (120, 80, 40), name: str = "ktp.jpg"
) -> SimpleUploadedFile:
    """A real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def assemble() -> SimpleNamespace:
    """Everybody, in one go. About forty rows."""
    cast = SimpleNamespace()
    _places(cast)
    _offices(cast)
    _associations(cast)
    _banks(cast)
    return cast


def _places(cast: SimpleNamespace) -> None:
    _region("18", "Lampung", "provinsi")
    cast.bandar_lampung = _region("18.71", "Kota Bandar Lampung", "kabupaten")
    cast.kedaton = _region("18.71.01", "Kedaton", "kecamatan")
    cast.lampung_barat = _region("18.04", "Kabupaten Lampung Barat", "kabupaten")
    cast.balik_bukit = _region("18.04.04", "Balik Bukit", "kecamatan")
    for purpose in ("portal", "association", "bank"):
        ConsentText.objects.get_or_create(
            purpose=purpose,
            version=1,
            defaults={"body": "Saya setuju.", "valid_from": datetime.date(2023, 1, 1)},
        )


def _offices(cast: SimpleNamespace) -> None:
    for slug, name, kind in (
        ("disperindag", "Disperindag", "office"),
        ("perkebunan", "Dinas Perkebunan", "office"),
        ("bri", "BRI", "bank"),
        ("bni", "BNI", "bank"),
        ("bank-lampung", "Bank Lampung", "bank"),
    ):
        institution = Institution.objects.get_or_create(
            slug=slug, defaults={"name": name, "short_name": name, "kind": kind}
        )[0]
        setattr(cast, "inst_" + slug.replace("-", "_"), institution)
    cast.staff = _user("staf@uji.test", "Sinta Staf", "staff", is_staff=True)
    grant(cast.staff, STAFF_RIGHTS)
    cast.head = _user("kepala@uji.test", "Hendra Kepala", "staff", is_staff=True)
    grant(cast.head, HEAD_RIGHTS)
    cast.reader = _user("pembaca@uji.test", "Putri Pembaca", "staff", is_staff=True)
    cast.guest = _user("kebun@uji.test", "Gusti Perkebunan", "guest")
    InstitutionContact.objects.create(institution=cast.inst_perkebunan, user=cast.guest)
    cast.kind_training = SupportKind.objects.get_or_create(
        code="pelatihan", defaults={"name": "Pelatihan", "due_days": 10}
    )[0]


def _associations(cast: SimpleNamespace) -> None:
    kbli = KbliCode.objects.get_or_create(
        code="10761", edition="2020", defaults={"title": "Industri pengolahan kopi"}
    )[0]
    for slug, name, commodity in (
        ("kopi", "Asosiasi Kopi Bubuk Uji", "kopi bubuk"),
        ("garam", "Asosiasi Garam Uji", "garam beryodium"),
    ):
        association = Association.objects.create(
            slug=f"uji-{slug}",
            name=name,
            commodity=commodity,
            kbli=kbli,
            region=cast.bandar_lampung,
        )
        manager = _user(f"pengurus@{slug}.uji.test", f"Pengurus {slug.title()}", "manager")
        Manager.objects.create(association=association, user=manager)
        setattr(cast, slug, association)
        setattr(cast, f"manager_{slug}", manager)
    cast.member1 = member(cast, cast.kopi, 1, "Aminah Kopi")
    cast.member2 = member(cast, cast.kopi, 2, "Budi Kopi")
    cast.member_garam = member(cast, cast.garam, 3, "Citra Garam")


def member(
    cast: SimpleNamespace,
    association: Association,
    number: int,
    name: str,
    *,
    confirmed: bool = True,
) -> User:
    """A member with an account, brought in by the association and confirmed by the person."""
    manager = association.managers.get().user
    membership = register_member(
        association=association,
        person=Person(
            name=name,
            nik=nik_for(number),
            birth_date=datetime.date(1980, 1, 1),
            sex="L",
            region=cast.kedaton,
            phone=f"+62812000000{number:02d}",
        ),
        firm=Firm(
            name=f"Usaha {name}",
            product=association.commodity,
            region=cast.kedaton,
            started_on=datetime.date(2019, 1, 1),
            workers=3,
            yearly_sales=240_000_000,
        ),
        by=manager,
    )
    user = _user(f"anggota{number}@uji.test", name, "member", phone=f"+62812000000{number:02d}")
    link_account(owner=membership.business.owner, user=user, by=manager)
    membership.business.owner.refresh_from_db()
    if confirmed:
        confirm_membership(membership=membership, by=user)
    return user


def _banks(cast: SimpleNamespace) -> None:
    for slug, code in (("bri", "002"), ("bni", "009"), ("bank_lampung", "121")):
        bank = Bank.objects.get_or_create(
            code=code, defaults={"institution": getattr(cast, f"inst_{slug}")}
        )[0]
        branch = _branch(cast, bank, slug.replace("_", "-"), [cast.bandar_lampung])
        product = Product.objects.create(
            bank=bank,
            slug=f"uji-{slug.replace('_', '-')}-mikro",
            scheme="mikro",
            name=f"KUR Mikro {bank}",
            min_amount=10_000_001,
            max_amount=100_000_000,
            max_months_working_capital=36,
            max_months_investment=60,
            rate=Decimal("6.00"),
            source="uji",
            source_on=datetime.date(2026, 1, 1),
        )
        setattr(cast, slug, bank)
        setattr(cast, f"branch_{slug}", branch)
        setattr(cast, f"product_{slug}", product)
    cast.branch_liwa = _branch(cast, cast.bri, "bri-liwa", [cast.lampung_barat])
    cast.officer = officer(cast.branch_bri, "petugas@bri.uji.test", "Oki Petugas")
    cast.colleague = officer(cast.branch_bri, "petugas3@bri.uji.test", "Kolega Petugas")
    cast.branch_head = officer(cast.branch_bri, "kepala@bri.uji.test", "Kartika Kepala", "head")
    cast.officer_liwa = officer(cast.branch_liwa, "petugas2@bri.uji.test", "Lia Liwa")
    cast.officer_bni = officer(cast.branch_bni, "petugas@bni.uji.test", "Nina BNI")
    cast.officer_bl = officer(cast.branch_bank_lampung, "petugas@bl.uji.test", "Lukman BL")


def _branch(cast: SimpleNamespace, bank: Bank, slug: str, serves: list[Region]) -> Branch:
    branch = Branch.objects.create(
        bank=bank, slug=f"uji-{slug}", name=f"{bank} {serves[0]}", region=serves[0]
    )
    branch.serves.set(serves)
    return branch


def officer(branch: Branch, email: str, name: str, role: str = "officer") -> User:
    user = _user(email, name, "officer")
    Posting.objects.create(user=user, branch=branch, role=role)
    return user


# Files, played through the actions


def draft(
    user: User, product: Product, *, amount: int = 25_000_000, months: int = 24
) -> Application:
    owner = Owner.objects.get(user=user)
    application = applications.start_application(business=owner.businesses.get(), by=user)
    application.purpose = "kmk"
    application.amount = amount
    application.months = months
    application.use = "Membeli biji kopi dan kemasan."
    application.product = product
    application.save()
    return application


PAPERS = ("ktp", "kk", "sku", "business_photo")


def submitted(user: User, product: Product, **more: Any) -> Application:
    application = draft(user, product, **more)
    for kind in PAPERS:
        papers.attach_paper(application=application, kind=kind, file=photo(), by=user)
    return applications.submit_application(application=application, by=user)


def verified(cast: SimpleNamespace, user: User, product: Product, **more: Any) -> Application:
    application = submitted(user, product, **more)
    return applications.verify_application(application=application, by=cast.staff)


def sent(cast: SimpleNamespace, user: User, product: Product, **more: Any) -> Referral:
    application = verified(cast, user, product, **more)
    return referrals.refer_application(application=application, by=cast.staff)


def in_review(cast: SimpleNamespace, user: User | None = None, **more: Any) -> Referral:
    """At BRI Bandar Lampung, taken by `cast.officer`."""
    referral = sent(cast, user or cast.member1, cast.product_bri, **more)
    referrals.receive_referral(referral=referral, by=cast.officer)
    return referrals.start_review(referral=referral, by=cast.officer)


def approved(cast: SimpleNamespace, user: User | None = None) -> Referral:
    referral = in_review(cast, user)
    referrals.approve_referral(
        referral=referral,
        offer=referrals.Offer(amount=20_000_000, months=24, rate=Decimal("6.00")),
        by=cast.officer,
    )
    return referral


def declined(cast: SimpleNamespace, user: User | None = None) -> Referral:
    referral = in_review(cast, user)
    referrals.decline_referral(
        referral=referral, reason="capacity", words="Penjualan belum cukup.", by=cast.officer
    )
    return referral


def support_request(user: User, cast: SimpleNamespace, **more: Any) -> SupportRequest:
    return support.ask_for_support(
        kind=cast.kind_training,
        subject="Pelatihan kemasan",
        body="Kami ingin belajar mengemas kopi.",
        by=user,
        **more,
    )


def consent_to(user: User, institution: Institution) -> None:
    give_consent(owner=Owner.objects.get(user=user), purpose="bank", recipient=institution, by=user)


def khusus(cast: SimpleNamespace, bank: Bank | None = None) -> Product:
    """A product for groups at BRI, or at this bank."""
    return Product.objects.create(
        bank=bank or cast.bri,
        slug=f"uji-{(bank or cast.bri).code}-khusus",
        scheme="khusus",
        name="KUR Khusus Uji",
        min_amount=1_000_000,
        max_amount=500_000_000,
        max_months_working_capital=48,
        max_months_investment=60,
        rate=Decimal("6.00"),
        source="uji",
        source_on=datetime.date(2026, 1, 1),
    )


def group(cast: SimpleNamespace, *users: User, agreed: bool = True) -> CreditGroup:
    """Of kopi, with the contract; these members were asked and, with `agreed`, said yes."""
    made = groups.start_group(
        association=cast.kopi,
        offtaker="PT Pembeli Kopi Uji",
        purpose="Biji kopi untuk pesanan tahun depan.",
        contract=photo(),
        by=cast.manager_kopi,
    )
    memberships = [
        user.owner.businesses.get().memberships.get(association=cast.kopi) for user in users
    ]
    groups.invite_to_group(
        group=made, memberships=[one.pk for one in memberships], by=cast.manager_kopi
    )
    for user, membership in zip(users, memberships, strict=True):
        if agreed:
            asked = GroupMember.objects.get(group=made, membership=membership)
            groups.agree_to_group(member=asked, is_beginner=False, by=user)
    made.refresh_from_db()
    return made


def letter(number: str = "500.10/12/V.21/2026") -> groups.Letter:
    return groups.Letter(
        number=number,
        on=timezone.localdate(),
        signatory="Elvi Contoh",
        title="Kepala Dinas",
        nip="196801011990032001",
    )


def signed_group(cast: SimpleNamespace, *users: User) -> CreditGroup:
    made = group(cast, *(users or (cast.member1, cast.member2)))
    groups.submit_group(group=made, by=cast.manager_kopi)
    groups.number_letter(group=made, letter=letter(), by=cast.staff)
    return groups.sign_letter(group=made, by=cast.staff)
