"""Pictures of what a team does: its day, what it gives, what is agreed, the school."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Page
from sqlalchemy import select

from benchmarks._learner_pages import open_everything
from benchmarks._views import (
    ADMIN_AT,
    AUTHOR_AT,
    COLLEAGUE_AT,
    OTHER_AT,
    TRAINER_AT,
    Shot,
    actor,
)
from palier.accounts import sessions
from palier.app import Services
from palier.live import service as live
from palier.models import Goal, Group, Interview, Person, SignedDocument, Site
from palier.people import importing
from palier.practice import asking, queries
from palier.practice import service as practice
from palier.reports import service as reports
from palier.trainer import queries as trainers
from palier.trainer.map_state import ALL, BY_PALIER, EVERYTHING, OVERVIEW

SKILL = "maths.calcul.tables"
# A line that is right, one known already, and some that are to be mended.
PEOPLE = """prénom;nom;groupe;site;rôle;courriel
Nora;Bakri;Groupe Horizon;Reims;;
Inès;B;Groupe Horizon;Reims;;
;Sans prénom;Groupe Horizon;Reims;;
Paul;Petit;Groupe Nouveau;Reims;;
Lina;Roux;Groupe Horizon;Nulle part;;
Éric;Morel;;Reims;formateur;eric@ecole.example
"""


def printed(page: Page) -> None:
    """What script lays out as printing begins."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def day_shots(services: Services) -> Iterator[Shot]:
    """The day of a trainer, the live room closed and open, the map of everything."""
    with services.db.read() as session:
        groups = dict(session.execute(select(Group.name, Group.id)).tuples().all())
    horizon = f"/groupes/{groups['Groupe Horizon']}"
    everything = f"{horizon}?domaine={OVERVIEW}&colonnes={ALL}&voir={EVERYTHING}"
    yield Shot("aujourdhui", TRAINER_AT, "/aujourdhui", open_everything)
    yield Shot("aujourdhui-coordination", COLLEAGUE_AT, "/aujourdhui")
    yield Shot("carte-tout", TRAINER_AT, everything)
    yield Shot("carte-paliers", TRAINER_AT, f"{horizon}?domaine=maths&colonnes={BY_PALIER}")
    yield Shot("carte-tout-papier", TRAINER_AT, everything, printed, sheet=True)
    yield Shot("salle-fermee", TRAINER_AT, f"/groupes/{groups['Groupe Tremplin']}/salle")
    open_the_room(services, groups["Groupe Boussole"])
    yield Shot("salle-ouverte", OTHER_AT, f"/groupes/{groups['Groupe Boussole']}/salle")
    yield Shot("accueil-suivie", "Sarah", "/accueil")


def open_the_room(services: Services, group_id: int) -> None:
    """Some work, one asks for help, one has nothing before her; the others are not there. In a
    group that no other picture is of: its learners are told."""
    names = ("Amina", "Hugo", "Léa", "Sarah")
    now = services.source.now()
    with services.db.write() as session:
        trainer = actor(session, "Karim")
        here = {name: actor(session, name) for name in names}
        for person in (session.get_one(Person, one.id) for one in here.values()):
            sessions.open_session(session, person, now, 12.0)
    live.open_room(services, trainer, group_id)
    for name in names[:3]:
        practice.start_practice(services, here[name], None)
    with services.db.read() as session:
        waiting = queries.open_exercise(session, here["Hugo"].id, "practice")
    if waiting is not None:
        asking.ask(services, here["Hugo"], waiting)


def acting_shots(services: Services) -> Iterator[Shot]:
    """What a trainer gives, sees done, decides and marks."""
    with services.db.read() as session:
        groups = dict(session.execute(select(Group.name, Group.id)).tuples().all())
        ids = {name: actor(session, name).id for name in ("Inès", "Mehdi")}
        everybody = [
            row.id for row, _group in trainers.everybody(session, actor(session, "Nadia"))
        ]
        who, served, _skill = trainers.to_mark(session, everybody)[0]
    group, person = f"/groupes/{groups['Groupe Horizon']}", f"/stagiaires/{ids['Inès']}"
    back = "%2Fgroupes%2F1%3Fdomaine%3Dmaths"
    chosen = f"competence={SKILL}&qui={ids['Inès']}&qui={ids['Mehdi']}&retour={back}"
    yield Shot("proposer", TRAINER_AT, f"{group}/proposer?{chosen}", open_everything)
    yield Shot("travaux", TRAINER_AT, f"{group}/travaux")
    yield Shot("besoins", TRAINER_AT, f"{group}/besoins")
    yield Shot("vu-faire", TRAINER_AT, f"{person}/vu-faire")
    yield Shot("decider", TRAINER_AT, f"{person}/competences/{SKILL}/decider")
    yield Shot("a-evaluer", TRAINER_AT, "/evaluer")
    yield Shot("evaluer", TRAINER_AT, f"/stagiaires/{who}/evaluer/{served}")
    yield Shot("bilans", TRAINER_AT, f"{stay(services)}/bilans")
    yield Shot("notes", TRAINER_AT, f"{stay(services)}/notes")


def stay(services: Services) -> str:
    """The address of the learner whose whole stay is there to see."""
    with services.db.read() as session:
        return f"/stagiaires/{actor(session, 'Sonia').id}"


def plan_shots(services: Services) -> Iterator[Shot]:
    """What is agreed with a learner, as the team and as she reads it."""
    person = stay(services)
    with services.db.read() as session:
        who = actor(session, "Sonia").id
        goals = session.scalars(select(Goal).where(Goal.learner_id == who)).all()
        kinds = {one.kind: one.id for one in goals}
        talk = session.scalars(select(Interview.id).where(Interview.learner_id == who)).first()
        mine = SignedDocument.subject_id == who
        paper = session.scalars(select(SignedDocument.id).where(mine)).first()
    yield Shot("plan", TRAINER_AT, f"{person}/plan", open_everything)
    yield Shot("plan-travail", TRAINER_AT, f"{person}/plan/buts/{kinds['competence']}/travail")
    precise = f"{person}/plan/buts/{kinds['free']}/travail?exercices-de={SKILL}"
    yield Shot("plan-travail-precis", TRAINER_AT, precise)
    yield Shot("positionnement", TRAINER_AT, f"{person}/positionnement")
    yield Shot("entretien", TRAINER_AT, f"{person}/entretien")
    yield Shot("entretien-papier", TRAINER_AT, f"{person}/entretien", paper=True)
    yield Shot("entretien-tenu", TRAINER_AT, f"{person}/entretiens/{talk}")
    yield Shot("document-signe", TRAINER_AT, f"{person}/signes/{paper}")
    yield Shot("mon-plan", "Sonia", "/mon-plan")
    yield Shot("mes-travaux", "Sonia", "/propose")
    yield Shot("qui-a-regarde", "Sonia", "/qui-a-regarde")
    yield Shot("vos-donnees", "Sonia", "/vos-donnees")


def school_shots(services: Services) -> Iterator[Shot]:
    """Reports and figures, people, settings, privacy, the journal."""
    with services.db.read() as session:
        head = actor(session, "Samir")
        ines, alice = actor(session, "Inès").id, actor(session, "Alice").id
        site = session.scalars(select(Site.id).order_by(Site.id)).first()
    today = services.source.now().date()
    days = {"du": (today - timedelta(days=90)).isoformat(), "au": today.isoformat()}

    def made(form: str) -> UUID:
        return reports.ask(services, head, {"quoi": "school", "format": form, **days})

    figures = f"/rapports/{made('page')}"
    draft = importing.send(services, head, "rentree.csv", PEOPLE.encode())
    yield Shot("rapports", ADMIN_AT, "/rapports")
    yield Shot("rapport-pret", ADMIN_AT, f"/rapports/{made('xlsx')}")
    yield Shot("chiffres-de-l-ecole", ADMIN_AT, figures)
    yield Shot("chiffres-papier", ADMIN_AT, figures, paper=True)
    yield Shot("personnes", ADMIN_AT, "/personnes")
    yield Shot("personnes-equipe", ADMIN_AT, f"/personnes?qui=staff&site={site}")
    yield Shot("dossier", ADMIN_AT, f"/stagiaires/{ines}/dossier", open_everything)
    yield Shot("membre", ADMIN_AT, f"/equipe/{alice}")
    yield Shot("inviter", ADMIN_AT, "/equipe/nouveau")
    yield Shot("doublons", ADMIN_AT, "/personnes/doublons")
    yield Shot("importer", ADMIN_AT, "/personnes/importer")
    yield Shot("importer-apercu", ADMIN_AT, f"/personnes/importer?fichier={draft}")
    yield Shot("suivi-des-departs", ADMIN_AT, "/suivi")
    yield Shot("ecole", ADMIN_AT, "/ecole")
    yield Shot("referentiel", ADMIN_AT, "/ecole/referentiel?code=A1")
    yield Shot("registre", ADMIN_AT, "/registre")
    yield Shot("journal", ADMIN_AT, "/journal")
    yield Shot("effacer", ADMIN_AT, f"/stagiaires/{ines}/dossier/effacer")
    yield Shot("vos-donnees-equipe", ADMIN_AT, "/vos-donnees")
    yield Shot("essayer", ADMIN_AT, "/essayer")
    yield Shot("signalements", AUTHOR_AT, "/signalements")


def all_of_it(services: Services) -> Iterator[Shot]:
    """All of these."""
    for shots in (day_shots, acting_shots, plan_shots, school_shots):
        yield from shots(services)
