"""The spellings of 1990, accepted beside the older ones (Journal officiel, 6 December 1990).

Two words are the same here when one is the other in the other spelling: circumflex on i and u,
"è" before a silent syllable, moved tréma, "-èle" and "-ète" verbs, numbers with hyphens, and a
list of words. Written from the published rules; the list holds words that adults meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_KEEPS_CIRCUMFLEX = frozenset(
    ("dû", "mûr", "mûrs", "sûr", "sûrs", "jeûne", "jeûnes", "jeûner", "croît")
)
_OLD_TENSES = re.compile(r"(?:[îû](?:mes|tes)|(?<![ao])[îû]t)$")
_CIRCUMFLEX = str.maketrans("îû", "iu")
_FUTURE = re.compile(
    r"é([bcdfglmnprstv]{1,2})"
    r"er(?=(?:ai|as|a|ons|ez|ont|ais|ait|ions|iez|aient)$)"
)
_DOUBLED = re.compile(r"(.+)e(ll|tt)(e|es|ent|er(?:ai|as|a|ons|ez|ont|ais|ait|aient))")
_STEMS = (
    *("étiqu", "ruiss", "renouv", "amonc", "fic", "niv", "ép", "feuill", "morc", "ensorc"),
    *("chanc", "dét", "att", "bott", "musel", "cach", "pack", "déco"),
)
_LISTED = {
    "évènement": "événement",
    "évènements": "événements",
    "cèleri": "céleri",
    "crèmerie": "crémerie",
    "règlementaire": "réglementaire",
    "règlementation": "réglementation",
    "règlementer": "réglementer",
    "sècheresse": "sécheresse",
    "sècherie": "sécherie",
    "allègement": "allégement",
    "ognon": "oignon",
    "ognons": "oignons",
    "nénufar": "nénuphar",
    "assoir": "asseoir",
    "charriot": "chariot",
    "charriots": "chariots",
    "imbécilité": "imbécillité",
    "combattif": "combatif",
    "combattive": "combative",
    "relai": "relais",
    "exéma": "eczéma",
    "ponch": "punch",
    "weekend": "week-end",
    "weekends": "week-ends",
    "portemonnaie": "porte-monnaie",
    "plateforme": "plate-forme",
    "plateformes": "plates-formes",
    "piquenique": "pique-nique",
    "piqueniques": "pique-niques",
    "autoécole": "auto-école",
    "autostop": "auto-stop",
    "hautparleur": "haut-parleur",
    "millefeuille": "mille-feuille",
    "millepatte": "mille-pattes",
    "rondpoint": "rond-point",
    "passetemps": "passe-temps",
    "parebrise": "pare-brise",
    "parechoc": "pare-chocs",
    "essuietout": "essuie-tout",
    "chauvesouris": "chauve-souris",
    "entretemps": "entre-temps",
    "contrepartie": "contre-partie",
    "basket-ball": "basketball",
    "football": "foot-ball",
}
_NUMBER_WORDS = (
    "zéro un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize vingt vingts trente quarante cinquante soixante cent cents mille et"
)
_NUMBERS = frozenset(_NUMBER_WORDS.split())


def plain_form(word: str) -> str:
    """``word`` (lower case, accents composed) in one spelling: the same for both."""
    word = word.replace("œ", "oe").replace("æ", "ae")
    word = _LISTED.get(word, word)
    word = word.replace("uë", "üe").replace("uï", "üi")
    word = _FUTURE.sub(r"è\1er", word)
    word = _doubled(word)
    if word in _KEEPS_CIRCUMFLEX or _OLD_TENSES.search(word):
        return word
    return word.translate(_CIRCUMFLEX)


def _doubled(word: str) -> str:
    """ "étiquette" (the verb) and "étiquète" alike."""
    match = _DOUBLED.fullmatch(word)
    if match and match[1].endswith(_STEMS):
        return f"{match[1]}è{match[2][0]}{match[3]}"
    return word


def same_number(parts: Sequence[str], others: Sequence[str]) -> bool:
    """Whether these are one number in words, with hyphens or without: "vingt et un"."""
    mine, theirs = (
        [word for part in words for word in part.split("-")] for words in (parts, others)
    )
    return mine == theirs and len(mine) > 1 and set(mine) <= _NUMBERS


def without_accents(text: str) -> str:
    """``text`` with plain letters: "é" is "e", "ç" is "c"."""
    parts = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
