"""Pictures of what the team meets: groups, maps, learners, corrections, cards, the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from playwright.sync_api import Page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks._learner_pages import one_a_type, open_everything
from benchmarks._views import AUTHOR_AT, TRAINER_AT, Act, Shot, actor
from exercises.items import Item
from palier.accounts import service as accounts
from palier.app import Services
from palier.authoring.service import publish
from palier.demo.people import DOMAINS
from palier.models import (
    CalendarPeriod,
    CurriculumVersion,
    ExerciseServed,
    Group,
    ItemVersion,
    Sitting,
)
from palier.models import Item as Stored
from palier.practice import corrections
from palier.trainer.map_state import BY_STRAND, OVERVIEW

SHOWN = ("tout", "manque", "pas-acquis", "revoir", "bloque")


def send_form(button: str, texts: Mapping[str, str], choice: str = "") -> Act:
    """Fill fields by their id, take the first of a choice and press a button."""

    def act(page: Page) -> None:
        for name, text in texts.items():
            page.fill(f"#{name}", text)
        if choice:
            page.locator(f"label:has([name={choice}])").first.click()
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()

    return act


def without_reason(page: Page) -> None:
    """Press before saying why, in a browser that lets one."""
    page.evaluate("document.querySelectorAll('form').forEach(f => { f.noValidate = true; })")
    page.locator("main form.panel button").first.click()
    page.wait_for_selector(".error")


# Groups and learners


def group_shots(services: Services) -> Iterator[Shot]:
    """Groups and the views of their maps."""
    with services.db.read() as session:
        groups = dict(session.execute(select(Group.name, Group.id)).tuples().all())
        nadia = actor(session, "Nadia")
    map_ = f"/groupes/{groups['Groupe Horizon']}"
    yield Shot("groupes", TRAINER_AT, "/groupes")
    yield Shot("groupe-nouveau", TRAINER_AT, "/groupes/nouveau")
    for domain in DOMAINS:
        yield Shot(f"carte-{domain}", TRAINER_AT, f"{map_}?domaine={domain}")
    for show in SHOWN:
        yield Shot(f"carte-voir-{show}", TRAINER_AT, f"{map_}?domaine=maths&voir={show}")
    yield Shot("carte-volets", TRAINER_AT, f"{map_}?domaine=maths&colonnes={BY_STRAND}")
    yield Shot("carte-quatre", TRAINER_AT, f"{map_}?domaine={OVERVIEW}")
    tidy = "domaine=francais&tri=activite&qui=actifs"
    yield Shot("carte-triee", TRAINER_AT, f"{map_}?{tidy}", open_everything)
    other = f"/groupes/{groups['Groupe Tremplin']}"
    yield Shot("carte-tremplin", TRAINER_AT, f"{other}?domaine=maths")
    yield Shot("carte-rien", TRAINER_AT, f"{other}?domaine=maths&qui=absents-30&voir=bloque")
    for name in ("papier", "papier-quatre"):
        view = f"domaine={OVERVIEW}" if name.endswith("quatre") else "domaine=maths"
        yield Shot(f"carte-{name}", TRAINER_AT, f"{map_}?{view}", paper=True)
    yield Shot("calendrier", TRAINER_AT, f"{map_}/calendrier")
    wrong = {"du": "2026-09-25", "au": "2026-09-21"}
    send = send_form("Ajouter cette période", wrong, "quoi")
    yield Shot("calendrier-a-reprendre", TRAINER_AT, f"{map_}/calendrier", send)
    with services.db.read() as session:
        period = session.scalars(select(CalendarPeriod.id)).first()
    yield Shot("calendrier-supprimer", TRAINER_AT, f"{map_}/calendrier/{period}")
    empty = accounts.create_group(services, nadia, "Groupe vide", min(nadia.sites or {0}))
    yield Shot("carte-groupe-vide", TRAINER_AT, f"/groupes/{empty}")
    yield Shot("mot-de-passe", TRAINER_AT, "/mot-de-passe")


def learner_shots(services: Services) -> Iterator[Shot]:
    """Learners at their stages, what a level rests on, one answer."""
    with services.db.read() as session:
        ids = {name: actor(session, name).id for name in ("Inès", "Mehdi", "Enzo", "Maëva")}
        served = newest_answered(session, ids["Inès"])
        group = session.scalars(select(Group.id).order_by(Group.id).limit(1)).one()
    person, back = f"/stagiaires/{ids['Inès']}", f"carte={group}~maths"
    yield Shot("stagiaire", TRAINER_AT, f"{person}?domaine=maths&{back}")
    yield Shot("stagiaire-bloque", TRAINER_AT, f"/stagiaires/{ids['Mehdi']}?domaine=maths")
    yield Shot("stagiaire-retour", TRAINER_AT, f"/stagiaires/{ids['Enzo']}?domaine=francais")
    yield Shot("stagiaire-nouvelle", TRAINER_AT, f"/stagiaires/{ids['Maëva']}?domaine=maths")
    yield Shot("stagiaire-papier", TRAINER_AT, f"{person}?domaine=maths", paper=True)
    cell = f"{person}/competences/{served.skill}"
    yield Shot("stagiaire-case", TRAINER_AT, f"{cell}?{back}")
    yield Shot("reponse", TRAINER_AT, f"{person}/reponses/{served.id}?{back}")


def newest_answered(session: Session, learner_id: UUID) -> ExerciseServed:
    """The last exercise of mathematics that a learner answered."""
    return session.scalars(
        select(ExerciseServed)
        .where(
            ExerciseServed.learner_id == learner_id,
            ExerciseServed.skill.startswith("maths."),
            ExerciseServed.answered_at.is_not(None),
        )
        .order_by(ExerciseServed.answered_at.desc())
        .limit(1)
    ).one()


def sitting_shots(services: Services) -> Iterator[Shot]:
    """Sittings of a learner: to take one back, without a reason, to put it back."""
    with services.db.write() as session:
        sonia, nadia = actor(session, "Sonia").id, actor(session, "Nadia").id
        newest, before = session.scalars(
            select(Sitting.id)
            .where(Sitting.learner_id == sonia)
            .order_by(Sitting.number.desc())
            .limit(2)
        )
        why = "Quelqu’un a répondu à sa place"
        corrections.void(services, session, sonia, before, nadia, why)
    person = f"/stagiaires/{sonia}"
    yield Shot("stagiaire-seance-retiree", TRAINER_AT, person)
    yield Shot("seances", TRAINER_AT, f"{person}/seances")
    yield Shot("seance-retirer", TRAINER_AT, f"{person}/seances/{newest}")
    yield Shot(
        "seance-retirer-sans-raison", TRAINER_AT, f"{person}/seances/{newest}", without_reason
    )
    yield Shot("seance-remettre", TRAINER_AT, f"{person}/seances/{before}")


def card_shots(services: Services) -> Iterator[Shot]:
    """Someone added, her card on the screen and on paper."""
    with services.db.read() as session:
        ines = actor(session, "Inès").id
        group = session.scalars(select(Group.id).where(Group.name == "Groupe Tremplin")).one()
    new = f"/groupes/{group}/stagiaires/nouveau"
    card = send_form("Ajouter et voir la carte", {"prenom": "Sélim", "initiale": "F"})
    yield Shot("ajouter", TRAINER_AT, new)
    yield Shot("carte-neuve", TRAINER_AT, new, card)
    yield Shot("carte-neuve-papier", TRAINER_AT, new, card, paper=True)
    yield Shot("carte-connue", TRAINER_AT, f"/stagiaires/{ines}/carte")
    yield Shot("carte-renouveler", TRAINER_AT, f"/stagiaires/{ines}/carte/renouveler")


# Exercises, for their authors


def author_shots(services: Services) -> Iterator[Shot]:
    """The gallery, and answers to be judged again."""
    with services.db.read() as session:
        entries = one_a_type(services.catalogue.current(session))
    yield Shot("galerie", AUTHOR_AT, "/exercices?domaine=maths")
    yield Shot("galerie-competence", AUTHOR_AT, f"/exercices/{entries['mcq'].item.skill}")
    yield Shot("galerie-sans-exercice", AUTHOR_AT, f"/exercices/{skill_without(services)}")
    for kind, entry in entries.items():
        yield Shot(f"galerie-{kind}", AUTHOR_AT, f"/exercices/{entry.item.id}")
    yield Shot("valeur", AUTHOR_AT, "/valeur-des-exercices")
    yield Shot("valeur-papier", AUTHOR_AT, "/valeur-des-exercices", paper=True)
    yield Shot(
        "valeur-sans-constat",
        TRAINER_AT,
        "/valeur-des-exercices?domaine=francais&constat=drift",
    )
    answers = f"/exercices/{publish_another_key(services)}/reponses"
    yield Shot("corriger", AUTHOR_AT, answers)
    yield Shot("corriger-sans-raison", AUTHOR_AT, answers, without_reason)
    nothing = f"/exercices/{entries['numeric'].item.id}/reponses"
    yield Shot("corriger-rien", AUTHOR_AT, nothing)


def skill_without(services: Services) -> str:
    """A skill that has no exercise yet, or any."""
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
    ready = {entry.item.skill for entry in catalogue.items}
    return next((s for s in catalogue.curriculum.skills if s not in ready), min(ready))


def publish_another_key(services: Services) -> str:
    """Publish the most answered choice among several with another right one; its name."""
    with services.db.write() as session:
        catalogue = services.catalogue.current(session)
        names = session.scalars(
            select(Stored.name)
            .join(ItemVersion, ItemVersion.item_id == Stored.id)
            .join(ExerciseServed, ExerciseServed.item_version_id == ItemVersion.id)
            .where(ExerciseServed.type == "mcq", ExerciseServed.answered_at.is_not(None))
            .group_by(Stored.name)
            .order_by(func.count().desc())
        )
        items = {entry.item.id: entry.item for entry in catalogue.items}
        name = next(name for name in names if name in items and items[name].contents)
        items[name] = with_another_key(items[name])
        source = session.scalars(
            select(CurriculumVersion.source).order_by(CurriculumVersion.id.desc()).limit(1)
        ).one()
        publish(session, catalogue.curriculum, source, items.values(), services.source.now())
    return name


def with_another_key(item: Item) -> Item:
    """The same choices, the one after the right one being right."""
    contents = []
    for content in item.contents:
        data = content.model_dump(mode="json", exclude_defaults=True)
        right = next(n for n, choice in enumerate(data["choices"]) if choice.get("right"))
        now = (right + 1) % len(data["choices"])
        data["choices"] = [
            {"text": choice["text"], "right": True}
            if number == now
            else {"text": choice["text"], "feedback": "Relisez la question."}
            for number, choice in enumerate(data["choices"])
        ]
        contents.append(type(content).model_validate(data))
    return replace(item, contents=tuple(contents))
