"""The names of policies, worlds and groups, and what the worlds assume."""

from __future__ import annotations

from collections.abc import Mapping

from palier.i18n import N_

POLICIES: Mapping[str, str] = {
    "ours": N_("Palier"),
    "bkt": N_("Maîtrise, puis la suite"),
    "zpdes": N_("Là où l’on progresse"),
    "fixed": N_("Même ordre pour tous"),
    "random": N_("Au hasard"),
    "information": N_("Le plus instructif pour le test"),
}
POLICIES_EXPLAINED: Mapping[str, str] = {
    "ours": N_("le moteur tel qu’il est dans ce programme, réglages livrés"),
    "bkt": N_(
        "on reste sur une compétence jusqu’à la maîtrise calculée, 14 exercices au plus "
        "(Corbett et Anderson 1995)"
    ),
    "zpdes": N_(
        "on va là où les réussites récentes augmentent le plus (Clément et coll. 2015)"
    ),
    "fixed": N_("neuf exercices par compétence, des plus simples aux plus difficiles"),
    "random": N_("n’importe quel exercice"),
    "information": N_("la règle classique des tests adaptatifs : ce qui renseigne le plus"),
}
WORLDS: Mapping[str, tuple[str, str, str]] = {
    "zone": (
        N_("La bonne marche"),
        N_(
            "On apprend surtout quand on réussit trois fois sur quatre. La moitié de ce qui "
            "est gagné s’efface en quelques semaines."
        ),
        N_("zone proche : Wilson et coll. 2019, Klinkenberg et coll. 2011"),
    ),
    "count": (
        N_("L’entraînement"),
        N_(
            "Chaque exercice compte, une réussite plus qu’un essai, mais de moins en moins. "
            "Une partie s’efface en un mois."
        ),
        N_("analyse des performances : Pavlik, Cen et Koedinger 2009"),
    ),
    "switch": (
        N_("Le déclic"),
        N_(
            "On sait, ou on ne sait pas encore. Un exercice peut faire basculer, le temps peut "
            "faire revenir en arrière."
        ),
        N_("connaissance tout ou rien : Corbett et Anderson 1995, avec oubli"),
    ),
    "trace": (
        N_("Les traces"),
        N_(
            "Chaque exercice laisse une trace qui pâlit lentement, plus vite si les exercices "
            "se suivent de près."
        ),
        N_("mémoire en puissance du temps : Pavlik et Anderson 2005"),
    ),
}
GROUPS: Mapping[str, str] = {
    "lowest": N_("Le quart qui part du plus bas"),
    "middle": N_("La moitié du milieu"),
    "highest": N_("Le quart qui part du plus haut"),
    "even": N_("Profil régulier d’un domaine à l’autre"),
    "uneven": N_("Profil en dents de scie"),
}
