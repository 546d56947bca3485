"""Words that change what a sentence states, in Belarusian, Russian and English: negations, numerals, months, days.

Words are expected as `folded` gives them, in lower case. Each word is looked up in all three languages, since texts
quote each other, and a word too many does less harm than one too few.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘‛`´′ʹ\u02bb\uff07"), "'")
_QUOTES = dict.fromkeys(map(ord, "«»„“”‟″＂‹›"), '"')
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff\u0300\u0301"))  # word breaks, and what is left of stress marks
_SPACES = dict.fromkeys(map(ord, "\xa0\u202f\u2007\u2009"), " ")
_SIGNS = {**_APOSTROPHES, **_QUOTES, **_DASHES, **_UNSEEN, **_SPACES}
_LEAST = 3  # letters of a word that a denial may stand before


def folded(text: str) -> str:
    """Give a text in the one form in which it is compared: NFC, one apostrophe, quotation mark, dash and space.

    Stress marks (за́мак) and optional word breaks go, since whoever reads does not see another word for them.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_SIGNS))


def is_negation(word: str) -> bool:
    """Tell whether a word denies: не, нельга, никогда, without, isn't."""
    return _NEGATION.fullmatch(word.replace("ё", "е")) is not None


def is_number(word: str) -> bool:
    """Tell whether a word counts, orders or dates: figures, numerals in any case, months, days of the week."""
    return any(map(str.isnumeric, word)) or _NUMBER.fullmatch(word.replace("ё", "е")) is not None


def denies(one: str, other: str) -> bool:
    """Tell whether one of two words is the other with a denial before or behind it: законны and незаконны."""
    return _adds_denial(one, other) or _adds_denial(other, one)


def _adds_denial(longer: str, shorter: str) -> bool:
    if longer.endswith("less") and not shorter.endswith("less"):
        return True
    rests = (longer.removeprefix(denial).lstrip("-") for denial in _DENIALS if longer.startswith(denial))
    return any(
        len(rest) >= _LEAST and Levenshtein.distance(rest, shorter, score_cutoff=1) <= 1 and rest[1:2] == shorter[1:2]
        for rest in rests
    )


_DENIALS = (
    *("не", "ня", "без", "бяз", "бес", "бяс", "анти", "анты", "противо", "проці", "супраць", "псевдо", "псеўда"),
    *("un", "in", "im", "il", "ir", "dis", "non", "anti", "mis", "counter", "pseudo"),
)

_NEGATION = re.compile(
    # Belarusian, Russian and, since its texts are quoted, Ukrainian
    r"не|ня|ні|ни|ані|няма|немае?|нет|нету|нельга|нельзя|н[іи]кол[іиь]\w*|никогда"
    r"|н[іи](?:хто|кто|што|что|каго|кога|кого|каму|кому|кім|кем|чога|чего|чому|чему|чым|чем)"
    r"|н[іи](?:дзе|где|куды|куда|адкуль|откуда|як|как|чый|чей|чыя|чья|чье|чые|чьи|чый\w+|чьего|чьей|чьему|чьим\w*|чьих)"
    r"|н[іи](?:як[іаоу]|каки?|какой|какая|какое|какие|каким\w*|каких|каком\w*|какую|якая|якое|якія|якога|якой|якому|якую|якім\w*|якіх)"
    r"|без|безо|бяз|бяс|наўрад|вряд|едва|ледзь|ледва|нібыта|якобы|апроч|акрамя|кроме|адмов\w+|отказ\w*"
    # English; a contraction ends in n't, with or without its apostrophe
    r"|not?|nor|non|never|none|nobody|nothing|nowhere|neither|without|cannot|hardly|barely|scarcely|unless|except"
    r"|\w+n't|(?:do|does|did|is|are|was|were|ca|wo|would|could|should|has|have|had|must)nt"
    # Polish and Belarusian in Latin letters
    r"|nie|nia|ani|bez|biez|nigdy|nikoli|nikt|nichto|nic|ničoha|niama"
)

_OF_ADJECTIVES = (
    r"(?:ы|і|ый|ий|ой|ая|яя|ое|ае|ее|яе|ыя|ія|ые|ие|ого|его|ага|яга|ога|ому|ему|аму|яму|ым|ім|им|ом|ем|ай|ей|яй"
    r"|ою|аю|ую|юю|ых|іх|их|ымі|імі|ыми|ими)"
)

_NUMBER = re.compile(
    "|".join(
        (
            # Belarusian: the numerals that change within, then those that change at their end
            r"адзін|адн(?:аго|аму|ым|а|ой|ою|у|о|ы|ых|ымі)|дзве|дзвюх|дзвюм|дзвюма|тры|трох|тром|трыма",
            r"чатыр(?:ы|ох|ом|ма)|пяц(?:ь|і|цю)|ш[эа]сц(?:ь|і|цю)|сем|сям(?:і|ю)|восем|васьм(?:і|ю|'ю)|дзевяц(?:ь|і|цю)|дзесяц(?:ь|і|цю)",
            r"\w+ццац(?:ь|і|цю)|сорак|сарака|(?:пяц|шэсц|сем|сям|восем|васьм)[ьі]?дз[ея]сят(?:і|ці|цю)?|дзевяност[ао]|дзвесце|двумстам|(?:тр[иы]|четыре|чатыры)ста",
            r"(?:двух|тр[её]х|трох|четыр[её]х|чатырох|пят[ьи]|пяц[ьі]|шест[ьи]|шэсць|шасці|сем[ьи]?|сямі|восемь?|восьми|васьмі|дев[яе]т[ьи]|дз[яе]вяц[ьі])сот",
            r"мільё?е?н(?:а|у|ам|е|ы|аў|ау|амі|ах)?|мільярд\w{0,3}|трыльё?е?н\w{0,3}|дваіх|дваім\w*|двое|троіх|траіх|трое|чацвер[аы]|чацв[яе]рых",
            r"абодв(?:а|ух|ум|ума)|абедзв(?:е|юх|юм|юма)|паўтар[аы]|палов(?:а|ы|у|ай|аю|е)|трэц(?:ь|і|цю)|чвэрц(?:ь|і|цю)|двойчы|тройчы|аднойчы|треть(?:я|е|и|его|ей|ему|им|ем|ю|их|ими)|тузін\w{0,3}",
            r"дзесят(?:ак|ка|ку|кам|кі|каў|кау|камі|ках)|сотн\w{1,3}|соцень",
            rf"(?:перш|друг|трэц|чацв[её]рт|пят|шост|с[ёе]м|восьм|дз[яе]вят|дз[яе]сят|\w+ццат|сарак[ао]в|сот|тысячн|мільённ|мільенн|апошн){_OF_ADJECTIVES}",
            # Russian
            r"один|одн(?:ого|ому|им|ом|а|ой|ою|у|о|и|их|ими)|два|две|двух|двум|двумя|двума|три|тр[её]х|трем|тремя|четыр(?:е|ех|ем|ьмя)",
            r"пят(?:ь|и|ью)|шест(?:ь|и|ью)|семь|семи|семью|восем(?:ь|ью)|восьм(?:и|ью)|девят(?:ь|и|ью)|десят(?:ь|и|ью)|\w+дцат(?:ь|и|ью)|сорок|сорока",
            r"(?:пят|шест|сем|вос[еь]м)[ьи]ю?десят(?:и|ью)?|девяност[оа]|сто|ста|дв(?:ести|умстам)|\w+юстами|(?:двум|тр[её]м|четыр[её]м|пяти|шести|семи|восьми|девяти)ст(?:ам|ах)|миллион\w{0,3}|миллиард\w{0,3}|триллион\w{0,3}",
            r"двоих|двоим\w*|троих|троим\w*|четверо|четверых|пятеро|пятерых|шестеро|семеро|об[ао]|обе|обоих|обеих|обоим\w*|обеим\w*|полтор[аы]|полутора",
            r"половин(?:а|ы|у|ой|ою|е)|трет(?:ь|и|ью)|четверт(?:ь|и|ью)|дважды|трижды|вдвое|втрое|однажды|десят(?:ок|ка|ку|ком|ки|ков|ками|ках)|сотен|дюжин\w{0,3}",
            rf"(?:перв|втор|трет|четв[её]рт|шест|седьм|девят|десят|\w+дцат|сороков|миллионн|последн){_OF_ADJECTIVES}",
            # both
            r"н[уо]л(?:ь|я|ю|ём|ем|і|и|ей)|тысяч(?:а|ы|и|у|ей|ай|аю|ью|е|ам|амі|ами|ах)?|млн|млрд|трлн|тыс|працэнт\w{0,3}|процент\w{0,3}",
            # English
            r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|four|fif|six|seven|eigh|nine)ty",
            r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-\w+|hundreds?|thousands?|[mbtr]+illions?|dozens?|percent|half|halves|quarters?|both",
            r"once|twice|thrice|double|triple|doubled|tripled|halved|first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|\w+teen|\w+tie|hundred|thousand|\w+illion)ths?|last",
            # months and days of the week
            r"студзен\w{1,2}|лют(?:ы|ага|аму|ым)|сакавік\w{0,2}|красавік\w{0,2}|ма[йяюе]|маем|чэрвен\w{1,2}|ліпен\w{1,2}|жні(?:вень|ўня|ўню|ўнем|ўні|уня|уню|унем|уні)",
            r"верас(?:ень|ня|ню|нем|ні)|кастрычнік\w{0,2}|лістапад\w{0,2}|снеж(?:ань|ня|ню|нем|ні)",
            r"панядзел\w{2,3}|а[ўу]тор(?:ак|ка|ку|кам|кі)|серад(?:а|у|ы|ой)|серадзе|чацв(?:ер|ярга|яргу|яргом|ергам|яргі)|пятн[іи]ц\w{1,3}|суб+от\w{1,3}|нядзел\w{1,3}",
            r"январ\w{1,2}|феврал\w{1,2}|март(?:а|у|ом|е)?|апрел\w{1,2}|июн\w{1,2}|июл\w{1,2}|август(?:а|у|ом|е)?|(?:сент|окт|но|дек)[ая]бр\w{1,2}",
            r"понедельник\w{0,3}|вторник\w{0,3}|сред(?:а|у|ы|е|ой)|четверг\w{0,3}|воскресень\w",
            r"january|february|march|april|may|june|july|august|(?:sept|nov|dec)ember|october|(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
            r"сёння|сення|сегодня|[уў]чора|вчера|за[ўу]тра|завтра|today|yesterday|tomorrow|tonight",
        )
    )
)
