"""``palier fit``: what the answers of a school say of the engine's settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:  # slow to load: the engine comes with them
    from adaptive.fitting import Fitted
    from palier.app import Services
    from palier.calibration.service import Basis, Steps

NAMES = {
    "sigma_general": "Écart entre stagiaires, partout",
    "sigma_domain": "Écart propre à un domaine",
    "sigma_strand": "Écart propre à un volet",
    "sigma_graph": "Écart propre à une compétence",
    "beta": "Ressemblance des compétences voisines",
    "mean": "Niveau moyen à l’arrivée",
    "half_life_days": "Demi-vie d’un acquis non travaillé (jours)",
    "drift": "Gain par exercice travaillé",
    "drift_sd": "Variation de ce gain",
}
LEAST_GAIN = 0.001  # of log loss an answer: less, nobody would notice
WIDTH = 46


@click.command()
@click.option("--apply", "carry_out", is_flag=True, help="met en vigueur ce qui est trouvé")
@click.option("--defaults", is_flag=True, help="revient aux réglages livrés, sans rien ajuster")
@click.option("--yes", is_flag=True, help="ne demande pas de confirmer")
def fit(carry_out: bool, defaults: bool, yes: bool) -> None:
    """Ajuste les réglages du moteur aux réponses données ici.

    Sans --apply, rien ne change : la commande montre ce qu’elle trouve, jugé sur des
    stagiaires gardés à part. Avec --apply, elle demande de confirmer, recalcule tous les
    niveaux pendant que l’on travaille, puis les change tous en une fois. Interrompue avant,
    elle ne change rien.
    """
    from palier.calibration import refolding, service

    with opened() as services:
        try:
            if defaults:
                _back_to_defaults(services, carry_out, yes)
            else:
                _fit(services, carry_out, yes)
        except service.NothingPublished:
            stop("Aucun exercice n’est encore publié. Lancez « palier sync ».")
        except service.AlreadyInForce:
            click.echo("Ces réglages sont déjà en vigueur : rien à changer.")
        except refolding.Overtaken:
            stop("Une publication est passée entre-temps : rien n’a changé. Relancez.")


@contextmanager
def opened() -> Iterator[Services]:
    """The services of this database, its version seen to."""
    from palier import schema
    from palier.app import Services
    from palier.catalogue import CatalogueStore
    from palier.clock import SystemSource
    from palier.config import Config
    from palier.db import Database

    config = Config()
    db = Database(config.database_url)
    try:
        schema.require_current(db)
        yield Services(db, CatalogueStore(db), SystemSource(), config)
    finally:
        db.dispose()


def _fit(services: Services, carry_out: bool, yes: bool) -> None:
    from palier.calibration import service

    with progressing() as progress:
        basis = service.gather(services, progress.share("Lecture du journal"))
    click.echo(
        f"{count(basis.answers)} réponses de {basis.learners} stagiaires ; "
        f"gardés à part pour juger : {len(basis.held_out)}."
    )
    if not basis.enough:
        stop(
            f"C’est trop peu : il faut {count(service.LEAST_ANSWERS)} réponses de "
            f"{service.LEAST_LEARNERS} stagiaires, dont {service.LEAST_HELD_OUT} gardés à part "
            "(un sur cinq). Rien n’a changé : les réglages en vigueur restent les meilleurs."
        )
    with progressing() as progress:
        fitted = service.fit(
            basis,
            lambda done, most, loss: progress.say(
                "Ajustement", f"tour {done} ({most} au plus), surprise {number(loss, 4)}"
            ),
        )
    click.echo("\n".join(table(basis, fitted, _domains(services))))
    click.echo(
        "Stagiaires mieux prédits, pris un par un : "
        f"{service.better_for(basis, fitted)} sur {len(basis.held_out)}."
    )
    if not service.better(fitted):
        said = (
            "Les stagiaires gardés à part ne sont pas mieux prédits : gardez les réglages "
            "en vigueur. Rien n’a changé."
        )
        if carry_out:
            stop(said)
        click.echo(said)
    elif not carry_out:
        click.echo(_advice(fitted))
    else:
        if not yes:
            click.confirm("Mettre ces réglages en vigueur pour tout le monde ?", abort=True)
        _adopted(services, lambda steps: service.adopt(services, basis, fitted, steps))


def _back_to_defaults(services: Services, carry_out: bool, yes: bool) -> None:
    from palier.calibration import service

    if not carry_out:
        click.echo("Rien n’a changé. Pour le faire : palier fit --defaults --apply")
        return
    if not yes:
        click.confirm("Revenir aux réglages livrés, pour tout le monde ?", abort=True)
    _adopted(services, lambda steps: service.adopt_defaults(services, steps))


def _adopted(services: Services, adopt: Callable[[Steps], int]) -> None:
    from palier.calibration.service import Steps

    with progressing() as progress:
        steps = ("Semaines passées", "Niveaux", "Rangement")
        learners = adopt(Steps(*map(progress.share, steps)))
    click.echo(
        f"En vigueur. Niveaux recalculés : {learners}. Les semaines déjà montrées restent "
        "telles quelles. Pour contrôler : palier verify"
    )


def _domains(services: Services) -> dict[str, str]:
    with services.db.read() as session:
        domains = services.catalogue.current(session).curriculum.domains
    return {domain.id: domain.label for domain in domains}


def table(basis: Basis, fitted: Fitted, domains: Mapping[str, str]) -> list[str]:
    """What was found, beside what is in force. ``domains``: their names, by id."""
    before, after = basis.known.parameters.hyper, fitted.hyper
    lines = [f"{'':{WIDTH}}{'en vigueur':>12}{'trouvé':>12}"]
    lines += [
        _row(label, getattr(before, name), getattr(after, name))
        for name, label in NAMES.items()
    ]
    drifts = (dict(before.drift_by_domain), dict(after.drift_by_domain))
    for domain, label in domains.items():
        if domain in drifts[0] | drifts[1]:
            was, found = drifts[0].get(domain, before.drift), drifts[1].get(domain, after.drift)
            lines.append(_row(f"  {label}", was, found))
    lines += [
        "",
        _row("Surprise par réponse, stagiaires à part", fitted.before, fitted.after, 4),
        "(moyenne de −log de la probabilité annoncée : plus petite, mieux c’est prédit)",
    ]
    if not fitted.converged:
        lines.append(
            f"La recherche s’est arrêtée après {fitted.rounds} tours, avant son terme."
        )
    return lines


def _row(label: str, before: float, after: float, digits: int = 3) -> str:
    return f"{label:{WIDTH}}{number(before, digits):>12}{number(after, digits):>12}"


def number(value: float, digits: int) -> str:
    """As one writes numbers in French, no more digits than say something."""
    return f"{value:.{1 if abs(value) >= 10.0 else digits}f}".replace(".", ",").replace(
        "-", "−"
    )


def count(value: int) -> str:
    """A whole number as one writes it in French."""
    return f"{value:,}".replace(",", "\u202f")


def _advice(fitted: Fitted) -> str:
    if fitted.before - fitted.after < LEAST_GAIN:
        return "Rien n’a changé. Le gain est très petit : attendez d’avoir plus de réponses."
    return "Rien n’a changé. Pour mettre ces réglages en vigueur : palier fit --apply"


class _Progress:
    """Progress lines beside the result, one a label: a pipe has the result alone."""

    def __init__(self) -> None:
        self._shown, self._label, self._said = sys.stderr.isatty(), "", ""

    def say(self, label: str, text: str) -> None:
        """Say how far a step is, in the place of what was said of it before."""
        if not self._shown or (label, text) == (self._label, self._said):
            return
        begin = "\n" if self._label not in ("", label) else "\r"
        click.echo(f"{begin}{label} : {text}", err=True, nl=False)
        self._label, self._said = label, text

    def share(self, label: str) -> Callable[[int, int], None]:
        """Say how much of a step is done."""
        return lambda done, total: self.say(label, f"{100 * done // max(total, 1):3} %")

    def end(self) -> None:
        """Leave what comes next a line of its own."""
        if self._label:
            click.echo("", err=True)


@contextmanager
def progressing() -> Iterator[_Progress]:
    """Progress lines, ended whatever happens."""
    progress = _Progress()
    try:
        yield progress
    finally:
        progress.end()


def stop(said: str) -> NoReturn:
    """Say why, and end with code 1."""
    click.echo(said, err=True)
    sys.exit(1)


COMMANDS = (fit,)
