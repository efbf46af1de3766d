"""Files to count after copying, moving or deleting: what doubles, what disappears."""

from __future__ import annotations

import random

from exercises.content import Content, Document, Step
from exercises.french import join_list, quoted
from exercises.generators import Params, generator
from exercises.types.numeric import NumericContent, WrongNumber

PEOPLE = ("Inès", "Mehdi", "Kévin", "Aïssatou", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata")
FOLDERS = (
    "Photos",
    "Devis",
    "Loyers",
    "Plannings",
    "Sécurité",
    "Rapports",
    "Attestations",
    "Abonnements",
    "Lettres",
    "Horaires",
)
KINDS = (
    ("Devis_Martin", "Document texte"),
    ("Photo_toit", "Image"),
    ("Stock_juin", "Tableau"),
    ("Plan_étage", "Image"),
    ("Lettre_bailleur", "Document texte"),
    ("Heures_mai", "Tableau"),
    ("CV_vente", "Document texte"),
    ("Affiche_soldes", "Image"),
    ("Commande_pain", "Tableau"),
    ("Règlement", "Document texte"),
)
"""Names of files and what the list says of them."""


def _copying(source: str, target: str) -> str:
    return f"Copier laisse les fichiers dans {source} et fait des doubles dans {target}."


def _moving(source: str, target: str) -> str:
    return f"Déplacer change de place\u00a0: {source} perd ces fichiers, {target} les reçoit."


@generator("bureautique.fichiers.copier-deplacer", version=2)
def copy_or_move(rng: random.Random, params: Params) -> Content:
    """How many files are in the first folder after copying or moving some. No parameter."""
    source, target = rng.sample(FOLDERS, 2)
    before, taken = rng.randint(8, 20), rng.randint(2, 6)
    copies = rng.random() < 0.5
    verb, done = ("copiez", "copiés") if copies else ("déplacez", "déplacés")
    rule = _copying(source, target) if copies else _moving(source, target)
    kept, confused = (before, before - taken) if copies else (before - taken, before)
    last = Step(
        text=f"{source} garde ses fichiers." if copies else "Enlevez ceux qui partent.",
        working=None if copies else f"{before} − {taken}",
        result=f"{kept} fichiers",
    )
    return NumericContent(
        ask=f"Après, combien de fichiers y a-t-il dans {source}\u00a0?",
        context=f"{source} contient {before} fichiers. Vous en {verb} {taken} vers {target}.",
        answer=str(kept),
        unit="fichiers",
        wrong=(
            WrongNumber(
                value=str(confused),
                misconception="copier-deplacer",
                feedback=f"{source} avait {before} fichiers, et {taken} sont {done}. {rule}",
            ),
        ),
        help=(
            "Copier ou déplacer\u00a0: lequel laisse le fichier à sa place\u00a0?",
            "Copier, c’est comme une photocopie. Déplacer, c’est changer d’étagère.",
        ),
        solution=(Step(text=rule), last),
        praise="Copier fait un double, déplacer change de place.",
    )


@generator("bureautique.fichiers.compter-doubles", version=1)
def count_in_all(rng: random.Random, params: Params) -> Content:
    """Files in two folders together after a copy and a move. No parameter."""
    first, second = rng.sample(FOLDERS, 2)
    here, there = rng.randint(10, 16), rng.randint(3, 9)
    copied, moved = rng.sample(range(2, 6), 2)
    return NumericContent(
        ask="Combien de fichiers y a-t-il en tout, à la fin\u00a0?",
        context=f"Comptez ensemble les dossiers {first} et {second}.",
        document=Document(
            title="Deux dossiers",
            lines=(
                f"Au début, {first} contient {here} fichiers.",
                f"Au début, {second} contient {there} fichiers.",
                *_two_actions(rng, first, second, copied, moved),
            ),
        ),
        answer=str(here + there + copied),
        unit="fichiers",
        wrong=_miscounted_doubles(here + there, copied, moved),
        help=(
            "Quelle action fait des doubles\u00a0?",
            "Déplacer ne change pas le total. Copier l’augmente.",
        ),
        solution=_total(here, there, copied, moved),
        praise="Vous avez compté les doubles, et eux seuls.",
    )


def _two_actions(
    rng: random.Random, first: str, second: str, copied: int, moved: int
) -> tuple[str, str]:
    """The copy and the move, in any order, on different files."""
    way = f"du dossier {first} vers {second}."
    if rng.random() < 0.5:
        return (
            f"Vous copiez {copied} fichiers {way}",
            f"Vous déplacez {moved} autres fichiers {way}",
        )
    return (
        f"Vous déplacez {moved} fichiers {way}",
        f"Vous copiez {copied} autres fichiers {way}",
    )


def _miscounted_doubles(start: int, copied: int, moved: int) -> tuple[WrongNumber, ...]:
    """No double at all; doubles for the move too; doubles for the move only."""
    cases = (
        (
            start,
            f"Copier ajoute des doubles\u00a0: {copied} fichiers de plus.",
            "Déplacer ne change pas le total.",
        ),
        (
            start + copied + moved,
            f"Les {moved} fichiers déplacés changent de place, sans double.",
            "La copie ajoute bien des doubles.",
        ),
        (
            start + moved,
            f"Ce sont les {copied} fichiers copiés qui font des doubles, "
            f"pas les {moved} déplacés.",
            None,
        ),
    )
    return tuple(
        WrongNumber(value=str(value), misconception="copier-deplacer", feedback=said, good=good)
        for value, said, good in cases
    )


def _total(here: int, there: int, copied: int, moved: int) -> tuple[Step, ...]:
    start = here + there
    return (
        Step(
            text="Comptez les fichiers du début.",
            working=f"{here} + {there}",
            result=f"{start} fichiers",
        ),
        Step(text=f"Déplacer {moved} fichiers ne change pas le total."),
        Step(
            text=f"Copier {copied} fichiers fait {copied} doubles.",
            working=f"{start} + {copied}",
            result=f"{start + copied} fichiers",
        ),
    )


def _files(count: int) -> str:
    return "Un fichier" if count == 1 else f"{count} fichiers"


@generator("bureautique.fichiers.corbeille", version=2)
def recycle_bin(rng: random.Random, params: Params) -> Content:
    """How many deleted files the Windows bin still holds, some being on a USB stick."""
    inside, key = rng.sample(range(2, 10), 2)
    part = rng.randint(1, inside - 1)
    places = rng.sample(("du Bureau", "de Documents", "d’Images", "de Téléchargements"), 2)
    lines = [(part, places[0]), (inside - part, places[1]), (key, "de la clé USB")]
    rng.shuffle(lines)
    kept = [str(count) for count, place in lines if place in places]
    return NumericContent(
        ask="Combien de fichiers sont encore dans la corbeille\u00a0?",
        context="Sous Windows, la corbeille est vide. Vous supprimez des fichiers avec Suppr.",
        document=Document(
            title="Fichiers supprimés",
            lines=tuple(f"{_files(count)} {place}" for count, place in lines),
        ),
        answer=str(inside),
        unit="fichiers",
        wrong=_miscounted_bin(inside, key),
        help=(
            "Quels fichiers étaient sur l’ordinateur\u00a0?",
            "Tout ne passe pas par la corbeille\u00a0: pensez à l’endroit de départ.",
        ),
        solution=(
            Step(text="La corbeille garde les fichiers supprimés de l’ordinateur."),
            Step(text=f"Les {key} fichiers de la clé USB disparaissent sans corbeille."),
            Step(
                text="Comptez le reste.",
                working=" + ".join(kept),
                result=f"{inside} fichiers",
            ),
        ),
        praise="Vous avez mis à part les fichiers de la clé USB.",
    )


def _miscounted_bin(inside: int, key: int) -> tuple[WrongNumber, ...]:
    return (
        WrongNumber(
            value=str(inside + key),
            misconception="corbeille-usb",
            feedback=f"Les {key} fichiers de la clé USB disparaissent tout de suite. "
            "Sous Windows, la corbeille ne les garde pas.",
            good="Les fichiers de l’ordinateur sont bien dans la corbeille.",
        ),
        WrongNumber(
            value=str(key),
            misconception="corbeille-usb",
            feedback="La corbeille garde les fichiers de l’ordinateur, pas ceux de la clé.",
        ),
    )


@generator("bureautique.fichiers.vrais-fichiers", version=3)
def real_files(rng: random.Random, params: Params) -> Content:
    """Count the real files of a folder: shortcuts are not the files. No parameter."""
    shown = rng.sample(KINDS, rng.randint(4, 6))
    # At least two real files: the unit is said in the plural.
    hidden = rng.randint(1, min(3, len(shown) - 2))
    shortcuts = {name for name, _ in rng.sample(shown, hidden)}
    total, real = len(shown), len(shown) - len(shortcuts)
    names = join_list([quoted(name) for name, _ in shown if name in shortcuts])
    return NumericContent(
        ask="Combien de vrais fichiers y a-t-il dans ce dossier\u00a0?",
        context=f"{rng.choice(PEOPLE)} veut copier ce dossier sur une clé USB.",
        document=Document(
            title="Dossier À emporter",
            head=("Nom", "Type"),
            cells=tuple(
                (name, "Raccourci (petite flèche)" if name in shortcuts else kind)
                for name, kind in shown
            ),
        ),
        answer=str(real),
        unit="fichiers",
        wrong=(_shortcuts_counted(total, len(shortcuts), names),),
        help=(
            "Que dit la colonne «\u00a0Type\u00a0»\u00a0?",
            "Une petite flèche montre le chemin vers un fichier rangé ailleurs.",
        ),
        solution=(
            Step(text="Comptez toutes les icônes.", result=f"{total} icônes"),
            Step(text=f"Enlevez les raccourcis\u00a0: {names}."),
            Step(
                text="Il reste les vrais fichiers.",
                working=f"{total} − {len(shortcuts)}",
                result=f"{real} fichiers",
            ),
        ),
        praise="Vous avez repéré les petites flèches.",
    )


def _shortcuts_counted(total: int, shortcuts: int, names: str) -> WrongNumber:
    line = "la ligne" if shortcuts == 1 else "les lignes"
    return WrongNumber(
        value=str(total),
        misconception="raccourci-fichier",
        feedback=f"Regardez {line} {names}. "
        "Une petite flèche veut dire\u00a0: le vrai fichier est ailleurs.",
        good=f"Il y a bien {total} icônes.",
    )
