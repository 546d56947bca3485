"""What an approval outlives: slips of the pen, in three languages, and nothing that a sentence turns on."""

from __future__ import annotations

import pytest

from api.translation.matching.typos import Reworded, touched
from tests.effort import effort

BE = "У панядзелак савет горада Лідчык зноў адклаў галасаванне па рацэ, і гэта нікога не здзівіла, бо рэдка хто чакае."
RU = "В понедельник совет города Лидчик снова отложил голосование по реке, и это никого не удивило, ведь мало кто ждёт."
EN = "On Monday the council of Lidchyk put the vote on the river off again, and that surprised hardly anyone who lives."


def touches(before: str, after: str, kind: str = "paragraph", rest: str = "") -> set[str]:
    """Tell what an edit of one message touches in a text of a hundred words more."""
    padding = "so the people of the town say what they think of it to whoever asks them " * 7
    found = touched([Reworded("m", kind, before, after, is_new=True)], [before, rest, padding])
    return {each.what.removeprefix("typo_") for each in found}


def edited(text: str, before: str, after: str) -> set[str]:
    """Tell what it touches to write something else for a part of a text."""
    assert before in text
    return touches(text, text.replace(before, after, 1))


SLIPS = [
    (BE, "адклаў", "адклау"),
    (BE, "галасаванне", "галасаваннне"),
    (BE, "рэдка", "рэдкa"),
    (BE, "гэта", "гето"[:1] + "эта"),
    (BE, "па рацэ", "рацэ"),
    (BE, "бо рэдка", "бо, рэдка"),
    (BE, "савет", "саве\u0301т"),
    (BE, "савет горада", "савет горада горада"),
    (RU, "отложил", "отлажил"),
    (RU, "голосование", "голосованее"),
    (RU, "ведь", "ведь,"),
    (RU, "ждёт", "ждет"),
    (RU, "по реке", "на по реке"),
    (RU, "снова", "сно\xadва"),
    (EN, "council", "coucnil"),
    (EN, "again", "agian"),
    (EN, "again,", "again —"),
    (EN, "river off", "riveroff"),
    (EN, "surprised", "surprized"),
    (EN, "the vote", "the the vote"),
    (EN, "lives", "live"),
    (EN, "river", "*river*"),
]


@pytest.mark.parametrize(("text", "before", "after"), SLIPS)
def test_a_slip_of_the_pen_touches_nothing(text: str, before: str, after: str) -> None:
    """A letter, a comma, a word that stood twice, a stress mark, emphasis, either way round."""
    changed = text.replace(before, after, 1)
    assert touches(text, changed) == touches(changed, text) == set()


TURNS = [
    (BE, "не здзівіла", "здзівіла", "negation"),
    (BE, "здзівіла", "не здзівіла", "negation"),
    (BE, "нікога", "некага", "negation"),
    (BE, "адклаў", "не адклаў", "negation"),
    (BE, "рэдка", "нерэдка", "negation"),
    (BE, "рэдка", "ніколі", "negation"),
    (BE, "і гэта нікога не", "і гэта нікога, не", "negation"),
    (BE, "панядзелак", "аўторак", "number"),
    (BE, "савет", "два саветы", "number"),
    (BE, "Лідчык", "Лідчыц", "name"),
    (BE, "Лідчык", "лідчык", "name"),
    (BE, "адклаў", "прызначыў", "wording"),
    (BE, "зноў", "«зноў»", "quotation"),
    (BE, "чакае.", "чакае?", "quotation"),
    (BE, "рацэ", "[рацэ](https://example.org)", "link"),
    (BE, "рацэ", "рацэ[^1]", "footnote"),
    (BE, "рацэ", "`рацэ`", "wording"),
    (RU, "никого не", "не", "negation"),
    (RU, "это никого не", "это без", "negation"),
    (RU, "голосование", "нельзя голосование", "negation"),
    (RU, "мало кто", "никто", "negation"),
    (RU, "понедельник", "вторник", "number"),
    (RU, "голосование", "второе голосование", "number"),
    (RU, "Лидчик", "Лидчик-2", "name"),
    (RU, "совет", "Совет", "name"),
    (RU, "отложил", "отменил", "wording"),
    (RU, "реке", "№ реке", "number"),
    (EN, "put the", "did not put the", "negation"),
    (EN, "hardly ", "", "negation"),
    (EN, "lives", "never lives", "negation"),
    (EN, "lives", "doesn't live", "negation"),
    (EN, "lives", "doesn’t live", "negation"),
    (EN, "again", "without it", "negation"),
    (EN, "Monday", "Tuesday", "number"),
    (EN, "the vote", "12 votes", "number"),
    (EN, "the vote", "the second vote", "number"),
    (EN, "Lidchyk", "Litchyk", "name"),
    (EN, "the river", "the NATO", "name"),
    (EN, "put the vote", "put the whole vote", "wording"),
    (EN, "off again", "on again", "wording"),
]


@pytest.mark.parametrize(("text", "before", "after", "what"), TURNS)
def test_what_a_sentence_turns_on_is_no_typo(text: str, before: str, after: str, what: str) -> None:
    """Negations, numbers, days, names, links, quotation marks and other words, put in or taken away."""
    changed = text.replace(before, after, 1)
    assert changed != text
    assert what in touches(text, changed)
    assert what in touches(changed, text)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("It cost 5,000 roubles then.", "It cost 50,000 roubles then.", {"number"}),
        ("It fell to -5 at night.", "It fell to 5 at night.", {"number"}),
        ("It grew by 5% in all.", "It grew by 5 in all.", {"number"}),
        ("It weighs 5 kg or so.", "It weighs 5 g or so.", {"number"}),
        ("It cost 5 000 roubles then.", "It cost 5\xa0000 roubles then.", set()),
        ("From 11 – 17 there.", "From 11–17 there.", set()),
        ("It was the 21st of them.", "It was the 22nd of them.", {"number"}),
        ("Палова горада спала.", "Трэць горада спала.", {"number"}),
        ("Пять лет тому назад.", "Шесть лет тому назад.", {"number"}),
        ("Yes, it is legal here.", "Yes, it is illegal here.", {"negation"}),
        ("It was a harmful thing.", "It was a harmless thing.", {"negation"}),
        ("Гэта законны шлях, так.", "Гэта незаконны шлях, так.", {"negation"}),
        ("Это полезный путь, да.", "Это бесполезный путь, да.", {"negation"}),
        ("Казнить, нельзя помиловать так.", "Казнить нельзя, помиловать так.", {"negation"}),
        ("Не ён сказаў гэта нам.", "Ён не сказаў гэта нам.", {"negation"}),
        ("Rose went there at once.", "Ross went there at once.", {"name"}),
        ("Teh people went there then.", "The people went there then.", set()),
        ("He went, the people said.", "He went. The people said.", set()),
        ("Сям'я пайшла дадому разам.", "Сям’я пайшла дадому разам.", set()),
        ("Сям`я пайшла дадому разам.", "Семья пайшла дадому разам.", {"name", "wording"}),
        ('He said "well" to them.', "He said «well» to them.", set()),
        ("See [the vote](https://a.org) there now.", "See [the vote](https://b.org) there now.", {"link"}),
        ("See[^1] it there[^2] at last.", "See[^2] it there[^1] at last.", {"footnote"}),
        ("The man bites the dog there.", "The dog bites the man there.", {"wording"}),
        ("The people increased the tax.", "The people decreased the tax.", {"wording"}),
        ("e\u0301cole est la bien ici.", "\xe9cole est la bien ici.", set()),
    ],
)
def test_each_edit_is_told_for_what_it_is(before: str, after: str, what: set[str]) -> None:
    """A single message: what is touched, and nothing where nothing is."""
    found = touches(before, after)
    assert what <= found
    assert bool(what) == bool(found)


def test_a_title_is_no_place_for_typos() -> None:
    """Whatever changes in a title, somebody looks at it."""
    assert touches("The counsil met", "The council met", kind="title") == {"title"}


def test_a_part_of_the_words_of_a_message_may_change() -> None:
    """Three slips in thirty words and one in five, not more."""
    text = " ".join(f"slipping{letter}" for letter in "abcdefghijklmnopqrstuvwxyzабвг")
    assert touches(text, text.replace("slipping", "sliping", 3)) == set()
    assert touches(text, text.replace("slipping", "sliping", 4)) == {"extent"}
    assert touches("so they say of it", "so thay say of it") == set()
    assert touches("so they say of it", "so thay sey of it") == {"extent"}


def test_typos_add_up() -> None:
    """What earlier typos changed since the approval counts with this one, though it is not judged again."""
    wordings = [f"the people of street {letter} said again what they had always said" for letter in "абвгд"]
    earlier = [
        Reworded(str(place), "paragraph", wording, wording.replace("again", "agian"), is_new=False)
        for place, wording in enumerate(wordings)
    ]
    assert touched(earlier[:3], wordings) == []
    assert [each.what for each in touched(earlier[:4], wordings)] == ["typo_extent"]


def test_a_text_written_anew_is_judged_soon() -> None:
    """The longest message, all of it other words, and a hundred long ones, take no time to speak of."""
    before, after = " ".join(f"a{n}b" for n in range(4_000)), " ".join(f"b{n}a" for n in range(4_000))
    assert effort(lambda: touches(before, after)) < 300
    changes = [Reworded(str(n), "paragraph", before[:9_000], after[:9_000], is_new=True) for n in range(20)]
    assert effort(lambda: touched(changes, [before[:9_000]] * 20)) < 3_000
