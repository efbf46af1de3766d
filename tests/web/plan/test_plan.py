"""Positionnement, plan, interviews and the school's framework, as trainers use them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from palier.models import (
    Assignment,
    AuditEvent,
    Decision,
    FrameworkCompetence,
    Goal,
    SignedDocument,
    Sitting,
)
from palier.plan import framework, signing
from palier.plan.order import loop
from palier.practice import deeper

NAMES = {"stagiaire_signe": "Inès Benali", "formateur_signe": "Nadia F.", "accord": "oui"}
TABLES, DIVIDE = "skill:maths.calcul.tables", "skill:maths.calcul.division"
FILE = (
    "Code;Intitulé;Parent;Palier\nC1;Calculer;;\nC11;Multiplier;C1;maths.calcul.tables\n"
    "C12;=cmd|calc;C1;maths.calcul.tables maths.calcul.division\n"
)
FAULTS = (
    "code;titre;parent;palier\nA;Un;B;\nB;Deux;A;\nF;Trois;Z;\nC;Trois;;\nC;Encore;;\n"
    ";Sans code;;\nD;;;\nE;Cinq;;maths.nulle.part\n"
)


def field(text: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def said(reply: Any) -> str:
    """The words of a page on one line, without markup."""
    text = unescape(re.sub(r"<[^>]+>", " ", reply.text))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("before", "way"),
    [
        ({1: {2}, 2: {3}}, ()),
        ({1: {1}}, (1,)),
        ({1: {2}, 2: {3}, 3: {1}}, (1, 2, 3)),
        ({1: {2}, 2: {3}, 3: {2}}, ()),  # a circle elsewhere
    ],
)
def test_a_circle_is_found_with_its_way(before: Any, way: Any) -> None:
    assert loop(before, 1) == way


def test_a_positionnement_is_signed_after_a_longer_placement_and_stays(
    sqlite_room: Any,
) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    team, page = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}/positionnement"
    first = team.get(page)
    assert "Première estimation" in said(first)
    assert "Signer le positionnement" not in said(first)
    assert "Préciser votre niveau" not in said(ines.browser().get("/accueil"))
    for _twice in range(2):
        asked = team.post(f"{page}/approfondir", page, {"domaine": ["maths"]})
        assert asked.status_code == 303
    assert "Approfondi, demandé le 14 septembre" in said(team.get(page))
    assert "Préciser votre niveau : Math" in said(ines.browser().get("/accueil"))
    ines.place("maths")  # the longer one
    with room.services.db.read() as session:
        lengths = [
            sitting.planned
            for sitting in session.scalars(select(Sitting).order_by(Sitting.number))
        ]
        assert lengths == [12, deeper.LENGTH]
        assert deeper.waiting(session, ines.actor.id) == ()
    ready = team.get(page)
    lu, choice = field(ready.text, "lu"), {"palier-maths": "2", "mots-maths": "Il l’a dit"}
    for wrong, expected in (
        ({"lu": "p9"}, "vient de changer"),
        ({"palier-maths": ""}, "Choisissez le palier"),
        ({"stagiaire_signe": " "}, "chacun écrit son prénom"),
    ):
        form = {"lu": lu, **choice, **NAMES, **wrong}
        again = team.post(page, page, {k: [v] for k, v in form.items()})
        assert again.status_code == 422
        assert expected in said(again)
        assert "Il l’a dit" in unescape(again.text)  # nothing typed is lost
    sent = {k: [v] for k, v in {"lu": lu, **choice, **NAMES}.items()}
    signed = team.post(page, page, sent)
    assert signed.status_code == 303
    shown = said(team.get(signed.location))
    for words in ("Décidé : Vie courante", "Il l’a dit", "Inès Benali", "mot pour mot"):
        assert words in shown
    assert team.post(page, page, sent).status_code == 422  # signed twice by two people
    sent["lu"] = [field(team.get(page).text, "lu")]
    assert team.post(page, page, sent).status_code == 303
    assert "Une version plus récente existe" in said(team.get(signed.location))
    hers = said(ines.browser().get("/mon-plan"))
    assert "Positionnement 1" in hers
    assert "Positionnement 2" in hers
    own = signed.location.rsplit("/", 1)[1]
    assert "Décidé : Vie courante" in said(ines.browser().get(f"/mon-plan/{own}"))
    other = room.pupil("Karim")
    assert other.browser().get(f"/mon-plan/{own}").status_code == 404
    with room.services.db.write() as session:
        row = session.scalars(select(SignedDocument).order_by(SignedDocument.number)).first()
        assert signing.intact(row)
        row.content = {**row.content, "learner": "Une autre"}
    assert "n’est plus celui qui a été signé" in said(team.get(signed.location))


def test_goals_two_trainers_circles_and_a_signed_plan(sqlite_room: Any) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    team, page = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}/plan"

    def send(path: str, version: int, **form: str) -> Any:
        return team.post(
            path, page, {"lu": [f"v{version}"], **{k: [v] for k, v in form.items()}}
        )

    def goals() -> dict[str, Goal]:
        with room.services.db.read() as session:
            return {one.target: one for one in session.scalars(select(Goal))}

    due = {"pour": "2026-12-18"}
    add = f"{page}/buts"
    for form, expected in (
        ({}, "Choisissez un but"),
        ({"cible": TABLES, "mots": "Le permis"}, "l’un ou l’autre"),
        ({"cible": "skill:maths.nulle.part"}, "Choisissez un but"),
        ({"mots": "Le permis", "pour": "hier"}, "Choisissez la date"),
        ({"mots": "Le permis", "pour": "2025-01-01"}, "date à venir"),
    ):
        again = send(add, 0, **{**due, **form})
        assert again.status_code == 422
        assert expected in said(again)
    assert send(add, 0, cible=TABLES, travail="Fiches", donne="oui", **due).status_code == 303
    late = send(add, 0, mots="Le permis", **due)  # a colleague's page, read before
    assert late.status_code == 422
    assert "Nadia vient de changer ce plan" in said(late)
    assert 'value="Le permis"' in late.text
    assert send(add, 1, mots="Le permis", **due).status_code == 303
    known = goals()
    tables, permit = known["maths.calcul.tables"], known["Le permis"]
    assert send(f"{add}/{permit.id}", 2, apres=str(tables.id), **due).status_code == 303
    circle = send(f"{add}/{tables.id}", 3, apres=str(permit.id), **due)
    assert circle.status_code == 422
    assert "tournent en rond" in said(circle)
    assert send(add, 3, cible=DIVIDE, **due).status_code == 303
    division = goals()["maths.calcul.division"]
    upside = send(f"{add}/{tables.id}", 4, apres=str(division.id), **due)
    assert "tournent en rond" in said(upside)  # a division stands on the tables
    assert send(f"{add}/{permit.id}/fermer", 4, issue="reached").status_code == 303
    assert send(f"{page}/signer", 4, **NAMES).status_code == 422
    signed = send(f"{page}/signer", 5, **NAMES)
    assert signed.status_code == 303
    shown = said(team.get(signed.location))
    assert "Pour le 18 décembre 2026" in shown
    assert "Travail donné : Fiches" in shown
    assert "Le permis" not in shown  # closed before
    assert "1 but d’avant" in said(ines.browser().get("/mon-plan"))
    # A goal goes on after the one it followed is closed: the plan can still be signed.
    assert send(f"{add}/{division.id}", 5, apres=str(tables.id), **due).status_code == 303
    assert send(f"{add}/{tables.id}/fermer", 6, issue="reached").status_code == 303
    later = send(f"{page}/signer", 7, **NAMES)
    assert later.status_code == 303
    assert "Travail donné : Fiches" not in said(team.get(later.location))


def test_an_interview_is_prepared_held_and_its_decisions_followed(sqlite_room: Any) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    for _week in range(3):
        room.source.wait(8 * 24 * 3600)
        ines.sit()
    team, one = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}"
    page = f"{one}/entretien"
    sheet = said(team.get(page))
    for words in ("Ce qui a bougé", "Ce qui bloque", "Ce que nous décidons", "première fiche"):
        assert words in sheet
    today = room.source.now().date().isoformat()
    form = {"lu": "e0", "le": today, "mots": "Ça va mieux", "quoi-0": "Réviser les tables"}
    form |= {"qui-0": "learner", "pour-0": "2026-11-02"}
    for wrong, expected in (
        ({"quoi-0": ""}, "Écrivez une décision"),
        ({"pour-0": "2020-01-01"}, "Décision 1"),
        ({"le": "2030-01-01"}, "jour de l’entretien"),
        ({"lu": "e1"}, "Un collègue vient"),
    ):
        again = team.post(page, page, {k: [v] for k, v in {**form, **wrong}.items()})
        assert again.status_code == 422
        assert expected in said(again)
        assert "Ça va mieux" in again.text
    held = team.post(page, page, {k: [v] for k, v in form.items()})
    assert held.status_code == 303
    assert "Réviser les tables" in said(team.get(held.location))
    with room.services.db.read() as session:
        decision = session.scalars(select(Decision)).one()
    path = f"{one}/decisions/{decision.id}"
    refused = team.post(path, f"{one}/plan", {"suite": ["peut-être"]})
    assert refused.status_code == 422
    done = team.post(path, f"{one}/plan", {"suite": ["partly"], "mots": ["Deux sur trois"]})
    assert done.status_code == 303
    assert "Fait en partie : Deux sur trois" in said(team.get(f"{one}/plan"))
    assert "Fait en partie : Deux sur trois" in said(team.get(page))
    assert "Réviser les tables" in said(ines.browser().get("/mon-plan"))
    with room.services.db.read() as session:
        actions = set(session.scalars(select(AuditEvent.action)))
    assert {"interview.held", "decision.followed"} <= actions
    # Another, held before that one and written after it: sent twice, it is kept once.
    room.source.wait(60)
    before = (room.source.now() - timedelta(days=3)).date().isoformat()
    read = {"lu": "e" + held.location.rsplit("/", 1)[-1], "le": before}
    twice = [team.post(page, page, {k: [v] for k, v in {**form, **read}.items()}) for _ in "12"]
    assert [reply.status_code for reply in twice] == [303, 422]
    assert "Un collègue vient" in said(twice[1])


def test_a_framework_comes_from_a_file_whole_or_not_at_all(sqlite_room: Any) -> None:
    room = sqlite_room
    head, page = room.staff("admin"), "/ecole/referentiel"
    assert room.browser(room.trainer.id).get(page).status_code == 404

    def send(text: str, encoding: str = "utf-8") -> Any:
        found = field(head.get(page).text, "csrf_token")
        data = {"csrf_token": found, "fichier": (io.BytesIO(text.encode(encoding)), "r.csv")}
        return head.client.post(f"{page}/envoyer", data=data)

    assert "colonne" in said(send("nom;prénom\na;b\n"))
    wrong = head.get(send(FAULTS).location)
    for expected in (
        "A → B → A",
        "Le parent Z n’est pas",
        "2 fois dans le fichier",
        "Écrivez un code",
        "Écrivez un titre",
        "Compétence Palier inconnue : maths.nulle.part",
    ):
        assert expected in said(wrong)
    draft = {"fichier": [field(wrong.text, "fichier")]}
    refused = head.post(f"{page}/importer", page, draft)
    assert refused.status_code == 422
    assert "Il reste 8 lignes à corriger" in said(refused)
    assert "Relier" not in said(head.get(page))
    right = head.get(send(FILE, "cp1252").location)
    draft = {"fichier": [field(right.text, "fichier")]}
    assert head.post(f"{page}/importer", page, draft).status_code == 303
    one = f"{page}?code=C1"
    mapped = {"code": ["C1"], "competence": ["maths.calcul.tables"]}
    assert head.post(page, one, mapped).status_code == 303
    assert head.post(page, one, {"code": ["C9"]}).status_code == 404
    ines = room.pupil("Inès")
    ines.place("maths")
    plan = said(room.browser(room.trainer.id).get(f"/stagiaires/{ines.actor.id}/plan"))
    assert "C12 =cmd|calc" in plan
    assert re.search(r"C12 =cmd\|calc \d sur 2 acquises", plan)
    shorter = head.get(send("code;titre\nC1;Compter\n").location)
    assert "seront retirés : C11, C12" in said(shorter)
    draft = {"fichier": [field(shorter.text, "fichier")]}
    assert head.post(f"{page}/importer", page, draft).status_code == 303
    assert "C1 Compter 1 compétence de Palier" in said(head.get(page))  # its link is kept


def test_lines_of_a_framework_never_fault_twice_on_the_same_line() -> None:
    class Nothing:
        skills: dict[str, object] = {}  # noqa: RUF012  # of no skill

    found = framework.lines([[2, "A", "Un", "A", ""], [3, "B", "Deux", "A", "x"]], Nothing())  # type: ignore[arg-type]
    assert [one.fault[:5] for one in found] == ["Les p", "Compé"]


def test_the_work_given_for_a_goal_is_followed_wherever_the_plan_is_read(
    sqlite_room: Any,
) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    team, one = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}"
    page, add = f"{one}/plan", f"{one}/plan/buts"

    def send(path: str, version: int, **form: str) -> Any:
        fields = {"lu": f"v{version}", "pour": "2026-09-25", **form}
        return team.post(path, page, {k: [v] for k, v in fields.items()})

    def given() -> list[Assignment]:
        with room.services.db.read() as session:
            return list(session.scalars(select(Assignment).order_by(Assignment.created_at)))

    gone = send(add, 0, cible=TABLES, propose=str(ines.actor.id))
    assert "Ce travail n’est plus proposé" in said(gone)
    assert given() == []
    assert send(add, 0, cible=TABLES, propose="nouveau").status_code == 303
    [work] = given()
    assert (work.skill, work.due.isoformat()) == ("maths.calcul.tables", "2026-09-25")
    late = send(add, 0, cible=DIVIDE, propose="nouveau")  # a colleague's page, read before
    assert late.status_code == 422
    assert len(given()) == 1
    # Another goal points to the same work; given twice, it is the same work.
    assert send(add, 1, mots="Calculer au travail", propose=str(work.id)).status_code == 303
    with room.services.db.read() as session:
        goals = {row.target: row for row in session.scalars(select(Goal))}
    assert {row.assignment_id for row in goals.values()} == {work.id}
    tables = f"{add}/{goals['maths.calcul.tables'].id}"
    assert send(tables, 2, propose="nouveau").status_code == 303
    assert len(given()) == 1
    begun = ines.browser().post(f"/propose/{work.id}", "/mon-plan")
    ines.answer(UUID(begun.location.rsplit("/", 1)[-1]))
    now = "1 exercice fait, il en reste 5."
    own = ines.browser()
    for shown in (team.get(page), team.get(f"{one}/entretien"), own.get("/mon-plan")):
        assert said(shown).count(now) == 2
    signed = send(f"{page}/signer", 3, **NAMES)
    held = {"lu": "e0", "le": "2026-09-14", "quoi-0": "Continuer", "pour-0": "2026-09-21"}
    kept = team.post(f"{one}/entretien", f"{one}/entretien", {k: [v] for k, v in held.items()})
    ines.answer(UUID(own.post(f"/propose/{work.id}", "/accueil").location.rsplit("/", 1)[-1]))
    for then in (signed.location, kept.location):  # as it was
        assert now in said(team.get(then))
    assert "2 exercices faits, il en reste 4." in said(team.get(page))
    back = f"/groupes/{room.group_id}/travaux"
    assert team.post(f"{back}/{work.id}/retirer", back).status_code == 303
    assert "Ce travail n’est plus proposé." in said(team.get(page))
    assert send(tables, 3, propose=str(work.id)).status_code == 303  # kept as it is
    assert send(tables, 4, propose="").status_code == 303
    assert said(team.get(page)).count("Ce travail n’est plus proposé.") == 1


def test_work_is_given_for_a_competence_by_its_skills_and_for_free_words_by_one(
    sqlite_room: Any,
) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    team, one = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}"
    plan, add = f"{one}/plan", f"{one}/plan/buts"
    rows = [("C1", None, []), ("C11", "C1", ["maths.calcul.tables", "maths.calcul.division"])]
    with room.services.db.write() as session:
        for position, (code, parent, skills) in enumerate(rows):
            own = {"school_id": room.trainer.school_id, "title": "Calculer", "parent": parent}
            row = FrameworkCompetence(code=code, position=position, skills=skills, **own)
            session.add(row)

    def send(path: str, version: int, **form: Any) -> Any:
        fields = {"lu": f"v{version}", "pour": "2026-09-25", **form}
        asked = {k: v if isinstance(v, list) else [v] for k, v in fields.items()}
        return team.post(path, plan, asked)

    def works() -> list[Assignment]:
        with room.services.db.read() as session:
            return list(session.scalars(select(Assignment).order_by(Assignment.created_at)))

    page = send(add, 0, cible="competence:C1", propose="nouveau").location
    assert page.endswith("/travail")
    shown = team.get(page)
    assert "Pour le but « C1 Calculer »" in said(shown)
    assert shown.text.count('name="competence"') == 2  # those of C11, which is under it
    for sent, expected in (
        ({}, "au moins une compétence"),
        ({"au": "2020-01-01"}, "avant le début"),
    ):
        again = send(page, 1, **({"competence": rows[1][2]} if sent else {}), **sent)
        assert again.status_code == 422
        assert expected in said(again)
    late = send(page, 0, competence=["maths.calcul.tables"])
    assert "vient de changer ce plan" in said(late)
    assert works() == []
    assert send(page, 1, competence=rows[1][2], au="2026-09-25").status_code == 303
    [work] = works()
    assert (work.kind, sorted(work.items)) == ("skills", sorted(rows[1][2]))
    begun = ines.browser().post(f"/propose/{work.id}", "/mon-plan")
    served = UUID(begun.location.rsplit("/", 1)[-1])
    assert ines.served(served).skill in rows[1][2]
    ines.answer(served)
    for reader, path in (
        (team, plan),
        (team, f"{one}/entretien"),
        (ines.browser(), "/mon-plan"),
    ):
        assert "1 exercice fait, il en reste 5." in said(reader.get(path))
    listed = said(team.get(f"/groupes/{room.group_id}/travaux"))
    with room.services.db.read() as session:
        known = room.services.catalogue.current(session).curriculum.skills
    both = " ; ".join(known[skill].label for skill in work.items)
    assert both.replace("\u00a0", " ") in listed
    # Free words: exercises of a skill that is chosen, one by one.
    page = send(add, 2, mots="Tenir la caisse", propose="nouveau").location
    assert "relié à aucune compétence" in said(team.get(page))
    listed = team.get(f"{page}?exercices-de=maths.calcul.tables").text
    items = re.findall(r'name="exercice" value="([^"]+)"', listed)[:2]
    chosen = {"exercices-de": "maths.calcul.tables", "exercice": items}
    assert send(page, 3, **chosen).status_code == 303
    assert works()[1].items == items
    assert said(team.get(plan)).count("Travail proposé") == 2
    goal_id = page.split("/")[-2]
    assert send(f"{add}/{goal_id}/fermer", 4, issue="reached").status_code == 303
    assert team.get(page).status_code == 404
    head = said(room.staff("admin").get("/journal"))
    assert "plusieurs compétences" in head
