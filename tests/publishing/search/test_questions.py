from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.platform.errors import InvalidParameter
from api.publishing.search import plans, questions
from api.publishing.search.questions import Question, Term


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("рада выбары", [("рада",), ("выбары",)], []),
        ("  рада,рада ", [("рада", "рада")], []),
        ('"рачная рада" -дэпутат', [("рачная", "рада")], [("дэпутат",)]),
        ("«рачная рада» рака", [("рачная", "рада"), ("рака",)], []),
        ('-"рачная рада" рака', [("рака",)], [("рачная", "рада")]),
        ("Нью-Ёрк", [("нью", "ёрк")], []),
        ("рака - вада", [("рака",), ("вада",)], []),
        ("рака −вада", [("рака",)], [("вада",)]),
        ('рака "не закрыта', [("рака",), ("не", "закрыта")], []),
        ("аб'ява", [("аб’ява",)], []),
        ('"" рака (вада) OR * ^ : ~', [("рака",), ("вада",), ("or",)], []),
        ("a.*(b|c)+$", [("a", "b", "c")], []),
        ("рака рака", [("рака",)], []),
    ],
)
def test_a_question_is_read(text: str, wanted: list[tuple[str, ...]], unwanted: list[tuple[str, ...]]) -> None:
    """Words, phrases and exclusions are told apart, and what means nothing here only parts words."""
    found = questions.read(text)
    assert [term.words for term in found.wanted] == wanted
    assert [term.words for term in found.unwanted] == unwanted


def test_a_beginning_is_marked_by_a_star_or_by_being_typed() -> None:
    """A star right behind a word, and in a box the last word unless a space follows it, make a beginning of it."""
    assert questions.read("дэп* рады").wanted == (Term(("дэп",), is_begun=True), Term(("рады",)))
    assert questions.read("рада вы", is_typed=True).wanted == (Term(("рада",)), Term(("вы",), is_begun=True))
    assert questions.read("рада вы ", is_typed=True).wanted == (Term(("рада",)), Term(("вы",)))
    assert questions.read("дэп *").wanted == (Term(("дэп",)),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "required") for text in ("", " \t", "-рака", '"—" …', "\ufeff\u200b")),
        ("ы" * 201, "invalid_length"),
        (" ".join(map(str, range(21))), "too_many"),
        ("ё-" * 30, "too_many"),
    ],
)
def test_nothing_to_look_for_and_too_much_are_refused(text: str, code: str) -> None:
    """Without a word that is wanted there is nothing to find, and a question is bounded in letters and in words."""
    with pytest.raises(InvalidParameter) as refused:
        questions.read(text)
    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("п*", "invalid_length"),
        ("рака -п*", "invalid_length"),
        ("рача-р*", "invalid_length"),
        ("ра* бе* ле* во* ха*", "too_many"),
        ("ра* бе* ле* -во* -ха*", "too_many"),
    ],
)
def test_a_beginning_is_long_enough_and_one_of_few(text: str, code: str) -> None:
    """Each stands for many words in each language, so one letter is refused, and so are five of them."""
    with pytest.raises(InvalidParameter) as refused:
        questions.read(text)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_beginning_counts_once_and_the_word_being_typed_not_at_all() -> None:
    """One that is there twice is one; who types has not ended yet, and five begin what is looked for then."""
    assert questions.read("ра* РА* бе* ле* во*").wanted == tuple(
        Term((word,), is_begun=True) for word in ("ра", "бе", "ле", "во")
    )
    assert len(questions.read("ра* бе* ле* во* х", is_typed=True).wanted) == 5
    assert questions.read("р*", is_typed=True).wanted == (Term(("р",), is_begun=True),)


def test_a_beginning_is_looked_up_once_in_each_language() -> None:
    """Wanted and unwanted, alone and behind another word, in however many alphabets it can be read."""
    asked: list[tuple[str, str]] = []

    def begun(language: str, beginning: str) -> list[str]:
        asked.append((language, beginning))
        return []

    plans.make(questions.read("raka* -raka* reka-raka*"), ("be", "ru"), begun)
    assert sorted(asked) == [("be", "raka"), ("ru", "raka")]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=questions.LONGEST))
def test_whatever_is_asked_is_put_in_tokens_alone(text: str) -> None:
    """No sign that is typed reaches the language of either database."""
    try:
        question = questions.read(text)
    except InvalidParameter:
        return
    made = plans.make(question, ("be", "ru", "en"), lambda _language, _begun: [])
    assert set(plans.for_sqlite(made)) <= set('abcdefghijklmnopqrstuvwxyz0123456789" ()ANDORNOT')
    assert set(plans.for_postgres(made)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ()&|!<->")


def test_words_are_replaced_where_they_stand() -> None:
    """What was probably meant keeps quotes, minus and all other words as they were typed."""
    assert questions.corrected('Рада -"рачнaя" Выбары*', {"выбары": "выбар"}) == 'Рада -"рачнaя" выбар*'
    assert isinstance(questions.read("рака"), Question)
