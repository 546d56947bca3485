from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests import terminal
from tests.terminal import typed

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


def test_people_are_told_times_in_one_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the minute, whichever command tells them; programs have them to the microsecond."""
    add = "partner add Radio --contact desk@radio.example --licence CC0"
    run = terminal.begun(tmp_path, monkeypatch, "language add be --name беларуская", "outbound hold", add)
    made = json.loads(typed(run, "key issue Radio --json").output)
    told = [typed(run, line).output for line in ("key issue Radio", f"key rotate Radio {made['id']}")]
    told += [typed(run, line).output for line in ("key list Radio", "outbound status", "signing list", "letters list")]
    found = [moment for text in told for moment in _MOMENT.findall(text)]
    assert len(found) >= 6, told
    assert {moment for moment in found if not moment.endswith(":00Z")} == set()
    assert not made["expires_at"].endswith(":00Z")
