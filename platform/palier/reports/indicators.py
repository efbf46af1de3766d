"""Figures for Qualiopi’s indicators 8, 10, 11, 12 and 19, and how each is counted.

Référentiel national qualité (décret du 6 juin 2019). A figure supports a proof; none is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from palier.i18n import _
from palier.moved import RULE
from palier.reports.document import Cell, Section
from palier.reports.facts import LearnerFacts
from palier.reports.words import duration, share, total


@dataclass(frozen=True)
class Counted:
    """What is counted of a school besides its learners’ work."""

    departures: int
    stopped: int  # before the end of their stay
    followed: int  # of those who left, how many were asked after since
    items: int  # exercises that are published


def sections(found: Sequence[LearnerFacts], counted: Counted) -> list[Section]:
    """A section for each indicator: figures, then how they are counted."""
    count = len(found)
    return [
        _entry(found, count),
        _adapted(found, count),
        _reached(found, count),
        _engaged(found, count, counted),
        _resources(found, count, counted),
    ]


def _section(title: str, rows: Sequence[tuple[str, Cell]], method: str) -> Section:
    head = [_("Ce qui est compté"), _("Sur la période")]
    return Section(title, head=head, rows=rows, note=_("Méthode : %(method)s", method=method))


def _entry(found: Sequence[LearnerFacts], count: int) -> Section:
    deeper = sum(any(d.deeper for d in one.domains) for one in found)
    return _section(
        _("Indicateur 8 : positionnement à l’entrée"),
        [
            (
                _("Ont un point de départ"),
                share(sum(bool(one.domains) for one in found), count),
            ),
            (_("Ont un point de départ approfondi"), share(deeper, count)),
            (
                _("Ont signé un positionnement sur la période"),
                share(sum(one.signed["positionnement"] > 0 for one in found), count),
            ),
        ],
        _(
            "un point de départ est une séance de 12 questions au plus dans un domaine, 24 "
            "s’il est approfondi. Un positionnement est signé par le stagiaire et le "
            "formateur, qui décident du palier : aucun n’est automatique."
        ),
    )


def _adapted(found: Sequence[LearnerFacts], count: int) -> Section:
    return _section(
        _("Indicateur 10 : adaptation de la formation et suivi"),
        [
            (_("Ont un plan avec un but au moins"), share(_some(found, "goals"), count)),
            (_("Ont eu un entretien sur la période"), share(_some(found, "interviews"), count)),
            (_("Décisions prises en entretien"), sum(one.decided for one in found)),
            (_("Décisions dont la suite est notée"), sum(one.followed for one in found)),
        ],
        _(
            "buts ouverts pendant la période ; entretiens tenus dans la période, leurs "
            "décisions, et ce qui en a été noté à ce jour. Chaque exercice est choisi d’après "
            "les réponses d’avant, et le stagiaire peut lire pourquoi."
        ),
    )


def _reached(found: Sequence[LearnerFacts], count: int) -> Section:
    rise = sum(any(d.rose for d in one.domains) for one in found)
    return _section(
        _("Indicateur 11 : atteinte des objectifs"),
        [
            (_("Progrès réel dans un domaine au moins"), share(rise, count)),
            (_("Compétences acquises"), sum(one.acquired for one in found)),
            (_("Compétences retenues"), sum(one.retained for one in found)),
            (_("Buts du plan"), sum(one.goals for one in found)),
            (_("Buts atteints"), sum(one.reached for one in found)),
        ],
        _(
            "%(rule)s Acquise : 3 réussites sans aide, sur des exercices différents, dans 2 "
            "séances au moins. Retenue : encore réussie 7 jours après, ou plus tard.",
            rule=_(RULE),
        ),
    )


def _engaged(found: Sequence[LearnerFacts], count: int, counted: Counted) -> Section:
    working = [one for one in found if one.answers]
    days = sum(one.days for one in working)
    mean = f"{days / len(working):.1f}".replace(".", ",") if working else "0"
    return _section(
        _("Indicateur 12 : engagement et prévention des ruptures"),
        [
            (_("Ont travaillé sur la période"), share(len(working), count)),
            (_("Jours de travail, en moyenne"), mean),
            (_("Départs sur la période"), counted.departures),
            (_("Dont arrêts avant la fin"), counted.stopped),
            (_("Dont nouvelles prises après le départ"), counted.followed),
        ],
        _(
            "un jour de travail est un jour avec un exercice au moins. Les départs sont ceux "
            "que l’équipe a notés, avec leur raison. Le formateur est prévenu quand un "
            "stagiaire bloque ou ne vient plus, périodes en entreprise déduites."
        ),
    )


def _resources(found: Sequence[LearnerFacts], count: int, counted: Counted) -> Section:
    inside, outside = total(found)
    return _section(
        _("Indicateur 19 : ressources pédagogiques"),
        [
            (_("Exercices publiés"), counted.items),
            (_("Exercices faits"), sum(one.answers for one in found)),
            (_("Stagiaires qui s’en sont servis"), share(_some(found, "answers"), count)),
            (_("Temps actif, heures d’école"), duration(inside)),
            (_("Temps actif, autres heures"), duration(outside)),
        ],
        _(
            "temps entre un exercice affiché et sa réponse, 2 minutes au plus par exercice. "
            "Ne vaut pas émargement."
        ),
    )


def _some(found: Sequence[LearnerFacts], what: str) -> int:
    """How many learners have at least one of something."""
    return sum(getattr(one, what) > 0 for one in found)
