# The portal's image: web, worker, beat and the one-shot set-up differ only in their command.
FROM python:3.13-slim AS packages
WORKDIR /app
COPY requirements.lock requirements-dev.lock ./
COPY ikm_portal/__init__.py ikm_portal/bootstrap.py ikm_portal/
# The same lock and the same installer as on a developer's machine; the installers do not go along.
RUN python -m ikm_portal.bootstrap /opt/venv \
    && /opt/venv/bin/python -m pip uninstall --yes uv pip

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/ikm --shell /usr/sbin/nologin ikm \
    && install -d -o ikm -g ikm -m 0700 /var/lib/ikm
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py requirements.lock requirements-dev.lock ./
COPY deploy/gunicorn.conf.py deploy/healthcheck.py deploy/
COPY locale locale
COPY static static
COPY templates templates
COPY ikm_portal ikm_portal
COPY associations associations
COPY financing financing
COPY meetings meetings
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    IKM_STATE_DIR=/var/lib/ikm
# Needs no secret: production settings begin below.
RUN python -m compileall -q ikm_portal associations financing meetings \
    && DJANGO_SETTINGS_MODULE=ikm_portal.settings.dev python -m ikm_portal.runtime.prepare static
ENV DJANGO_SETTINGS_MODULE=ikm_portal.settings.production
USER ikm
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["python", "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "ikm_portal.wsgi"]
