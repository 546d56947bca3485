"""Write openapi.yaml from the routes and schemas, or with --check tell whether it is what they say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from api import app
from api.platform.settings import Settings

ROOT = Path(__file__).parent.parent
PATH = ROOT / "openapi.yaml"


class _Writer(yaml.SafeDumper):
    """YAML without anchors, long texts unfolded."""

    def ignore_aliases(self, data: object) -> bool:
        """Write every value out."""
        del data
        return True


def document() -> dict[str, Any]:
    """Give the OpenAPI document of the application; no database is asked."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), f"sqlite:///{folder}/none.db", "http://127.0.0.1:8000", given_secret="x" * 32)
        return app.reference(app.create_app(settings))


def text() -> str:
    """Give the document as it stands in openapi.yaml."""
    return yaml.dump(document(), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=1_000)


def main() -> int:
    """Write or check; gives the exit status."""
    if "--check" not in sys.argv[1:]:
        PATH.write_text(text(), encoding="utf-8")
        return 0
    if PATH.exists() and PATH.read_text(encoding="utf-8") == text():
        return 0
    sys.stderr.write("openapi.yaml is not what the routes and schemas say: run make openapi.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
