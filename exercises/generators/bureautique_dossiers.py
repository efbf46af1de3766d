"""Folders: paths to read, where to put a file."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from exercises.content import Choice, Content, Document, Row, Step
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent
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
