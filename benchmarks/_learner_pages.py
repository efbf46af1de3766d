"""Pictures of what learners meet: the door, home, the climb, every exercise, the ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from flask import Flask
from playwright.sync_api import Page, Route
from sqlalchemy import insert, select

from benchmarks._report import cannot_run
from benchmarks._views import NOBODY, Act, Shot, actor
from exercises.items import examples, make
from palier.app import Services
from palier.catalogue import Catalogue, PoolItem
from palier.db import DatabaseUnavailable
from palier.demo.exhibit import exhibit
from palier.demo.people import DOMAINS
from palier.demo.source import DemoSecrets
from palier.models import ExerciseServed, Notice, Sitting
from palier.practice import corrections, service
from palier.security import Actor

TONES = ("question", "juste", "pas-encore", "presque", "aide", "je-ne-sais-pas")
READ_LARGE = ("question", "pas-encore")  # also in large text and in the strong contrast


# The door


def door_shots(app: Flask) -> Iterator[Shot]:
    """Ways in, refused ones, comfort, errors."""
    yield Shot("entrer", NOBODY, "/entrer")
    yield Shot("entrer-propositions", NOBODY, "/entrer", type_a_word)
    five = {f"mot{n}": "table" for n in range(1, 6)}
    yield Shot("entrer-refus", NOBODY, "/entrer", send_words({"nom": "personne", **five}))
    typo = {**five, "mot3": "tabel"}
    yield Shot("entrer-mot-inconnu", NOBODY, "/entrer", send_words({"nom": "ines", **typo}))
    yield Shot("carte", NOBODY, "/carte")
    yield Shot("carte-refusee", NOBODY, "/carte#" + "A" * 22)
    yield Shot("equipe-entrer", NOBODY, "/equipe/entrer")
    yield Shot("confort", "Inès", "/confort")
    yield Shot("erreur-404", NOBODY, "/nulle-part")
    yield Shot("erreur-503", NOBODY, "/nulle-part", out_of_order(app))


def send_words(words: Mapping[str, str]) -> Act:
    """Fill the sign-in of learners and send it."""

    def act(page: Page) -> None:
        for name, text in words.items():
            page.fill(f"#{name}", text)
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.wait_for_selector(".notice")

    return act


def type_a_word(page: Page) -> None:
    """Type the beginning of a word: suggestions to tap."""
    page.locator("#mot1").press_sequentially("pa")


def out_of_order(app: Flask) -> Act:
    """The page that is answered while the database does not."""
    with app.test_request_context("/entrer"):
        refusal = app.handle_user_exception(DatabaseUnavailable("base de données arrêtée"))
        body = app.make_response(refusal).get_data(as_text=True)

    def act(page: Page) -> None:
        def reply(route: Route) -> None:
            route.fulfill(status=503, content_type="text/html; charset=utf-8", body=body)

        page.route("**/entrer", reply)
        page.goto(page.url.replace("/nulle-part", "/entrer"))
        page.unroute("**/entrer")

    return act


# Home and the climb


def progress_shots(services: Services) -> Iterator[Shot]:
    """Home and the climb of people at different moments."""
    tell_lucie(services)
    yield Shot("accueil-nouvelle", "Maëva", "/accueil")
    yield Shot("accueil-habituee", "Inès", "/accueil")
    yield Shot("accueil-reprendre", "Rayan", "/accueil")
    yield Shot("accueil-de-retour", "Enzo", "/accueil")
    yield Shot("accueil-avis", "Lucie", "/accueil")
    yield Shot("montee-sans-depart", "Maëva", "/montee?domaine=maths")
    for domain in DOMAINS:
        yield Shot(f"montee-{domain}", "Inès", f"/montee?domaine={domain}")
    yield Shot("montee-tout-ouvert", "Fatoumata", "/montee?domaine=maths", open_everything)


def tell_lucie(services: Services) -> None:
    """Take one of her sittings back, and tell her that an answer was judged again."""
    with services.db.write() as session:
        lucie, nadia = actor(session, "Lucie"), actor(session, "Nadia")
        last = session.scalars(
            select(Sitting)
            .where(Sitting.learner_id == lucie.id, Sitting.kind == "practice")
            .order_by(Sitting.number.desc())
            .limit(1)
        ).one()
        shown = session.scalars(
            select(ExerciseServed.id).where(ExerciseServed.learner_id == lucie.id).limit(1)
        ).one()
        corrections.void(
            services,
            session,
            lucie.id,
            last.id,
            nadia.id,
            "Une autre personne a utilisé son accès",
        )
        about = {"right": [str(shown)], "other": [], "at": last.started_at.isoformat()}
        session.execute(
            insert(Notice).values(
                school_id=lucie.school_id,
                learner_id=lucie.id,
                kind=corrections.REGRADED,
                data=about,
                at=services.source.now(),
            )
        )


def open_everything(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


# Exercises


def exercise_shots(services: Services) -> Iterator[Shot]:
    """Each type of exercise: to answer, unreadable, with hints, and each tone of feedback."""
    with services.db.read() as session:
        camille = actor(session, "Camille")
        entries = one_a_type(services.catalogue.current(session))
    for kind, entry in entries.items():
        for seed, tone in enumerate(TONES, 1):
            served_id = exhibit(services, camille, entry, seed)
            if put(services, camille, served_id, tone):
                address = f"/exercice/{served_id}"
                yield Shot(
                    f"exercice-{kind}-{tone}", "Camille", address, comfort=tone in READ_LARGE
                )
        unread = f"/exercice/{exhibit(services, camille, entry, 13)}"
        yield Shot(
            f"exercice-{kind}-illisible", "Camille", unread, send_unreadable, comfort=True
        )
    yield Shot("exercice-explications", "Camille", unread, open_everything)


def one_a_type(catalogue: Catalogue) -> dict[str, PoolItem]:
    """An item of each type: with a document when there is one, else the longest. Both ways
    of a line and of a table have their own."""

    def way(entry: PoolItem) -> str:
        public = make(entry.item, 1).public
        second = {"numberline": "read", "table": "find"}.get(entry.item.type)
        return f"{entry.item.type}-2" if second and public[second] else entry.item.type

    def size(entry: PoolItem) -> tuple[bool, int]:
        public = make(entry.item, 1).public
        return bool(public["document"]), len(str(public))

    found: dict[str, PoolItem] = {}
    for entry in sorted(catalogue.items, key=size):
        found[way(entry)] = entry
    return dict(sorted(found.items()))


def put(services: Services, who: Actor, served_id: UUID, state: str) -> bool:
    """Bring an exercise to a state by its own examples; False when it has none of this tone."""
    if state == "question":
        return True
    if state == "aide":
        for _step in range(2):
            service.use_help(services, who, served_id)
        return True
    if state == "je-ne-sais-pas":
        service.answer(services, who, served_id, {}, unknown=True)
        return True
    with services.db.read() as session:
        known = examples(service.instance_of(session.get_one(ExerciseServed, served_id)))
    given = {
        "juste": known.right[:1],
        "pas-encore": [raw for raw, _cause in known.wrong[:1]],
        "presque": known.partly[:1],
    }
    for raw in given[state]:
        service.answer(services, who, served_id, raw)
        return True
    return False


def send_unreadable(page: Page) -> None:
    """Press "Valider" on nothing, or on letters where a number is asked for."""
    if page.locator("#nombre").count():
        page.fill("#nombre", "beaucoup")
    page.evaluate("document.querySelectorAll('[name=order]').forEach(n => n.remove())")
    page.get_by_role("button", name="Valider").click()
    page.wait_for_selector("#illisible")


# A session lost in the middle of an answer


def session_shots(services: Services) -> Iterator[Shot]:
    """What one reads when one's session ended, and when one is back."""
    with services.db.read() as session:
        fatoumata = actor(session, "Fatoumata")
        entry = one_a_type(services.catalogue.current(session))["numeric"]
    address = f"/exercice/{exhibit(services, fatoumata, entry, 1)}"
    yield Shot("session-fermee", "Fatoumata", address, lose_session, leaves=True)
    yield Shot("session-reprise", "Fatoumata", address, lose_and_come_back, leaves=True)


def lose_session(page: Page) -> None:
    """Type an answer, and press when the session is over."""
    if page.locator("#nombre").count():
        page.fill("#nombre", "1 250")
        page.context.clear_cookies()
        page.get_by_role("button", name="Valider").click()
    page.wait_for_selector("#mot1")


def lose_and_come_back(page: Page) -> None:
    """Sign in again: the answer is still there."""
    lose_session(page)
    page.fill("#nom", "fatoumata")
    for number, word in enumerate(DemoSecrets("Fatoumata").words(), 1):
        page.fill(f"#mot{number}", word)
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.wait_for_selector("#nombre")


# Sittings


def sitting_shots(services: Services) -> Iterator[Shot]:
    """Placement from its start to its end, and the end of a practice."""
    with services.db.read() as session:
        new, going = actor(session, "Rayan"), actor(session, "Océane")
    first = service.start_placement(services, new, "francais")
    yield Shot("depart-1-debut", "Rayan", f"/exercice/{first}")
    later = service.start_placement(services, new, "maths")
    yield Shot("depart-2-suite", "Rayan", f"/exercice/{later}")
    end = to_the_end(services, going, service.start_placement(services, going, "bureautique"))
    yield Shot("depart-3-fin", "Océane", f"/seance/{end}/fin")
    end = to_the_end(services, going, service.start_practice(services, going, "maths"))
    yield Shot("seance-fin", "Océane", f"/seance/{end}/fin")


def to_the_end(services: Services, who: Actor, served_id: UUID | None) -> UUID:
    """Answer right, three times of four, until the sitting is over; its id."""
    sitting_id, done = None, 0
    while served_id is not None:
        with services.db.read() as session:
            exercise = session.get_one(ExerciseServed, served_id)
            sitting_id = exercise.sitting_id
            raw = examples(service.instance_of(exercise)).right[0]
        done += 1
        reply = service.answer(services, who, served_id, raw, unknown=done % 4 == 0)
        served_id = reply.next_id if isinstance(reply, service.Replied) else None
    if sitting_id is None:
        cannot_run("a sitting without an exercise")
    return sitting_id
