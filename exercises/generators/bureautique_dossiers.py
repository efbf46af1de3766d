"""Folders: paths to read, where to put a file, what copying, moving and deleting change."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from exercises.content import Choice, Content, Document, Row, Step
from exercises.french import join_list, quoted
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber
from exercises.types.order import OrderContent

PEOPLE = ("Inès", "Mehdi", "Kévin", "Aïssatou", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata")


@dataclass(frozen=True)
class Branch:
    """A line of folders, widest first, and files that belong in the last one."""

    folders: tuple[str, str, str]
    files: tuple[str, ...]


BRANCHES = (
    Branch(("Chantiers", "Dubois", "Photos"), ("façade", "toit", "escalier")),
    Branch(("Chantiers", "Martin", "Devis"), ("devis_cuisine", "devis_salle_de_bain")),
    Branch(("Logement", "Appartement", "Loyers"), ("quittance_mars", "quittance_avril")),
    Branch(("Travail", "Magasin", "Plannings"), ("planning_mai", "planning_juin")),
    Branch(("Travail", "Atelier", "Sécurité"), ("consignes_machine", "plan_évacuation")),
    Branch(("Stages", "Restaurant", "Rapports"), ("rapport_cuisine", "rapport_service")),
    Branch(("Papiers", "Santé", "Attestations"), ("attestation_2025", "attestation_2026")),
    Branch(("Transport", "Bus", "Abonnements"), ("abonnement_mars", "abonnement_avril")),
    Branch(("Emploi", "Candidatures", "Lettres"), ("lettre_garage", "lettre_boulangerie")),
    Branch(("Équipe", "Matin", "Horaires"), ("horaires_hiver", "horaires_été")),
)
ROOTS = ("Documents", "Clé USB")


def _path(*names: str) -> str:
    return " > ".join(names)


@generator("bureautique.fichiers.dossier-direct", version=1)
def nearest_folder(rng: random.Random, params: Params) -> Content:
    """In which folder is a file, from its path. No parameter."""
    branch = rng.choice(BRANCHES)
    root, file = rng.choice(ROOTS), rng.choice(branch.files)
    key = branch.folders[-1]
    return McqContent(
        ask=f"Quel dossier ouvrez-vous en dernier pour voir {file}\u00a0?",
        context=f"{rng.choice(PEOPLE)} vous donne le chemin du fichier.",
        document=Document(
            title="Chemin du fichier", lines=(_path(root, *branch.folders, file),)
        ),
        choices=(
            Choice(text=key, right=True),
            *(
                Choice(
                    text=name,
                    feedback=f"{name} contient {inside}. Le fichier {file} est plus loin, "
                    f"dans {key}.",
                    good=f"{name} est bien sur le chemin.",
                )
                for name, inside in zip((root, *branch.folders), branch.folders, strict=False)
            ),
        ),
        help=(
            "Que veut dire le signe >\u00a0? Il veut dire\u00a0: contient.",
            "Lisez de gauche à droite. Le fichier est tout à droite.",
            "Regardez juste avant le nom du fichier.",
        ),
        solution=(
            Step(text=f"Le fichier est à la fin du chemin\u00a0: {file}."),
            Step(text="Le dossier est juste avant le fichier.", result=key),
        ),
        praise="Vous avez lu le chemin jusqu’au bout.",
    )


@generator("bureautique.fichiers.ordre-chemin", version=1)
def path_order(rng: random.Random, params: Params) -> Content:
    """Folders and a file to put in order from sentences. No parameter."""
    branch = rng.choice(BRANCHES)
    root, file = rng.choice(ROOTS), rng.choice(branch.files)
    names = (root, *branch.folders, file)
    facts = [f"{outer} contient {inner}." for outer, inner in pairwise(names)]
    rng.shuffle(facts)
    return OrderContent(
        ask="Rangez dans l’ordre où vous les ouvrez.",
        context=f"{rng.choice(PEOPLE)} cherche le fichier {file}.",
        document=Document(title="Ce que l’on sait", lines=tuple(facts)),
        elements=names,
        first="on l’ouvre en premier",
        last="on l’ouvre en dernier",
        help=(
            "Qu’est-ce qui n’est dans aucun dossier\u00a0?",
            "Commencez par le plus grand. Puis suivez le mot «\u00a0contient\u00a0».",
        ),
        solution=(
            Step(text=f"{root} n’est dans aucun dossier\u00a0: il vient en premier."),
            Step(text="Suivez «\u00a0contient\u00a0», d’un dossier à l’autre."),
            Step(text="Le fichier vient à la fin.", result=_path(*names)),
        ),
        praise="Vous avez suivi les dossiers, du plus grand au fichier.",
    )


@dataclass(frozen=True)
class Bin:
    """A folder of a filing rule: its name, what goes in, files that obviously go in."""

    name: str
    rule: str
    files: tuple[str, ...]


FILINGS = (
    (
        Bin("Factures", "ce que l’on doit payer", ("Facture_eau", "Facture_électricité")),
        Bin("Paies", "les fiches de paie", ("Paie_mars", "Paie_avril", "Paie_mai")),
        Bin("Loyers", "le bail et les quittances", ("Quittance_loyer_mai", "Bail_appartement")),
        Bin("Transports", "les papiers du bus et du train", ("Abonnement_bus", "Billet_train")),
    ),
    (
        Bin("Photos", "les images du chantier", ("Photo_toit", "Photo_façade", "Photo_cave")),
        Bin("Devis", "les prix proposés aux clients", ("Devis_Martin", "Devis_Dubois")),
        Bin("Plans", "les dessins du bâtiment", ("Plan_étage", "Plan_rez-de-chaussée")),
        Bin("Sécurité", "les consignes à suivre", ("Consignes_casque", "Consignes_échelle")),
    ),
    (
        Bin("Plannings", "les jours et les heures", ("Planning_lundi", "Planning_juin")),
        Bin("Commandes", "ce que le magasin achète", ("Commande_fruits", "Commande_pain")),
        Bin("Affiches", "ce que l’on accroche au mur", ("Affiche_soldes", "Affiche_promotion")),
        Bin("Clients", "les fiches des clients", ("Fiche_Martin", "Fiche_Petit")),
    ),
    (
        Bin("CV", "les CV", ("CV_vente", "CV_cuisine")),
        Bin("Lettres", "les lettres aux employeurs", ("Lettre_garage", "Lettre_crèche")),
        Bin("Offres", "les annonces à lire", ("Offre_cariste", "Offre_vendeur")),
        Bin("Stages", "les papiers des stages", ("Convention_stage", "Bilan_stage")),
    ),
)


@generator("bureautique.fichiers.ranger", version=1)
def file_away(rng: random.Random, params: Params) -> Content:
    """In which folder a file goes, from a filing rule shown as a document. No parameter."""
    bins = list(rng.choice(FILINGS))
    rng.shuffle(bins)
    target = rng.choice(bins)
    file = rng.choice(target.files)
    return McqContent(
        ask=f"Dans quel dossier rangez-vous {file}\u00a0?",
        context=f"{rng.choice(PEOPLE)} range les fichiers avec vous.",
        document=Document(
            title="Les dossiers",
            rows=tuple(Row(label=one.name, value=one.rule) for one in bins),
        ),
        choices=tuple(
            Choice(text=one.name, right=True)
            if one is target
            else Choice(
                text=one.name,
                feedback=f"{one.name} garde {one.rule}. {file} va avec {target.rule}.",
            )
            for one in bins
        ),
        help=(
            "De quoi parle le nom du fichier\u00a0?",
            "Lisez ce que garde chaque dossier, l’un après l’autre.",
        ),
        solution=(
            Step(text=f"Le nom du fichier dit le sujet\u00a0: {file}."),
            Step(text=f"Cherchez le dossier qui garde {target.rule}.", result=target.name),
        ),
        praise="Vous avez lu le sujet dans le nom.",
    )


def _feedback_count(name: str, before: int, moved: int, verb: str) -> str:
    return f"{name} avait {before} fichiers, et {moved} sont {verb}."


@generator("bureautique.fichiers.copier-deplacer", version=1)
def copy_or_move(rng: random.Random, params: Params) -> Content:
    """How many files are in the first folder after copying or moving some. No parameter."""
    source, target = (branch.folders[-1] for branch in rng.sample(BRANCHES, 2))
    while source == target:
        source, target = (branch.folders[-1] for branch in rng.sample(BRANCHES, 2))
    before, moved = rng.randint(7, 20), rng.randint(2, 6)
    copies = rng.random() < 0.5
    verb, done = ("copiez", "copiés") if copies else ("déplacez", "déplacés")
    after = before if copies else before - moved
    confused = before - moved if copies else before
    rule = (
        f"Copier laisse les fichiers dans {source} et fait des doubles dans {target}."
        if copies
        else f"Déplacer change de place\u00a0: {source} perd ces fichiers, {target} les reçoit."
    )
    return NumericContent(
        ask=f"Après, combien de fichiers y a-t-il dans {source}\u00a0?",
        context=f"{source} contient {before} fichiers. Vous en {verb} {moved} vers {target}.",
        answer=str(after),
        unit="fichiers",
        wrong=(
            WrongNumber(
                value=str(confused),
                misconception="copier-deplacer",
                feedback=f"{_feedback_count(source, before, moved, done)} {rule}",
            ),
        ),
        help=(
            "Copier ou déplacer\u00a0: lequel laisse le fichier à sa place\u00a0?",
            "Copier, c’est comme une photocopie. Déplacer, c’est changer d’étagère.",
        ),
        solution=(
            Step(text=rule),
            Step(
                text=f"{source} garde ses fichiers." if copies else "Enlevez ceux qui partent.",
                working=str(before) if copies else f"{before} − {moved}",
                result=f"{after} fichiers",
            ),
        ),
        praise="Copier fait un double, déplacer change de place.",
    )


@generator("bureautique.fichiers.compter-doubles", version=1)
def count_in_all(rng: random.Random, params: Params) -> Content:
    """Files in two folders together after a copy, then a move. No parameter."""
    first, second = (branch.folders[-1] for branch in rng.sample(BRANCHES[:7], 2))
    here, there = rng.randint(10, 16), rng.randint(3, 9)
    copied, moved = rng.sample(range(2, 6), 2)
    answer = here + there + copied
    copy_first = rng.random() < 0.5
    actions = [
        f"Vous copiez {copied} fichiers du dossier {first} vers {second}.",
        f"Vous déplacez {moved} autres fichiers du dossier {first} vers {second}.",
    ]
    if not copy_first:
        actions = [
            f"Vous déplacez {moved} fichiers du dossier {first} vers {second}.",
            f"Vous copiez {copied} autres fichiers du dossier {first} vers {second}.",
        ]
    both = f"{first} et {second}"
    return NumericContent(
        ask="Combien de fichiers y a-t-il en tout, à la fin\u00a0?",
        context=f"Comptez ensemble les dossiers {both}.",
        document=Document(
            title="Deux dossiers",
            lines=(
                f"Au début, {first} contient {here} fichiers.",
                f"Au début, {second} contient {there} fichiers.",
                *actions,
            ),
        ),
        answer=str(answer),
        unit="fichiers",
        wrong=tuple(
            WrongNumber(
                value=str(value), misconception="copier-deplacer", feedback=said, good=good
            )
            for value, said, good in (
                (
                    here + there,
                    f"Copier ajoute des doubles\u00a0: {copied} fichiers de plus.",
                    "Déplacer ne change pas le total.",
                ),
                (
                    answer + moved,
                    f"Les {moved} fichiers déplacés changent de place, sans double.",
                    "La copie ajoute bien des doubles.",
                ),
                (
                    here + there + moved,
                    f"Ce sont les {copied} fichiers copiés qui font des doubles. "
                    "Déplacer ne change pas le total.",
                    None,
                ),
            )
        ),
        help=(
            "Quelle action fait des doubles\u00a0?",
            "Déplacer ne change pas le total. Copier l’augmente.",
        ),
        solution=(
            Step(
                text="Comptez les fichiers du début.",
                working=f"{here} + {there}",
                result=str(here + there),
            ),
            Step(text=f"Déplacer {moved} fichiers ne change pas le total."),
            Step(
                text=f"Copier {copied} fichiers fait {copied} doubles.",
                working=f"{here + there} + {copied}",
                result=f"{answer} fichiers",
            ),
        ),
        praise="Vous avez compté les doubles, et eux seuls.",
    )


@generator("bureautique.fichiers.corbeille", version=1)
def recycle_bin(rng: random.Random, params: Params) -> Content:
    """How many deleted files the Windows bin still holds, some being on a USB stick."""
    inside, key = rng.sample(range(2, 10), 2)
    places = rng.sample(("du Bureau", "de Documents", "d’Images", "de Téléchargements"), 2)
    part = rng.randint(1, inside - 1)
    lines = [
        f"{_files(part)} {places[0]}",
        f"{_files(inside - part)} {places[1]}",
        f"{_files(key)} de la clé USB",
    ]
    rng.shuffle(lines)
    return NumericContent(
        ask="Combien de fichiers sont encore dans la corbeille\u00a0?",
        context="Sous Windows, la corbeille est vide. Vous supprimez des fichiers avec Suppr.",
        document=Document(title="Fichiers supprimés", lines=tuple(lines)),
        answer=str(inside),
        unit="fichiers",
        wrong=(
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
        ),
        help=(
            "Quels fichiers étaient sur l’ordinateur\u00a0?",
            "Tout ne passe pas par la corbeille\u00a0: pensez à l’endroit de départ.",
        ),
        solution=(
            Step(text="La corbeille garde les fichiers supprimés de l’ordinateur."),
            Step(text=f"Les {key} fichiers de la clé USB disparaissent sans corbeille."),
            Step(
                text="Comptez le reste.",
                working=f"{part} + {inside - part}",
                result=f"{inside} fichiers",
            ),
        ),
        praise="Vous avez mis à part les fichiers de la clé USB.",
    )


def _files(count: int) -> str:
    return "Un fichier" if count == 1 else f"{count} fichiers"


KINDS: tuple[tuple[str, str], ...] = (
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


@generator("bureautique.fichiers.vrais-fichiers", version=1)
def real_files(rng: random.Random, params: Params) -> Content:
    """Count the real files of a folder: shortcuts are not the files. No parameter."""
    shown = rng.sample(KINDS, rng.randint(4, 6))
    count = rng.randint(1, 3)
    shortcuts = {name for name, _ in rng.sample(shown, count)}
    total, real = len(shown), len(shown) - count
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
        wrong=(
            WrongNumber(
                value=str(total),
                misconception="raccourci-fichier",
                feedback=f"Regardez la ligne de {names}. "
                "Une petite flèche veut dire\u00a0: le vrai fichier est ailleurs.",
                good=f"Il y a bien {total} icônes.",
            ),
        ),
        help=(
            "Que dit la colonne «\u00a0Type\u00a0»\u00a0?",
            "Une petite flèche montre le chemin vers un fichier rangé ailleurs.",
        ),
        solution=(
            Step(text="Comptez toutes les icônes.", result=str(total)),
            Step(text="Enlevez les raccourcis\u00a0: leurs fichiers sont ailleurs."),
            Step(
                text="Il reste les vrais fichiers.",
                working=f"{total} − {count}",
                result=f"{real} fichiers",
            ),
        ),
        praise="Vous avez repéré les petites flèches.",
    )
