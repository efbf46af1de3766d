"""Pictures of every page, to be looked at: `make screenshots` writes them to screenshots/.

Phone (360 px) and desk (1280 px), light and dark, of the demonstration school (built once in
var/, then copied, so that nothing done here stays). A voice of this device is pretended, since
Chromium without a screen has none: reading aloud is on every learner's page.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from uuid import UUID

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks._report import cannot_run, measure
from exercises.items import examples, make
from palier.accounts import service as accounts
from palier.app import Services, create_app
from palier.catalogue import Catalogue, PoolItem
from palier.config import Config
from palier.demo import command
from palier.demo.exhibit import exhibit
from palier.demo.people import DOMAINS
from palier.demo.source import PASSWORD, DemoSecrets
from palier.models import TRAINER, Answer, ExerciseServed, Group, Person, Role
from palier.practice import service
from palier.security import Actor

FOLDER = Path("screenshots")
SIZES = {"360": (360, 740), "1280": (1280, 800)}
SCHEMES = {"clair": "light", "sombre": "dark"}
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VOICE = """
const voice = { name: "Voix d’essai", lang: "fr-FR", localService: true, default: true };
Object.defineProperty(window.speechSynthesis, "getVoices", { value: () => [voice] });
"""
NOBODY, STAFF = "", "formatrice@demo.example"
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """One picture: its file's name, who looks, which page, and what is done there first."""

    name: str
    who: str  # a first name of the demonstration, the trainer's address, or nobody
    address: str
    act: Act | None = None


# The school


def school(folder: Path) -> Services:
    """A copy of the demonstration school; nothing done to it stays."""
    command.run(0, build_only=True)
    # SQLite's own copy: it takes along what is still in the write-ahead log.
    with (
        closing(sqlite3.connect(command.FOLDER / "demo.db")) as built,
        closing(sqlite3.connect(folder / "demo.db")) as copy,
    ):
        built.backup(copy)
    app = create_app(Config(database_url=f"sqlite:///{folder / 'demo.db'}", demo=True))
    found: Services = app.extensions["palier"]
    return found


def actor(session: Session, first_name: str) -> Actor:
    """The actor a first name of the demonstration stands for."""
    row = session.execute(
        select(Person, Role)
        .join(Role, Role.person_id == Person.id)
        .where(Person.first_name == first_name)
        .limit(1)
    ).one()
    sites = frozenset({row.Role.site_id}) if row.Role.name == TRAINER else None
    return Actor(
        row.Person.id, row.Person.school_id, first_name, frozenset({row.Role.name}), sites
    )


def one_a_type(catalogue: Catalogue) -> dict[str, PoolItem]:
    """An item of each type: with a document when there is one, else the longest."""

    def size(entry: PoolItem) -> tuple[bool, int]:
        public = make(entry.item, 1).public
        return bool(public["document"]), len(str(public))

    kinds = sorted({entry.item.type for entry in catalogue.items})
    return {
        kind: max((e for e in catalogue.items if e.item.type == kind), key=size)
        for kind in kinds
    }


# The pages


def exercise_shots(services: Services) -> Iterator[Shot]:
    """Each type of exercise: to answer, unreadable, with hints, and each tone of feedback."""
    with services.db.read() as session:
        ines = actor(session, "Inès")
        entries = one_a_type(services.catalogue.current(session))
    for kind, entry in entries.items():
        for seed, tone in enumerate(("question", "juste", "pas-encore", "presque"), 1):
            served_id = exhibit(services, ines, entry, seed)
            if tone == "question" or answer_as(services, ines, served_id, tone):
                yield Shot(f"exercice-{kind}-{tone}", "Inès", f"/exercice/{served_id}")
        unread = f"/exercice/{exhibit(services, ines, entry, 13)}"
        yield Shot(f"exercice-{kind}-illisible", "Inès", unread, send_unreadable)
    unknown = exhibit(services, ines, entries["numeric"], 11)
    service.answer(services, ines, unknown, {}, unknown=True)
    yield Shot("exercice-je-ne-sais-pas", "Inès", f"/exercice/{unknown}")
    hinted = exhibit(services, ines, entries["mcq"], 12)
    for _step in range(2):
        service.use_help(services, ines, hinted)
    yield Shot("exercice-coup-de-pouce", "Inès", f"/exercice/{hinted}")


def answer_as(services: Services, who: Actor, served_id: UUID, tone: str) -> bool:
    """Answer by one of the exercise's own examples; False when it has none of this tone."""
    with services.db.read() as session:
        known = examples(service.instance_of(session.get_one(ExerciseServed, served_id)))
    given = {
        "juste": known.right[:1],
        "pas-encore": [raw for raw, _cause in known.wrong[:1]],
        "presque": known.partly[:1],
    }
    for raw in given[tone]:
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


def send_words(words: Mapping[str, str]) -> Act:
    """Fill the sign-in of learners and send it."""

    def act(page: Page) -> None:
        for field, text in words.items():
            page.fill(f"#{field}", text)
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.wait_for_selector(".notice")

    return act


def type_a_word(page: Page) -> None:
    """Type the beginning of a word: suggestions to tap."""
    page.locator("#mot1").press_sequentially("pa")


def open_everything(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def sign_in_shots() -> Iterator[Shot]:
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


def progress_shots() -> Iterator[Shot]:
    """Home and the climb of people at different moments."""
    yield Shot("accueil-nouvelle", "Maëva", "/accueil")
    yield Shot("accueil-habituee", "Inès", "/accueil")
    yield Shot("accueil-reprendre", "Rayan", "/accueil")
    yield Shot("montee-sans-depart", "Maëva", "/montee?domaine=maths")
    for domain in DOMAINS:
        yield Shot(f"montee-{domain}", "Inès", f"/montee?domaine={domain}")
    yield Shot("montee-tout-ouvert", "Fatoumata", "/montee?domaine=maths", open_everything)


def send_form(button: str, texts: Mapping[str, str]) -> Act:
    """Fill fields by their id and press a button."""

    def act(page: Page) -> None:
        for field, text in texts.items():
            page.fill(f"#{field}", text)
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()

    return act


def trainer_shots(services: Services) -> Iterator[Shot]:
    """Groups, maps, one learner, one answer, and cards."""
    with services.db.read() as session:
        group, other, *_rest = session.scalars(select(Group.id).order_by(Group.id))
        trainer = actor(session, "Nadia")
        ines, served = session.execute(
            select(Answer.learner_id, ExerciseServed)
            .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
            .join(Person, Person.id == Answer.learner_id)
            .where(Person.first_name == "Inès", ExerciseServed.skill.startswith("maths."))
            .order_by(Answer.at.desc())
            .limit(1)
        ).one()
        maeva = actor(session, "Maëva").id
    person = f"/stagiaires/{ines}"
    yield Shot("groupes", STAFF, "/groupes")
    for domain in DOMAINS:
        yield Shot(f"carte-{domain}", STAFF, f"/groupes/{group}?domaine={domain}")
    yield Shot("carte-tout", STAFF, f"/groupes/{group}?domaine=maths&voir=tout")
    yield Shot("stagiaire", STAFF, f"{person}?domaine=maths")
    yield Shot("stagiaire-case", STAFF, f"{person}/competences/{served.skill}")
    yield Shot("stagiaire-sans-reponse", STAFF, f"/stagiaires/{maeva}?domaine=maths")
    yield Shot("reponse", STAFF, f"{person}/reponses/{served.id}")
    yield Shot("ajouter", STAFF, f"/groupes/{other}/stagiaires/nouveau")
    card = send_form("Ajouter et voir la carte", {"prenom": "Sélim", "initiale": "F"})
    yield Shot("carte-neuve", STAFF, f"/groupes/{other}/stagiaires/nouveau", card)
    yield Shot("carte-connue", STAFF, f"{person}/carte")
    yield Shot("carte-renouveler", STAFF, f"{person}/carte/renouveler")
    yield Shot("groupe-nouveau", STAFF, "/groupes/nouveau")
    empty = accounts.create_group(services, trainer, "Groupe vide", min(trainer.sites or {0}))
    yield Shot("carte-groupe-vide", STAFF, f"/groupes/{empty}")
    yield Shot("mot-de-passe", STAFF, "/mot-de-passe")


# The browser


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine; its address."""

    class Silent(WSGIRequestHandler):
        def log_request(self, *_args: object) -> None:
            """Nothing a request: the terminal says how far the pictures are."""

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def sign_in(page: Page, base: str, who: str) -> None:
    """By card or by password; nobody stays outside."""
    if who == STAFF:
        page.goto(f"{base}/equipe/entrer")
        page.fill("#adresse", STAFF)
        page.fill("#mdp", PASSWORD)
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url("**/groupes")
    elif who:
        page.goto(f"{base}/carte#{DemoSecrets(who).token()}")
        page.wait_for_url("**/accueil")


def take(context: BrowserContext, base: str, shots: list[Shot], suffix: str) -> None:
    """All pictures of one person in one size and colour scheme."""
    page = context.new_page()
    sign_in(page, base, shots[0].who)
    for shot in shots:
        if "#" in shot.address:
            page.goto("about:blank")  # an address that differs after # alone loads nothing
        page.goto(base + shot.address)
        if shot.address.startswith("/carte#"):
            page.wait_for_selector("[data-card-else] h1[tabindex]")
        if shot.act:
            shot.act(page)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / f"{shot.name}-{suffix}.png", full_page=True)


def take_all(browser: Browser, base: str, shots: list[Shot]) -> None:
    """Every picture in every size and colour scheme."""
    for size, (width, height) in SIZES.items():
        for name, scheme in SCHEMES.items():
            for who in dict.fromkeys(shot.who for shot in shots):
                context = browser.new_context(
                    locale="fr-FR",
                    timezone_id="Europe/Paris",
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                )
                context.add_init_script(VOICE)
                take(context, base, [s for s in shots if s.who == who], f"{size}-{name}")
                context.close()
            print(f"  {size} px, {name}", flush=True)


def main() -> None:
    """Build, serve, look at every page, write the pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        cannot_run("Chromium is not installed: apt-get install chromium")
    started = monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        services = school(Path(folder))
        app = create_app(services.config)
        shots = [*sign_in_shots(), *progress_shots(), *trainer_shots(services)]
        shots += [*exercise_shots(services), *sitting_shots(services)]
        as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses root
        with served(app) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*QUIET, *as_root]
            )
            take_all(browser, base, shots)
            browser.close()
        services.db.dispose()
    measure("pictures", len(list(FOLDER.glob("*.png"))), "")
    measure("time", monotonic() - started, "s", at_most=180)


if __name__ == "__main__":
    main()
