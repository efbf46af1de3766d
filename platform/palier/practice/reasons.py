"""Why this exercise: the engine's reason as one true French sentence."""

from __future__ import annotations

from typing import Any

from exercises.curriculum import Curriculum
from palier.i18n import _


def lower_first(label: str) -> str:
    """A label inside a sentence: "lire un tableau"."""
    return label[:1].lower() + label[1:]


def sentence(curriculum: Curriculum, reason: dict[str, Any]) -> str:
    """One sentence from the stored reason: code, skill, and the skills it rests on."""
    skill = curriculum.skills[reason["skill"]]
    label = lower_first(skill.label)
    because = [lower_first(curriculum.skills[s].label) for s in reason.get("because", [])]
    match reason["code"]:
        case "start":
            return _("On commence par quelque chose d’assez facile, pour prendre ses marques.")
        case "probe":
            return _("Pour savoir d’où partir : %(skill)s.", skill=label)
        case "confirm":
            return _(
                "Pour confirmer ce que vos réponses laissent penser : %(skill)s.", skill=label
            )
        case "frontier" if because:
            return _(
                "Vous savez déjà : %(known)s. Cet exercice est la marche d’après.",
                known=because[0],
            )
        case "frontier":
            return _("C’est une première marche : %(skill)s.", skill=label)
        case "onward" if because:
            return _(
                "Vous êtes en bonne voie ici : %(begun)s. Cet exercice va un peu plus loin.",
                begun=because[0],
            )
        case "onward":
            return _("On essaie un peu plus loin : %(skill)s.", skill=label)
        case "upkeep":
            return _("Vous le savez : %(skill)s. Un exercice pour le garder.", skill=label)
        case "strengthen":
            return _(
                "Vous avancez ici : %(skill)s. Encore un peu et c’est acquis.", skill=label
            )
        case "review":
            return _(
                "Vous l’avez déjà su : %(skill)s. On vérifie que c’est resté.", skill=label
            )
        case "goal":
            return _("C’est un but choisi avec votre formateur : %(skill)s.", skill=label)
        case "assigned":
            return _("Votre formateur vous a proposé ce travail : %(skill)s.", skill=label)
        case "ease":
            return _("On change d’angle. Un exercice plus facile.")
        case "explore":
            return _("Cet exercice nous aide à mieux régler les suivants.")
        case "fallback":
            return _("C’est le plus simple de ce qui est prêt. Vous pouvez demander de l’aide.")
    raise ValueError(f"unknown reason: {reason['code']}")
