from __future__ import annotations

from collections import Counter

from api.publishing.search import likeness
from api.publishing.search.likeness import Profile
from tests.effort import effort

TEXTS = 1_000
OFTEN = {f"often{n}": TEXTS // 4 for n in range(40)}
SELDOM = {f"seldom{n}": 5 for n in range(40)}


def _stems(body: list[str], title: str = "", summary: str = "") -> str:
    return "\n".join(f" {'  '.join(words)} " for words in (title.split(), summary.split(), body))


def _profile(stems: str) -> Profile:
    found = likeness.profile(likeness.stems_of(stems), OFTEN | SELDOM, TEXTS)
    assert found is not None
    return found


def test_rare_words_make_texts_alike_and_frequent_ones_do_not() -> None:
    """Four rare words in common are believed; what texts share by chance is likeness of about none."""
    ours = _stems([*OFTEN, *list(SELDOM)[:20]])
    profile = _profile(ours)
    by_chance = profile.likeness(_stems([*list(OFTEN)[:10], *(f"other{n}" for n in range(50))]))
    by_meaning = profile.likeness(_stems([*list(OFTEN)[:10], *list(SELDOM)[:4], *(f"other{n}" for n in range(46))]))
    assert abs(by_chance[0]) < 0.02
    assert by_chance[1] < 0.5
    assert by_meaning[1] > 1
    assert 0.95 < profile.likeness(ours)[0] <= 1


def test_a_word_counts_for_more_in_the_title() -> None:
    """Of two texts that share as much, the one that shares the title's words is nearer."""
    rare = list(SELDOM)
    profile = _profile(_stems(rare[4:20], title=" ".join(rare[:4])))
    assert profile.likeness(_stems(rare[:4]))[0] > profile.likeness(_stems(rare[4:8]))[0]


def test_a_long_text_must_share_more() -> None:
    """The same shared words are less in a text of many more."""
    rare = list(SELDOM)
    profile = _profile(_stems(rare[:20]))
    long = [*rare[:5], *(f"other{n}" for n in range(2_000))]
    assert profile.likeness(_stems(long))[0] < profile.likeness(_stems(rare[:5]))[0]


def test_a_topic_lowers_the_bar_and_is_not_enough() -> None:
    """What is a little alike is related in the same topic only; the same verdict is a reason in the same topic only."""
    rare = list(SELDOM)
    profile = _profile(_stems([*OFTEN, *rare[:20]]))
    near = _stems([*list(OFTEN)[:15], rare[0]])
    assert 0.7 < profile.likeness(near)[1] < 1
    assert likeness.relation(profile, near, is_same_topic=False, is_same_trend=True) is None
    found = likeness.relation(profile, near, is_same_topic=True, is_same_trend=True)
    assert found is not None
    assert found.reasons == ("topic", "trend")
    assert likeness.relation(profile, _stems(["other"]), is_same_topic=True, is_same_trend=True) is None
    alike = _stems(rare[:10])
    plain = likeness.relation(profile, alike, is_same_topic=False, is_same_trend=True)
    assert plain is not None
    assert plain.reasons == ("text",)


def test_the_way_to_others_is_bounded() -> None:
    """The words that lead to others stand in no more texts together than are compared; one leads in any case."""
    frequencies = Counter({f"w{n}": n + 2 for n in range(400)})
    found = likeness.profile(likeness.stems_of(_stems(list(frequencies))), frequencies, 100_000)
    assert found is not None
    assert 0 < sum(frequencies[stem] for stem in found.leading) <= likeness.MOST_TEXTS
    assert len(found.leading) <= likeness.MOST_LEADING
    frequent = {f"w{n}": 40_000 for n in range(5)}
    found = likeness.profile(likeness.stems_of(_stems(list(frequent))), frequent, 100_000)
    assert found is not None
    assert found.leading == ("w0",)


def test_few_texts_are_not_related_by_chance() -> None:
    """In a newsroom of no text, of one or of two nothing is rare, and so nothing is related."""
    for texts in (0, 1, 2):
        assert likeness.profile({"a": 1, "b": 1, "c": 1, "d": 1}, dict.fromkeys("abcd", texts), texts) is None


def test_a_long_text_is_profiled_in_linear_time() -> None:
    """Of however many words a text has, the first few hundred stems are looked at."""
    words = [f"w{n}" for n in range(100_000)]
    long, short = _stems(words), _stems(words[: likeness.MOST_STEMS])
    assert effort(lambda: likeness.stems_of(long)) < effort(lambda: [likeness.stems_of(short) for _ in range(400)]) + 5
