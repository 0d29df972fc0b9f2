#!/usr/bin/env python3
"""Every command of the portal. Runs from a bare clone: it finds or makes its own environment."""

import sys

from ikm_portal.bootstrap import ensure_environment


def main() -> None:
    ensure_environment(sys.argv)
    # Imported only now: until here this may be an old Python without any package.
    from ikm_portal.runtime.commands import run

    run(sys.argv)


if __name__ == "__main__":
    main()
