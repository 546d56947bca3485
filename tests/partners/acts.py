"""What tests by chance share: what a newsroom does to its texts, and to the contract of a partner."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import time_machine

from api.content import issues, topics
from api.content.topics import Name
from api.partners import partners
from api.platform import clock
from tests.delivery import exhibits
from tests.newsroom import ISSUE, Newsroom

LANGUAGES = ("be", "ru", "en")
TOPICS = ("society", "river", "rights")
ISSUES = (ISSUE, "2017-W38", "2017-W39")
PLENTY = {"per_minute": 6_000, "per_day": 1_000_000}

Act = Callable[[], object]


def prepare() -> None:
    """Add the topic and the issues that acts need besides those of every newsroom."""
    topics.add("rights", {"be": Name("Правы", ""), "en": Name("Rights", "")})
    for key in ISSUES[1:]:
        issues.add(key, titles={}, at=clock.now())


class Acts:
    """What a newsroom does to texts and to a partner's contract, by chance. The clock only goes forward."""

    def __init__(self, newsroom: Newsroom, partner: str, seed: int, traveller: time_machine.Coordinates) -> None:
        self._newsroom, self._partner, self._traveller = newsroom, partner, traveller
        self.chance = random.Random(seed)
        self.articles: list[str] = []
        self.marks: dict[str, str] = {}
        self.said: list[str] = []
        self._pictures: list[str] = []
        self._written = 0
        self._beginnings: list[Act] = [self.publish, self.contract, self.wait]
        self._acts = self._usual()

    def _usual(self) -> list[Act]:
        return (
            [self.publish] * 3 + [self.move] * 5 + [self.withdraw] * 2 + [self.contract] * 3
            + [self.release, self.rename, self.wait, self.revise]
        )  # fmt: skip

    def add(self, *acts: Act) -> None:
        """Let these be done as well; each may be chosen first of all."""
        self._acts += acts
        self._beginnings += acts

    def act(self) -> None:
        """Do something, and note what."""
        chosen = self.chance.choice(self._acts)
        if chosen not in self._beginnings and not self.articles:
            chosen = self.publish
        self.say(chosen.__name__)
        chosen()

    def say(self, *words: object) -> None:
        """Note what is done, to be shown where a test fails."""
        self.said.append(" ".join(map(str, words)))

    def some(self, *values: Any) -> list[Any]:
        """Choose at least one of some values."""
        return sorted(self.chance.sample(values, self.chance.randint(1, len(values))))

    def write(self) -> str:
        """Write a text that is approved in Belarusian and some other languages; gives its id.

        Its title and words have a mark that nothing else has.
        """
        self._written += 1
        mark = f"zyzzyva{self._written}x"
        article = self._newsroom.write(
            source_language="be",
            title=f"{mark} title",
            summary=f"{mark} lede",
            body=self._body(mark),
            topic=self.chance.choice(TOPICS),
            issue=self.chance.choice([*ISSUES, None]),
            bylines=self.some("hanna", "vasil"),
        )
        self.articles.append(article)
        self.marks[article] = mark
        self._newsroom.approve(article, "be")
        for language in self.some("be", "ru", "en"):
            if language != "be":
                self._newsroom.translate(article, language)
                self._newsroom.approve(article, language)
        return article

    def publish(self) -> None:
        """Write a text and release it in some of its languages."""
        self._release(self.write())

    def move(self) -> None:
        """Change what an article is about, or its issue or authors, and release it in some languages."""
        article = self.chance.choice(self.articles)
        values: Sequence[dict[str, Any]] = [
            {"topic": self.chance.choice(TOPICS)},
            {"topic": self.chance.choice(TOPICS)},
            {"issue": self.chance.choice([*ISSUES, None])},
            {"bylines": self.some("hanna", "vasil")},
        ]
        change = self.chance.choice(values)
        self.say(self.marks[article], change)
        changed = self._newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json=change)
        assert changed.status_code == 200, changed.get_data(as_text=True)
        self._release(article)

    def release(self) -> None:
        """Release an article in some of its approved languages."""
        self._release(self.chance.choice(self.articles))

    def _release(self, article: str) -> None:
        approved = [code for code in LANGUAGES if self._newsroom.version(article, code)["status"] == "approved"]
        if approved:
            languages = self.some(*approved) if self.chance.random() < 0.5 else [self.chance.choice(approved)]
            self.say(self.marks[article], languages)
            self._newsroom.release(article, *languages)

    def revise(self) -> None:
        """Write something else in an article, and release that in Belarusian, sometimes in the others too."""
        article = self.chance.choice(self.articles)
        weight = self.chance.choice(["meaning", "correction"])
        mark = self.marks[article]
        self._newsroom.revise(
            article, title=f"{mark} {len(self.said)}", body=self._body(mark, "Another."), weight=weight
        )
        self._newsroom.approve(article, "be")
        self.say(mark, weight)
        for language in ("ru", "en"):
            if self.chance.random() < 0.4 and self._newsroom.version(article, language)["status"] != "missing":
                self._newsroom.translate(article, language)
                self._newsroom.approve(article, language)
        self._release(article)

    def withdraw(self) -> None:
        """Withdraw a version, if that is public."""
        article, language = self.chance.choice(self.articles), self.chance.choice(LANGUAGES)
        path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
        answer = self._newsroom.call("POST", path, "editor", json={"reason": "It was wrong."})
        self.say(self.marks[article], language, answer.status_code)

    def rename(self) -> None:
        """Give a topic or an author another name."""
        word = str(len(self.said))
        path, names = self.chance.choice(
            [
                (f"topics/{self.chance.choice(TOPICS[:2])}", {"be": {"name": f"Тэма {word}", "description": ""}}),
                ("bylines/vasil", {"be": f"Васіль {word}"}),
            ]
        )
        changed = self._newsroom.call("PATCH", f"/v1/desk/{path}", "editor", etag="*", json={"names": names})
        assert changed.status_code == 200, changed.get_data(as_text=True)

    def wait(self) -> None:
        """Let hours pass."""
        hours = self.chance.choice([1, 13, 25])
        self.say(hours)
        self._traveller.shift(timedelta(hours=hours))

    def contract(self) -> None:
        """Change the contract."""
        values = [
            {"topics": self.chance.choice([None, self.some(*TOPICS)])},
            {"topics": self.some(*TOPICS)},
            {"languages": self.chance.choice([None, self.some(*LANGUAGES)])},
            {"licence": f"Licence {len(self.said)}"},
            {"formats": self.chance.choice([None, ["json"]])},
            *self.more_contracts(),
        ]
        self.change(self.chance.choice(values))

    def more_contracts(self) -> list[dict[str, Any]]:
        """Give what else a contract may become."""
        return [{"delay_hours": self.chance.choice([0, 0, 12, 24])}] * 2

    def change(self, values: dict[str, Any]) -> None:
        """Change the contract so."""
        self.say(values)
        partners.change(self._partner, values, by=None, at=clock.now())

    def _body(self, mark: str, words: str = "A first paragraph.") -> str:
        if self.chance.random() < 0.6:
            return f"{words} {mark}"
        if not self._pictures or self.chance.random() < 0.5:
            self._pictures.append(exhibits.picture(is_rendered=False))
        return f"{words} {mark}\n\n![The river](picture:{self.chance.choice(self._pictures)})"
