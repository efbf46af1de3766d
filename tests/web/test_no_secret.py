"""What is sent before the answer holds no accepted answer, for every item and 20 seeds.

Types whose answer is typed are looked at, in the page's own bytes: words, attributes and hidden
fields. The author's question and document are left out, since many exercises are to find a
number or a word in them; so are drawings and tables, which are there to be read. Types that
show their parts (a list, an order, places) are listed: there the key leaves no trace in what is
shown, which ``test_changing_only_the_key_changes_no_public_byte`` proves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from jinja2 import Template
from pydantic import SecretStr

import exercises
from exercises import items as play
from exercises.bank import bank_files, read_bank
from exercises.curriculum import load_curriculum
from exercises.instance import Instance
from exercises.items import Item
from exercises.types import TYPES
from palier.app import create_app
from palier.config import Config

SEEDS = 20
BANKS = Path(exercises.__file__).parent / "banks"
SHOWN = {
    *("mcq", "order", "dropdown", "multi", "truefalse", "match", "sort", "highlight"),
    *("listen", "map", "timeline", "money", "mend"),
    "spoken",  # it has no key
}
# Of each typed type, the fields that are typed.
TYPED: Mapping[str, str] = {
    "numeric": r"number",
    "numberline": r"number",
    "scale": r"number",
    "chart": r"number",
    "short": r"text",
    "dictation": r"text",
    "writing": r"text",
    "cloze": r"gap\d+",
    "table": r"cell\d+",
    "passage": r"question\d+",
    "form": r"field\d+",
    "expression": r"expression",
    "quantity": r"quantity",
    "fraction": r"top",
    "clock": r"hour",
}
SHORTEST = 2  # one letter or one digit is in any page
# Attributes that say how a page looks or works, the same for every exercise of a type.
_WORKING = re.compile(
    r"class|for|id|name|type|inputmode|autocomplete|autocapitalize|autocorrect|spellcheck|"
    r"maxlength|tabindex|role|aria-(?!label$|valuetext$).*|data-(?!out$).*|href|min|max|step"
)
# An author's text with fields in it, the type's own words, a drawing in words.
_READ = {("class", "gap-text"), ("class", "hint"), ("id", "dessin")}
_LEFT_OUT = ("svg", "h1", "table", "legend")


AS_INCLUDED = """{% from "_macros.html" import icon %}
{% include "exercises/" ~ p.public.type ~ ".html" %}"""


class Sent(HTMLParser):
    """The words of a page and of its attributes, without what is there to be read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside = self._text = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in _LEFT_OUT
        self._text += any(attr in _READ for attr in attrs)
        if not self._inside:
            self.words += [
                text for name, text in attrs if text and not _WORKING.fullmatch(name)
            ]

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in _LEFT_OUT
        self._text -= tag == "p" and self._text > 0

    def handle_data(self, data: str) -> None:
        if not self._inside and not self._text:
            self.words.append(data)


def normal(text: str) -> str:
    """A text without case, accents, spaces between digits, nor ways of writing numbers."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("×", "x").replace("−", "-"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    bare = re.sub(r"(?<=\d)\s+(?=\d)", "", bare).replace(",", ".").replace("’", "'")
    bare = re.sub(r"(\.\d*?)0+(?!\d)", r"\1", bare)
    return " ".join(re.sub(r"\.(?!\d)", " ", bare).split())


def held(page: str, answer: str) -> bool:
    """Whether a page holds an answer as whole words."""
    return bool(re.search(rf"(?<![\w.]){re.escape(answer)}(?!\w|\.\d)", page))


def answers(instance: Instance) -> Iterator[str]:
    """The normal forms of what may be typed, for the fields that are typed."""
    kinds = [field.get("kind") for field in instance.public.get("fields", ())]
    cells = instance.public.get("fields", ())
    for raw in play.examples(instance).right:
        for name, values in raw.items():
            if not re.fullmatch(TYPED[instance.type], name):
                continue
            number = int(re.sub(r"\D", "", name) or 1) - 1
            picked = number < len(cells) and "choices" in cells[number]
            if picked or (kinds and number < len(kinds) and kinds[number] == "tick"):
                continue
            if instance.type == "fraction" and "bottom" in raw:
                yield normal(f"{values[0]}/{raw['bottom'][0]}")
            else:
                yield normal(values[0])


@pytest.fixture(scope="module")
def app() -> Flask:
    """The application, for its templates."""
    config = Config(database_url="sqlite://", testing=True, secret_key=SecretStr("test"))
    return create_app(config)


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """Every published item."""
    curriculum = load_curriculum(BANKS / "curriculum.yaml")
    files = [(str(file), file.read_bytes()) for file in bank_files(BANKS)]
    return list(read_bank(files, curriculum)[0].items.values())


def page(template: Template, instance: Instance) -> str:
    """What is sent of one exercise: the part that its type makes."""
    shown: dict[str, Any] = {"public": instance.public, "hints": (), "unreadable": None}
    shown |= {"aloud": True, "typed": lambda _name: "", "ticked": lambda *_names: False}
    shown |= {"served_id": UUID(int=0), "order": (), "moved": None}
    if "groups" in instance.public:
        shown["heard"] = SimpleNamespace(groups=instance.public["groups"], synthetic=True)
    return template.render(p=SimpleNamespace(trial=False, **shown))


def test_every_type_shows_its_parts_or_is_looked_at() -> None:
    assert set(TYPES) == SHOWN | set(TYPED)
    assert not SHOWN & set(TYPED)


def test_no_accepted_answer_is_sent_before_the_answer(app: Flask, items: list[Item]) -> None:
    found: dict[str, tuple[str, str]] = {}
    looked = 0
    template = app.jinja_env.from_string(AS_INCLUDED)
    with app.test_request_context():
        for item in items:
            if item.type in SHOWN:
                continue
            for seed in range(min(SEEDS, len(item.contents) or SEEDS)):
                instance = play.make(item, seed)
                sent = normal(" \n ".join(Sent(page(template, instance)).words))
                for answer in set(answers(instance)):
                    looked += len(answer) >= SHORTEST
                    if len(answer) >= SHORTEST and held(sent, answer):
                        found[item.id] = (answer, sent)
    assert looked > 1000
    assert found == {}, found


def test_an_answer_that_is_sent_would_be_seen() -> None:
    sent = normal(" ".join(Sent('<p>x</p><input type="hidden" value="1 500,50 €">').words))
    assert held(sent, normal("1500.5"))
    assert not held(sent, normal("500.5"))
    assert not held(normal("1500.55"), normal("1500.5"))
