"""Files of pictures in a store that speaks S3, by obstore. Every call ends within a bounded time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from api.content.pictures import stores
from api.content.pictures.stores import Missing, Stored

_SECONDS = 10  # of one try; it includes the body
_TRIES = {
    "max_retries": 2,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
}


class Objects:
    """Files in a bucket, beneath a prefix."""

    def __init__(self, url: str, *, seconds: float = _SECONDS) -> None:
        self._store = _store(url, seconds)

    def put(self, name: str, data: bytes) -> None:
        """Write a file, and look whether it is there: some stores acknowledge what they then do not keep."""
        with _failures():
            obstore.put(self._store, name, data, use_multipart=False)
            if obstore.head(self._store, name)["size"] != len(data):
                raise stores.unavailable()

    def get(self, name: str) -> bytes:
        """Read a file."""
        with _failures(missing=name):
            return bytes(obstore.get(self._store, name).bytes())

    def remove(self, *names: str) -> None:
        """Remove those of some files that are there, by one call for many."""
        with _failures(), contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, list(names))

    def forget(self, picture_id: str) -> None:
        """Remove all files of a picture."""
        if names := [found.name for found in self._beneath(stores.folder_of(picture_id))]:
            self.remove(*names)

    def listing(self) -> Iterator[Stored]:
        """Give every file there is."""
        return self._beneath(None)

    def _beneath(self, prefix: str | None) -> Iterator[Stored]:
        with _failures():
            for page in obstore.list(self._store, prefix):
                for found in page:
                    yield Stored(found["path"], found["size"], found["last_modified"])


def _store(url: str, seconds: float) -> Any:  # noqa: ANN401 - an obstore of any kind
    """Give the store that `s3://key:secret@bucket/prefix?endpoint=…&region=…` names.

    What the address leaves out is taken from the usual variables of the environment (AWS_ACCESS_KEY_ID and so on).
    """
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    endpoint = asked.get("endpoint")
    keys = {"access_key_id": parts.username, "secret_access_key": parts.password}
    config: dict[str, Any] = {name: unquote(value) for name, value in keys.items() if value}
    config["region"] = asked.get("region", "us-east-1")
    if endpoint:
        config["endpoint"] = endpoint
    limit = timedelta(seconds=seconds)
    client: Any = {"timeout": limit, "connect_timeout": min(limit, timedelta(seconds=3))}
    client["allow_http"] = bool(endpoint) and str(endpoint).startswith("http://")
    return S3Store(
        parts.hostname or "",
        prefix=unquote(parts.path.strip("/")) or None,
        client_options=client,
        retry_config=_TRIES,  # type: ignore[arg-type]  # a TypedDict in its stub
        **config,
    )


@contextlib.contextmanager
def _failures(*, missing: str | None = None) -> Iterator[None]:
    """Name what a store refuses, or does not answer in time."""
    try:
        yield
    except FileNotFoundError as error:
        if missing is not None:
            raise Missing(missing) from None
        raise stores.unavailable() from error
    except (BaseError, OSError) as error:
        raise stores.unavailable() from error
