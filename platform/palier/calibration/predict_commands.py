"""``palier predict``: may a model learnt from the answers foresee, beside the engine?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from palier.calibration.commands import count, number, opened, progressing, stop

if TYPE_CHECKING:  # slow to load: the engine comes with them
    from palier.app import Services
    from palier.calibration.predicting import Found, Looked


@click.command()
@click.option("--apply", "carry_out", is_flag=True, help="met en service ce qui prédit mieux")
@click.option("--off", is_flag=True, help="éteint les modèles, sans rien comparer")
@click.option("--yes", is_flag=True, help="ne demande pas de confirmer")
def predict(carry_out: bool, off: bool, yes: bool) -> None:
    """Compare, par domaine, les prédictions du moteur à celles d’un modèle appris ici.

    Sans --apply, rien ne change. Avec --apply, la commande demande de confirmer, puis met en
    service un modèle là où il prédit mieux chez assez de stagiaires, et l’éteint ailleurs. Les
    niveaux ne changent pas : seul le choix des exercices en tient compte. Interrompue avant,
    elle ne change rien.
    """
    from palier.calibration import refolding, service

    with opened() as services:
        try:
            if off:
                _switch_off(services, yes)
            else:
                _compare(services, carry_out, yes)
        except service.NothingPublished:
            stop("Aucun exercice n’est encore publié. Lancez « palier sync ».")
        except refolding.Overtaken:
            stop("Quelqu’un a décidé entre-temps : rien n’a changé. Relancez.")


def _compare(services: Services, carry_out: bool, yes: bool) -> None:
    from palier.calibration import predicting

    names = _domains(services)
    with progressing() as progress:
        looked = predicting.look(
            services,
            lambda domain, done, of: progress.say(names[domain], f"partie {done + 1} sur {of}"),
        )
    for line in table(looked, names):
        click.echo(line)
    changes = [one for one in looked.domains if one.changes]
    if not changes:
        click.echo("Rien à changer : le moteur prédit seul.")
        return
    if not carry_out:
        click.echo("Rien n’a changé. Pour le faire : palier predict --apply")
        return
    if not yes:
        click.confirm(f"{_asked(changes, names)} Le faire ?", abort=True)
    with progressing() as progress:
        predicting.decide(
            services,
            looked,
            lambda domain, done: progress.say(names[domain], f"modèle {100 * done:.0f} %"),
        )
    click.echo("C’est fait. Pour revenir en arrière : palier predict --off")


def _switch_off(services: Services, yes: bool) -> None:
    from palier.calibration import predicting

    names = _domains(services)
    if not yes:
        click.confirm("Éteindre tous les modèles ?", abort=True)
    done = predicting.switch_off(services, tuple(names))
    if done:
        click.echo("Le moteur prédit seul : " + ", ".join(names[one] for one in done) + ".")
    else:
        click.echo("Aucun modèle n’était en service : rien à changer.")


def _domains(services: Services) -> dict[str, str]:
    with services.db.read() as session:
        domains = services.catalogue.current(session).curriculum.domains
    return {domain.id: domain.label for domain in domains}


def table(looked: Looked, names: dict[str, str]) -> Iterator[str]:
    """What was found, a line a domain."""
    for one in looked.domains:
        serving = "un modèle sert" if one.serving is not None else "le moteur seul"
        yield f"{names[one.domain]} ({serving}) : {_said(one)}"


def _said(one: Found) -> str:
    from palier.calibration.shadowing import LEAST

    if one.compared is None:
        return f"moins de {LEAST} réponses, rien n’est comparé."
    model = one.compared.get("model")
    if model is None:
        return "trop peu de stagiaires pour apprendre un modèle."
    verdict = "il prédit mieux" if model["on"] else "ce n’est pas établi"
    said = (
        f"surprise par réponse {number(model['filter'], 4)} (le moteur), "
        f"{number(model['model'], 4)} (le modèle), sur {count(model['answers'])} réponses ; "
        f"{verdict}"
    )
    if model["gain"] is None:
        return f"{said} ({model['learners']} stagiaires, trop peu)."
    least = "" if model["at_least"] is None else f", au moins {number(model['at_least'], 4)}"
    return f"{said} (gain {number(model['gain'], 4)}{least}, {model['learners']} stagiaires)."


def _asked(changes: list[Found], names: dict[str, str]) -> str:
    on = [names[one.domain] for one in changes if one.better]
    off = [names[one.domain] for one in changes if not one.better]
    said = []
    if on:
        said.append("Mettre un modèle en service : " + ", ".join(on) + ".")
    if off:
        said.append("Éteindre : " + ", ".join(off) + ".")
    return " ".join(said)


COMMANDS = (predict,)
