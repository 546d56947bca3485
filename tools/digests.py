"""Pin the images that containers are made of: `python3 tools/digests.py` writes their digests into .env.

Docker is asked, which knows the registries that the operator trusts; nothing but Docker and Python is needed. A tag
can be given to another image at any time, a digest is the image (OCI image specification, descriptors).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".env"
IMAGES = {"PYTHON_DIGEST": "python:3.11-slim", "POSTGRES_DIGEST": "postgres:17"}

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def main() -> int:
    """Write them all, or none; gives the exit status."""
    if not PLACE.exists():
        return _fail("there is no .env yet: cp deploy/compose.env.example .env && chmod 600 .env")
    try:
        found = {name: resolve(image) for name, image in IMAGES.items()}
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        return _fail(f"Docker gives no digest ({getattr(error, 'stderr', None) or error})".strip())
    write(PLACE, found)
    sys.stdout.writelines(f"{IMAGES[name]}@{digest}\n" for name, digest in found.items())
    return 0


def resolve(image: str) -> str:
    """Give the digest of what an image's name means in its registry now, for all kinds of machines.

    Raises:
        OSError, subprocess.CalledProcessError: there is no Docker, or it cannot tell.
        ValueError: what it says is no digest.
    """
    command = ["docker", "buildx", "imagetools", "inspect", image, "--format", "{{.Manifest.Digest}}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - our own
    if not _DIGEST.fullmatch(said):
        raise ValueError(f"{said!r} for {image}")
    return said


def write(place: Path, values: dict[str, str]) -> None:
    """Put values into a file of variables, in the lines where they stand or at its end; nobody sees half of it."""
    lines = [line for line in place.read_text("utf-8").splitlines() if line.partition("=")[0] not in values]
    lines += [f"{name}={value}" for name, value in values.items()]
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it holds passwords
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    draft.replace(place)


def _fail(reason: str) -> int:
    sys.stderr.write(f"Error: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
