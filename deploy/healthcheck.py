"""Asks the web server of this container whether it is alive; the exit status is the answer."""

import os
import sys
import urllib.error
import urllib.request

# By a name that the portal serves: it answers no other.
host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or "127.0.0.1"
port = os.environ.get("PORT") or "8000"
request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    with opener.open(request, timeout=4) as answer:
        sys.exit(answer.status != 200)
except (urllib.error.URLError, OSError) as problem:
    sys.exit(str(problem))
