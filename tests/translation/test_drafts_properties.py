from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from api.content.texts import Text
from api.platform.errors import Conflict
from api.translation import tallies
from tests.newsroom import Newsroom
from tests.translation import revisable
from tests.translation.matching.test_merging_properties import TEXTS, Draft, scripts


@given(scripts)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_edit_script_keeps_the_promises_in_the_database(
    sqlite_newsroom: Newsroom, script: list[tuple[str, int, int]]
) -> None:
    """Each step saved as a revision of an article with two translations; saving the same again saves nothing."""
    draft = Draft(TEXTS[:6], TEXTS[6:])
    article = revisable.write(Text("Title of it", "A summary.", "\n\n".join(draft.texts)))
    revisable.translate(article, "0")
    for number, step in enumerate(script, 1):
        before = revisable.loaded(article)
        past = {language: revisable.histories(catalogue) for language, catalogue in before.items()}
        draft.edit(*step)
        text = Text("Title of it", "A summary.", "\n\n".join(draft.texts))
        try:
            revisable.revise(article, text)
        except Conflict:
            assert revisable.loaded(article) == before
            continue
        for language, after in revisable.loaded(article).items():
            assert [line.entry.source for line in after.placed][2:] == draft.texts
            revisable.assert_kept(before[language], past[language], after)
        if number % 2:
            revisable.translate(article, str(number))
        assert list(tallies.differences_in([article])) == []
    revisable.assert_whole(article)
