"""The register, for what is agreed with a learner and what is reported of her."""

from __future__ import annotations

from palier.i18n import N_
from palier.privacy.entry import Entry, Erased, Kept, Whose

_FOLLOW = N_("Accompagner le parcours, et en rendre compte.")
_AGREE = N_("Convenir du parcours avec le stagiaire, et en garder la trace.")
_REPORT = N_("Rendre compte du parcours à ceux qui le financent.")

AGREED = (
    Entry(
        "deeper_placement",
        N_("Points de départ à regarder plus longuement : domaine, date"),
        _AGREE,
        by=("asked_by",),
        columns={"domain": N_("domaine"), "asked_at": N_("demandé le")},
    ),
    Entry(
        "signed_document",
        N_("Positionnements et plans signés, tels que signés"),
        _AGREE,
        kept=Kept.SIGNED,
        since="signed_at",
        erased=Erased.KEPT,
        person=("subject_id",),
        by=("signed_by",),
        columns={
            "kind": N_("sorte"),
            "number": N_("numéro"),
            "content": N_("contenu"),
            "content_hash": N_("empreinte du contenu"),
            "learner_name": N_("nom écrit pour signer"),
            "trainer_name": N_("nom du formateur"),
            "signed_at": N_("signé le"),
        },
    ),
    Entry(
        "learning_plan",
        N_("Plan de formation : dernière modification"),
        _AGREE,
        by=("updated_by",),
    ),
    Entry(
        "goal",
        N_("Buts du plan : quoi, pour quand, avec quel travail, ce qu’il en est"),
        _AGREE,
        by=("created_by",),
        columns={
            "kind": N_("sorte"),
            "target": N_("but"),
            "due": N_("pour le"),
            "work": N_("travail"),
            "assigned": N_("travail donné par le formateur"),
            "assignment_id": N_("travail proposé"),
            "closed_at": N_("fini le"),
            "outcome": N_("résultat"),
        },
    ),
    Entry(
        "interview",
        N_("Entretiens : date, ce que montrait la fiche, ce qu’en dit le stagiaire"),
        _FOLLOW,
        by=("created_by",),
        columns={"held_on": N_("tenu le"), "sheet": N_("fiche"), "words": N_("ses mots")},
    ),
    Entry(
        "decision",
        N_("Décisions prises en entretien, et ce qu’elles ont donné"),
        _FOLLOW,
        by=("outcome_by",),
        columns={
            "what": N_("décision"),
            "who": N_("qui s’en charge"),
            "due": N_("pour le"),
            "outcome": N_("résultat"),
            "outcome_words": N_("précision"),
            "outcome_at": N_("noté le"),
        },
    ),
    Entry(
        "report_file",
        N_("Rapports et exports demandés par l’équipe, gardés un mois"),
        _REPORT,
        kept=Kept.MONTH,
        since="created_at",
        of_many=True,
        by=("created_by",),
        columns={
            "kind": N_("sorte"),
            "format": N_("format"),
            "first_day": N_("du"),
            "last_day": N_("au"),
        },
        withheld={
            "data": N_("fait à partir de ce qui est dans la copie"),
            "done": N_("avancement de la fabrication"),
            "total": N_("avancement de la fabrication"),
            "fault": N_("avancement de la fabrication"),
        },
    ),
    Entry(
        "report_schedule",
        N_("Rapports qu’un membre de l’équipe reçoit régulièrement"),
        _REPORT,
        Whose.STAFF,
        kept=Kept.REPLACED,
        person=("person_id",),
        columns={
            "kind": N_("sorte"),
            "format": N_("format"),
            "every": N_("rythme"),
            "next_on": N_("prochain le"),
        },
    ),
)
