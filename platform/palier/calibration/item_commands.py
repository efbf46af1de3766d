"""``palier calibrate``: what the answers say of the exercises, and what a person decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from palier.calibration.commands import count, number, opened, progressing, stop

if TYPE_CHECKING:  # slow to load: the engine comes with them
    from palier.app import Services
    from palier.calibration.measuring import Hold, Known
    from palier.calibration.service import Steps
    from palier.models import CalibrationProposal

SAID = {
    "hard": "Plus difficiles que prévu",
    "easy": "Plus faciles que prévu",
    "flat": "Ne distinguent pas",
    "drift": "Ont changé avec le temps",
    "unfair": "Demandent plus à un groupe",
    "misfit": "Réponses irrégulières",
}
STATES = {
    "proposed": "attend une décision",
    "approved": "approuvée",
    "refused": "refusée",
    "replaced": "remplacée par une autre",
}


@click.command()
@click.option("--resume", is_flag=True, help="reprend le calcul interrompu")
@click.option("--cluster", metavar="ADRESSE", help="calcule sur une grappe Dask (ou : local)")
@click.option("--predict", is_flag=True, help="compare aussi le modèle appris (plus long)")
@click.option("--workers", type=click.IntRange(1, 256), default=1, help="processus de calcul")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="dossier que toutes les machines de la grappe voient au même endroit",
)
@click.option(
    "--anchors",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FICHIER",
    help="les exercices qui tiennent l’échelle (CSV, un nom par ligne)",
)
@click.option(
    "--fix-anchors", is_flag=True, help="ces exercices gardent la difficulté qu’ils ont"
)
@click.option("--approve", type=int, metavar="N", help="met la proposition N en vigueur")
@click.option("--refuse", type=int, metavar="N", help="refuse la proposition N")
@click.option("--back", type=int, metavar="N", help="remet en vigueur la version N")
@click.option("--reason", default="", help="la raison d’un refus")
@click.option("--list", "history", is_flag=True, help="montre les propositions et les versions")
@click.option("--yes", is_flag=True, help="ne demande pas de confirmer")
def calibrate(
    resume: bool,
    predict: bool,
    cluster: str | None,
    workers: int,
    folder: Path | None,
    anchors: Path | None,
    fix_anchors: bool,
    approve: int | None,
    refuse: int | None,
    back: int | None,
    reason: str,
    history: bool,
    yes: bool,
) -> None:
    """Mesure ce que valent les exercices, d’après les réponses données ici.

    Le résultat est une proposition : rien ne change avant qu’une personne l’approuve, ici ou
    sur la page « Ce que valent les exercices ». Les niveaux sont alors recalculés pendant que
    l’on travaille, puis changent tous en une fois. Interrompue avant, elle ne change rien.
    """
    if sum((approve is not None, refuse is not None, back is not None, history)) > 1:
        stop("Une seule chose à la fois : --approve, --refuse, --back ou --list.")
    from palier.calibration.fitting_places import place

    with opened() as services:
        if history:
            _list(services)
        elif approve is not None:
            _approve(services, approve, yes)
        elif refuse is not None:
            _refuse(services, refuse, reason)
        elif back is not None:
            _put_back(services, back, yes)
        else:
            here = partial(place, cluster, workers, folder)
            _measure(services, resume, predict, here, (anchors, fix_anchors))


def _measure(
    services: Services,
    resume: bool,
    predict: bool,
    place: Callable[[], AbstractContextManager[Hold]],
    anchors: tuple[Path | None, bool],
) -> None:
    from palier.calibration import anchoring, proposals, scaling, service
    from palier.calibration.engines import WorkersLost
    from palier.calibration.fitting_places import Unreachable

    try:
        asked = anchoring.asked(*anchors)
        known = proposals.read(services)
        names = _domains(services)
        anchoring.check(known, asked)
        click.echo(
            f"{count(len(known.answers))} premières réponses sans aide, de "
            f"{len(set(known.answers.learner.tolist()))} stagiaires."
        )
        with place() as hold, progressing() as progress:

            def tell(domain: str, passes: int, most: int) -> None:
                progress.say(
                    names[domain], f"passage {passes} sur les réponses ({most} au plus)"
                )

            number_ = proposals.propose(services, known, resume, hold, tell, predict, asked)
    except service.NothingPublished:
        stop("Aucun exercice n’est encore publié. Lancez « palier sync ».")
    except proposals.TooFew as few:
        stop(_too_few(few.answers, few.learners))
    except proposals.NothingToResume:
        stop(
            "Il n’y a rien à reprendre : aucun calcul interrompu sur ces mêmes réponses "
            "et avec les mêmes ancres. Lancez « palier calibrate »."
        )
    except scaling.TooFewLeft:
        stop(
            "Parmi les exercices d’ancrage nommés, trop ont bougé ou ne distinguent pas : il "
            "en reste trop peu pour tenir l’échelle. Rien n’a changé. Nommez-en d’autres."
        )
    except (Unreachable, WorkersLost, anchoring.AnchorsRefused) as error:
        stop(str(error))
    _say(services, known, number_)


def _too_few(answers: int, learners: int) -> str:
    from palier.calibration.measuring import LEAST_ANSWERS, LEAST_LEARNERS

    return (
        f"C’est trop peu : {count(answers)} premières réponses de {learners} stagiaires dans "
        f"le domaine le plus travaillé ; il en faut {LEAST_ANSWERS} de {LEAST_LEARNERS}. "
        "Rien n’a changé : les exercices gardent la difficulté dite par leurs auteurs."
    )


def _say(services: Services, known: Known, number_: int) -> None:
    from palier.models import CalibrationProposal

    with services.db.read() as session:
        row = session.get_one(CalibrationProposal, number_)
    names = _domains(services)
    for domain, figures in row.basis["figures"].items():
        click.echo(f"{names.get(domain, domain)} : {_domain(figures)}")
    for domain, one in row.findings["beside"].items():
        click.echo(f"{names.get(domain, domain)} : {_beside(one)}")
    lines = list(_findings(row))
    click.echo("\n".join(lines) or "Aucun exercice ne sort de l’ordinaire.")
    click.echo(
        f"Proposition {number_} gardée. Rien n’a changé. Pour la voir : la page « Ce que "
        "valent les exercices ». Pour la mettre en vigueur : "
        f"palier calibrate --approve {number_}"
    )


def _domain(figures: dict[str, Any]) -> str:
    given = f"{count(figures['answers'])} réponses de {figures['learners']} stagiaires"
    if figures.get("erased"):
        given += f" (et {count(figures['erased'])} de personnes effacées, comptées sans servir)"
    if not figures["enough"]:
        return f"{given} : trop peu, les auteurs gardent le dernier mot."
    said = f"{given}, {figures['items']} exercices ; {_scale(figures)}."
    if not figures["converged"]:
        said += f" La recherche s’est arrêtée après {figures['passes']} passages."
    return said


def _scale(figures: dict[str, Any]) -> str:
    """What holds the scale, and which anchors do not."""
    many, near = figures["anchors"], f"à {number(figures['shift_se'], 2)} près"
    said = {
        "authors": f"échelle tenue par {many} d’entre eux, d’après leurs auteurs, {near}",
        "linked": f"échelle tenue par {many} exercices déjà mesurés, {near}",
        "fixed": f"{many} exercices déjà mesurés gardent leur difficulté et tiennent l’échelle",
    }[figures["linking"]]
    for key, why in (("moved", "ont bougé"), ("flat", "ne distinguent pas")):
        if names := figures[key]:
            said += f" ; {len(names)} {why} et n’y servent pas : {', '.join(names)}"
    return said


def _beside(one: dict[str, Any]) -> str:
    """What each way to foresee cost, and whether another one may serve."""
    said = (
        f"surprise par réponse {number(one['filter'], 4)} (le moteur), "
        f"{number(one['two_way'], 4)} (le filtre à deux côtés, en observation)"
    )
    if (model := one.get("model")) is None:
        return f"{said}."
    better = "il pourrait servir ici" if model["on"] else "il reste éteint"
    return (
        f"{said} ; sur les dernières réponses, {number(model['filter'], 4)} (le moteur), "
        f"{number(model['model'], 4)} (le modèle appris, {better})."
    )


def _findings(row: CalibrationProposal) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for finding in row.findings["items"]:
        by_kind.setdefault(finding["kind"], []).append(finding["item"])
    for kind, items in by_kind.items():
        shown = ", ".join(items[:5]) + ("…" if len(items) > 5 else "")
        yield f"{SAID[kind]} ({len(items)}) : {shown}"


def _decided(services: Services, act: Callable[[Steps], int]) -> None:
    from palier.calibration import deciding, refolding, service

    try:
        with progressing() as progress:
            steps = ("Semaines passées", "Niveaux", "Rangement")
            learners = act(service.Steps(*map(progress.share, steps)))
    except deciding.NotWaiting:
        stop("Cette proposition n’attend pas de décision. Voyez : palier calibrate --list")
    except deciding.NotThere:
        stop("Cette version n’existe pas. Voyez : palier calibrate --list")
    except deciding.InForceAlready:
        click.echo("Cette version est déjà en vigueur : rien à changer.")
        return
    except service.NothingPublished:
        stop("Aucun exercice n’est encore publié. Lancez « palier sync ».")
    except refolding.Overtaken:
        stop("Une publication est passée entre-temps : rien n’a changé. Relancez.")
    click.echo(
        f"En vigueur. Niveaux recalculés : {learners}. Les semaines déjà montrées restent "
        "telles quelles. Pour contrôler : palier verify"
    )


def _approve(services: Services, proposal: int, yes: bool) -> None:
    from palier.calibration import deciding

    if not yes:
        click.confirm(
            f"Mettre la proposition {proposal} en vigueur, pour tout le monde ?", abort=True
        )
    _decided(services, lambda steps: deciding.approve(services, proposal, steps))


def _put_back(services: Services, version: int, yes: bool) -> None:
    from palier.calibration import deciding

    if not yes:
        click.confirm(f"Revenir à la version {version}, pour tout le monde ?", abort=True)
    _decided(services, lambda steps: deciding.put_back(services, version, steps))


def _refuse(services: Services, proposal: int, reason: str) -> None:
    from palier.calibration import deciding

    if not reason.strip():
        stop("Dites pourquoi : palier calibrate --refuse N --reason « … »")
    try:
        deciding.refuse(services, proposal, " ".join(reason.split()))
    except deciding.NotWaiting:
        stop("Cette proposition n’attend pas de décision. Voyez : palier calibrate --list")
    click.echo("Refusée. Rien ne change ; la proposition et la raison sont gardées.")


def _list(services: Services) -> None:
    from sqlalchemy import select

    from palier.calibration import queries
    from palier.calibration.proposals import DRAFT
    from palier.models import CalibrationProposal, CalibrationVersion

    with services.db.read() as session:
        proposed = session.scalars(
            select(CalibrationProposal)
            .where(CalibrationProposal.state != DRAFT)
            .order_by(CalibrationProposal.id)
        ).all()
        versions = session.scalars(
            select(CalibrationVersion).order_by(CalibrationVersion.id)
        ).all()
        known = queries.in_force(session)
    for row in proposed:
        click.echo(f"Proposition {row.id} : {STATES[row.state]}, {row.created_at:%d/%m/%Y}.")
    for version in versions:
        here = known and known.release.calibration_version_id == version.id
        mark = " (en vigueur)" if here else ""
        click.echo(f"Version {version.id} : {version.label}{mark}.")


def _domains(services: Services) -> dict[str, str]:
    with services.db.read() as session:
        domains = services.catalogue.current(session).curriculum.domains
    return {domain.id: domain.label for domain in domains}


COMMANDS = (calibrate,)
