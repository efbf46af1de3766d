"""Every kind of change that the code writes into the journal, found in its syntax trees.

A function that writes lines for others has a parameter ``action``: what callers give it is
looked for, by position or name, through constants and choices of two.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import palier

SOURCE = Path(palier.__file__).parent
TABLE = "AuditEvent"
OTHERS = ("looked", "service", "work")  # modules with a function of the same name


def recorded() -> tuple[set[str], set[str]]:
    """(kinds written, places where what is written could not be told)."""
    trees = {
        file.relative_to(SOURCE).as_posix(): ast.parse(file.read_text("utf-8"))
        for file in SOURCE.rglob("*.py")
        if not {"models", "migrations"} & set(file.parts)
    }
    writers, constants = _writers(trees.values()), _constants(trees.values())
    found: set[str] = set()
    unread: set[str] = set()
    for path, tree in trees.items():
        for call, kind in _calls(tree, writers):
            values = _values(kind, constants)
            found |= values
            if not values and ast.unparse(kind) != "action":
                unread.add(f"{path}: {ast.unparse(call.func)} {ast.unparse(kind)}")
    return found, unread


def _writers(trees: Iterable[ast.Module]) -> dict[str, int]:
    """The functions with an ``action``, and at which place of their arguments it stands."""
    found = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            if "action" in names:
                found[node.name] = names.index("action")
    return found


def _constants(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Texts that modules give names to."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            for name, text in pairs:
                if isinstance(name, ast.Name) and isinstance(text, ast.Constant):
                    found[name.id].add(str(text.value))
    return found


def _calls(tree: ast.Module, writers: dict[str, int]) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Each call that writes a line, and what it gives as the kind."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rsplit(".", 1)
        if name[0] in OTHERS:
            continue
        named = {one.arg: one.value for one in node.keywords}
        if name[-1] in (TABLE, *writers) and "action" in named:
            yield node, named["action"]
        elif name[-1] in writers and len(node.args) > writers[name[-1]]:
            yield node, node.args[writers[name[-1]]]


def _values(node: ast.expr, constants: dict[str, set[str]]) -> set[str]:
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp():
            return _values(node.body, constants) | _values(node.orelse, constants)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {one for one in constants.get(name, set()) if "." in one}
        case _:
            return set()
