"""What is agreed with one learner of the demonstration: signatures, a plan, an interview."""

from __future__ import annotations

from datetime import timedelta

from palier.app import Services
from palier.demo.learner import Simulated
from palier.demo.source import DemoSource
from palier.plan import (
    decisions,
    deeper,
    framework,
    goal_work,
    goals,
    interview,
    positionnement,
    service,
)
from palier.plan.goals import Asked
from palier.security import Actor

DOMAIN = "maths"
TABLES = "maths.calcul.tables"
FRAMEWORK = """code;titre;parent;palier
A;Compter au travail;;
A1;Calculer sans machine;A;maths.calcul.tables maths.calcul.addition-soustraction
A2;Comparer des prix;A;maths.nombres.decimaux-comparer
B;Écrire au travail;;
B1;Remplir un formulaire;B;
"""
NAMES = {"stagiaire_signe": "Sonia Petit", "formateur_signe": "Nadia Ferrand", "accord": "oui"}


def own_framework(services: Services, head: Actor) -> None:
    """The framework of the school."""
    draft_id = framework.send(services, head, "referentiel.csv", FRAMEWORK.encode())
    framework.take_in(services, head, draft_id)


def begin(services: Services, source: DemoSource, trainer: Actor, person: Simulated) -> None:
    """The signed positionnement, after a longer placement, and the plan that both sign."""
    who = person.actor.id
    deeper.ask(services, trainer, who, DOMAIN)
    source.wait(600.0)
    person.place(services, source, DOMAIN)
    source.wait(900.0)
    page = positionnement.page(services, trainer, who)
    found = next(d.standing for d in page.domains if d.standing.domain == DOMAIN)
    decided = {f"palier-{DOMAIN}": str(found.palier), f"mots-{DOMAIN}": "Vu aussi en atelier."}
    positionnement.sign(services, trainer, who, {"lu": page.mark, **decided, **NAMES})
    wanted = (
        Asked(
            words="Passer le code", due=_in(source, 120), work="Une série en ligne par semaine"
        ),
        Asked("competence:A1", due=_in(source, 100), work="Fiches de l’atelier", assigned=True),
        Asked(f"skill:{TABLES}", due=_in(source, 95), given=goal_work.NEW),
    )
    for number, asked in enumerate(wanted):
        goals.add(services, trainer, who, asked, f"v{number}")
    service.sign(services, trainer, who, {"lu": f"v{len(wanted)}", **NAMES})


def talk(services: Services, source: DemoSource, trainer: Actor, person: Simulated) -> None:
    """An interview, with what both decide."""
    form = {"lu": "e0", "le": _in(source, 0), "mots": "Je suis plus à l’aise avec les prix."}
    form |= {"quoi-0": "Deux séances de maths par semaine", "qui-0": "learner"}
    form |= {"quoi-1": "Trouver un simulateur de code", "qui-1": "trainer"}
    form |= {"pour-0": _in(source, 50), "pour-1": _in(source, 10)}
    interview.hold(services, trainer, person.actor.id, form)


def follow(services: Services, trainer: Actor, person: Simulated, outcome: str) -> None:
    """What came of the decision that was due first."""
    with services.db.read() as session:
        (first, _held), *_others = decisions.of_learner(session, person.actor.id)
    words = "Le simulateur est installé sur un poste."
    decisions.follow(services, trainer, person.actor.id, first.id, outcome, words)


def _in(source: DemoSource, days: int) -> str:
    return (source.now().date() + timedelta(days=days)).isoformat()
