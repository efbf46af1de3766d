"""Our own answers in words and pictures."""

from __future__ import annotations

from collections.abc import Mapping

from adaptive.simulation.fairness import LEAST_LEARNERS
from adaptive.simulation.forecast import Bin
from adaptive.simulation.replay import LEAST_ANSWERS, Agreement
from exercises.curriculum import Curriculum
from palier.i18n import _, ngettext
from palier.practice.views import domain_label
from palier.presentation import day
from palier.report import words
from palier.report.observed import DomainLoss, French, Observed
from palier.report.pages import Key, Line, ObservedPart, Table
from palier.report.pictures import CurvePlot, curve_plot
from palier.report.written import between, number, percent, percent_between


def keys(found: Observed) -> tuple[Key, ...]:
    """The figure to remember of our own answers."""
    if not found.bins:
        return ()
    sentence = _(
        "des exercices réussis sans aide, sur %(answers)s réponses d’ici. Le moteur annonçait "
        "%(predicted)s.",
        answers=number(found.answers),
        predicted=percent(found.predicted),
    )
    return (Key(percent(found.happened), _("de réussite ici"), sentence),)


def observed_part(curriculum: Curriculum, found: Observed) -> ObservedPart:
    """Everything about our own answers."""
    return ObservedPart(
        said=_said(found),
        where=_where(found),
        curve=_curve(found.bins) if found.bins else None,
        bins=_bins(found.bins) if found.bins else None,
        domains=_domains(curriculum, found.domains) if found.domains else None,
        coverage_said=_coverage_said(found),
        policies=_policies(found.policies) if found.policies else None,
        policies_said=_policies_said(found.policies),
        french=_french(curriculum, found.french) if found.french.listed else None,
        french_said=_french_said(found.french),
    )


def until(found: Observed) -> str:
    """The day of the last answer, in words; "" when there is none."""
    return "" if found.until is None else day(found.until, year=True)


def _said(found: Observed) -> str:
    if not found.answers:
        return _("Cette base de données n’a pas encore de réponse : rien à comparer.")
    count = ngettext(
        "%(number)s stagiaire, %(answers)s réponses sans aide, jusqu’au %(day)s.",
        "%(number)s stagiaires, %(answers)s réponses sans aide, jusqu’au %(day)s.",
        found.learners,
        answers=number(found.answers),
        day=until(found),
    )
    if not found.bins:
        return f"{count} {_('C’est trop peu pour juger les prédictions.')}"
    return count


def _where(found: Observed) -> str:
    """Whose answers these are, when they are not all those of real people."""
    said = []
    if found.everybody > found.learners:
        said.append(
            _(
                "Version rapide : un échantillon de %(some)s stagiaires sur %(all)s.",
                some=number(found.learners),
                all=number(found.everybody),
            )
        )
    if found.demonstration and found.answers:
        said.append(
            _(
                "Cette base est celle de la démonstration : ces réponses viennent de "
                "stagiaires simulés. La page montre ce que vous verrez avec les vôtres, rien "
                "de plus."
            )
        )
    return " ".join(said)


def _curve(bins: tuple[Bin, ...]) -> CurvePlot:
    pairs = [(one.predicted, one.happened) for one in bins]
    said = [
        _(
            "%(p)s annoncés, %(s)s réussis",
            p=percent(one.predicted),
            s=percent(one.happened.value),
        )
        for one in bins
    ]
    title = _("Réussite annoncée et réussite observée")
    return curve_plot(title, " ; ".join(said), pairs, percent)


def _bins(bins: tuple[Bin, ...]) -> Table:
    lines = tuple(
        Line(
            percent(one.predicted),
            (percent_between(one.happened), number(one.happened.n)),
        )
        for one in bins
    )
    heads = (_("Annoncé"), _("Réussi"), _("Réponses"))
    note = _("Entre parenthèses, l’intervalle de Wilson à 95 %.")
    return Table(_("Ce qui était annoncé, ce qui est arrivé"), heads, lines, note)


def _domains(curriculum: Curriculum, domains: tuple[DomainLoss, ...]) -> Table:
    lines = tuple(
        Line(
            domain_label(curriculum, one.domain) or one.domain,
            (
                number(one.answers),
                percent(one.predicted),
                percent(one.happened),
                number(one.ours, 3),
                number(one.base, 3),
                f"{number(one.gained.value, 3, sign=True)} "
                f"({between(number(one.gained.low, 3), number(one.gained.high, 3))})",
            ),
        )
        for one in domains
    )
    heads = (
        _("Domaine"),
        _("Réponses"),
        _("Annoncé"),
        _("Réussi"),
        _("Perte du moteur"),
        _("Perte sans le connaître"),
        _("Ce que le moteur apporte"),
    )
    note = _(
        "Perte logarithmique par réponse, prédite avant qu’elle arrive : plus bas est mieux. "
        "« Sans le connaître » annonce à chacun la moyenne des autres. Intervalles à 95 % sur "
        "les stagiaires."
    )
    return Table(_("Justesse des prédictions par domaine"), heads, lines, note)


def _coverage_said(found: Observed) -> str:
    if found.inside is None:
        return ""
    return _(
        "Sur dix réponses de suite d’un même stagiaire, le nombre de réussites tombe dans la "
        "fourchette annoncée à 90 %% : %(share)s du temps.",
        share=percent_between(found.inside),
    )


def _policies(policies: Mapping[str, Agreement]) -> Table:
    lines = tuple(
        Line(
            _(words.POLICIES[name]),
            (
                percent_between(one.same_item),
                percent_between(one.same_skill),
                percent(one.p_proposed),
                _where_same(one),
            ),
            name == "ours",
        )
        for name, one in policies.items()
    )
    heads = (
        _("Façon de choisir"),
        _("Même exercice"),
        _("Même compétence"),
        _("Réussite annoncée de son choix"),
        _("Réussite là où les deux sont d’accord"),
    )
    return Table(_("Les mêmes moments, choisis autrement"), heads, lines)


def _where_same(one: Agreement) -> str:
    if one.where_same is None:
        return _("trop peu pour le dire")
    return percent_between(one.where_same)


def _policies_said(policies: Mapping[str, Agreement]) -> str:
    if not policies:
        return _("Aucun exercice choisi pour s’entraîner : rien à rejouer.")
    first = next(iter(policies.values()))
    return _(
        "À chacun des %(n)s choix d’entraînement du journal, nous demandons à d’autres façons "
        "de choisir ce qu’elles auraient proposé, sachant la même chose. Réussite annoncée de "
        "ce qui a été montré : %(shown)s. Ce qui serait arrivé après un autre choix, "
        "personne ne le sait : nous ne comptons que les moments d’accord (Li et coll. 2011), "
        "s’il y en a au moins %(least)s. Le journal n’ayant pas tiré ses choix au hasard, ce "
        "chiffre ne vaut que pour ces moments-là.",
        n=number(first.choices),
        shown=percent(first.p_shown),
        least=LEAST_ANSWERS,
    )


def _french_said(found: French) -> str:
    if not found.enough:
        return _(
            "Trop peu. Il faut au moins %(n)s personnes pour qui le cours est déclaré suivi, "
            "et %(n)s pour qui il est déclaré non suivi : en dessous, rien n’est calculé.",
            n=LEAST_LEARNERS,
        )
    if not found.compared:
        return _(
            "Aucun exercice n’a encore reçu les réponses de %(n)s personnes de chaque groupe.",
            n=LEAST_LEARNERS,
        )
    return _(
        "%(compared)s exercices comparés, %(few)s laissés de côté (moins de %(n)s personnes "
        "d’un groupe, ou trop semblables). A, sans écart notable : %(a)s. B, écart modéré : "
        "%(b)s. C, écart fort, à relire : %(c)s. Le hasard seul en signalerait environ "
        "%(chance)s.",
        compared=number(found.compared),
        few=number(found.too_few),
        n=LEAST_LEARNERS,
        a=found.letters["A"],
        b=found.letters["B"],
        c=found.letters["C"],
        chance=number(found.by_chance),
    )


def _french(curriculum: Curriculum, found: French) -> Table:
    lines = tuple(
        Line(
            name,
            (
                _skill(curriculum, name),
                str(one.letter),
                number(one.delta, 1, sign=True),
                _("plus difficile") if one.delta < 0.0 else _("plus facile"),
            ),
            one.letter == "C",
        )
        for name, one in found.listed
    )
    heads = (
        _("Exercice"),
        _("Compétence"),
        _("Classe"),
        _("Écart Δ"),
        _("À niveau égal, pour qui suit le cours"),
    )
    note = _("Mantel-Haenszel, classes de l’ETS ; niveau égal : celui prédit avant la réponse.")
    return Table(_("Exercices à relire"), heads, lines, note)


def _skill(curriculum: Curriculum, item: str) -> str:
    skill = curriculum.skills.get(item.rsplit("/", 1)[0])
    return skill.label if skill else ""
