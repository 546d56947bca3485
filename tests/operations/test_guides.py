"""The guides and files for operators: true to the code, so that they cannot drift."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from api import cli
from api.accounts import audit
from api.platform import settings

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operators.md").read_text("utf-8")


class _Asked(dict[str, str]):
    """An environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.names.append(name)
        return default


def _table() -> dict[str, str]:
    section = GUIDE.split("## Settings\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", section, re.MULTILINE)
    return dict(rows)


def test_the_guide_has_every_setting_and_no_other() -> None:
    """The table of settings names exactly the variables that are read."""
    asked = _Asked()
    settings.load(asked)
    assert sorted(_table()) == sorted(set(asked.names)) == sorted(settings.NAMES)


def test_the_guide_tells_the_defaults() -> None:
    """A default that the table gives as a plain value is the one that is used."""
    found = settings.load({})
    told = {name: default.strip("`") for name, default in _table().items() if default.startswith("`")}
    assert told["HOST"] == found.host
    assert told["PORT"] == str(found.port)
    assert told["POLYWEEK_DATA_DIR"] == found.data_dir.name
    assert told["POLYWEEK_TIMEZONE"] == found.timezone.key
    assert (told["POLYWEEK_WORKERS"], told["POLYWEEK_THREADS"]) == (str(found.workers), str(found.threads))
    assert told["POLYWEEK_EDGE"] == ("on" if found.has_edge else "off")
    assert _table()["POLYWEEK_DESK_ORIGINS"] == "none"
    assert not found.desk_origins
    assert told["POLYWEEK_TRUSTED_PROXIES"] == str(found.trusted_proxies)
    assert told["POLYWEEK_AUDIT_DAYS"] == str(found.audit_days)
    assert _table()["POLYWEEK_METRICS_PORT"] == "none"
    assert found.metrics_port is None


def test_the_guide_has_every_action_of_the_audit_and_no_other() -> None:
    """The table of the audit names what is noted, written out or as `….add` beside the things that have it."""
    table = GUIDE.split("## The audit\n")[1].split("\n## ")[0]
    told = set(re.findall(r"`(\w+\.\w+)`", table))
    for things, actions in re.findall(r"^\| ((?:`\w+` ?)+)\| ((?:`…\.\w+` ?)+)\|", table, re.MULTILINE):
        told |= {thing + verb for thing in re.findall(r"\w+", things) for verb in re.findall(r"\.\w+", actions)}
    assert set(audit.ACTIONS) <= told
    assert told - set(audit.ACTIONS) <= _SHORTENED


_SHORTENED = {"issue.remove", "site.add", "site.remove"}  # for which one row says `….add` `….change` `….remove`


@pytest.mark.parametrize("line", sorted(set(re.findall(r"^\$ polyweek (.+)$", GUIDE, re.MULTILINE))))
def test_every_command_in_the_guide_is_understood(line: str) -> None:
    """Each command that the guide types has these words, options and arguments."""
    command: click.Command = cli.main
    words = shlex.split(line)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    if any(isinstance(option, click.Option) and option.prompt for option in command.params):
        words += ["--password", "a long pass phrase"]
    command.make_context(command.name, words)


def test_the_services_know_only_settings_that_exist() -> None:
    """A variable in compose.yaml or in the units' environment that nobody reads would be a setting without effect."""
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    named = set(composed["server"]["environment"])
    example = (ROOT / "deploy" / "systemd" / "polyweek.env.example").read_text("utf-8")
    named |= {line.partition("=")[0] for line in example.splitlines() if line and not line.startswith("#")}
    assert named <= set(_table())


def test_the_containers_may_write_nowhere_but_where_they_must() -> None:
    """Server and worker have a read-only root and no capabilities; only this machine reaches the server."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert "outside" not in services["worker"]["networks"]
    for name in ("server", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert services["server"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["database"]


def test_server_and_worker_keep_files_in_places_that_last() -> None:
    """Pictures that one takes in and the other makes sizes of, and sandboxes: neither loses them with its container."""
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    for name in ("server", "worker"):
        service = composed["services"][name]
        volumes = dict(volume.split(":") for volume in service["volumes"])
        assert volumes.keys() == {"pictures", "sandboxes"}
        assert volumes.keys() <= composed["volumes"].keys()
        assert service["environment"]["POLYWEEK_PICTURES"] == volumes["pictures"]
        assert service["environment"]["POLYWEEK_SANDBOXES"] == volumes["sandboxes"]
        owned = " ".join(["/var/lib/polyweek", *volumes.values()])
        assert f"--mode=0700 {owned}\n" in (ROOT / "Dockerfile").read_text("utf-8")


def test_the_image_is_built_of_what_exists_and_not_as_root() -> None:
    """Each file that the Dockerfile copies is there and let through by .dockerignore; the last user is not root."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    }
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert name in let_through, name
    assert [line.split()[1] for line in lines if line.startswith("USER")][-1] == "10001:10001"


def test_the_house_names_only_what_stands() -> None:
    """Each module that the architecture page names, in `api/` or from the top, is there; the drawing has every room."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawing = (ROOT / "docs" / "house.svg").read_text("utf-8")
    for name in re.findall(r"`((?:\w+/)+\w+\.py)`", page):
        assert (ROOT / "api" / name).exists() or (ROOT / name).exists(), name
    rooms = {path.parent.name for path in (ROOT / "api").glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if room not in drawing] == []
