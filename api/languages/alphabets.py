"""Tables of Cyrillic in Latin letters, one for each alphabet and purpose; `romanisation` writes by them.

Łacinka is the Latin alphabet in which Belarusian itself is written, Tarashkyevich's in the form of today. For addresses
Belarusian follows the instruction by which passports spell names (Ministry of the Interior, no. 288 of 2008), since
people know their own names so: the national instruction of 2007 needs diacritics, without which ш and с are one, and
was replaced in 2023. Ukrainian follows the national table of 2010 (Cabinet of Ministers, resolution 55), Russian and
whatever else is written in Cyrillic the BGN/PCGN system of 1947 without its optional dots. BGN/PCGN was preferred to
ICAO Doc 9303 because `Yuliya`, `Yeltsin` read better in an address than `Iuliia`, `Eltsin`, and to GOST 7.79-2000 B
because most English texts write so.
"""

from __future__ import annotations

from typing import NamedTuple

from api.languages.spelling import APOSTROPHE


class Alphabet(NamedTuple):
    """A way of writing Cyrillic in Latin letters.

    `initial` holds what some letters become at the start of a word and after one of the letters `after`.
    """

    letters: dict[str, str]
    initial: dict[str, str]
    after: str


def _table(pairs: str) -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in pairs.split()} | {APOSTROPHE: ""}


LACINKA = Alphabet(
    _table(
        "аa бb вv гh ґg дd еie ёio жž зz іi йj кk лł мm нn оo пp рr сs тt уu ўŭ фf хch цc чč шš ыy ь эe юiu яia"
        " иi щšč ъ їji єje"  # only in foreign names
    ),
    {"е": "je", "ё": "jo", "ю": "ju", "я": "ja"},
    f"аеёіоуыэюяўйьъ{APOSTROPHE}",
)
PASSPORT = Alphabet(
    _table(
        "аa бb вv гh ґg дd еe ёio жzh зz іi йi кk лl мm нn оo пp рr сs тt уu ўu фf хkh цts чch шsh ыy ь эe юiu яia"
        " иi щshch ъ"  # only in foreign names
    ),
    {"е": "ye", "ё": "yo", "ю": "yu", "я": "ya"},
    f"аеёіоуэюяўьъ{APOSTROPHE}",  # not after ы: Марыя is Maryia
)
UKRAINIAN = Alphabet(
    _table(
        "аa бb вv гh ґg дd еe єie жzh зz иy іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ь юiu яia"
        " ёio ыy эe ъ ўu"  # only in foreign names
    ),
    {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"},
    "",
)
BGN_PCGN = Alphabet(
    _table(
        "аa бb вv гg дd еe ёë жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ” ыy ь’ эe юyu яya"
        # Letters of other alphabets and of the Russian of before 1918.
        " іi ѣe ѳf ѵi ґg єye їyi ўu јj љlj њnj ђdj ћc џdz ѓg ќk ѕdz әa ғg қk ңn өo ұu үu һh ҳh ҷj ӣi ӯu"
    )
    | {APOSTROPHE: APOSTROPHE},
    {"е": "ye", "ё": "yë"},
    "аеёиоуыэюяйъьіїє",
)

FOR_PEOPLE = {"be": LACINKA, "uk": UKRAINIAN}  # and BGN/PCGN for all others
FOR_ADDRESSES = {"be": PASSPORT, "uk": UKRAINIAN}
