"""A server that speaks ClamAV's INSTREAM: what it says decides; silence decides too."""

import contextlib
import socketserver
import struct
import threading

import pytest

from ikm_portal.documents.actions import Refused
from ikm_portal.documents.models import Document
from tests.documents import material

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(content)
        answer = self.server.answer
        if answer is None:
            answer = b"stream: Eicar FOUND" if EICAR in content else b"stream: OK"
        with contextlib.suppress(OSError):
            self.wfile.write(answer + b"\0" if answer else b"")


@pytest.fixture
def clamd(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.seen, server.answer = [], None
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()
        thread.join()


def test_a_clean_file_goes_in_after_its_whole_content_was_looked_at(clamd, upload):
    content = material.picture("JPEG", (1200, 900), quality=95)
    assert len(content) > 200_000
    assert upload(content).pk
    assert clamd.seen == [content]


def test_what_it_finds_stays_out(clamd, upload):
    with pytest.raises(Refused, match="virus"):
        upload(material.pdf() + EICAR)
    assert not Document.objects.exists()


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream: ", b""])
def test_an_answer_that_is_no_yes_is_a_no(clamd, upload, answer):
    clamd.answer = answer
    with pytest.raises(Refused, match="Coba lagi"):
        upload()


def test_configured_but_away_means_nothing_goes_in(clamd, upload, settings):
    clamd.shutdown()
    clamd.server_close()
    with pytest.raises(Refused, match="Coba lagi"):
        upload()
    assert not Document.objects.exists()
