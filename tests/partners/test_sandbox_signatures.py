"""Signatures in a sandbox: by a key of its own, which has nothing to do with the newsroom's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from api.publishing import signing
from examples.python import verify
from tests.newsroom import NOW, Newsroom
from tests.partners import parties, sandboxes
from tests.partners.sandboxes import FERRY, LAMP

_KEYS = "/.well-known/jwks.json"
_EXAMPLE = Path(verify.__file__)


def test_a_sandbox_signs_by_a_key_of_its_own(with_seed: Newsroom, tmp_path: Path) -> None:
    """What a partner verifies there is right, changed it is not, and no key of it is the newsroom's or another's."""
    signing.begin(at=NOW)
    text = sandboxes.key(with_seed, parties.partner(with_seed, "One"))
    other = sandboxes.key(with_seed, parties.partner(with_seed, "Other"))
    found = {
        "article": parties.get(with_seed, f"/v1/articles/{FERRY}?lang=en", text),
        "signature": parties.get(with_seed, f"/v1/articles/{FERRY}/signature?lang=en", text),
        "keys": parties.get(with_seed, _KEYS, text),
    }
    assert verify.is_genuine(article=found["article"], signature=found["signature"], keys=found["keys"])
    for name, data in found.items():
        (tmp_path / name).write_text(json.dumps(data))
    run = subprocess.run(
        [sys.executable, str(_EXAMPLE), *(str(tmp_path / name) for name in found)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (0, "verified\n")
    assert not verify.is_genuine({**found["article"], "title": "Forged"}, found["signature"], found["keys"])
    kids = [
        {key["kid"] for key in keys["keys"]}
        for keys in (found["keys"], parties.get(with_seed, _KEYS, other), with_seed.get(_KEYS))
    ]
    assert [len(each) for each in kids] == [1, 1, 1]
    assert len(set.union(*kids)) == 3


def test_a_sandbox_signs_after_a_reset_too(with_seed: Newsroom) -> None:
    """What is read there verifies by the keys that stand there then."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    sandboxes.play(with_seed, text, "reset")
    assert verify.is_genuine(
        parties.get(with_seed, f"/v1/articles/{LAMP}?lang=be", text),
        parties.get(with_seed, f"/v1/articles/{LAMP}/signature?lang=be", text),
        parties.get(with_seed, _KEYS, text),
    )
