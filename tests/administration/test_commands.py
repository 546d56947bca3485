"""What administrators do, done from the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.platform import clock, db, heartbeat, letters, settings
from tests import terminal
from tests.terminal import typed


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner of the command over an empty instance."""
    return terminal.begun(tmp_path, monkeypatch)


def test_a_newsroom_is_begun_from_the_command_line(run: CliRunner) -> None:
    """Languages and people are added and listed, in the order and with the roles that were typed."""
    assert typed(run, "language add be --name Беларуская").exit_code == 0
    assert typed(run, "language add ru --name Русский --fallback be").exit_code == 0
    password = "correct horse battery\n" * 2
    assert typed(run, "person add ada --name Ada --grant administrator --grant translator:ru", password).exit_code == 0
    assert typed(run, "language list").output == "be\tБеларуская\tno fallback\nru\tРусский\tbe\n"
    assert typed(run, "person list").output == "ada\tAda\tadministrator translator:ru\n"


def test_another_script_of_a_language_is_declared_from_the_command_line(run: CliRunner) -> None:
    """The list names the parent; `none` gives the language to people; what nobody can rewrite is refused in words."""
    typed(run, "language add be --name беларуская")
    assert typed(run, "language add be-latn --name biełaruskaja --transliteration-of be").exit_code == 0
    last = "be-Latn\tbiełaruskaja\tbe"
    assert typed(run, "language list").output.splitlines()[-1] == f"{last}\ttransliteration of be"
    assert typed(run, "language change be-Latn --transliteration-of none").exit_code == 0
    assert typed(run, "language list").output.splitlines()[-1] == last
    assert typed(run, "language change be-Latn --transliteration-of be").exit_code == 0
    refused = typed(run, "language add ru --name русский --transliteration-of be")
    assert "It is not known how to write be as ru." in refused.output
    refused = typed(run, "person add ada --name Ada --grant translator:be-Latn", "correct horse battery\n" * 2)
    assert "be-Latn is written by itself from be" in refused.output


def test_people_are_suspended_and_roles_taken_from_the_command_line(run: CliRunner) -> None:
    """Each command says what it did, and the list shows it."""
    password = "correct horse battery\n" * 2
    typed(run, "person add ada --name Ada --grant administrator", password)
    typed(run, "person add ben --name Ben --grant editor", password)
    assert "may try" in typed(run, "person unlock ben").output
    assert typed(run, "person suspend ben").exit_code == 0
    assert typed(run, "person list").output.splitlines()[1] == "ben\tBen\teditor\tsuspended"
    assert typed(run, "person resume ben").exit_code == 0
    assert typed(run, "person revoke ben editor").exit_code == 0
    assert typed(run, "person grant ben reviewer").exit_code == 0
    assert typed(run, "person password ben", "another battery staple\n" * 2).exit_code == 0
    assert typed(run, "person list").output.splitlines()[1] == "ben\tBen\treviewer"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("person suspend ada", "Nobody else administers"),
        ("person revoke ada administrator", "Nobody else administers"),
        ("person revoke ada editor", "no such grant"),
        ("person suspend nobody", "no such person"),
        ("person unlock nobody", "no such person"),
        ("person grant ada king", "king is none of"),
        ("person grant ada translator:xx", "no such language here: xx"),
        ("language add xx-x --name X", "not a language tag"),
        ("language add XX --name X", "CLDR knows no language xx"),
        ("language add be-latest --name X", "CLDR knows no variant latest"),
        ("language add zz --name Z", "CLDR knows no language zz"),
        ("language add de --name 'a\nb'", "one line"),
        ("language add de --name ''", "1 to 100 characters"),
        ("language change be --position 0", "no such language here: be"),
        ("language change be", "Give --name"),
        ("language remove be", "no such language here: be"),
        ("person add ben --password 'correct horse battery' --name 'a\tb'", "one line"),
        ("person change ada --name '\u200b'", "one line"),
        ("person change ada --locale xx", "does not speak xx"),
        ("person change ada", "Give --name"),
        ("person suspend \udcff", "not UTF-8"),
        ("site set be --name N", "no such language here: be"),
        ("site set be", "Give --name"),
        ("site set be --about A --about-file -", "give one of them"),
        ("site pages", "Give --site"),
        ("site pages --article /{slug}", "must be a whole one"),
        ("site set be --about-file nowhere.txt", "No such file"),
        ("audit --person nobody", "no such person"),
        ("audit --since yesterday", "no day such as"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: CliRunner, line: str, said: str) -> None:
    """A refusal ends with a status that scripts see and a sentence that people read, without a traceback."""
    typed(run, "person add ada --name Ada --grant administrator", "correct horse battery\n" * 2)
    result = typed(run, line)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_clock_is_looked_at_and_confirmed_from_the_command_line(run: CliRunner) -> None:
    """It shows what is known, says when the clock is not believed, and goes on by it when told so."""
    assert "No worker has run" in typed(run, "clock").output
    assert "is believed" in typed(run, "clock --confirm").output
    assert "The newest moment known" in typed(run, "clock").output
    db.database.connect()
    with db.transaction():
        heartbeat.confirm(clock.now() - timedelta(days=2))
    db.close_database()
    assert "not believed" in typed(run, "clock").output
    assert typed(run, "clock --confirm").exit_code == 0
    assert "not believed" not in typed(run, "clock").output


def test_a_person_is_changed_from_the_command_line(run: CliRunner) -> None:
    """What is given changes, and what is left out stays."""
    typed(run, "person add ada --name Ada --grant administrator", "correct horse battery\n" * 2)
    assert typed(run, "person change ada --name 'Ada L.'").output == "ada is changed.\n"
    assert typed(run, "person change ada --locale be").exit_code == 0
    assert typed(run, "person list").output == "ada\tAda L.\tadministrator\n"


def test_a_language_is_removed_from_the_command_line(run: CliRunner) -> None:
    """An unused one goes; one that is used stays, with a sentence."""
    typed(run, "language add be --name беларуская")
    typed(run, "language add ru --name русский --fallback be")
    assert typed(run, "language remove be").output == "Error: The language be is in use.\n"
    assert typed(run, "language remove ru").exit_code == 0
    assert typed(run, "language list").output == "be\tбеларуская\tno fallback\n"


def test_the_sites_texts_are_set_from_the_command_line(run: CliRunner, tmp_path: Path) -> None:
    """Texts are set one by one, the long one from a file too; a refusal leaves them as they were."""
    (tmp_path / "about.txt").write_text("Першы радок.\n\nДругі.\n", "utf-8")
    typed(run, "language add be --name беларуская")
    assert typed(run, "site set be --tagline Тыднёвік").exit_code == 1
    assert typed(run, "site set be --name Нёман --tagline Тыднёвік").exit_code == 0
    assert typed(run, f"site set be --about-file {tmp_path}/about.txt").exit_code == 0
    assert typed(run, "site set be --about-file -", b"\xff").exit_code == 2
    assert typed(run, "site set be --name '\u200b'").exit_code == 1
    words = {"name": "Нёман", "tagline": "Тыднёвік", "about": "Першы радок.\n\nДругі."}
    named = dict.fromkeys(("site", "article", "issue", "topic", "byline", "preview"))
    assert json.loads(typed(run, "site show --json").output) == {"be": words, "pages": named}
    shown = "be\n  name     Нёман\n  tagline  Тыднёвік\n  about    Першы радок.\n\n           Другі.\n"
    assert typed(run, "site show").output == shown


def test_the_sites_pages_are_set_from_the_command_line(run: CliRunner) -> None:
    """What is given is set, an empty one is taken away, the others stay; all are shown below the texts."""
    typed(run, "language add be --name беларуская")
    address = "https://neman.example/{language}"
    assert typed(run, f"site pages --site {address} --article {address}/{{slug}}").exit_code == 0
    assert typed(run, "site pages --site ''").exit_code == 0
    shown = "pages\n  site\n  article  https://neman.example/{language}/{slug}\n  issue\n  topic\n  byline\n  preview\n"
    assert typed(run, "site show").output == shown


def test_the_audit_is_read_from_the_command_line(run: CliRunner) -> None:
    """The latest stands first, narrowed by person, action, thing, time and number; JSON tells all of it."""
    typed(run, "language add be --name беларуская")
    typed(run, "language add ru --name русский --fallback be")
    typed(run, "person add ada --name Ada --grant translator:ru", "correct horse battery\n" * 2)
    lines = [line.split("\t") for line in typed(run, "audit").output.splitlines()]
    assert [line[2] for line in lines] == ["grant.give", "person.add", "language.add", "language.add"]
    assert lines[0][1] == "command line"
    assert lines[0][4:] == ["ru", "role=translator"]
    assert lines[2][3:] == ["language ru", "ru", "fallback=be"]
    assert len(typed(run, "audit --action language.add --limit 1").output.splitlines()) == 1
    assert len(typed(run, "audit --thing ru --since 2017-09-11").output.splitlines()) == 1
    assert typed(run, "audit --since 2999-01-01T00:00:00+03:00").output == ""
    assert typed(run, "audit --person ada").output == ""
    (entry,) = json.loads(typed(run, "audit --thing be --json").output)
    assert (entry["action"], entry["person"], entry["details"]) == ("language.add", None, {})


def test_help_needs_no_database(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking how a command is used touches nothing."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path / "new"))
    for line in ("person add --help", "language --help", "site set --help", "audit --help"):
        assert typed(run, line).exit_code == 0
    assert not (tmp_path / "new").exists()


def test_letters_are_seen_and_tried_again_from_the_command_line(run: CliRunner) -> None:
    """What waits and what was given up, with the reason; what stands in a letter is not shown."""
    refused = typed(run, "letters test nobody")
    assert (refused.exit_code, "nobody is no e-mail address" in refused.output) == (2, True)
    assert typed(run, "letters test ops@news.example --language be").exit_code == 0
    (shown,) = json.loads(typed(run, "letters list --json").output)
    assert (shown["state"], shown["kind"], shown["language"]) == ("waiting", "test", "be")
    assert not {"subject", "text"} & shown.keys()
    db.open_database(settings.load())
    letter = letters.claim(by="a worker", at=clock.now())
    assert letter is not None
    letters.failed(letter.id, "550 no such user", is_final=True, by="a worker", at=clock.now())
    db.close_database()
    line = typed(run, "letters list --state given_up").output.split("\t")
    assert line[2:] == ["given_up", "test", "ops@news.example", "1 attempt", "550 no such user\n"]
    assert typed(run, "letters retry").output == "1 letter is tried again.\n"
    assert typed(run, f"letters retry {letter.id}").output == "1 letter is tried again.\n"
    assert typed(run, "letters retry 1").exit_code == 1
    assert typed(run, "letters list --state waiting").output.count("\n") == 1
