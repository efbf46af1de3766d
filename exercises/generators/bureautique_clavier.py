"""The French PC keyboard (AZERTY): how to type the signs printed on a key, how to erase.

Positions on a key: alone writes the bottom-left sign (or the only one at the bottom), Maj the
top one, AltGr the bottom-right one. Source: standard French layout of Windows and Linux.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Choice, Content, Document, Row, Step
from exercises.french import quoted
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent


@dataclass(frozen=True)
class Key:
    """A key and what it writes alone, with Maj and with AltGr (empty: nothing)."""

    alone: str
    maj: str
    altgr: str = ""


KEYS = (
    Key("&", "1"),
    Key("é", "2", "~"),
    Key('"', "3", "#"),
    Key("'", "4", "{"),
    Key("(", "5", "["),
    Key("-", "6", "|"),
    Key("è", "7", "`"),
    Key("_", "8", "\\"),
    Key("ç", "9", "^"),
    Key("à", "0", "@"),
    Key(")", "°", "]"),
    Key("=", "+", "}"),
    Key(",", "?"),
    Key(";", "."),
    Key(":", "/"),
    Key("!", "§"),
    Key("ù", "%"),
    Key("$", "£", "¤"),
)
E_KEY = Key("e", "E", "€")

NAMES = {
    "@": "l’arobase",
    "€": "le signe euro",
    "#": "le dièse",
    "[": "le crochet ouvrant",
    "]": "le crochet fermant",
    "{": "l’accolade ouvrante",
    "}": "l’accolade fermante",
    "|": "la barre verticale",
    "\\": "la barre inversée",
    "~": "le tilde",
    "^": "l’accent circonflexe seul",
    "`": "l’accent grave seul",
    "&": "le signe et",
    "_": "le tiret du bas",
    "-": "le tiret",
    "/": "la barre oblique",
    ".": "le point",
    ",": "la virgule",
    "?": "le point d’interrogation",
    "%": "le signe pour cent",
    "+": "le signe plus",
    "=": "le signe égal",
    "(": "la parenthèse ouvrante",
    ")": "la parenthèse fermante",
    "°": "le signe degré",
    ":": "les deux-points",
    ";": "le point-virgule",
    "!": "le point d’exclamation",
    '"': "le guillemet droit",
    "'": "l’apostrophe",
    "$": "le signe dollar",
    "£": "le signe livre",
    "§": "le signe paragraphe",
    "¤": "le signe monnaie",
}
"""How each sign is said: signs are hard to tell apart on a small screen."""

WAYS = {
    "seule": "La touche seule",
    "maj": "Maj + la touche",
    "altgr": "AltGr + la touche",
    "ctrl": "Ctrl (Contrôle) + la touche",
}
RULES = {
    "seule": "Le signe du bas, à gauche, s’écrit avec la touche seule.",
    "maj": "Le signe du haut s’écrit avec Maj.",
    "altgr": "Le signe du bas, à droite, s’écrit avec AltGr.",
}
ACCENTED = frozenset("éèçàù")
# Never asked: with AltGr, ~ and ` wait for the next key; nobody needs ¤.
NOT_ASKED = frozenset("~`¤")
FREQUENT = frozenset("@€#")  # drawn four times as often as the rarer signs

CONTEXTS = (
    "{who} recopie une référence de commande.",
    "{who} recopie un code d’accès.",
    "{who} recopie une fiche technique.",
    "{who} recopie un document à l’accueil.",
    "{who} s’exerce au clavier avant un stage.",
)
PEOPLE = ("Inès", "Mehdi", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata", "Kévin")


def _name(sign: str) -> str:
    """What one calls a sign in a sentence."""
    if sign.isdigit():
        return f"le chiffre {sign}"
    if sign.isalpha():
        return f"la lettre {sign}"
    # A punctuation mark alone would be read as the end of our own sentence.
    return NAMES[sign] if sign in ":;!?.," else f"{NAMES[sign]}\u00a0{sign}"


def _targets(kind: str) -> list[tuple[Key, str]]:
    """Every (key, way) of a kind: ``deux`` without AltGr, ``altgr`` with it."""
    if kind == "altgr":
        keys = [key for key in (*KEYS, E_KEY) if key.altgr and key.altgr not in NOT_ASKED]
        return [
            (key, "altgr") for key in keys for _ in range(4 if key.altgr in FREQUENT else 1)
        ]
    return [(key, way) for key in KEYS for way in ("seule", "maj")]


def _written(key: Key, way: str) -> str:
    return {"seule": key.alone, "maj": key.maj, "altgr": key.altgr}.get(way, "")


def _feedback(key: Key, way: str, right: str) -> str:
    sign = _written(key, way)
    if way == "ctrl":
        start = "Ctrl sert aux raccourcis\u00a0: rien ne s’écrit."
    elif not sign:
        start = "Ce geste n’écrit aucun signe de cette touche."
    elif way == "seule":
        start = f"La touche seule écrit {_name(sign)}."
    else:
        start = f"Avec {'Maj' if way == 'maj' else 'AltGr'}, vous écrivez {_name(sign)}."
    return f"{start} {RULES[right]}"


def _misconception(key: Key, right: str) -> str | None:
    """Not finding é is ``accents``; not finding an AltGr sign is ``altgr``."""
    if right == "altgr":
        return "altgr"
    return "accents" if right == "seule" and key.alone in ACCENTED else None


def _key_document(key: Key) -> Document:
    """The key as it is printed. The letter E shows only its capital."""
    if key is E_KEY:
        rows = [Row(label="En haut, à gauche", value="E")]
    else:
        rows = [
            Row(label="En haut", value=key.maj),
            Row(label="En bas, à gauche", value=key.alone),
        ]
    if key.altgr:
        rows.append(Row(label="En bas, à droite", value=key.altgr))
    return Document(title="Une touche du clavier français", rows=tuple(rows))


@generator("bureautique.poste.signe-clavier", version=2)
def type_sign(rng: random.Random, params: Params) -> Content:
    """How to type one sign of a key. ``kind``: deux (alone or Maj), altgr."""
    key, right = rng.choice(_targets(str(params["kind"])))
    sign = _written(key, right)
    context = rng.choice(CONTEXTS).format(who=rng.choice(PEOPLE))
    where = RULES[right].split(" s’écrit")[0].rstrip(",").lower()
    return McqContent(
        ask=f"Comment écrire {_name(sign)} avec cette touche\u00a0?",
        context=context,
        document=_key_document(key),
        choices=tuple(
            Choice(text=text, right=True)
            if way == right
            else Choice(
                text=text,
                misconception=_misconception(key, right),
                feedback=_feedback(key, way, right),
            )
            for way, text in WAYS.items()
        ),
        help=(
            "Où est ce signe sur la touche\u00a0: en haut, à gauche, à droite\u00a0?",
            "La place du signe dit s’il faut aider avec une autre touche.",
            "En haut\u00a0: Maj. En bas à droite\u00a0: AltGr. En bas à gauche\u00a0: rien.",
        ),
        solution=(
            Step(text=f"Trouvez {_name(sign)}\u00a0: c’est {where}."),
            Step(text=RULES[right], result=WAYS[right]),
        ),
        praise="Vous avez regardé la place du signe sur la touche.",
    )


WORDS = (
    "planning",
    "livraison",
    "facture",
    "horaire",
    "contrat",
    "cuisine",
    "chantier",
    "magasin",
    "client",
    "commande",
    "stage",
    "loyer",
    "bulletin",
    "atelier",
    "badge",
    "matin",
)
INTRUDERS = "xkwz"
ERASING = "Ici, vous voulez enlever une lettre."
BACKSPACE, DELETE = "Retour arrière", "Suppr"


@generator("bureautique.poste.effacer", version=1)
def erase(rng: random.Random, params: Params) -> Content:
    """A word with one letter too many beside the cursor: which key erases it? No parameter."""
    word, intruder = rng.choice(WORDS), rng.choice(INTRUDERS)
    at = rng.randrange(2, len(word) - 1)
    before = rng.random() < 0.5
    shown = (
        f"{word[:at]}{intruder}|{word[at:]}" if before else f"{word[:at]}|{intruder}{word[at:]}"
    )
    right, other = (BACKSPACE, DELETE) if before else (DELETE, BACKSPACE)
    side = "avant" if before else "après"
    neighbour = word[at] if before else word[at - 1]
    return McqContent(
        ask=f"Quelle touche efface le {intruder} en un seul appui\u00a0?",
        context=f"Le trait | montre le curseur. Vous voulez écrire {quoted(word)}.",
        document=Document(title="Votre texte", lines=(shown,)),
        choices=(
            Choice(text=right, right=True),
            Choice(
                text=other,
                feedback=f"{other} efface la lettre {neighbour}, de l’autre côté du curseur. "
                f"Le {intruder} est juste {side} le curseur.",
                good=f"{other} efface bien une lettre.",
            ),
            Choice(text="Espace", feedback=f"Espace ajoute un blanc. {ERASING}"),
            Choice(text="Entrée", feedback=f"Entrée passe à la ligne. {ERASING}"),
        ),
        help=(
            f"Le {intruder} est-il avant ou après le trait\u00a0?",
            "Une touche efface avant le curseur. Une autre efface après.",
            "Retour arrière efface avant le curseur, Suppr efface après.",
        ),
        solution=(
            Step(text=f"Cherchez le curseur\u00a0: le {intruder} est juste {side}."),
            Step(text=f"La touche {right} efface la lettre {side} le curseur.", result=right),
            Step(text="Le mot est bon.", result=word),
        ),
        praise="Vous avez regardé de quel côté du curseur est la lettre.",
    )
