"""Passwords to compare. All are made up on the spot, and nobody should use one of them.

What makes one stronger, in the order taught here: it is on no list of common passwords, it says
nothing about its owner, it is long. Several words drawn at random beat a short one with a
symbol (four words of a list of 7,776 are about 52 bits, five drawn signs about 33).
"""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Document, Row, Step
from exercises.french import join_list, quoted
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber
from exercises.types.order import OrderContent, WrongOrder

WORDS = (
    "lampe",
    "cactus",
    "tambour",
    "valise",
    "nuage",
    "citron",
    "marteau",
    "pigeon",
    "rideau",
    "girafe",
    "moteur",
    "coussin",
    "bougie",
    "panier",
    "tortue",
    "volcan",
    "bonnet",
    "piano",
    "radis",
    "tunnel",
)
COMMON = ("123456", "azerty", "motdepasse", "bonjour", "123456789", "soleil", "azerty123")
"""Passwords found year after year on the lists of the most used ones."""

LONG_WEAK = (
    ("azertyuiopqsdfghjklmwxcvbn", "les touches se suivent sur le clavier"),
    ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "la même lettre revient"),
    ("123456789012345678901234567890", "les chiffres se suivent"),
    ("motdepassemotdepassemotdepasse", "un mot très courant revient trois fois"),
)
"""Long passwords that are easy to guess, and why."""

NAMES = (
    ("Inès", "ines"),
    ("Mehdi", "mehdi"),
    ("Lucie", "lucie"),
    ("Yanis", "yanis"),
    ("Sonia", "sonia"),
    ("Enzo", "enzo"),
    ("Fatoumata", "fatoumata"),
    ("Kévin", "kevin"),
)
SHORT_SIGNS = "#+@"
ACCOUNTS = (
    "Boîte mail",
    "Banque",
    "Bus",
    "Vidéos",
    "Jeux",
    "Magasin de sport",
    "Foyer",
    "Téléphone",
    "Formation",
    "Planning du travail",
)
NOTE = "Ces mots de passe sont inventés\u00a0: ne les utilisez pas."


def _phrase(rng: random.Random, count: int) -> str:
    return "-".join(rng.sample(WORDS, count))


def _short(rng: random.Random) -> str:
    """Five signs: a capital, two small letters, a digit, a symbol. "Kt7b!"."""
    letters = "".join(rng.sample("bdfgkmrtvz", 2))
    return f"{rng.choice('BDKMRT')}{letters}{rng.randint(2, 9)}{rng.choice(SHORT_SIGNS)}"


@generator("bureautique.securite.plus-solide", version=3)
def strongest(rng: random.Random, params: Params) -> Content:
    """Choose the strongest of four. ``piege``: court (short ones), long (long but easy)."""
    trap = params["piege"] == "long"
    phrase, short = _phrase(rng, 4 if trap else 5), _short(rng)
    name, low = rng.choice(NAMES)
    owned = f"{low}{rng.randint(1999, 2008)}"
    easy, said = _easy(rng, trap)
    return McqContent(
        ask="Quel mot de passe résiste le mieux\u00a0?",
        context=f"{name} protège son compte. {NOTE}",
        choices=(
            Choice(text=phrase, right=True),
            Choice(
                text=short,
                misconception="court-complexe",
                feedback=f"{short} mélange les signes, mais il est court\u00a0: "
                f"{len(short)} signes. Plusieurs mots sans lien résistent mieux.",
                good="Il ne dit rien de la personne.",
            ),
            Choice(
                text=owned,
                feedback=f"{owned} dit un prénom et une année de naissance. "
                f"Une personne qui connaît {name} peut le deviner.",
            ),
            Choice(text=easy, feedback=said, good="Il est long." if trap else None),
        ),
        help=(
            "Lequel est facile à deviner\u00a0? Lequel parle de la personne\u00a0?",
            "Laissez aussi ce qui est court. Cherchez plusieurs mots sans lien.",
        ),
        solution=(
            Step(text=f"{owned} dit le prénom {name}\u00a0: on le devine."),
            Step(text=said),
            Step(text=f"{short} est court\u00a0: {len(short)} signes, même avec un symbole."),
            Step(text="Plusieurs mots sans lien\u00a0: long et dur à deviner.", result=phrase),
        ),
        praise="Plusieurs mots sans lien\u00a0: c’est long, et dur à deviner.",
    )


def _easy(rng: random.Random, trap: bool) -> tuple[str, str]:
    """A password that anybody guesses, and what to say of it."""
    if not trap:
        common = rng.choice(COMMON)
        return common, f"Beaucoup de gens prennent {quoted(common)}. On l’essaie en premier."
    weak, why = rng.choice(LONG_WEAK)
    return weak, f"{quoted(weak[:10] + '…')} est long, mais {why}\u00a0: on le devine vite."


@generator("bureautique.securite.ordre-solidite", version=1)
def order_strength(rng: random.Random, params: Params) -> Content:
    """From the weakest to the strongest: common, short with a symbol, four words, six."""
    common, short = rng.choice(COMMON), _short(rng)
    phrase = _phrase(rng, 4)
    rest = [word for word in WORDS if word not in phrase]
    longer = f"{phrase}-{'-'.join(rng.sample(rest, 2))}"
    return OrderContent(
        ask="Rangez du plus facile à deviner au plus solide.",
        context=NOTE,
        elements=(common, short, phrase, longer),
        first="le plus facile à deviner",
        last="le plus solide",
        wrong=_overrated(common, short, phrase, longer),
        help=(
            "Lequel est connu de tout le monde\u00a0?",
            "Mettez ensuite le plus court, puis les plus longs.",
        ),
        solution=(
            Step(text="Le plus connu vient en premier\u00a0: on l’essaie tout de suite."),
            Step(text=f"{short} est court\u00a0: {len(short)} signes."),
            Step(text=f"Quatre mots sans lien résistent mieux\u00a0: {len(phrase)} signes."),
            Step(text="Les mêmes, avec deux mots de plus, résistent encore mieux."),
        ),
        praise="Vous avez regardé ce qui est connu, puis la longueur.",
    )


def _overrated(common: str, short: str, phrase: str, longer: str) -> tuple[WrongOrder, ...]:
    """The short one with a symbol, placed above one or both of the long ones."""
    said = (
        f"{short} a seulement {len(short)} signes, même avec un symbole. "
        f"{phrase} en a {len(phrase)}\u00a0: il résiste mieux."
    )
    orders = ((common, phrase, longer, short), (common, phrase, short, longer))
    return tuple(
        WrongOrder(
            elements=order,
            misconception="court-complexe",
            feedback=said,
            good=f"{common} est bien le plus facile à deviner.",
        )
        for order in orders
    )


@generator("bureautique.securite.comptes-ouverts", version=1)
def exposed_accounts(rng: random.Random, params: Params) -> Content:
    """How many accounts a stolen password opens. ``modifie``: some changed since."""
    names = rng.sample(ACCOUNTS, 6)
    same = rng.randint(3, 5)
    shared, others = _hidden("A"), [_hidden(letter) for letter in "BCD"]
    used = [shared] * same + others[: 6 - same]
    rows = list(zip(names, used, strict=True))
    stolen = names[0]
    rng.shuffle(rows)
    changed = rng.sample(names[1:same], rng.randint(1, same - 2)) if params["modifie"] else []
    answer = same - len(changed)
    return NumericContent(
        ask="Combien de comptes ce mot de passe ouvre-t-il maintenant\u00a0?",
        context=_theft(stolen, changed),
        document=Document(
            title="Les comptes, le jour du vol",
            rows=tuple(Row(label=account, value=word) for account, word in rows),
        ),
        answer=str(answer),
        unit="comptes",
        wrong=_miscounts(stolen, shared, same, answer),
        help=(
            "Quel mot de passe est volé\u00a0? Où revient-il\u00a0?",
            "Comptez toutes les lignes qui portent le même mot de passe.",
            *(("Enlevez ensuite les comptes changés depuis le vol.",) if changed else ()),
        ),
        solution=_counted(stolen, shared, same, len(changed)),
        praise="Un mot de passe par compte\u00a0: un vol n’ouvre alors qu’un seul compte.",
    )


def _counted(stolen: str, shared: str, same: int, changed: int) -> tuple[Step, ...]:
    steps = [
        Step(text=f"Le mot de passe du compte {quoted(stolen)} est\u00a0: {shared}."),
        Step(text="Comptez les lignes où il revient.", result=f"{same} comptes"),
    ]
    if changed:
        steps.append(
            Step(
                text="Enlevez les comptes où il a changé.",
                working=f"{same} − {changed}",
                result=f"{same - changed} comptes",
            )
        )
    return tuple(steps)


def _hidden(letter: str) -> str:
    """Passwords are named, never shown."""
    return f"mot de passe {letter}"


def _theft(stolen: str, changed: list[str]) -> str:
    start = f"Quelqu’un a volé le mot de passe du compte {quoted(stolen)}."
    if not changed:
        return start
    where = join_list([quoted(name) for name in changed])
    return f"{start} Depuis, il a été changé pour {where}."


def _miscounts(stolen: str, shared: str, same: int, answer: int) -> tuple[WrongNumber, ...]:
    wrongs = []
    if answer != 1:
        wrongs.append(
            WrongNumber(
                value="1",
                misconception="meme-partout",
                feedback=f"Le {shared} sert aussi ailleurs\u00a0: "
                "comptez toutes les lignes où il revient.",
                good=f"Le compte {quoted(stolen)} est bien touché.",
            )
        )
    if answer != same:
        wrongs.append(
            WrongNumber(
                value=str(same),
                misconception="meme-partout",
                feedback=f"Au départ, le {shared} ouvrait {same} comptes. "
                "Enlevez ceux où il a changé.",
                good="Vous avez bien compté les lignes du départ.",
            )
        )
    return tuple(wrongs)
