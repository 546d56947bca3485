from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from api import cli
from api.platform import faults, problems
from tools import openapi

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "partners.md").read_text("utf-8")
WALK = GUIDE.split("## The first half hour\n")[1].split("\n## ")[0]
TYPED = [
    line.replace("\\\n", " ").removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", WALK, re.DOTALL)
    for line in re.findall(r"^\$ (?:.*\\\n)*.*$", block, re.MULTILINE)
]


@pytest.mark.parametrize("line", [line for line in TYPED if "bin/polyweek" in line])
def test_every_command_of_the_newsroom_is_understood(line: str) -> None:
    """Each command that the walk types to be the newsroom has these words, options and arguments."""
    command: click.Command = cli.main
    words = shlex.split(line)[1:]
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    command.make_context(command.name, words)


def test_every_call_is_in_the_reference() -> None:
    """Each address that the walk calls is one of the reference, and is called in the way that it knows."""
    known = {
        (re.sub("{.*?}", "{}", path), method.upper())
        for path, methods in openapi.document()["paths"].items()
        for method in methods
    }
    called = [line for line in TYPED if line.startswith("curl")]
    assert len(called) >= 7
    for line in called:
        (path,) = re.findall(r"\$B(/[^\s?\"]+)", line)
        plain = re.sub(r"/(webhooks|articles|deliveries)/[^/]+", r"/\1/{}", path)
        method = "POST" if " -d " in line or "-X POST" in line else "GET"
        assert (plain, method) in known, line


def test_every_program_that_is_typed_is_there() -> None:
    """Each file, and each of its options and words, is one of the examples'."""
    python = {Path(word).name for line in TYPED for word in line.split() if word.endswith(".py")}
    assert python == {"follower.py", "receiver.py"}
    source = "".join((ROOT / "examples" / "python" / name).read_text("utf-8") for name in python)
    options = {word for line in TYPED if "follower.py" in line for word in line.split() if word.startswith("--")}
    assert options == {"--once", "--prove"}
    words = set(re.findall(r"node built/main\.js (\w+)", WALK))
    assert words == {"once", "prove", "mirror", "receive"}
    main = (ROOT / "examples" / "typescript" / "main.ts").read_text("utf-8")
    assert all(f"case '{word}'" in main for word in words)
    exported = " ".join(line for line in TYPED if line.startswith("export "))
    for name in re.findall(r" ([A-Z_]+)=", exported):
        assert name in {"B", "HOOK"} or name in source + main, name


def test_every_code_is_one() -> None:
    """What the table of refusals says to go by is a code of problems or of faults."""
    cells = re.findall(r"^\| (.+?) \|", WALK, re.MULTILINE)
    told = {word for cell in cells for word in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", cell)}
    assert {"revoked_key", "invalid_cursor", "partner_suspended"} <= told
    assert told <= faults.CODES.keys() | problems.CODES.keys()
