"""What `manage.py` does with its arguments: our two own commands, and every Django command
with the local servers beside it where it needs them."""

from __future__ import annotations

import sys

from ikm_portal.runtime.environment import fill
from ikm_portal.runtime.servers import Servers
from ikm_portal.runtime.state import StartFailed, State

# These answer without a database. A command missing here works all the same, a second slower.
WITHOUT_SERVERS = frozenset(
    {
        "help",
        "version",
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "kur_check",
        "kur_instalment",
        "makemessages",
        "startapp",
    }
)


def run(argv: list[str]) -> None:
    """Runs one command line to its end; exits the process with its status."""
    name, arguments = (argv[1] if len(argv) > 1 else "help"), argv[2:]
    try:
        if name == "up":
            from ikm_portal.runtime.up import up

            sys.exit(up(arguments))
        if name == "verify":
            from ikm_portal.runtime.verify import verify

            sys.exit(verify(arguments))
        if name == "test":
            from ikm_portal.runtime.verify import test

            sys.exit(test(arguments))
        _django(argv, name, arguments)
    except StartFailed as failure:
        sys.exit(f"Gagal: {failure}")


def _django(argv: list[str], name: str, arguments: list[str]) -> None:
    state = State.here()
    kinds = fill(state)
    servers = Servers(state)
    if kinds and needs_servers(name, arguments):
        servers.use(kinds)
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(argv)
    finally:
        servers.leave()


def needs_servers(name: str, arguments: list[str]) -> bool:
    if name in WITHOUT_SERVERS or name.startswith("-") or {"-h", "--help"} & set(arguments):
        return False
    # An instance from a file is placed without a database.
    return not (name == "place" and any(word.split("=")[0] == "--file" for word in arguments))
