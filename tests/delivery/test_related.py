from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.platform import db
from tests.delivery import corpus
from tests.newsroom import Newsroom

DAM = (
    "The eel ladder at the Vyzva dam was opened by the water bailiff.",
    "Eels climbed the ladder all night, the bailiff counted ninety near the dam.",
    "Turbines at the dam stopped so that no eel was hurt, said engineer Tsvirko.",
)
OTHERS = (
    "Bakers in the harbour raised the price of rye bread by a fifth.",
    "The school choir sang in the market hall and everybody stayed until midnight.",
    "A tram line to the railway station is being paved with granite stones.",
    "Potato fields were frozen in May and farmers asked for seed.",
    "Chess players from the valley won a cup in a tournament of pensioners.",
)


def _texts(newsroom: Newsroom, *, topic: str = "society") -> tuple[list[str], list[str]]:
    """Publish what is about one thing, and what is about others, all in two languages."""
    dams = [
        newsroom.publish("en", title=f"Eels at the dam, part {n}", summary="The ladder.", body=text, topic="river")
        for n, text in enumerate(DAM)
    ]
    others = [
        newsroom.publish("en", title=text.split(" was")[0][:30], summary="", body=text, topic=topic) for text in OTHERS
    ]
    return dams, others


def _related(newsroom: Newsroom, article: str, **query: str) -> Any:
    asked = "&".join(f"{name.rstrip('_')}={value}" for name, value in ({"lang": "en"} | query).items())
    return newsroom.get(f"/v1/articles/{article}/related?{asked}")


def test_what_is_about_the_same_is_found_and_nothing_else(newsroom: Newsroom) -> None:
    """The nearest stand first with score and reasons; neither the article itself nor what is about something else."""
    dams, others = _texts(newsroom)
    shown = _related(newsroom, dams[0])
    assert {each["id"] for each in shown["data"]} == {dams[1], dams[2]}
    for each in shown["data"]:
        assert each["reasons"] == ["topic", "trend", "text"]
        assert each["score"] > 0
    assert [each["score"] for each in shown["data"]] == sorted((e["score"] for e in shown["data"]), reverse=True)
    assert _related(newsroom, others[0])["data"] == [], "better none than an unrelated one"
    assert shown["meta"] == {"limit": 5}


def test_the_same_topic_lowers_the_bar_and_is_not_enough(newsroom: Newsroom) -> None:
    """Articles of one topic that share no words are not related; the topic and the verdict on it bring nearer."""
    dams, _ = _texts(newsroom, topic="river")
    shown = _related(newsroom, dams[0])["data"]
    assert [each["id"] for each in shown[:2]] == [e["id"] for e in shown if e["id"] in dams]
    assert len(shown) == 2


def test_related_articles_come_as_lists_do(sqlite_newsroom: Newsroom) -> None:
    """In list form with `fields`, `limit` and a canonical address, tagged by all that is shown, answered 304."""
    dams, _ = _texts(sqlite_newsroom)
    listed = {each["id"]: each for each in sqlite_newsroom.get("/v1/articles?lang=en&limit=100")["data"]}
    slug = listed[dams[0]]["slug"]
    for shown in _related(sqlite_newsroom, dams[0])["data"]:
        assert {name: value for name, value in shown.items() if name not in {"score", "reasons"}} == listed[shown["id"]]
    some = _related(sqlite_newsroom, slug, limit="1", fields_="title,reasons")
    assert [set(each) for each in some["data"]] == [{"title", "reasons"}]
    assert some["links"]["self"] == f"/v1/articles/{slug}/related?lang=en&fields=reasons,title&limit=1"
    path = f"/v1/articles/{slug}/related"
    answer = sqlite_newsroom.call("GET", path)
    assert answer.get_json() == _related(sqlite_newsroom, dams[0])
    assert "max-age" in answer.headers["Cache-Control"]
    assert {f"article-{id_[-12:]}" for id_ in dams} | {"articles"} <= set(answer.headers["Cache-Tag"].split(","))
    again = sqlite_newsroom.call("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ("limit=0", "limit=21", "fields=body", "lang=xx", "cursor=x", "sort=score"):
        assert sqlite_newsroom.call("GET", f"{path}?{wrong}").status_code == 422, wrong


def test_whoever_reads_another_language_is_given_the_same_texts(newsroom: Newsroom) -> None:
    """A text that falls back is compared in its own language; never another language of the article itself."""
    dams, _ = _texts(newsroom)
    newsroom.translate(dams[1], "ru")
    newsroom.approve(dams[1], "ru")
    newsroom.release(dams[1], "ru")
    assert _related(newsroom, dams[0], lang="en")["data"], "in its own language"
    assert newsroom.call("GET", f"/v1/articles/{dams[0]}/related?lang=ru").status_code == 404, "not in it"
    newsroom.publish(source_language="be", title="Вугры на плаціне", summary="", body="Вугры падымаліся ўсю ноч.")
    ours = newsroom.publish(
        source_language="be",
        title="Вугры зноў",
        summary="",
        body="Вугры падымаліся, плаціна стаяла ўсю ноч.",
    )
    newsroom.publish(source_language="be", title="Хлеб", summary="", body="Пекары паднялі цану на жытні хлеб.")
    newsroom.publish(source_language="be", title="Хор", summary="", body="Дзеці спявалі на рынку да цемры.")
    newsroom.publish(source_language="be", title="Бульба", summary="", body="Маразы пабілі палеткі ў маі.")
    newsroom.publish(source_language="be", title="Трамвай", summary="", body="Рэйкі кладуць да вакзала.")
    shown = _related(newsroom, ours, lang="ru")["data"]
    assert [(each["title"], each["language"], each["is_fallback"]) for each in shown] == [
        ("Вугры на плаціне", "be", True)
    ]
    assert newsroom.call("GET", f"/v1/articles/{ours}/related?lang=ru&fallback=none").status_code == 404
    assert [each["title"] for each in _related(newsroom, ours, lang="be", fallback="none")["data"]]


def test_it_is_refused_as_the_article_is(sqlite_newsroom: Newsroom) -> None:
    """404 for what is unknown or a draft, 410 for what was withdrawn, 308 for a former slug."""
    dams, _ = _texts(sqlite_newsroom)
    draft = sqlite_newsroom.write(title="Eels at the dam, a draft", body=DAM[0])
    withdrawal = f"/v1/desk/articles/{dams[1]}/versions/en/withdrawal"
    sqlite_newsroom.call("POST", withdrawal, "editor", json={"reason": "Wrong."}, etag="*")
    for article in (draft, "nothing-here", dams[1]):
        whole = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
        part = sqlite_newsroom.call("GET", f"/v1/articles/{article}/related?lang=en")
        assert part.status_code == whole.status_code in {404, 410}
        own = {"instance", "request_id"}
        assert {k: v for k, v in part.get_json().items() if k not in own} == {
            k: v for k, v in whole.get_json().items() if k not in own
        }
    assert [each["id"] for each in _related(sqlite_newsroom, dams[0])["data"]] == [dams[2]], "the withdrawn one is gone"
    slug = sqlite_newsroom.get(f"/v1/articles/{dams[0]}?lang=en")["slug"]
    version = f"/v1/desk/articles/{dams[0]}/versions/en"
    sqlite_newsroom.call("PUT", f"{version}/slug", "editor", etag=sqlite_newsroom.etag(version), json={"slug": "eels"})
    moved = sqlite_newsroom.call("GET", f"/v1/articles/{slug}/related?limit=2")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/v1/articles/eels/related?limit=2")


ARTICLES = 300
ASKED = 60


def test_both_databases_relate_the_same(on_both: Callable[..., list[list[Any]]]) -> None:
    """Ids, order, scores and reasons are the same, whatever texts there are."""
    found = on_both(_answers)
    assert found[0] == found[1]
    assert any(near for _, _, near in found[0])


def _answers(room: Newsroom) -> list[Any]:
    example = room.publish("ru")
    corpus.fill(ARTICLES, example=example)
    sql = "SELECT article_id FROM reading WHERE requested_language = 'be' AND article_id <> ? ORDER BY article_id"
    ids = [article_id for (article_id,) in db.rows(sql, (example,))][:ASKED]
    answers = []
    for article_id in ids:
        for language in ("be", "en"):
            shown = _related(room, article_id, lang=language, limit="20")
            near = [(each["id"], each["score"], each["reasons"]) for each in shown["data"] if each["id"] != example]
            answers.append((article_id, language, near))
    return answers
