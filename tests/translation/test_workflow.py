"""Which step may follow which, which right it asks for, and who may not take it: without a database."""

from __future__ import annotations

from typing import get_args

import pytest

from api.accounts.roles import Actor, Granted
from api.platform.errors import Conflict, FourEyes
from api.translation import workflow
from api.translation.heads import StepKind
from api.translation.status import Status

EDITOR = Actor("1", "editor", "Editor", "en", (Granted("editor", None),))
REVIEWER = Actor("2", "reviewer", "Reviewer", "en", (Granted("reviewer", "ru"),))

ALLOWED = {
    ("submission", "in_progress"),
    ("submission", "changes_requested"),
    ("change_request", "in_review"),
    ("approval", "in_review"),
    ("approval_withdrawal", "approved"),
}


@pytest.mark.parametrize("step", get_args(StepKind))
@pytest.mark.parametrize("status", get_args(Status))
def test_a_step_follows_only_from_its_places(step: StepKind, status: Status) -> None:
    """Of all pairs of step and status five go; every other is a conflict that says where the version is."""
    if (step, status) in ALLOWED:
        workflow.require_step(step, status)
        return
    with pytest.raises(Conflict) as refusal:
        workflow.require_step(step, status)
    assert str(refusal.value.detail).endswith(".")


def test_each_step_asks_for_its_right() -> None:
    """Who writes submits the source, who translates submits the others, who reviews does the rest."""
    assert workflow.right_to("submission", "en", "en") == "write"
    assert workflow.right_to("submission", "en", "ru") == "translate"
    others = set(get_args(StepKind)) - {"submission"}
    assert {workflow.right_to(step, "en", language) for step in others for language in ("en", "ru")} == {"review"}


def test_four_eyes_let_pass_who_had_no_part() -> None:
    """Somebody else approves without overriding anything, whatever reason they give."""
    assert workflow.require_four_eyes({"9"}, by=REVIEWER, override_reason=None) is False
    assert workflow.require_four_eyes({"9"}, by=EDITOR, override_reason="Late.") is False


def test_only_an_editor_with_a_reason_overrides_four_eyes() -> None:
    """An author who is an editor needs a reason; a reviewer's reason does not help, an empty one helps nobody."""
    assert workflow.require_four_eyes({"1"}, by=EDITOR, override_reason="Late.") is True
    for author, reason in ((EDITOR, None), (EDITOR, ""), (REVIEWER, "Late."), (REVIEWER, None)):
        with pytest.raises(FourEyes):
            workflow.require_four_eyes({author.id}, by=author, override_reason=reason)


def test_the_source_is_written_and_every_other_language_translated() -> None:
    """Which right it is does not hang on which code comes first, nor on how the code was come by."""
    for language in ("be", "ru"):
        assert workflow.right_to("submission", "en", language) == "translate"
        assert workflow.right_to_work("en", language) == "translate"
    assert workflow.right_to_work("en", "EN".lower()) == "write"


def test_a_refusal_of_four_eyes_says_what_helps() -> None:
    """Who gave a reason without being an editor hears that it takes one; the others that somebody else must approve."""
    told = {}
    for reason in ("Late.", None):
        with pytest.raises(FourEyes) as refusal:
            workflow.require_four_eyes({"2"}, by=REVIEWER, override_reason=reason)
        told[reason] = refusal.value.detail.text
    assert "only an editor" in told["Late."]
    assert "somebody else" in told[None]
