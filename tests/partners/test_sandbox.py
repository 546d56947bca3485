from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.partners import keys
from api.partners.commands.keys import key as key_commands
from api.partners.sandboxes import corpus, files
from api.platform import clock, db, migrate
from tests import databases
from tests.contract import callers
from tests.delivery.test_sitemaps import month
from tests.newsroom import Newsroom
from tests.partners import parties, questions, sandboxes
from tests.partners.sandboxes import BREAD, CHOIR, FERRY, LAMP, SEALS
from tests.partners.test_view_of_partners import ASKED


def test_the_ids_of_the_corpus_never_change() -> None:
    """Integrations assert on them, and docs/partners.md names them."""
    guide = Path("docs/partners.md").read_text("utf-8")
    found = corpus.article_ids()
    assert (found["ferry-timetable"], found["seal-count"], found["bread-price"]) == (FERRY, SEALS, BREAD)
    assert [id_ for id_ in found.values() if id_ not in guide] == []


def test_each_text_has_one_figure_and_the_same_blocks_in_all_languages() -> None:
    """Corrections change that figure, in every language."""
    for key in corpus.article_ids():
        texts = corpus.texts(key, None)
        figures = [re.findall(r"\d+", text.body) for text in texts.values()]
        assert len(figures[0]) == 1, key
        assert figures[1:] == figures[:-1], key
        assert len({text.body.count("\n\n") for text in texts.values()}) == 1, key


def test_a_sandbox_is_read_like_a_newsroom(with_seed: Newsroom) -> None:
    """Lists, documents in the partner's terms, issues, search, other forms, pictures, the journal and its proof."""
    partner = parties.partner(with_seed, licence="CC BY 4.0", attribution={"en": "From the newsroom"})
    text = sandboxes.key(with_seed, partner)
    assert text.startswith("pwk_test_")

    def get(path: str) -> Any:
        return parties.get(with_seed, path, text)

    listed = get("/v1/articles?lang=en")["data"]
    assert {each["id"] for each in listed} == {
        id_ for key, id_ in corpus.article_ids().items()
        if key in {"ferry-timetable", "lighthouse-lamp", "school-roof", "choir-returns", "harbour-crane"}
    }  # fmt: skip
    document = get(f"/v1/articles/{FERRY}?lang=en")
    assert "1240 people" in document["body"]["content"]
    assert document["corrections"][0]["note"].startswith("An earlier version")
    assert document["rights"]["attribution"] == "From the newsroom"
    assert parties.call(with_seed, f"/v1/articles/{SEALS}?lang=en", text).status_code == 410
    assert parties.call(with_seed, f"/v1/articles/{BREAD}?lang=en", text).status_code == 404
    assert [each["key"] for each in get("/v1/issues?lang=be")["data"]] == ["2024-W11", "2024-W10"]
    assert [each["id"] for each in get("/v1/search?q=lamp&lang=en")["data"]] == [LAMP]
    assert get(f"/v1/articles/{LAMP}?lang=ru&format=ninjs")["headlines"][0]["value"] == "Новая лампа в старом маяке"
    picture = get(f"/v1/articles/{LAMP}?lang=be")["picture"]
    file = parties.call(with_seed, re.sub("https?://[^/]+", "", picture["fallback"]), text)
    assert (file.status_code, file.headers["Content-Type"].partition("/")[0]) == (200, "image")
    page = get("/v1/changes?initial=true&limit=100")
    assert {each["article_id"] for each in page["data"] if each["article_id"]} == {each["id"] for each in listed}
    proof = get(f"/v1/changes/proof?cursor={page['meta']['cursor']}")
    assert proof["count"] == 15


def test_every_answer_is_marked_and_kept_by_nobody(with_seed: Newsroom) -> None:
    """Refusals too; live keys get no such mark."""
    partner = parties.partner(with_seed)
    text, live = sandboxes.key(with_seed, partner), parties.key(with_seed, partner)
    for path in (
        "/v1/articles?lang=en",
        f"/v1/articles/{SEALS}",
        "/v1/feeds/en.atom",
        "/v1/partner/me",
        "/v1/topics/x",
    ):
        found = parties.call(with_seed, path, text)
        assert found.headers["Polyweek-Sandbox"] == "true", path
        assert found.headers["Cache-Control"] == "private, no-store", path
        assert "RateLimit" in found.headers, path
    assert "Polyweek-Sandbox" not in parties.call(with_seed, "/v1/articles?lang=en", live).headers


def test_nothing_real_is_in_the_sandbox_and_nothing_of_it_in_the_newsroom(with_seed: Newsroom) -> None:
    """Each public route answers from one of the two; whatever happens in one changes no byte of the other's answers."""
    real = with_seed.publish("be", "en", source_language="be", title="Council meets")
    partner = parties.partner(with_seed, per_minute=6_000)
    live, text = parties.key(with_seed, partner), sandboxes.key(with_seed, partner)
    places = {"id": real, "slug": with_seed.get(f"/v1/articles/{real}?lang=en")["slug"], "month": month()}
    places["cursor"] = parties.get(with_seed, "/v1/changes?limit=100", live)["meta"]["cursor"]
    places["token"] = parties.key(with_seed, partner, "feed")
    paths = questions.paths(ASKED, places)
    before = {path: questions.answer(with_seed, path, live) for path in paths}
    tried = {path: questions.answer(with_seed, path, text) for path in paths}
    for event in ("article.published", "article.corrected", "article.withdrawn", "issue.released", "contract.changed"):
        sandboxes.play(with_seed, text, event)
    assert {path for path in paths if questions.answer(with_seed, path, live) != before[path]} == set()
    sandboxes.play(with_seed, text, "reset")
    with_seed.publish("be", "en", source_language="be", title="Council parts")
    signed = "/v1/changes?include=document,signature"  # after a new beginning with a key of its own
    assert {path for path in paths if questions.answer(with_seed, path, text) != tried[path]} == {signed}
    assert b"Lisava" in b"".join(body for _, body in tried.values())
    assert b"Council" in b"".join(body for _, body in before.values())
    for path in paths:
        assert not re.search(b"Council|Neman", tried[path][1]), path
        assert not re.search("Lisava|Лісав|2024-W1".encode(), before[path][1]), path
    for id_ in corpus.article_ids().values():
        assert parties.call(with_seed, f"/v1/articles/{id_}", live).status_code == 404
        assert with_seed.call("GET", f"/v1/articles/{id_}").status_code == 404
    assert parties.call(with_seed, f"/v1/articles/{real}", text).status_code == 404


def test_the_contract_of_the_sandbox_follows_the_real_one(with_seed: Newsroom) -> None:
    """Of its languages it has what the sandbox has; who has some topics has all but the last; each change is told."""
    partner = parties.partner(with_seed, languages=["ru"], topics=["river"])
    text = sandboxes.key(with_seed, partner)
    assert [each["key"] for each in parties.get(with_seed, "/v1/topics?lang=ru", text)["data"]] == ["town", "sea"]
    assert parties.call(with_seed, f"/v1/articles/{CHOIR}?lang=ru", text).status_code == 404
    assert parties.call(with_seed, "/v1/articles?lang=en", text).status_code == 422
    cursor = parties.get(with_seed, "/v1/changes?initial=true&limit=100", text)["meta"]["cursor"]
    shown = with_seed.call("GET", f"{parties.PATH}/{partner}", "admin")
    with_seed.call(
        "PATCH",
        f"{parties.PATH}/{partner}",
        "admin",
        json={"topics": None},
        headers={"If-Match": shown.headers["ETag"]},
    )
    gained = parties.get(with_seed, f"/v1/changes?since={cursor}", text)["data"]
    assert [(each["article_id"], each["type"]) for each in gained if each["article_id"]] == [(CHOIR, "published")]
    assert parties.get(with_seed, "/v1/partner/me", text)["contract"]["topics"] is None


def test_a_key_of_the_sandbox_opens_nothing_else(with_seed: Newsroom) -> None:
    """Neither desk nor administration; a live key finds no sandbox; one that takes over is of the same kind."""
    partner = parties.partner(with_seed)
    text, live = sandboxes.key(with_seed, partner), parties.key(with_seed, partner)
    for rule, method in callers.routes(with_seed):
        whose = getattr(with_seed.app.view_functions[rule.endpoint], "credential_rule", "public")
        if whose not in {"public", "partner"}:
            assert callers.send(with_seed, rule, method, text, {"width": 96, "number": 1}) == 401, rule
    for method, path in (("GET", "/v1/partner/sandbox"), ("POST", sandboxes.EVENTS)):
        answer = parties.call(with_seed, path, live, method, json={"event": "reset"} if method == "POST" else None)
        assert answer.status_code == 404, path
    assert parties.fault(parties.call(with_seed, f"/v1/articles?key={text}", "")) == (401, "key_in_query")
    assert parties.fault(parties.call(with_seed, "/v1/articles", text[:-1])) == (401, "malformed_key")
    assert parties.fault(parties.call(with_seed, "/v1/articles", text.replace("test_", ""))) == (401, "unknown_key")
    listed = with_seed.get(f"{parties.PATH}/{partner}/keys", "admin")["data"]
    assert sorted(each["sandbox"] for each in listed) == [False, True]
    assert [each["sandbox"] for each in parties.get(with_seed, "/v1/partner/me", text)["keys"]] == [True]
    own = next(each for each in listed if each["sandbox"])
    rotated = with_seed.post(f"{parties.PATH}/{partner}/keys/{own['id']}/rotation", "admin", {"overlap_hours": 1})
    assert rotated["key"].startswith("pwk_test_")
    assert rotated["sandbox"]
    keys.revoke(partner, own["id"], by=None, at=clock.now())
    assert parties.fault(parties.call(with_seed, "/v1/articles", text)) == (401, "revoked_key")
    assert parties.call(with_seed, "/v1/articles?lang=en", rotated["key"]).status_code == 200


def test_a_suspended_partner_has_no_sandbox_either(with_seed: Newsroom) -> None:
    """Nor has one whose contract names other addresses."""
    partner = parties.partner(with_seed)
    text = sandboxes.key(with_seed, partner)
    with_seed.call("PUT", f"{parties.PATH}/{partner}/suspension", "admin")
    assert parties.fault(parties.call(with_seed, "/v1/articles", text)) == (403, "partner_suspended")
    elsewhere = sandboxes.key(with_seed, parties.partner(with_seed, "Other", networks=["192.0.2.0/24"]))
    assert parties.fault(parties.call(with_seed, "/v1/articles", elsewhere)) == (403, "wrong_address")


def test_two_partners_have_two_sandboxes(with_seed: Newsroom) -> None:
    """What happens in one is not in the other; a cursor of one is not good for the other."""
    one = sandboxes.key(with_seed, parties.partner(with_seed, "One"))
    other = sandboxes.key(with_seed, parties.partner(with_seed, "Other"))
    cursor = parties.get(with_seed, "/v1/changes?limit=100", one)["meta"]["cursor"]
    sandboxes.play(with_seed, one, "article.withdrawn", FERRY)
    assert parties.call(with_seed, f"/v1/articles/{FERRY}", one).status_code == 410
    assert parties.call(with_seed, f"/v1/articles/{FERRY}", other).status_code == 200
    assert parties.fault(parties.call(with_seed, f"/v1/changes?since={cursor}", other)) == (422, "invalid_cursor")


def test_a_sandbox_of_an_older_version_is_brought_to_this_one(with_seed: Newsroom) -> None:
    """What happened in it, and its webhooks, are still there."""
    partner = parties.partner(with_seed)
    text = sandboxes.key(with_seed, partner)
    sandboxes.play(with_seed, text, "article.withdrawn", FERRY)
    with files.inside(files.database(partner, 1)):
        migrate.down(migrate.known()[-1])
    files.forget()
    assert parties.call(with_seed, f"/v1/articles/{FERRY}", text).status_code == 410
    with files.inside(files.database(partner, 1)):
        assert migrate.pending() == []


def test_the_command_makes_keys_of_the_sandbox(with_seed: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--sandbox` makes one, and the list tells which is which."""
    parties.partner(with_seed, "Radio Luzhana")
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(with_seed.settings.data_dir))
    monkeypatch.setenv("POLYWEEK_SECRET", databases.SECRET)
    run = CliRunner().invoke
    made = run(key_commands, ["issue", "Radio Luzhana", "--sandbox", "--scope", "read"])
    assert made.stdout.startswith("pwk_test_")
    assert "\tsandbox\t" in run(key_commands, ["list", "Radio Luzhana"]).output
    db.open_database(with_seed.settings)
    assert parties.get(with_seed, f"/v1/articles/{FERRY}?lang=en", made.stdout.strip())["id"] == FERRY


def test_a_sandbox_is_the_same_beside_a_newsroom_on_postgresql(newsroom: Newsroom, kept_seed: Path) -> None:
    """It is a file whatever the newsroom's database is; reading, events, waiting and a reset work in it."""
    sandboxes.copy_seed(newsroom, kept_seed)
    partner = parties.partner(newsroom, topics=["river"], delay_hours=0)
    text, live = sandboxes.key(newsroom, partner), parties.key(newsroom, partner)
    cursor = parties.get(newsroom, "/v1/changes?initial=true&limit=100", text)["meta"]["cursor"]
    sandboxes.play(newsroom, text, "article.corrected")
    waited = parties.get(newsroom, f"/v1/changes?since={cursor}&wait=5&lang=en&include=document", text)["data"]
    assert (waited[0]["article_id"], waited[0]["type"]) == (FERRY, "corrected")
    assert "1241 people" in waited[0]["document"]["body"]["content"]
    assert [each["id"] for each in parties.get(newsroom, "/v1/search?q=lamp&lang=en", text)["data"]] == [LAMP]
    assert parties.get(newsroom, "/v1/articles?lang=en", live)["data"] == []
    sandboxes.play(newsroom, text, "reset")
    assert parties.fault(parties.call(newsroom, f"/v1/changes?since={cursor}", text)) == (422, "invalid_cursor")
