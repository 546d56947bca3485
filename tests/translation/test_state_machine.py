"""The workflow as a state machine: whatever people do in whatever order, it goes as the model says."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from api.accounts.roles import Actor
from api.content.texts import Text
from api.platform import clock, db, ids
from api.platform.errors import Problem
from api.platform.preconditions import ANY, Expected
from api.publishing import publications, published, releases
from api.publishing.documents import freshness_of
from api.publishing.releases import Order
from api.translation import catalogues, drafts, messages, overviews, reviews, status, tallies
from api.translation.drafts import Draft
from tests.newsroom import PEOPLE, Newsroom
from tests.translation.workflow_model import MESSAGES, Model, source

PLAYERS = ("editor", "editor2", "reviewer-en", "reviewer-ru", "translator-ru")
STALE = Expected(frozenset({"long ago"}))

languages = st.sampled_from(["en", "ru"])
people = st.sampled_from([*PLAYERS, "editor", "editor2"])
parts = st.integers(0, MESSAGES - 1)
seldom = st.sampled_from([False] * 7 + [True])


class Workflow(RuleBasedStateMachine):
    """One article in two languages, worked on by five people; each step is predicted, and so is what stands after."""

    actors: dict[str, Actor]
    steps: Iterator[int]
    taken = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = Model("editor", name=ids.new()[-12:])
        text = Text(self.model.sources()[0], "", self.model.body())
        draft = Draft("en", "society", None, None, (), text)
        self.article = drafts.create(draft, by=self.actors["editor"], at=clock.now())
        self.keys = [line.entry.key for line in catalogues.load(self.article, "ru").placed]

    @rule(
        part=parts,
        number=st.integers(0, 2),
        weight=st.sampled_from(["typo", "meaning", "correction"]),
        by=people,
        with_reason=st.booleans(),
    )
    def revise(self, part: int, number: int, weight: Any, by: str, with_reason: bool) -> None:  # noqa: FBT001
        """Save a revision that changes one message, or none."""
        said = source(part, number, self.model.name)
        title, body = (said if part == 0 else None), self.model.body().replace(self.model.sources()[part], said)
        predicted = self.model.revise(part, number, weight, by, with_reason=with_reason)
        self._expect(predicted, lambda: self._revise(title, body, weight, by, with_reason=with_reason))

    @rule(
        code=st.integers(0, 2),
        weight=st.sampled_from(["typo", "meaning", "correction"]),
        by=people,
        with_reason=st.booleans(),
    )
    def recode(self, code: int, weight: Any, by: str, with_reason: bool) -> None:  # noqa: FBT001
        """Save a revision that changes a block of code, which is no message."""
        body = self.model.body().replace(f"```\n{self.model.code}\n", f"```\n{code}\n")
        predicted = self.model.recode(code, weight, by, with_reason=with_reason)
        self._expect(predicted, lambda: self._revise(None, body, weight, by, with_reason=with_reason))

    def _revise(self, title: str | None, body: str, weight: Any, by: str, *, with_reason: bool) -> None:
        drafts.revise(
            self.article,
            title=title,
            summary=None,
            body_=body,
            weight=weight,
            note="A note." if weight == "correction" else None,
            override_reason="The hour is late." if with_reason else None,
            expected=ANY,
            by=self.actors[by],
            at=clock.now(),
        )

    @rule(
        part=parts,
        text=st.sampled_from([None, "", "Раз", "Два", "Три", "Раз", "Два"]),
        mark=st.sampled_from([True, False, False]),
        by=people,
        is_stale=seldom,
    )
    def write(self, part: int, text: str | None, mark: bool, by: str, is_stale: bool) -> None:  # noqa: FBT001
        """Write, empty, mark or check one message of the translation."""
        may = by != "reviewer-en"
        predicted = "PreconditionFailed" if is_stale and may else self.model.write(part, text, mark, by)
        self._expect(
            predicted,
            lambda: messages.edit(
                self.article,
                "ru",
                self.keys[part],
                text=text,
                needs_work=mark,
                expected=STALE if is_stale else ANY,
                by=self.actors[by],
                at=clock.now(),
            ),
        )

    @rule(by=people)
    def translate_all(self, by: str) -> None:
        """Translate what is left, as a busy translator does."""
        for part in range(MESSAGES):
            if self.model.state("ru", part) in {"untranslated", "fuzzy"}:
                self.write(part, f"Текст {part}", mark=False, by=by, is_stale=False)

    @rule(lang=languages, by=people, is_stale=seldom)
    def submit(self, lang: str, by: str, is_stale: bool) -> None:  # noqa: FBT001
        """Submit a version, or one that has changed since."""
        may = by in {"editor", "editor2"} or (lang == "ru" and by != "reviewer-en")
        predicted = "PreconditionFailed" if is_stale and may else self.model.submit(lang, by)
        expected = STALE if is_stale else ANY
        self._expect(
            predicted,
            lambda: reviews.submit(self.article, lang, expected=expected, by=self.actors[by], at=clock.now()),
        )

    @rule(lang=languages, goes_out=st.booleans())
    def bring(self, lang: str, goes_out: bool) -> None:  # noqa: FBT001
        """Take a version the usual way, to its approval or to its readers."""
        if lang == "ru":
            self.translate_all("translator-ru")
        if self.model.status(lang) in {"in_progress", "changes_requested"}:
            self.submit(lang, "editor", is_stale=False)
        if self.model.status(lang) == "in_review":
            self.approve(lang, f"reviewer-{lang}", with_reason=False)
        if goes_out:
            self.release([lang], "editor", leave_out=False)

    @rule(part=parts, number=st.integers(0, 2), weight=st.sampled_from(["typo", "meaning", "correction"]))
    def move_on(self, part: int, number: int, weight: Any) -> None:
        """Publish both, then change the source and publish it alone, so that the translation falls behind."""
        self.bring("en", goes_out=True)
        self.bring("ru", goes_out=True)
        self.revise(part, number, weight, "editor2", with_reason=True)
        self.bring("en", goes_out=True)

    @rule(part=parts, text=st.sampled_from([None, None, "Раз", "Два"]), mark=st.booleans(), by=people)
    def look_twice(self, part: int, text: str | None, mark: bool, by: str) -> None:  # noqa: FBT001
        """Mark or write something in what is approved, let the translator finish it, and ask to approve it oneself."""
        self.bring("ru", goes_out=False)
        self.write(part, text, mark, by, is_stale=False)
        self._hand_in(by, with_reason=False)

    @rule(code=st.integers(0, 2), editor=st.sampled_from(["editor", "editor2"]), hands_in=people, by=people)
    def look_again(self, code: int, editor: str, hands_in: str, by: str) -> None:
        """Change the code behind an approved translation, let somebody hand it in, and ask to approve it."""
        self.bring("ru", goes_out=False)
        self.recode(code, "meaning", editor, with_reason=False)
        self.submit("ru", hands_in, is_stale=False)
        self.approve("ru", by, with_reason=False)

    @rule(part=parts, number=st.integers(0, 2), marked=parts)
    def think_better(self, part: int, number: int, marked: int) -> None:
        """Mark something in an approved translation, call a change of its source a typo, and take that back."""
        self.bring("ru", goes_out=False)
        self.write(marked, None, mark=True, by="editor", is_stale=False)
        before = self.model.numbers[part]
        self.revise(part, number, "typo", "editor", with_reason=True)
        self.revise(part, before, "typo", "editor2", with_reason=False)

    @rule(part=parts, by=people, is_approved=st.booleans())
    def bring_back(self, part: int, by: str, is_approved: bool) -> None:  # noqa: FBT001
        """Let the translator return to what somebody wrote and another replaced, and that one ask to approve it."""
        self.bring("ru", goes_out=False)
        self.write(part, "Раз", mark=False, by=by, is_stale=False)
        self._hand_in("editor2", with_reason=True)
        self.write(part, "Два", mark=False, by="translator-ru", is_stale=False)
        if is_approved:
            self._hand_in("editor2", with_reason=True)
        self.write(part, "Раз", mark=False, by="translator-ru", is_stale=False)
        self._hand_in(by, with_reason=False)

    def _hand_in(self, by: str, *, with_reason: bool) -> None:
        self.translate_all("translator-ru")
        if self.model.status("ru") in {"in_progress", "changes_requested"}:
            self.submit("ru", "editor", is_stale=False)
        self.approve("ru", by, with_reason=with_reason)

    @rule(lang=languages, by=people, with_reason=st.booleans())
    def approve(self, lang: str, by: str, with_reason: bool) -> None:  # noqa: FBT001
        """Approve a version, with a reason or without."""
        self._expect(
            self.model.approve(lang, by, with_reason=with_reason),
            lambda: reviews.approve(
                self.article,
                lang,
                override_reason="The hour is late." if with_reason else None,
                expected=ANY,
                by=self.actors[by],
                at=clock.now(),
            ),
        )

    @rule(lang=languages, by=people)
    def request_changes(self, lang: str, by: str) -> None:
        """Return a version."""
        self._expect(
            self.model.request_changes(lang, by),
            lambda: reviews.request_changes(
                self.article, lang, note="No.", remarks=[], expected=ANY, by=self.actors[by], at=clock.now()
            ),
        )

    @rule(lang=languages, by=people)
    def withdraw_approval(self, lang: str, by: str) -> None:
        """Take an approval back."""
        self._expect(
            self.model.withdraw_approval(lang, by),
            lambda: reviews.withdraw_approval(self.article, lang, expected=ANY, by=self.actors[by], at=clock.now()),
        )

    @rule(langs=st.sampled_from([["en"], ["ru"], ["en", "ru"]]), by=people, leave_out=st.booleans())
    def release(self, langs: list[str], by: str, leave_out: bool) -> None:  # noqa: FBT001
        """Release one version or both."""
        order = Order(None, self.article, tuple(langs), leave_out_unready=leave_out)
        self._expect(
            self.model.release(langs, by, leave_out=leave_out),
            lambda: releases.release(order, by=self.actors[by], at=clock.now()),
        )

    @rule(lang=languages, by=people)
    def withdraw(self, lang: str, by: str) -> None:
        """Take a version from its readers."""
        self._expect(
            self.model.withdraw(lang, by),
            lambda: publications.withdraw(
                self.article, lang, reason="It was wrong.", by=self.actors[by], at=clock.now()
            ),
        )

    @invariant()
    def stands_as_predicted(self) -> None:
        """Status and states of both versions, what readers have, and how fresh it is, are the model's."""
        found = catalogues.of_article(self.article)
        standing = published.last([self.article]).get(self.article, {})
        for lang in ("en", "ru"):
            catalogue = found[lang]
            assert status.status(catalogue) == self.model.status(lang)
            states = [status.state(catalogue, line) for line in catalogue.placed]
            assert states == [self.model.state(lang, part) for part in range(MESSAGES)]
            assert [line.entry.key for line in catalogue.placed] == self.keys
            kept = overviews.load(self.article, lang)
            assert (kept.status, kept.progress) == (status.status(catalogue), status.progress(catalogue))
        public = {lang: p for lang, p in self.model.public.items() if not p.is_withdrawn}
        assert {lang for lang, p in standing.items() if p.is_public} == set(public)
        for lang, predicted in public.items():
            assert standing[lang].title == predicted.texts[0]
        own, origin = standing.get("ru"), standing.get("en")
        fresh = freshness_of(own, origin if origin and origin.is_public else None) if own and own.is_public else None
        assert fresh == self.model.freshness()

    def teardown(self) -> None:
        """What is kept of all versions is what their messages come to."""
        assert list(tallies.differences_in([self.article])) == []

    def _expect(self, predicted: str, verb: Callable[[], Any]) -> None:
        type(self).taken = next(self.steps)
        assert outcome(verb) == predicted


def outcome(verb: Callable[[], Any]) -> str:
    """Call a verb and give the name of its refusal, or ok."""
    try:
        verb()
    except Problem as problem:
        return type(problem).__name__
    return "ok"


def run(steps: int) -> None:
    """Run the machine on the database that is open until at least so many verbs were called."""
    people = {login: db.row("SELECT id, name FROM person WHERE login = ?", (login,)) for login in PLAYERS}
    Workflow.actors = {
        login: Actor(*row[:1], login, row[1], "en", PEOPLE[login]) for login, row in people.items() if row
    }
    Workflow.steps = itertools.count(1)
    if not db.is_postgres():
        db.database.execute_sql("PRAGMA synchronous = OFF")  # nobody pulls the plug here
    found = settings(
        max_examples=10,  # about a thousand steps; then it is asked whether that is enough
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    Workflow.taken = 0
    while Workflow.taken < steps:
        run_state_machine_as_test(Workflow, settings=found)


def test_the_workflow_goes_as_its_model_says(newsroom: Newsroom) -> None:
    """Two thousand steps, half as many on PostgreSQL: every status, state, refusal and freshness is as predicted."""
    run(steps=1_000 if db.is_postgres() else 2_000)


@pytest.mark.slow
def test_the_workflow_goes_as_its_model_says_for_long(newsroom: Newsroom) -> None:
    """A hundred thousand steps on each database."""
    run(steps=100_000)
