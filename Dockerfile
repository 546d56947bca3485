# Polyweek in a container: python3 tools/digests.py, then docker compose build, or
# docker build --build-arg PYTHON_DIGEST=sha256:… -t polyweek .
# One image for the server (the default), the worker, and every other command of `polyweek`.

# The image is named by what is in it, since a tag can be given to another one at any time. There is no default: it is
# for whoever builds to take the digest from a registry that they trust, and to take a newer one for its mended faults.
ARG PYTHON_DIGEST
FROM python:3.11-slim@${PYTHON_DIGEST} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/polyweek
WORKDIR /build
# What is installed, by its hashes; a layer of its own, so that a change of the code does not fetch it again.
COPY requirements/build.txt requirements/run.txt requirements/
RUN /opt/polyweek/bin/pip install --require-hashes -r requirements/build.txt \
    && PKG_CONFIG_LIBDIR=/nowhere /opt/polyweek/bin/pip install --require-hashes --no-build-isolation -r requirements/run.txt
COPY LICENSE README.md openapi.yaml pyproject.toml ./
COPY translations translations
COPY api api
# The package itself, compiled; then without what only builds and installs.
RUN /opt/polyweek/bin/pip install --no-deps --no-build-isolation . \
    && /opt/polyweek/bin/pip uninstall --yes editables hatchling pathspec pkgconfig pluggy tomlkit trove-classifiers pip setuptools

FROM python:3.11-slim@${PYTHON_DIGEST}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/polyweek --shell /usr/sbin/nologin polyweek \
    && install --directory --owner=polyweek --group=polyweek --mode=0700 /var/lib/polyweek /var/lib/pictures /var/lib/sandboxes
COPY --from=build /opt/polyweek /opt/polyweek
ENV PATH=/opt/polyweek/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    POLYWEEK_DATA_DIR=/var/lib/polyweek \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001:10001
WORKDIR /var/lib/polyweek
# Nothing is written but here (and nothing at all is needed in /tmp), so the root may be mounted read-only. Where server and
# worker have a folder of pictures in common, it is mounted at /var/lib/pictures, which POLYWEEK_PICTURES names then; so are
# partners' sandboxes at /var/lib/sandboxes, by POLYWEEK_SANDBOXES.
VOLUME /var/lib/polyweek
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["polyweek"]
CMD ["serve"]
