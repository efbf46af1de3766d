"""A page as a person without script reads it: its text, its links, its forms.

Standard library only: what the tests of faults believe comes from what a browser is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random

Fields = Sequence[tuple[str, str]]
SILENT = {"script", "style", "template"}


@dataclass
class Control:
    """A field to fill in: its name, and what may be chosen (nothing: it is typed)."""

    name: str
    kind: str  # hidden | radio | checkbox | select | text
    values: list[str]
    numeric: bool = False


@dataclass
class Form:
    """A form: where it goes and what it asks for."""

    action: str
    exercise: bool
    controls: list[Control] = field(default_factory=list)

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        return next(c.values[0] for c in self.controls if c.name == name)

    def fill(self, chance: Random) -> Fields:
        """Some answer, as somebody would give who does not read the question."""
        filled: list[tuple[str, str]] = []
        hidden = [c for c in self.controls if c.kind == "hidden"]
        order = [(c.name, c.values[0]) for c in hidden if c.name == "order"]
        filled += [(c.name, c.values[0]) for c in hidden if c.name != "order"]
        filled += chance.sample(order, len(order))
        for control in self.controls:
            if control.kind == "text":
                typed = str(chance.randrange(1, 100)) if control.numeric else "une réponse"
                filled.append((control.name, typed))
            elif control.kind in {"radio", "select"}:
                filled.append((control.name, chance.choice(control.values)))
            elif control.kind == "checkbox":
                some = chance.sample(control.values, chance.randint(1, len(control.values)))
                filled += [(control.name, value) for value in some]
        return filled


class Page(HTMLParser):
    """Read a page, or a part of one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._silent = 0
        self._main = False
        self._select: Control | None = None
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The words of the page's main part, one space between them."""
        return " ".join(" ".join(self._words).split())

    @property
    def exercise(self) -> Form | None:
        """The form of the exercise that the page asks, if it asks one."""
        return next((form for form in self.forms if form.exercise), None)

    def link(self, start: str) -> str | None:
        """The first link whose address begins so."""
        return next((link for link in self.links if link.startswith(start)), None)

    def form(self, *starts: str) -> Form | None:
        """The first form whose address begins so."""
        return next((form for form in self.forms if form.action.startswith(starts)), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form or a field."""
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self._silent += 1
        elif tag == "main":
            self._main = True
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), "data-exercise" in given))
        elif self.forms and "disabled" not in given:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not read, or a list of choices."""
        if tag in SILENT:
            self._silent -= 1
        elif tag == "main":
            self._main = False
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        """Words to read."""
        if self._main and not self._silent:
            self._words.append(data)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if tag == "option" and self._select is not None and value:
            self._select.values.append(value)
        elif tag == "textarea":
            self._add(given["name"], "text", [])
        elif tag == "select":
            self._select = self._add(given["name"], "select", [])
        elif tag == "input" and "name" in given:
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"}:
                self._choice(given["name"], kind, value)
            elif kind == "hidden":
                self._add(given["name"], "hidden", [value])
            else:
                numeric = given.get("inputmode") in {"numeric", "decimal"}
                self._add(given["name"], "text", [], numeric)

    def _add(self, name: str, kind: str, values: list[str], numeric: bool = False) -> Control:
        control = Control(name, kind, values, numeric)
        self.forms[-1].controls.append(control)
        return control

    def _choice(self, name: str, kind: str, value: str) -> None:
        known = [c for c in self.forms[-1].controls if c.name == name and c.kind == kind]
        (known[0] if known else self._add(name, kind, [])).values.append(value)
