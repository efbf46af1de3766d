"""Human text goes through gettext, everywhere a person reads it, and is well set in French."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
CODE = ROOT / "platform" / "palier"
PAGES = sorted(TEMPLATES.rglob("*.html"))
# The command line speaks French to administrators, and the demonstration is data: gettext is
# for what is on the screens.
NOT_SCREENS = {"cli.py", "config.py", "commands.py", "command.py", "demo", "versions"}
NOT_SCREENS |= {"item_commands.py", "predict_commands.py", "coverage_goals.py", "anchoring.py"}
NOT_SCREENS |= {"terms.py"}  # forms of French words: another language has other rules
MODULES = sorted(
    f for f in CODE.rglob("*.py") if not NOT_SCREENS & set(f.relative_to(CODE).parts)
)

GETTEXT = {"_", "N_", "gettext", "ngettext", "pgettext", "npgettext"}
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-valuetext"}
UNREAD = {"script", "style"}
NAMES = {"Palier"}  # the same in every language
LETTERS = re.compile(r"[^\W\d_]{2,}")
# What French text has and the other strings of a program have not.
FRENCH = re.compile(r"[à-öø-ÿÀ-ÖØ-ÞœŒ«»’]")
HOLE = "\ue000"  # stands for what a template computes


class _Reader(HTMLParser):
    """Collects the text that people see or hear and that is written in the template."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        given = dict(attrs)
        spoken = SPOKEN | ({"value"} if given.get("type") in {"submit", "button"} else set())
        for name, value in attrs:
            if name in spoken:
                self._keep(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not UNREAD & set(self._open[-1:]):
            self._keep(data)

    def _keep(self, text: str) -> None:
        # A macro may write attributes alone, which its caller puts into a tag.
        words = set(LETTERS.findall(re.sub(r'[\w-]+="[^"]*"', "", text)))
        if words - NAMES:
            self.found.append(" ".join(text.replace(HOLE, "…").split()))


def _written(tree: nodes.Node) -> Iterator[str]:
    """The template's own HTML in its order, with a hole for each expression."""
    for node in tree.iter_child_nodes():
        if isinstance(node, nodes.TemplateData):
            yield node.data
        elif isinstance(node, nodes.Block) and node.name.endswith("_class"):
            continue  # it fills an attribute of the page it extends
        elif isinstance(node, nodes.Expr):
            if isinstance(tree, nodes.Output):  # elsewhere it is a condition, a list…
                yield HOLE
        else:
            yield from _written(node)


def _literals(tree: nodes.Node) -> Iterator[str]:
    """The strings in expressions that no gettext function takes."""
    for node in tree.iter_child_nodes():
        if (
            isinstance(node, nodes.Call)
            and isinstance(node.node, nodes.Name)
            and node.node.name in GETTEXT
        ):
            continue
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield node.value
        yield from _literals(node)


def untranslated(source: str) -> list[str]:
    """The human texts of a template that are outside gettext."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    reader = _Reader()
    reader.feed("".join(_written(tree)))
    reader.close()
    literals = [s for s in _literals(tree) if FRENCH.search(s) or re.match(r"[A-Z][a-z]+ ", s)]
    return reader.found + literals


@pytest.mark.parametrize("template", PAGES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_writes_no_text_outside_gettext(template: Path) -> None:
    assert untranslated(template.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Bonjour</p>", ["Bonjour"]),
        ("<p>{{ _('Bonjour') }} {{ name }}</p>", []),
        ("<p>{% trans %}Bonjour {{ name }}{% endtrans %}</p>", []),
        ('<a title="Fermer">×</a>', ["Fermer"]),
        ('<a aria-label="{{ _("Fermer") }}">×</a>', []),
        ('<input type="submit" value="Valider">', ["Valider"]),
        ('<input type="hidden" value="oui">', []),
        ('<p class="{% if wide %}large{% endif %}">{{ n }} %</p>', []),
        ("{{ why('Pourquoi cela ?', _('Parce que')) }}", ["Pourquoi cela ?"]),
        ("<title>{% block title %}{% endblock %} · Palier</title>", []),
        ("{% if a %}Oui{% else %}{{ _('Non') }}{% endif %}", ["Oui…"]),
        ("{# un mot pour nous #}<script>let mot = 1</script>", []),
    ],
)
def test_the_check_sees_what_it_must(source: str, found: list[str]) -> None:
    assert untranslated(source) == found


def _bare_strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """French strings of a module outside gettext; docstrings apart, which are for us."""
    excused: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            excused.add(node.value)  # a docstring
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name | ast.Attribute)
            and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) in GETTEXT
        ):
            excused.update(inner for argument in node.args for inner in ast.walk(argument))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in excused
            and FRENCH.search(node.value)
            and LETTERS.search(node.value)
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("module", MODULES, ids=lambda file: str(file.relative_to(CODE)))
def test_a_module_writes_no_french_outside_gettext(module: Path) -> None:
    assert list(_bare_strings(ast.parse(module.read_text("utf-8")))) == []


def test_the_texts_are_set_as_french_is() -> None:
    """Typographic apostrophe; a no-break space before : ; ? ! and % and inside « »."""
    with (CODE / "translations" / "palier.pot").open("rb") as file:
        texts = [
            form
            for message in read_po(file)
            if message.id
            for form in ([message.id] if isinstance(message.id, str) else message.id)
        ]
    assert len(texts) > 20
    bare = re.compile(r"\w'\w|(?<=[\w»)]) [:;?!»%€]|(?<=\w)[;?!](?=\s|$)|« |«\w|\w»")
    placeholders = re.compile(r"%\(\w+\)[sd]")
    faulty = [text for text in texts if bare.search(placeholders.sub("x", text))]
    assert faulty == []
