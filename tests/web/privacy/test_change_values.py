"""Every kind of change that the code writes is shown with its values, in words."""

from __future__ import annotations

from typing import Any

import pytest

from palier.models import AuditEvent
from palier.privacy.change_values import said
from tests.web.privacy.audit_kinds import recorded

NAMES = {
    ("group", 3): "Groupe A",
    ("group", 4): "Groupe B",
    ("site", 2): "Reims",
    ("goal", "g1"): "Lire une heure",
    ("skill", "m.h"): "Lire l’heure",
    ("skill", "m.d"): "Comparer",
    ("domain", "maths"): "Maths",
}
GROUP, SKILL, GOAL = "groupe : Groupe A", "compétence : Lire l’heure", "but : Lire une heure"
WORK = {"assignment": "w", "kind": "skill", "skill": "m.h", "starts": "2026-09-14"}
GIVEN = f"quoi : une compétence, {SKILL}, du : 14 septembre 2026, pour le : 20 septembre 2026"
PERIOD = {"group": 3, "kind": "holiday", "first": "2026-10-19", "last": "2026-10-30"}
HOLIDAY = f"{GROUP}, quoi : Congés, du : 19 octobre 2026, au : 30 octobre 2026"
TRAINER = "rôle : Formatrice ou formateur, site : Reims"
ADMIN = "rôle : Administration, toute l’école"
SET = {"parameter_set": 5, "before_set": 4}
# (kind, what is kept, before, after, beside): first what is written today, then what was once.
TABLE: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("group.created", {"group": 3}, "", GROUP, ""),
    ("learner.added", {"group": 3}, "", GROUP, ""),
    ("learner.moved", {"group": [3, 4]}, "Groupe A", "Groupe B", ""),
    ("learner.moved", {"from": 3, "to": 4}, "Groupe A", "Groupe B", ""),
    ("learner.returned", {"group": [3, 9]}, "Groupe A", "effacé depuis", ""),
    (
        "learner.left",
        {"group": 3, "left_on": "2026-09-14", "why": "arret", "destination": "formation"},
        "",
        "",
        f"{GROUP}, dernier jour : 14 septembre 2026, motif : Arrêt avant la fin, "
        "après le départ : Formation",
    ),
    (
        "learner.followed",
        {"months": 6, "situation": "sans_nouvelles"},
        "",
        "",
        "mois après le départ : 6, situation : Pas de réponse",
    ),
    ("learner.merged", {"merged": "x", "observations": 12}, "", "", "réponses reprises : 12"),
    (
        "stay.exit_planned",
        {"exit": [None, "2026-12-18"]},
        "sortie prévue : rien",
        "sortie prévue : 18 décembre 2026",
        "",
    ),
    (
        "stay.exit_planned",
        {"before": "2026-12-18", "after": None},
        "sortie prévue : 18 décembre 2026",
        "sortie prévue : rien",
        "",
    ),
    ("note.written", {"note": 7}, "", "note n° : 7", ""),
    ("note.changed", {"note": 7, "version": 3}, "texte n° : 2", "texte n° : 3", "note n° : 7"),
    ("note.removed", {"note": 7}, "note n° : 7", "", ""),
    ("people.imported", {"added": 12}, "", "", "lignes : 12"),
    ("work.given", {**WORK, "due": "2026-09-20"}, "", GIVEN, ""),
    (
        "work.taken_back",
        {**WORK, "due": "2026-09-20", "group": 3},
        f"{GIVEN}, {GROUP}",
        "",
        "",
    ),
    (
        "goal.added",
        {"goal": "g1", "due": "2026-12-18", "after_goal": None, "assigned": True},
        "",
        f"{GOAL}, pour le : 18 décembre 2026, après le but : rien, "
        "donné par le formateur : oui",
        "",
    ),
    (
        "goal.changed",
        {"goal": "g1", "due": ["2026-12-18", "2027-01-15"], "work": True},
        "pour le : 18 décembre 2026",
        "pour le : 15 janvier 2027",
        f"{GOAL}, ce qu’il y a à faire : changé, à lire dans le plan",
    ),
    ("goal.closed", {"goal": "g1", "outcome": [None, "reached"]}, "résultat : rien",
     "résultat : Atteint", GOAL),
    (
        "interview.held",
        {"interview": "i", "on": "2026-09-14", "decisions": 2},
        "",
        "",
        "le : 14 septembre 2026, décisions : 2",
    ),
    (
        "decision.followed",
        {"decision": "d", "outcome": ["partly", "done"]},
        "résultat : Fait en partie",
        "résultat : Fait",
        "",
    ),
    ("placement.deeper", {"domain": "maths"}, "", "domaine : Maths", ""),
    ("positionnement.signed", {"document": "d", "number": 2}, "", "", "document n° : 2"),
    ("plan.signed", {"document": "d", "number": 1}, "", "", "document n° : 1"),
    ("framework.imported", {"competences": 30}, "", "compétences : 30", ""),
    (
        "framework.mapped",
        {"code": "C1", "skills": [["m.h"], ["m.h", "m.d"]]},
        "compétences reliées : Lire l’heure",
        "compétences reliées : Lire l’heure, Comparer",
        "compétence de l’école : C1",
    ),
    (
        "framework.mapped",
        {"code": "C1", "before": [], "after": ["m.d"]},
        "compétences reliées : rien",
        "compétences reliées : Comparer",
        "compétence de l’école : C1",
    ),
    (
        "bilan.asked",
        {"kind": "group", "format": "pdf", "group": "3", "first": "2026-09-01"},
        "",
        "",
        f"quoi : Rapport de groupe, fichier : PDF, {GROUP}, du : 1er septembre 2026",
    ),
    (
        "bilan.scheduled",
        {"kind": "group", "format": "pdf", "group": 3, "every": "month"},
        "",
        f"quoi : Rapport de groupe, fichier : PDF, {GROUP}, rythme : Chaque mois",
        "",
    ),
    (
        "bilan.unscheduled",
        {"kind": "group", "format": "xlsx", "group": 3, "every": "year"},
        f"quoi : Rapport de groupe, fichier : Tableur (XLSX), {GROUP}, rythme : Chaque année",
        "",
        "",
    ),
    (
        "skill.seen",
        {"word": "w", "skill": "m.h", "on": "2026-09-14", "place": "stage", "aided": False},
        "",
        f"{SKILL}, le : 14 septembre 2026, vu faire : en stage, avec de l’aide : non",
        "",
    ),
    (
        "skill.decided",
        {"word": "w", "skill": "m.h", "known": [None, True], "why": "diplome"},
        "décision : rien",
        f"{SKILL}, décision : C’est su, motif : Un diplôme ou une attestation le dit",
        "",
    ),
    (
        "word.withdrawn",
        {"word": "w", "skill": "m.h", "known": [False, None], "why": "aide",
         "events_gone": [["m.h", "acquis", "2026-09-14T08:00:00"]], "events_new": []},
        f"{SKILL}, décision : C’est à reprendre, motif : Quelqu’un avait aidé, "
        "acquis : Lire l’heure (acquis)",
        "décision : rien, acquis : rien",
        "",
    ),
    (
        "answer.marked",
        {"answer": "a", "marks": [[1, 2], [2, 2]]},
        "niveaux donnés : 1, 2",
        "niveaux donnés : 2, 2",
        "",
    ),
    (
        "answer.counted",
        {"answer": "a", "score": [0.0, 0.75], "levels": "AAA=", "parameter_set": 1},
        "réussite : 0 %",
        "réussite : 75 %",
        "",
    ),
    (
        "sitting.voided",
        {"sitting": "s", "on": "2026-09-14", "reason": "Quelqu’un d’autre", "answers": 8},
        "",
        "",
        "le : 14 septembre 2026, motif : Quelqu’un d’autre, réponses : 8",
    ),
    ("sitting.restored", {"sitting": "s", "on": "2026-09-14", "answers": 8}, "", "",
     "le : 14 septembre 2026, réponses : 8"),
    (
        "answers.regraded",
        {"item": "maths.heure.1", "reason": "énoncé", "answers": ["a", "b"]},
        "",
        "",
        "exercice : maths.heure.1, motif : énoncé, réponses : 2",
    ),
    ("calendar.added", PERIOD, "", HOLIDAY, ""),
    ("calendar.removed", PERIOD, HOLIDAY, "", ""),
    ("calendar.imported", {"group": 3, "added": 5}, "", "", f"{GROUP}, lignes : 5"),
    (
        "school.settings",
        {"weekly_days": [3, 4], "domains_off": [[], ["maths"]],
         "learner_word": ["stagiaire", "jeune"],
            "open_days": [[0, 1], [0, 5]],
            "opens": [480, 510]},
        "Jours de travail proposés par semaine : 3, "
        "Domaines que l’école n’utilise pas : rien, Mot pour un stagiaire : stagiaire, "
        "Jours de l’école : lundi, mardi, L’école ouvre à : 8 h",
        "Jours de travail proposés par semaine : 4, "
        "Domaines que l’école n’utilise pas : Maths, Mot pour un stagiaire : jeune, "
        "Jours de l’école : lundi, samedi, L’école ouvre à : 8 h 30",
        "",
    ),
    ("site.added", {"site": 2}, "", "site : Reims", ""),
    ("staff.invited", {"role": "trainer", "site": 2}, "", TRAINER, ""),
    ("role.added", {"role": "admin", "site": None}, "", ADMIN, ""),
    ("role.removed", {"role": "trainer", "site": 2}, TRAINER, "", ""),
    (
        "person.erased",
        {"reason": "demande"},
        "",
        "",
        "motif : La personne, ou ses parents, le demandent",
    ),
    ("calibration.approved", {"proposal": 2, "calibration": [4, 5]}, "mesure n° : 4",
     "proposition n° : 2, mesure n° : 5", ""),
    ("calibration.put_back", {"of": 3, "calibration": [5, 6]}, "mesure n° : 5",
     "mesure n° : 6", ""),
    ("calibration.refused", {"proposal": 2, "reason": "trop peu"}, "", "",
     "proposition n° : 2, motif : trop peu"),
    ("engine.fitted", SET, "réglages n° : 4", "réglages n° : 5", ""),
    ("engine.defaults", SET, "réglages n° : 4", "réglages n° : 5", ""),
    (
        "prediction.decided",
        {"domain": "maths", "decision": 8, "serves": True},
        "",
        "",
        "domaine : Maths, mis en service",
    ),
]  # fmt: skip
# Of these the kind and the person say all there is to say. That a course of French was declared
# is written, and never what; a password and a link are secrets;
# the word to who reported an exercise is hers to read.
ALONE = {
    "card.renewed",
    "fls.declared",
    "fls.withdrawn",
    "password.changed",
    "password.chosen",
    "person.erased_again",
    "person.retention",
    "report.closed",
    "staff.added",
    "staff.closed",
    "staff.link",
    "staff.reopened",
}


@pytest.mark.parametrize(("kind", "kept", "before", "after", "beside"), TABLE)
def test_a_change_is_shown_with_its_values(
    kind: str, kept: dict[str, Any], before: str, after: str, beside: str
) -> None:
    found = said(AuditEvent(action=kind, detail=kept), NAMES)
    shown = [one.replace("\u00a0", " ") for one in (found.before, found.after, found.detail)]
    assert shown == [before, after, beside]


def test_every_kind_that_is_written_is_in_the_table() -> None:
    written, _unread = recorded()
    assert written == {kind for kind, *_rest in TABLE} | ALONE
    assert not ALONE & {kind for kind, *_rest in TABLE}
