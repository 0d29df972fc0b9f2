"""Messages are written with their cause, once per person, without numbers that name someone."""

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import translation

from ikm_portal.audit.engine import move, record
from ikm_portal.audit.models import Entry
from ikm_portal.documents.models import Document
from ikm_portal.notifications.enums import DeliveryState
from ikm_portal.notifications.models import Delivery, Message
from ikm_portal.notifications.notice import Notice
from ikm_portal.notifications.recording import send_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_poke")]


def happen(by, *to, **data):
    return record("test.happened", by, by=by, data={"to": [user.pk for user in to], **data})


def test_one_message_and_one_delivery_per_person(siti, budi):
    entry = happen(budi, siti, budi, siti)
    assert Message.objects.count() == 2
    message = Message.objects.get(recipient=siti)
    assert message.entry_id == entry.pk
    assert message.paragraphs == ["Paragraf satu.", "Paragraf dua."]
    assert message.link == "/akun/"
    assert message.read_at is None
    delivery = message.deliveries.get()
    assert (delivery.channel, delivery.state) == ("email", DeliveryState.WAITING)


def test_the_database_itself_refuses_a_second_one(siti):
    happen(siti, siti)
    message = Message.objects.get()
    message.pk = None
    with pytest.raises(IntegrityError, match="message_once_per_event"), transaction.atomic():
        message.save(force_insert=True)


def test_a_cause_that_is_rolled_back_tells_nobody(siti):
    with transaction.atomic():
        happen(siti, siti)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    assert not Entry.objects.exists()


def test_a_notice_that_breaks_takes_its_cause_along(siti):
    with pytest.raises(KeyError):
        record("test.happened", siti, by=siti, data={})
    assert not Entry.objects.exists()


def test_closed_accounts_and_people_without_mail(siti, budi):
    budi.is_active = False
    budi.save()
    siti.email, siti.phone = None, "+6281234567890"
    siti.save()
    happen(siti, siti, budi)
    assert Message.objects.get().recipient == siti  # the inbox works without an address
    assert not Delivery.objects.exists()


def test_words_are_indonesian_whoever_clicked(siti):
    from django.utils.translation import gettext_lazy

    class Lazy(Notice):
        actions = ("test.lazy",)

        def recipients(self, obj, entry):
            return [siti]

        def subject(self, obj, entry):
            return gettext_lazy("Yes")

        def body(self, obj, entry):
            return gettext_lazy("No")

    with translation.override("en"):
        record("test.lazy", siti, by=siti)
    message = Message.objects.get()
    assert (message.subject, message.body) == ("Ya", "Tidak")
    assert message.link == ""


def test_a_transition_of_move_is_told(siti, budi):
    told = []

    class Held(Notice):
        model = "documents.Document"
        transition = ("quarantine", "release")

        def recipients(self, obj, entry):
            told.append((entry.action, entry.note, obj.state))
            return [obj.uploaded_by]

        def subject(self, obj, entry):
            return "Berkas ditahan"

        def body(self, obj, entry):
            return "Kirim foto baru."

    try:
        document = Document.objects.create(
            kind="x", original_name="a.jpg", content_type="image/jpeg", size=1, sha256="0" * 64,
            storage_name="berkas/aa/a", uploaded_by=siti,
        )  # fmt: skip
        budi.kind, budi.is_staff, budi.is_superuser = "staff", True, True
        budi.save()
        move(document, "quarantine", by=budi, note="virus")
        assert told == [("documents.document.quarantine", "virus", "quarantined")]
        assert Message.objects.get().kind.endswith(".Held")
    finally:
        for action in ("quarantine", "release"):
            Notice._registry.pop(f"documents.document.{action}")


@pytest.mark.parametrize(
    "number",
    [
        "1871014508900001",
        "18.7101.450890.0001",
        "1871 0145 0890 0001",
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "62812-3456-7890",
    ],
)
def test_no_nik_and_no_phone_travels(siti, number):
    happen(siti, siti, subject=f"Kabar {number}", body=[f"Hubungi {number} segera"])
    message = Message.objects.get()
    for text in (message.subject, message.body):
        assert number not in text
        assert "[nomor disembunyikan]" in text


@pytest.mark.parametrize(
    "text",
    [
        "Plafon Rp100.000.000 disetujui",
        "Rp1.250.000.000.000 dan Rp85.000.000",
        "Tenor 36 bulan, bunga 6%",
        "24 November 2026, 14.05 WIB",
        "NIB 1234567890123",
        "KUR-2026-000123",
    ],
)
def test_amounts_and_dates_stay(siti, text):
    happen(siti, siti, subject=text, body=[text])
    message = Message.objects.get()
    assert (message.subject, message.body) == (text, text)


def test_a_subject_is_one_line(siti):
    happen(siti, siti, subject="a\r\nBcc: x@y.test\n" + "b" * 300)
    assert Message.objects.get().subject.startswith("a Bcc: x@y.test b")
    assert len(Message.objects.get().subject) == 150


@pytest.mark.parametrize("link", ["https://jahat.test/", "//jahat.test/", "javascript:alert(1)"])
def test_a_link_to_elsewhere_is_refused_by_the_database(siti, link):
    with pytest.raises(IntegrityError, match="message_link_is_ours"), transaction.atomic():
        happen(siti, siti, link=link)


def test_a_message_without_an_event(siti):
    send_message(recipient=siti, kind="accounts.invitation", subject="Undangan", body="Halo.")
    send_message(recipient=siti, kind="accounts.invitation", subject="Undangan", body="Halo.")
    assert Message.objects.filter(entry_id=None).count() == 2


def test_a_transition_needs_its_model():
    with pytest.raises(TypeError, match="without model"):
        type("Wrong", (Notice,), {"transition": "approve"})
