"""Mouse gestures: which gesture reaches a goal (Windows and common Linux desktops alike)."""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Choice, Content, Step
from exercises.french import quoted
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent

GESTURES = {
    "clic": (
        "Un seul clic gauche",
        "Un clic gauche suffit pour un bouton, un lien ou une case.",
    ),
    "double": ("Un double-clic gauche", "Un double-clic ouvre une icône ou un dossier."),
    "droit": ("Un clic droit", "Un clic droit affiche un petit menu de choix."),
    "glisser": (
        "Un glisser-déposer",
        "Glisser, bouton gauche appuyé, change une chose de place.",
    ),
    "molette": ("Un tour de molette", "La molette fait monter ou descendre la page."),
}
"""Gesture: its name, then what it does."""

PLACES = ("À l’accueil", "À l’atelier", "Au magasin", "Au bureau", "À la médiathèque")


@dataclass(frozen=True)
class Goal:
    """What one wants to do with the mouse: ``{x}`` is drawn from ``objects``.

    ``also`` are gestures left out of the choices because they could help too.
    """

    gesture: str
    text: str
    objects: tuple[str, ...]
    also: tuple[str, ...] = ()


GOALS = (
    Goal("clic", "appuyer sur le bouton {x}", ("Valider", "Envoyer", "Imprimer", "Suivant")),
    Goal("clic", "suivre le lien {x}", ("Horaires", "Nous contacter", "Mon planning")),
    Goal("clic", "cocher la case {x}", ("Livraison", "Équipe du matin", "Temps partiel")),
    Goal(
        "double",
        "ouvrir directement le dossier {x}, posé sur le bureau",
        ("Plannings", "Factures", "Photos chantier", "Stages"),
        also=("clic",),
    ),
    Goal(
        "droit",
        "afficher le petit menu du fichier {x}",
        ("Devis mars", "Fiche de paie", "Rapport de stage", "Liste du matériel"),
    ),
    Goal(
        "glisser",
        "poser le fichier {x} sur un dossier, sans menu",
        ("Contrat", "Badge", "Attestation", "Facture mai"),
    ),
    Goal(
        "molette",
        "descendre vite dans la longue page {x}",
        ("Offres d’emploi", "Tarifs", "Consignes de tri", "Règlement"),
        also=("glisser",),
    ),
)


def _objects(goal: Goal) -> tuple[str, ...]:
    return tuple(quoted(name) for name in goal.objects)


@generator("bureautique.poste.geste-souris", version=2)
def mouse_gesture(rng: random.Random, params: Params) -> Content:
    """One goal, four gestures. No parameter."""
    goal = rng.choice(GOALS)
    wanted = goal.text.format(x=rng.choice(_objects(goal)))
    label, effect = GESTURES[goal.gesture]
    others = [name for name in GESTURES if name != goal.gesture and name not in goal.also]
    rng.shuffle(others)
    return McqContent(
        ask="Quel geste faites-vous avec la souris\u00a0?",
        context=f"{rng.choice(PLACES)}, vous voulez {wanted}.",
        choices=(
            Choice(text=label, right=True),
            *(
                Choice(
                    text=GESTURES[name][0], feedback=f"{GESTURES[name][1]} {_instead(wanted)}"
                )
                for name in others[:3]
            ),
        ),
        help=(
            "Voulez-vous choisir, ouvrir, déplacer, lire plus bas ou voir un menu\u00a0?",
            "Pensez à ce que fait chaque geste, un par un.",
        ),
        solution=(
            Step(text=f"Dites ce que vous voulez\u00a0: {wanted}."),
            Step(text=effect, result=label),
        ),
        praise="Vous avez choisi le geste d’après ce que vous voulez faire.",
    )


def _instead(wanted: str) -> str:
    return f"Ici, vous voulez {wanted}."
