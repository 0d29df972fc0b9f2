"""The web server, here and in the image. Threads, because pages wait on the database."""

import os

bind = os.environ.get("WEB_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 20
keepalive = 5
# Each worker begins anew now and then, at different times: no slow leak lives for ever.
max_requests = 5000
max_requests_jitter = 500
reload = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}
# A folder in memory: a heartbeat that waits for a disk kills healthy workers.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# The address a reverse proxy reports is believed only from these.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1"
