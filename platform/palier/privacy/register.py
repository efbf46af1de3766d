"""The register: every table that holds something about people, and every table that does not.

A table or a column of the model that is missing here makes the tests fail.
"""

from __future__ import annotations

from collections.abc import Mapping

from palier.i18n import N_
from palier.privacy.agreed import AGREED
from palier.privacy.entry import Basis, Entry, Erased, Kept, Whose

_SECRET = N_("empreinte d’un secret : elle ne dit rien et n’ouvre rien")
_CACHE = N_("calculé à partir des réponses, qui sont dans la copie")
_BANK = N_("contenu de l’exercice : rien sur la personne")
_ENTER = N_("Laisser entrer chacun dans son espace, et personne d’autre.")
_LEARN = N_("Choisir les exercices qui aident, et montrer les progrès.")
_FOLLOW = N_("Accompagner le parcours, et en rendre compte.")
_AT = N_("le")

ACCOUNTS = (
    Entry(
        "person",
        N_("Prénom, initiale, nom pour entrer ; adresse de courriel de l’équipe ; confort"),
        _ENTER,
        Whose.BOTH,
        person=("id",),
        columns={
            "first_name": N_("prénom"),
            "last_name": N_("initiale ou nom"),
            "login_name": N_("nom pour entrer"),
            "email": N_("courriel"),
            "comfort": N_("confort de lecture"),
            "created_at": N_("créé le"),
            "disabled_at": N_("fermé le"),
        },
        withheld={"password_hash": _SECRET},
        hers=frozenset({"comfort"}),
    ),
    Entry(
        "role",
        N_("Rôle dans l’école et site"),
        N_("Donner à chacun les pages de son rôle."),
        Whose.BOTH,
        person=("person_id",),
        columns={"name": N_("rôle")},
    ),
    Entry(
        "card",
        N_("Carte pour entrer : dates, empreintes de son code et de ses mots"),
        _ENTER,
        by=("issued_by",),
        columns={"issued_at": N_("donnée le"), "revoked_at": N_("arrêtée le")},
        withheld={"token_hash": _SECRET, "words_hash": _SECRET},
    ),
    Entry(
        "web_session",
        N_("Connexions : début, dernier passage, fin"),
        _ENTER,
        Whose.BOTH,
        kept=Kept.MONTH,
        since="expires_at",
        person=("person_id",),
        columns={
            "created_at": N_("début"),
            "seen_at": N_("dernier passage"),
            "expires_at": N_("expire le"),
            "revoked_at": N_("fermée le"),
        },
        withheld={"token_hash": _SECRET},
    ),
    Entry(
        "staff_link",
        N_("Lien pour choisir un mot de passe : empreinte et dates"),
        _ENTER,
        Whose.STAFF,
        kept=Kept.MONTH,
        since="expires_at",
        person=("person_id",),
        by=("created_by",),
        columns={
            "created_at": N_("créé le"),
            "expires_at": N_("expire le"),
            "used_at": N_("utilisé le"),
        },
        withheld={"token_hash": _SECRET},
    ),
    Entry(
        "import_draft",
        N_("Fichier de personnes ou de dates en cours de lecture"),
        N_("Montrer ce que contient un fichier avant de l’enregistrer."),
        Whose.BOTH,
        kept=Kept.A_DAY,
        since="created_at",
        person=("person_id",),
        columns={
            "kind": N_("sorte"),
            "file_name": N_("fichier"),
            "created_at": N_("lu le"),
            "done_at": N_("enregistré le"),
            "done": N_("résultat"),
        },
        withheld={"rows": N_("lignes d’autres personnes, effacées après un jour")},
    ),
)
FOLLOWED = (
    Entry(
        "enrolment",
        N_("Groupes et dates ; cours de français langue seconde, si l’école le déclare"),
        _FOLLOW,
        columns={
            "joined_at": N_("arrivée"),
            "left_at": N_("départ"),
            "planned_exit": N_("sortie prévue le"),
            "fls_course": N_("cours de français langue seconde"),
        },
    ),
    Entry(
        "calendar_period",
        N_("Périodes en entreprise et congés"),
        N_("Proposer les révisions aux bons moments."),
        by=("created_by",),
        columns={
            "kind": N_("sorte"),
            "first_day": N_("premier jour"),
            "last_day": N_("dernier jour"),
            "created_at": N_("écrit le"),
        },
    ),
    Entry(
        "departure",
        N_("Départ de l’école, motif, suite, nouvelles à 6 et 12 mois"),
        N_("Suivre chacun pendant un an après son départ, comme le demandent les financeurs."),
        by=("recorded_by",),
        mentions=("followed",),
        columns={
            "left_on": N_("parti le"),
            "reason": N_("motif"),
            "destination": N_("suite"),
            "followed": N_("nouvelles"),
            "recorded_at": N_("écrit le"),
            "returned_at": N_("revenu le"),
        },
    ),
    Entry(
        "trainer_note",
        N_("Notes des formateurs sur le parcours"),
        _FOLLOW,
        by=("author_id",),
        columns={
            "text": N_("note"),
            "written_at": N_("écrite le"),
            "edited_at": N_("modifiée le"),
        },
    ),
    Entry(
        "live_room",
        N_("Salle ouverte : le groupe est suivi en direct. Rien n’est gardé après"),
        N_("Voir pendant la séance qui travaille, qui attend, qui demande de l’aide."),
        Whose.STAFF,
        Basis.PUBLIC_TASK,
        Kept.A_DAY,
        person=(),
        by=("opened_by",),
        withheld={
            "opened_at": N_("effacé à la fermeture"),
            "until": N_("effacé à la fermeture"),
        },
    ),
    Entry(
        "notice",
        N_("Messages affichés à l’accueil"),
        N_("Dire au stagiaire ce qui a changé dans ses réponses ou son parcours."),
        columns={
            "kind": N_("sorte"),
            "data": N_("contenu"),
            "at": _AT,
            "seen_at": N_("fermé le"),
        },
    ),
)
WORK = (
    Entry(
        "sitting",
        N_("Séances : dates, domaine, fin ; séance retirée et motif"),
        _LEARN,
        by=("voided_by",),
        columns={
            "number": N_("numéro"),
            "kind": N_("sorte"),
            "moment": N_("bilan"),
            "domain": N_("domaine"),
            "domains": N_("domaines"),
            "planned": N_("exercices prévus"),
            "reviews": N_("révisions possibles"),
            "assignment_id": N_("travail proposé"),
            "started_at": N_("début"),
            "ended_at": N_("fin"),
            "outcome": N_("issue"),
            "voided_at": N_("retirée le"),
            "void_reason": N_("motif"),
        },
    ),
    Entry(
        "exercise_served",
        N_("Exercices proposés et pourquoi, aide ouverte, texte lu au lieu d’écouté"),
        _LEARN,
        columns={
            "position": N_("place"),
            "type": N_("sorte"),
            "skill": N_("compétence"),
            "public": N_("énoncé"),
            "reason": N_("pourquoi cet exercice"),
            "predicted": N_("chance de réussite prévue"),
            "help_used": N_("aides ouvertes"),
            "read_instead": N_("lu au lieu d’écouté"),
            "served_at": N_("proposé le"),
            "answered_at": N_("répondu le"),
        },
        withheld={
            "seed": _BANK,
            "variant": _BANK,
            "item_parameters": _BANK,
            "secret": N_("corrigé de l’exercice : rien sur la personne"),
        },
        hers=frozenset({"read_instead"}),
    ),
    Entry(
        "answer",
        N_("Réponses données, aide, durée"),
        _LEARN,
        columns={
            "kind": N_("sorte"),
            "raw": N_("réponse telle qu’envoyée"),
            "text": N_("réponse"),
            "help_used": N_("aides ouvertes"),
            "seconds": N_("durée en secondes"),
            "at": _AT,
        },
        hers=frozenset({"seconds"}),
    ),
    Entry(
        "verdict",
        N_("Corrections des réponses"),
        _LEARN,
        person=(),
        through="answer",
        columns={
            "number": N_("numéro"),
            "score": N_("part juste"),
            "detail": N_("correction"),
            "reason": N_("motif"),
            "at": _AT,
        },
        withheld={"grader": _BANK},
    ),
    Entry(
        "observation",
        N_("Ce que les calculs retiennent de chaque réponse"),
        _LEARN,
        columns={
            "kind": N_("sorte"),
            "supersedes": N_("remplace"),
            "data": N_("contenu"),
            "at": _AT,
        },
        hers=frozenset({"data"}),  # the help that reading instead of hearing counts as
    ),
    Entry(
        "learner_state",
        N_("Niveaux estimés, avec leur incertitude"),
        _LEARN,
        columns={"sittings": N_("séances"), "updated_at": N_("mis à jour le")},
        withheld={"checkpoint_seq": _CACHE, "levels": _CACHE},
    ),
    Entry(
        "checkpoint",
        N_("État des calculs toutes les 16 réponses"),
        _LEARN,
        withheld={"engine_version": _CACHE, "data": _CACHE, "at": _CACHE},
    ),
    Entry(
        "level_snapshot",
        N_("Niveaux tels que montrés à la fin de chaque semaine"),
        _LEARN,
        columns={"week": N_("semaine"), "at": _AT},
        withheld={"levels": _CACHE},
    ),
    Entry(
        "skill_event",
        N_("Compétences acquises, retenues ou à revoir, avec leur date"),
        _LEARN,
        columns={"skill": N_("compétence"), "kind": N_("sorte"), "at": _AT},
    ),
    Entry(
        "recording",
        N_("Enregistrements de la voix"),
        N_("Réécouter une réponse orale avec son formateur."),
        kept=Kept.YEAR,
        since="at",
        columns={"mime": N_("format"), "data": N_("voix"), "at": _AT},
    ),
    Entry(
        "item_report",
        N_("Exercices signalés comme mal faits"),
        N_("Corriger les exercices."),
        kept=Kept.YEAR,
        by=("closed_by",),
        columns={"reason": N_("motif"), "at": _AT, "closed_at": N_("vu le")},
    ),
    Entry(
        "help_request",
        N_("Demandes d’aide"),
        N_("Prévenir le formateur."),
        kept=Kept.YEAR,
        since="at",
        by=("closed_by",),
        columns={"skill": N_("compétence"), "at": _AT, "closed_at": N_("vue le")},
    ),
)
ACTED = (
    Entry(
        "trainer_word",
        N_("Ce que le formateur a vu faire ou décidé d’une compétence, et pourquoi"),
        _FOLLOW,
        by=("by_id", "withdrawn_by"),
        columns={
            "kind": N_("sorte"),
            "skill": N_("compétence"),
            "known": N_("sue"),
            "reason": N_("contexte ou motif"),
            "aided": N_("avec de l’aide"),
            "note": N_("précision"),
            "day": N_("jour"),
            "before": N_("ce que disaient les réponses avant"),
            "at": _AT,
            "withdrawn_at": N_("retiré le"),
        },
    ),
    Entry(
        "assignment",
        N_("Travail proposé par un formateur : compétence ou exercices, dates"),
        _FOLLOW,
        Whose.STAFF,
        erased=Erased.UNLINKED,
        person=(),
        by=("by_id",),
        columns={
            "kind": N_("sorte"),
            "skill": N_("compétence"),
            "items": N_("exercices"),
            "starts": N_("début"),
            "due": N_("fin"),
            "closed_at": N_("retiré le"),
        },
    ),
    Entry("assigned", N_("À qui un travail est proposé"), _FOLLOW),
    Entry(
        "mark",
        N_("Avis d’un formateur sur un texte ou un enregistrement"),
        _FOLLOW,
        by=("by_id",),
        columns={
            "levels": N_("niveaux"),
            "comment": N_("mot pour le stagiaire"),
            "second_asked": N_("second avis demandé"),
            "at": _AT,
        },
        withheld={"number": N_("premier ou second avis : dit par les dates")},
    ),
)
TRACES = (
    Entry(
        "access_line",
        N_("Qui, dans l’équipe, a ouvert une page sur un stagiaire"),
        N_("Que le stagiaire sache qui a regardé. Jamais une mesure du travail de l’équipe."),
        basis=Basis.LEGAL_DUTY,
        kept=Kept.ACCESS,
        since="at",
        by=("actor_id",),
        columns={"what": N_("ce qui a été regardé"), "at": _AT},
    ),
    Entry(
        "audit_event",
        N_("Changements faits par l’équipe : qui, quoi, quand"),
        N_("Retrouver l’origine d’un changement."),
        Whose.BOTH,
        Basis.LEGAL_DUTY,
        Kept.AUDIT,
        Erased.UNLINKED,
        person=("subject_id",),
        by=("actor_id",),
        since="at",
        mentions=("detail",),
        cleared=("detail",),
        columns={"action": N_("action"), "at": _AT, "detail": N_("précisions")},
    ),
    Entry(
        "sound",
        N_("Textes d’exercices lus à voix haute par l’équipe"),
        N_("Faire entendre les exercices."),
        Whose.STAFF,
        Basis.LEGITIMATE,
        Kept.REPLACED,
        person=("recorded_by",),
        columns={"kind": N_("sorte"), "mime": N_("format"), "data": N_("voix"), "at": _AT},
        withheld={"text_hash": _BANK},
    ),
    Entry(
        "school_setting",
        N_("Qui a changé les réglages de l’école"),
        N_("Prévenir quand deux personnes changent la même chose."),
        Whose.STAFF,
        Basis.LEGITIMATE,
        Kept.REPLACED,
        Erased.UNLINKED,
        person=(),
        by=("updated_by",),
        withheld={"values": N_("réglages de l’école : rien sur la personne")},
    ),
    Entry(
        "calibration_proposal",
        N_("Qui a accepté ou refusé une mesure des exercices"),
        N_("Garder la trace d’une décision humaine."),
        Whose.STAFF,
        Basis.LEGITIMATE,
        Kept.REPLACED,
        Erased.UNLINKED,
        person=(),
        by=("decided_by",),
        withheld=dict.fromkeys(
            ("state", "basis", "parameters", "findings", "decided_at", "reason"), _BANK
        ),
    ),
)
REGISTER: tuple[Entry, ...] = (*ACCOUNTS, *FOLLOWED, *WORK, *ACTED, *AGREED, *TRACES)

# Tables where nobody is: why.
NOBODY: Mapping[str, str] = {
    "school": N_("l’école"),
    "site": N_("un lieu de l’école"),
    "learner_group": N_("un groupe, sans ses membres"),
    "curriculum_version": N_("le référentiel"),
    "parameter_set": N_("les réglages des calculs"),
    "calibration_version": N_("les mesures des exercices"),
    "framework_competence": N_("le référentiel de l’école"),
    "item": N_("un exercice"),
    "item_version": N_("un exercice tel que publié"),
    "release": N_("ce qui est publié"),
    "erasure": N_("l’empreinte d’une personne effacée, pour l’effacer encore d’une sauvegarde"),
    "item_tally": N_("les réponses des personnes effacées, additionnées par exercice"),
    "sign_in_attempt": N_("l’empreinte d’un nom tapé à l’entrée, gardée un jour"),
}
