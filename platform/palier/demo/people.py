"""Who is in the demonstration school: two sites, four groups, forty learners at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from palier.models import ADMIN, AUTHOR, TRAINER

SCHOOL = "École de démonstration"
DOMAINS = ("francais", "maths", "bureautique", "culture")


@dataclass(frozen=True)
class Stage:
    """Someone of the demonstration: where she starts, and what she has done so far.

    Weeks are five school days, counted back from yesterday: week 1 ends yesterday.
    """

    name: str
    initial: str
    levels: tuple[float, float, float, float]  # logits above the average entrant, as DOMAINS
    since: int = 0  # the week she came; placements are done in it, practice comes after
    rhythm: int = 3  # sittings a week
    until: int = 1  # the last week of practice
    away: tuple[int, ...] = ()  # weeks in a company: no practice
    placed: tuple[str, ...] = DOMAINS
    unfinished: int = 0  # exercises done of one more placement, yesterday
    stopped: int = 0  # exercises done of a practice she stopped in, yesterday
    left: int = 0  # the week she left the school, 0 when she is in it
    grows: float = 0.0  # logits on every skill with each exercise: she learns at school
    believes: tuple[str, ...] = ()  # "skill misconception": what she answers by, each time
    said: str = ""  # for those the command shows: what there is to see
    also: tuple[tuple[int, str, str], ...] = ()  # (school day, deed, what), of demo/life.py


# "skill misconception", as the banks name them
CENTS = "maths.nombres.decimaux-lire centimes"
SHORTER = "maths.nombres.decimaux-comparer plus-court"
CARRY = "maths.calcul.addition-soustraction retenue-oubliee"
TWELVE_HOURS = "maths.mesures.heure 12-24"
HE_WITH_S = "francais.conjugaison.present-base il-s"
HARD_G = "francais.orthographe.sons-lettres g-dur"
TAB_WINDOW = "bureautique.web.navigateur onglet-fenetre"
WEATHER = "culture.sciences.climat-environnement meteo-climat"
CENTURY = "culture.histoire.siecles siecle-moins-un"

# A whole stay: what is agreed at its beginning, three bilans, an interview, what was seen done
SONIA = (
    (60, "agree", ""),
    (59, "exit", "97"),
    (40, "see", "maths.calcul.calcul-mental stage"),
    (25, "bilan", "maths"),
    (25, "bilan", "francais"),
    (24, "talk", ""),
    (14, "follow-up", "done"),
    (12, "note", "Très à l’aise à la caisse pendant son stage. En reparler pour son projet."),
    (9, "look", ""),
    (5, "decide", "maths.fractions.droite reprendre usage"),
    (3, "see", "francais.oral.s-exprimer projet"),
    (2, "do", "3"),
    (1, "bilan", "maths"),
    (1, "bilan", "francais"),
)
HORIZON = (
    Stage(
        "Inès",
        "B",
        (0.6, 0.2, -0.2, 0.5),
        since=12,
        away=(7, 6),
        said="dix semaines de pratique",
    ),
    Stage(
        "Aïssatou",
        "N",
        (-1.6, -1.4, -1.2, -0.8),
        since=11,
        away=(4,),
        grows=0.015,
        also=((5, "give", "message"), (2, "do", ""), (1, "note", "Préfère lire à deux.")),
    ),
    Stage(
        "Mehdi",
        "A",
        (0.0, 0.3, 0.8, 0.2),
        since=11,
        away=(5, 4),
        believes=(CENTS, SHORTER, CARRY),
        said="la même idée sur les nombres à virgule revient",
        also=((4, "give", "prices"), (1, "do", "3")),
    ),
    Stage(
        "Lucie",
        "M",
        (1.2, 1.0, 1.1, 1.2),
        since=10,
        rhythm=4,
        said="presque au bout du palier",
        also=((3, "do", ""), (1, "mark", "second")),
    ),
    Stage("Kévin", "R", (-0.6, 0.0, 0.7, -0.3), since=12, until=6),
    Stage(
        "Fatoumata",
        "D",
        (1.6, 2.2, 1.5, 1.7),
        since=9,
        rhythm=4,
        said="très à l’aise",
        also=(
            (25, "schedule", ""),
            (6, "decide", "bureautique.tableur.fonctions su papier"),
            (1, "due", ""),
        ),
    ),
    Stage("Yanis", "K", (-0.2, -0.6, 0.3, 0.0), since=2, placed=("maths",)),
    Stage("Océane", "L", (0.3, -0.3, -0.6, 0.4), since=1, placed=("francais", "maths")),
    Stage(
        "Rayan",
        "T",
        (0.0, 0.0, 0.0, 0.0),
        placed=(),
        unfinished=5,
        said="point de départ en cours",
    ),
    Stage("Maëva", "J", (0.2, 0.1, 0.4, 0.1), placed=(), said="vient d’arriver"),
)
TREMPLIN = (
    Stage(
        "Enzo",
        "V",
        (1.2, 1.0, 1.1, 0.9),
        since=14,
        until=7,
        rhythm=4,
        said="revient de six semaines en entreprise",
    ),
    Stage("Sonia", "P", (0.7, 0.3, 0.1, 0.6), since=13, away=(8, 7), grows=0.01, also=SONIA),
    Stage(
        "Ibrahim",
        "S",
        (-1.6, 0.6, -0.4, -0.5),
        since=8,
        placed=("maths", "francais"),
        also=((7, "see", "francais.oral.comprendre-consigne atelier aidé"),),
    ),
    Stage(
        "Chloé",
        "G",
        (0.4, 0.2, 0.9, 0.8),
        since=3,
        rhythm=2,
        placed=("culture",),
        also=((2, "see", "maths.problemes.monnaie-budget stage"),),
    ),
    Stage(
        "Dylan",
        "F",
        (-0.3, 0.1, -0.2, 0.2),
        since=10,
        believes=(TAB_WINDOW, HE_WITH_S),
        also=(
            (7, "report", "question"),
            (5, "close", "Merci. La question est réécrite, avec un exemple."),
            (3, "give", "tabs"),
            (1, "report", "panne"),
        ),
    ),
    Stage("Nassim", "H", (0.1, 0.5, 0.2, 0.0), since=38, until=31, left=30),
    Stage(
        "Manon",
        "C",
        (0.9, 0.7, 1.0, 0.6),
        since=10,
        away=(3,),
        stopped=3,
        also=((6, "give", "project"), (4, "do", ""), (1, "ask", "")),
    ),
    Stage("Bilal", "O", (-0.5, 0.2, 0.0, -0.2), since=1, placed=("francais",), unfinished=7),
    Stage("Tatiana", "E", (0.3, -0.4, 0.6, 0.3), since=6),
    # The same person as Tatiana, perhaps, written down twice
    Stage("Tatyana", "E", (0.3, -0.4, 0.6, 0.3), since=1, placed=("culture",)),
)
BOUSSOLE = (
    Stage("Léa", "D", (0.8, -0.5, 0.3, 0.4), since=12, away=(8, 7, 3, 2)),
    Stage("Mamadou", "B", (-1.1, 0.4, -0.6, -0.2), since=12, away=(6, 5), stopped=2),
    Stage("Sarah", "Z", (0.5, 0.6, 0.7, 0.9), since=11, rhythm=4, away=(5, 4)),
    Stage("Théo", "L", (-0.4, 0.2, 1.2, 0.0), since=11, believes=(TWELVE_HOURS,)),
    Stage("Mariam", "C", (-2.0, -1.7, -1.8, -1.4), since=10),
    Stage("Alexis", "P", (0.1, -0.2, 0.5, 0.3), since=13, until=7, away=(9,)),
    Stage("Noémie", "T", (1.0, 0.9, 0.6, 1.1), since=9),
    Stage("Hugo", "M", (0.0, 0.1, 0.4, -0.3), since=9, rhythm=2, believes=(WEATHER, CENTURY)),
    Stage("Amina", "K", (0.3, 0.8, 0.1, 0.2), since=12, until=6, rhythm=4),
    Stage(
        "Lucas",
        "V",
        (-0.7, -0.3, 0.2, -0.5),
        since=37,
        until=31,
        left=30,
        also=((9, "follow", "6 emploi_long"),),
    ),
)
CANOPEE = (
    Stage("Camille", "R", (0.6, 0.4, 0.2, 0.7), since=5),
    Stage("Adama", "S", (-0.8, 0.0, -0.5, -0.6), since=5),
    Stage("Elif", "A", (-0.9, 0.7, 0.4, -0.7), since=5, rhythm=4),
    Stage("Quentin", "J", (-0.1, -0.4, 0.8, 0.1), since=5, believes=(HARD_G,)),
    Stage("Justine", "H", (0.4, 0.0, 0.3, 0.5), since=4, rhythm=2),
    Stage("Moussa", "T", (0.2, 0.5, -0.3, 0.0), since=3, stopped=4),
    Stage("Anaïs", "F", (0.7, -0.1, 0.6, 0.8), since=2, placed=("francais", "culture")),
    Stage("Florian", "G", (0.0, 0.2, 0.1, -0.1), since=1),
    Stage("Wendy", "B", (-0.3, -0.6, 0.0, -0.4), since=1, placed=("maths",), unfinished=4),
    Stage("Ousmane", "D", (-0.2, 0.3, -0.1, 0.2), placed=()),
)

Sites = Mapping[str, Mapping[str, tuple[Stage, ...]]]  # groups of sites, by their names

SITES: Sites = {
    "Reims": {"Groupe Horizon": HORIZON, "Groupe Tremplin": TREMPLIN},
    "Châlons-en-Champagne": {"Groupe Boussole": BOUSSOLE, "Groupe Canopée": CANOPEE},
}


@dataclass(frozen=True)
class Staff:
    """Someone of the team; without a site, for the whole school."""

    who: str
    role: str
    email: str
    name: str
    site: str | None = None


HEAD, EVERYWHERE, WRITER = "Administrateur", "Coordinatrice", "Autrice d’exercices"
WHOLE_SCHOOL = (HEAD, EVERYWHERE, WRITER)
TEAM = (
    Staff("Formatrice", TRAINER, "formatrice@demo.example", "Nadia", "Reims"),
    Staff("Formateur", TRAINER, "formateur@demo.example", "Karim", "Châlons-en-Champagne"),
    Staff(EVERYWHERE, TRAINER, "coordination@demo.example", "Claire"),
    Staff(HEAD, ADMIN, "admin@demo.example", "Samir"),
    Staff(WRITER, AUTHOR, "autrice@demo.example", "Alice"),
)


def everyone(sites: Sites = SITES) -> tuple[Stage, ...]:
    """All learners, in the order in which they are added."""
    return tuple(
        stage for groups in sites.values() for stages in groups.values() for stage in stages
    )
