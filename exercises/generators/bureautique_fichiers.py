"""Saving and finding files: lists with dates, the dialogue "Enregistrer sous"."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from exercises.content import Choice, Content, Document, Row, Step
from exercises.french import quoted
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent
from exercises.types.order import OrderContent

PEOPLE = ("Inès", "Mehdi", "Kévin", "Aïssatou", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True)
class Work:
    """A kind of file: the folder where it belongs, its name's stem, what it is for."""

    folder: str
    stem: str
    what: str


WORKS = (
    Work("Plannings", "Planning_équipe", "le planning de l’équipe"),
    Work("Factures", "Facture_Martin", "la facture Martin"),
    Work("Chantiers", "Devis_cuisine", "le devis de la cuisine"),
    Work("Stages", "Rapport_stage", "le rapport de stage"),
    Work("Logement", "Lettre_bailleur", "la lettre au bailleur"),
    Work("Candidatures", "CV_vente", "le CV pour la vente"),
    Work("Commandes", "Commande_légumes", "la commande de légumes"),
    Work("Heures", "Feuille_heures", "la feuille d’heures"),
)
VAGUE = ("Nouveau", "Final", "Final2", "Bon", "Doc1", "Copie", "Document2", "Dernier")
CLAIM_LAST = ("Final", "Final2", "Dernier")
OTHER_PLACES = ("Téléchargements", "Bureau", "Images", "Documents")


def _short(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _said(day: date) -> str:
    """ "le 3 mars 2026", "le 1er mars 2026"."""
    rank = "1er" if day.day == 1 else str(day.day)
    return f"le {rank} {MONTHS[day.month - 1]} {day.year}"


def _days(rng: random.Random, count: int, spread: str) -> list[date]:
    """Distinct days, oldest first: in one month, or over a year so that days mislead."""
    if spread == "mois":
        first = date(2026, rng.randint(1, 10), 1)
        return sorted(first + timedelta(days=d) for d in rng.sample(range(28), count))
    # One day a month, the later the month the smaller the day: reading only days misleads.
    months = sorted(rng.sample(range(1, 13), count))
    ranks = sorted(rng.sample(range(1, 28), count), reverse=True)
    return [date(2026, month, day) for month, day in zip(months, ranks, strict=True)]


@generator("bureautique.fichiers.dernier-modifie", version=2)
def last_modified(rng: random.Random, params: Params) -> Content:
    """Which file was changed last. ``noms``: clairs (one month) or vagues (over a year)."""
    vague = params["noms"] == "vagues"
    days = _days(rng, 4, "annee" if vague else "mois")
    names = _vague_names(rng) if vague else [work.stem for work in rng.sample(WORKS, 4)]
    files = list(zip(names, days, strict=True))
    last_name, last_day = files[-1]
    shown = rng.sample(files, 4)
    return McqContent(
        ask="Quel fichier a été modifié en dernier\u00a0?",
        context=f"{rng.choice(PEOPLE)} regarde un dossier partagé avec son équipe.",
        document=Document(
            title="Dossier Travail",
            head=("Nom", "Modifié le"),
            cells=tuple((name, _short(day)) for name, day in shown),
        ),
        choices=tuple(
            Choice(text=name, right=True)
            if name == last_name
            else Choice(
                text=name,
                misconception="nom-vague" if vague else None,
                feedback=_too_early(name, day, last_day, vague),
            )
            for name, day in shown
        ),
        help=(
            "Quelle colonne dit le jour du changement\u00a0?",
            "Comparez les années, puis les mois, puis les jours.",
        ),
        solution=(
            Step(text="Lisez la colonne «\u00a0Modifié le\u00a0», pas le nom."),
            Step(text=f"La date la plus récente est {_said(last_day)}.", result=last_name),
        ),
        praise="Vous avez comparé les dates.",
    )


def _vague_names(rng: random.Random) -> list[str]:
    """Four vague names; the last one, the key, is never one that claims to be the last."""
    return sorted(rng.sample(VAGUE, 4), key=lambda name: name not in CLAIM_LAST)


def _too_early(name: str, day: date, last: date, vague: bool) -> str:
    dates = (
        f"{quoted(name)} a été modifié {_said(day)}. {_said(last).capitalize()} vient après."
    )
    return f"{dates} Un nom vague ne dit pas la date." if vague else dates


@generator("bureautique.fichiers.ordre-dates", version=2)
def order_by_date(rng: random.Random, params: Params) -> Content:
    """Versions of one file to put in order by the date in their names. No parameter."""
    work = rng.choice(WORKS)
    days = _days(rng, 4, "annee")
    texts = tuple(f"{work.stem}_{day:%d-%m-%Y}" for day in days)
    return OrderContent(
        ask="Rangez les fichiers, du plus ancien au plus récent.",
        context=f"{rng.choice(PEOPLE)} garde quatre versions d’un fichier\u00a0: {work.what}.",
        elements=texts,
        first="le plus ancien",
        last="le plus récent",
        help=(
            "Où est la date dans chaque nom\u00a0?",
            "La date s’écrit ainsi\u00a0: jour, mois, année.",
            "L’année est la même\u00a0: comparez les mois.",
        ),
        solution=(
            Step(text="Lisez la date à la fin du nom\u00a0: jour-mois-année."),
            Step(
                text="L’année est la même. Rangez les mois.",
                result=", ".join(MONTHS[day.month - 1] for day in days),
            ),
            Step(text="Le mois le plus récent vient à la fin.", result=texts[-1]),
        ),
        praise="Vous avez comparé les mois avant les jours.",
    )


def _dialogue(path: str, name: str) -> Document:
    return Document(
        title="Enregistrer sous",
        rows=(
            Row(label="Dossier", value=path),
            Row(label="Nom du fichier", value=name),
            Row(label="Bouton", value="Enregistrer"),
        ),
    )


@generator("bureautique.fichiers.ou-enregistre", version=1)
def where_saved(rng: random.Random, params: Params) -> Content:
    """Read in the dialogue where the file goes. No parameter."""
    work, neighbour = rng.sample(WORKS, 2)
    name = f"{work.stem}_{rng.choice(MONTHS[:6])}"
    # The folder shown is not always the one the name calls for: one has to read it.
    folder = rng.choice((work.folder, neighbour.folder, *OTHER_PLACES[:3]))
    others = [
        place
        for place in (work.folder, neighbour.folder, *rng.sample(OTHER_PLACES, 4))
        if place != folder
    ]
    path = folder if folder in OTHER_PLACES else f"Documents > {folder}"
    others = [place for place in others if place not in path][:3]
    return McqContent(
        ask="Vous cliquez sur Enregistrer. Où sera le fichier\u00a0?",
        context=f"{rng.choice(PEOPLE)} a fini {work.what}. Cette fenêtre s’affiche.",
        document=_dialogue(path, name),
        choices=(
            Choice(text=f"Dans le dossier {folder}", right=True),
            *(
                Choice(
                    text=f"Dans le dossier {place}",
                    misconception="lieu-inconnu",
                    feedback=f"La fenêtre n’affiche pas {place}. "
                    f"À la ligne «\u00a0Dossier\u00a0», lisez le dernier mot\u00a0: {folder}.",
                )
                for place in others
            ),
        ),
        help=(
            "Quelle ligne de la fenêtre parle de l’endroit\u00a0?",
            "Lisez la ligne «\u00a0Dossier\u00a0» jusqu’au bout.",
        ),
        solution=(
            Step(text=f"La ligne «\u00a0Dossier\u00a0» affiche\u00a0: {path}."),
            Step(text="Le fichier va dans le dernier dossier affiché.", result=folder),
        ),
        praise="Vous avez lu le dossier avant d’enregistrer.",
    )


FIXES = {
    (False, True): "Le dossier seulement",
    (True, False): "Le nom seulement",
    (False, False): "Les deux lignes",
    (True, True): "Rien",
}
"""What to change, from (is the folder the one asked for, is the name)."""


@generator("bureautique.fichiers.consigne-enregistrer", version=1)
def save_as_told(rng: random.Random, params: Params) -> Content:
    """Compare an instruction with the dialogue: what must change? No parameter."""
    work, other = rng.sample(WORKS, 2)
    month = rng.choice(MONTHS[:6])
    name = f"{work.stem}_{month}"
    place_ok, name_ok = rng.choice(tuple(FIXES))
    folder = work.folder if place_ok else rng.choice((other.folder, *OTHER_PLACES[:2]))
    shown = name if name_ok else rng.choice(("Document1", "Sans nom 1", "Nouveau", work.stem))
    path = folder if folder in OTHER_PLACES else f"Documents > {folder}"
    right = FIXES[place_ok, name_ok]
    return McqContent(
        ask="Que changez-vous avant de cliquer sur Enregistrer\u00a0?",
        context=f"Consigne\u00a0: enregistrer dans {work.folder}, sous le nom {name}.",
        document=_dialogue(path, shown),
        choices=tuple(
            Choice(text=text, right=True)
            if text == right
            else _wrong_fix(
                text,
                (work.folder, folder) if kept[0] != place_ok else None,
                (name, shown) if kept[1] != name_ok else None,
            )
            for kept, text in FIXES.items()
        ),
        shuffle=False,
        help=(
            "Que demande la consigne\u00a0?",
            "Comparez la consigne et la fenêtre, une ligne après l’autre.",
        ),
        solution=(
            Step(
                text=f"Dossier demandé\u00a0: {work.folder}. Dossier affiché\u00a0: {folder}."
            ),
            Step(text=f"Nom demandé\u00a0: {name}. Nom affiché\u00a0: {shown}."),
            Step(text="On change ce qui n’est pas pareil.", result=right),
        ),
        praise="Vous avez comparé le dossier, puis le nom.",
    )


def _wrong_fix(
    text: str, place: tuple[str, str] | None, name: tuple[str, str] | None
) -> Choice:
    """A wrong answer. ``place`` and ``name``: (asked, shown) where it was misread."""
    said = [
        f"{label} affiché est déjà {pair[0]}\u00a0: on le garde."
        if pair[0] == pair[1]
        else f"{label} affiché est {pair[1]}. La consigne demande {pair[0]}."
        for label, pair in (("Le dossier", place), ("Le nom", name))
        if pair
    ]
    misconception = None  # changing what was already right has no name of its own
    if place and place[0] != place[1]:
        misconception = "lieu-inconnu"
    elif name and name[0] != name[1]:
        misconception = "nom-vague"
    return Choice(text=text, misconception=misconception, feedback=" ".join(said))
