"""What is agreed with one learner of the demonstration: signatures, a plan, an interview."""

from __future__ import annotations

from datetime import timedelta

from palier.app import Services
from palier.demo.learner import Simulated
from palier.demo.source import DemoSource
from palier.plan import deeper, framework, goals, interview, positionnement, service
from palier.plan.goals import Asked
from palier.security import Actor

WHO = "Sonia"
DOMAIN = "maths"
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


def write(services: Services, source: DemoSource, trainer: Actor, person: Simulated) -> None:
    """All that is agreed with a learner, on the day the source has."""
    who, today = person.actor.id, source.now().date()
    deeper.ask(services, trainer, who, DOMAIN)
    source.wait(600.0)
    person.place(services, source, DOMAIN)
    source.wait(900.0)
    page = positionnement.page(services, trainer, who)
    found = next(d.standing for d in page.domains if d.standing.domain == DOMAIN)
    decided = {f"palier-{DOMAIN}": str(found.palier), f"mots-{DOMAIN}": "Vu aussi en atelier."}
    positionnement.sign(services, trainer, who, {"lu": page.mark, **decided, **NAMES})

    def days(count: int) -> str:
        return (today + timedelta(days=count)).isoformat()

    wanted = (
        Asked(words="Passer le code", due=days(80), work="Une série en ligne par semaine"),
        Asked("competence:A1", due=days(45), work="Fiches de l’atelier", assigned=True),
    )
    for number, asked in enumerate(wanted):
        goals.add(services, trainer, who, asked, f"v{number}")
    service.sign(services, trainer, who, {"lu": "v2", **NAMES})
    form = {"lu": "e0", "le": days(0), "mots": "Je suis plus à l’aise avec les prix."}
    form |= {"quoi-0": "Deux séances de maths par semaine", "qui-0": "learner"}
    form |= {"quoi-1": "Trouver un simulateur de code", "qui-1": "trainer"}
    form |= {"pour-0": days(30), "pour-1": days(10)}
    interview.hold(services, trainer, who, form)
