from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from api.content import body, rendering
from api.content.texts import Text
from api.platform.errors import Problem
from api.translation import splitting
from tests.translation.documents import inlines, texts

GENTLE = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def accepted(text: Text) -> Text:
    """Give the normal form, or tell hypothesis to draw again."""
    try:
        return body.normal(text)
    except Problem:
        assume(False)  # noqa: FBT003
        raise


@GENTLE
@given(texts())
def test_normal_form_is_a_fixed_point(text: Text) -> None:
    """The same text always has the same bytes."""
    normal = accepted(text)
    assert body.normal(normal) == normal


@GENTLE
@given(texts())
def test_rebuilding_with_its_own_sources_gives_the_text_back(text: Text) -> None:
    """A document rebuilt from its own messages is its normal form, byte for byte."""
    normal = accepted(text)
    units = splitting.split(normal)
    assert splitting.rebuild(normal, [unit.source for unit in units]) == normal
    assert splitting.rebuild(normal, [None] * len(units)) == normal
    assert [splitting.tidy(unit.kind, unit.source) for unit in units] == [unit.source for unit in units]


@GENTLE
@given(texts(), st.lists(inlines, min_size=1, max_size=5))
def test_no_translation_breaks_the_structure(text: Text, hostile: list[str]) -> None:
    """Whatever the translations hold, each stands where its source stood, and nothing else moves."""
    normal = accepted(text)
    units = splitting.split(normal)
    translations = [hostile[index % len(hostile)] for index in range(len(units))]
    rebuilt = splitting.split(splitting.rebuild(normal, translations))
    wanted = [splitting.tidy(unit.kind, each) or unit.source for unit, each in zip(units, translations, strict=True)]
    assert [unit.kind for unit in rebuilt] == [unit.kind for unit in units]
    assert [unit.source for unit in rebuilt] == wanted


@GENTLE
@given(texts(), st.lists(inlines, min_size=1, max_size=5))
def test_a_document_need_not_be_read_again_to_be_rendered(text: Text, hostile: list[str]) -> None:
    """Neither messages known to be in normal form nor a rebuilt document: the forms are the same."""
    normal = accepted(text)
    units = splitting.split(normal)
    known = frozenset((unit.kind, unit.source) for unit in units)
    ids = [f"{n}x" for n in range(len(units))]
    assert rendering.of_document(body.read(normal.body, known=known), ids) == rendering.render(normal.body, ids)
    translations = [hostile[index % len(hostile)] for index in range(len(units))]
    rebuilt, document = splitting.rebuilt(normal, body.read(normal.body, known=known), translations)
    assert rebuilt == splitting.rebuild(normal, translations)
    assert rendering.of_document(document, ids) == rendering.render(rebuilt.body, ids)


@GENTLE
@given(texts())
def test_each_message_has_its_own_element(text: Text) -> None:
    """The HTML of a document names each of its messages exactly once."""
    normal = accepted(text)
    count = len(splitting.split(Text("", "", normal.body))) - 1
    html = rendering.html(normal.body, [f"{n}x" for n in range(count)])
    assert all(html.count(f'id="m-{n}x"') == 1 for n in range(count))
