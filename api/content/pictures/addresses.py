"""Where readers find the files of pictures. Absolute, since feeds and mail have no address to be relative to.

What is not public yet is read at an address that is sealed until a moment: for the desk and for previews.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.content.pictures.renditions import Rendition
from api.platform import instance

LONGEST = timedelta(hours=1)  # that a sealed address is of use
_STEP = 600  # seconds to which its end is rounded up, so that a browser meets the same address again
_SEAL = 16  # bytes


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of files; those sealed until a moment where `until` (seconds since 1970, UTC) is set."""

    until: int | None = None

    def template(self, picture_id: str, crop: str = "") -> str:
        """Give where a picture or a crop of it is, with `{width}` and `{format}` to be filled in."""
        return self._of(picture_id, crop, "{width}.{format}")

    def file(self, picture_id: str, rendition: Rendition) -> str:
        """Give where one file is: `…/media/{id}/640.webp`, `…/media/{id}/16x9/640.webp`."""
        return self._of(picture_id, rendition.crop, f"{rendition.width}.{rendition.format}")

    def _of(self, picture_id: str, crop: str, name: str) -> str:
        folder = f"{picture_id}/{crop}" if crop else picture_id
        return f"{instance.base_url()}/media/{folder}/{name}{self._query(picture_id)}"

    def _query(self, picture_id: str) -> str:
        return "" if self.until is None else f"?until={self.until}&seal={_seal(picture_id, self.until)}"


PUBLIC = Addresses()


def sealed(*, at: datetime) -> Addresses:
    """Give addresses that may be read for an hour and some minutes, by whoever is given one."""
    end = int((at + LONGEST).timestamp())
    return Addresses(end - end % -_STEP)


def is_open(picture_id: str, until: int, seal: str, *, at: datetime) -> bool:
    """Tell whether a seal is ours, for this picture, and its moment has not passed."""
    is_ours = hmac.compare_digest(seal.encode(), _seal(picture_id, until).encode())
    return is_ours and at < datetime.fromtimestamp(until, UTC)


def _seal(picture_id: str, until: int) -> str:
    sealed = hmac.digest(instance.key("media"), f"{picture_id} {until}".encode(), "sha256")
    return base64.urlsafe_b64encode(sealed[:_SEAL]).rstrip(b"=").decode()
