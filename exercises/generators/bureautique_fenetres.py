"""Windows: how many stay open after some are hidden, enlarged, closed or opened."""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Content, Document, Step
from exercises.french import quoted
from exercises.generators import Params, generator
from exercises.types.numeric import NumericContent, WrongNumber

PEOPLE = ("Inès", "Mehdi", "Kévin", "Aïssatou", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata")
TITLES = (
    "Planning",
    "Mail",
    "Devis",
    "Stock",
    "Météo",
    "Calculatrice",
    "Lettre au bailleur",
    "Offre d’emploi",
    "Photos du chantier",
    "Commande",
    "CV",
    "Fiche de paie",
)


@dataclass(frozen=True)
class Action:
    """A click on the button of one window. ``change``: windows open more or less."""

    text: str
    change: int
    hides: bool = False


ACTIONS = {
    "trait": Action("On clique sur le trait de {x}.", 0, hides=True),
    "carre": Action("On clique sur le carré de {x}.", 0),
    "croix": Action("On clique sur la croix de {x}.", -1),
    "lancer": Action("On ouvre {x}.", 1),
}
PLANS = {
    "deux": (("trait", "croix"), ("trait", "trait"), ("trait", "trait", "croix")),
    "tous": (
        ("trait", "carre", "croix", "lancer"),
        ("trait", "trait", "croix", "lancer"),
        ("trait", "croix", "croix", "carre"),
        ("trait", "carre", "lancer", "lancer"),
    ),
}
"""Which buttons are clicked: line and cross only, or all four actions."""


@generator("bureautique.poste.fenetres-ouvertes", version=1)
def still_open(rng: random.Random, params: Params) -> Content:
    """Count the windows still open, hidden ones included. ``boutons``: deux, tous."""
    plan = list(rng.choice(PLANS[str(params["boutons"])]))
    rng.shuffle(plan)
    count = rng.randint(4, 6)
    titles = rng.sample(TITLES, count + plan.count("lancer"))
    opened, later = titles[:count], titles[count:]
    used = iter(rng.sample(opened, len(plan)))
    extra = iter(later)
    lines = [
        ACTIONS[name].text.format(x=quoted(next(extra) if name == "lancer" else next(used)))
        for name in plan
    ]
    answer = count + sum(ACTIONS[name].change for name in plan)
    hidden = sum(ACTIONS[name].hides for name in plan)
    return NumericContent(
        ask="À la fin, combien de fenêtres sont encore ouvertes\u00a0?",
        context=f"{rng.choice(PEOPLE)} a {count} fenêtres ouvertes au début.",
        document=Document(title="Les actions, l’une après l’autre", lines=tuple(lines)),
        answer=str(answer),
        unit="fenêtres",
        wrong=_miscounts(answer, hidden, plan.count("croix")),
        help=(
            "Quel bouton ferme vraiment une fenêtre\u00a0?",
            "Une fenêtre cachée dans la barre des tâches est encore ouverte.",
        ),
        solution=_worked(plan, count, answer),
        praise="Le trait cache, la croix ferme.",
    )


def _miscounts(answer: int, hidden: int, closed: int) -> tuple[WrongNumber, ...]:
    """Counting hidden windows as closed; or closed ones as only hidden."""
    kept = "la fenêtre est cachée" if hidden == 1 else "ces fenêtres sont cachées"
    gone = "cette fenêtre est fermée" if closed == 1 else "ces fenêtres sont fermées"
    open_still = "encore ouverte" if hidden == 1 else "encore ouvertes"
    values = {
        answer - hidden: f"{_times(hidden)} sur le trait\u00a0: {kept}, mais {open_still}.",
        answer + closed: f"{_times(closed)} sur la croix\u00a0: {gone}.",
    }
    return tuple(
        WrongNumber(value=str(value), misconception="fermer-reduire", feedback=said)
        for value, said in values.items()
        if value != answer and value >= 0
    )


def _times(count: int) -> str:
    return "Un clic" if count == 1 else f"{count} clics"


def _worked(plan: list[str], count: int, answer: int) -> tuple[Step, ...]:
    """Start, what does not count, then the additions and subtractions."""
    closed, added = plan.count("croix"), plan.count("lancer")
    working = str(count)
    if added:
        working += f" + {added}"
    if closed:
        working += f" − {closed}"
    same = "Le trait cache. Le carré agrandit." if "carre" in plan else "Le trait cache."
    return (
        Step(text=f"Au début, il y a {count} fenêtres ouvertes."),
        Step(text=f"{same} La fenêtre reste ouverte."),
        Step(text=_counted(closed, added)),
        Step(text="On compte.", working=working, result=f"{answer} fenêtres"),
    )


def _counted(closed: int, added: int) -> str:
    if closed and added:
        return "On enlève les fenêtres fermées et on ajoute celles que l’on ouvre."
    if closed:
        return "On enlève seulement les fenêtres fermées par la croix."
    if added:
        return "Aucune croix\u00a0: on ajoute les fenêtres que l’on ouvre."
    return "Aucune croix\u00a0: rien n’est fermé."
