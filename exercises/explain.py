"""Faults found by the models, said in French with the line and a remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from exercises.faults import Fault
from exercises.yaml_strict import Path, Tree

_TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("Il manque « {name} ».", "Ajoutez ce champ."),
    "string_too_long": ("« {name} » est trop long.", "Au plus {max_length} caractères."),
    "string_too_short": ("« {name} » est vide.", "Écrivez un texte."),
    "string_type": ("« {name} » doit être un texte.", "Mettez-le entre guillemets."),
    "too_short": ("« {name} » est trop court ({actual_length}).", "Au moins {min_length}."),
    "too_long": ("« {name} » est trop long ({actual_length}).", "Au plus {max_length}."),
    "bool_parsing": ("« {name} » doit être true ou false.", "Écrivez true ou false."),
    "bool_type": ("« {name} » doit être true ou false.", "Écrivez true ou false."),
    "int_type": ("« {name} » doit être un nombre entier.", "Écrivez par exemple : 30."),
    "int_parsing": ("« {name} » doit être un nombre entier.", "Écrivez par exemple : 30."),
    "greater_than_equal": ("« {name} » est trop petit.", "Au moins {ge}."),
    "less_than_equal": ("« {name} » est trop grand.", "Au plus {le}."),
    "literal_error": (
        "« {name} » n’a pas une valeur connue.",
        "Choisissez parmi : {expected}.",
    ),
    "tuple_type": ("« {name} » doit être une liste.", "Commencez chaque ligne par un tiret."),
    "list_type": ("« {name} » doit être une liste.", "Commencez chaque ligne par un tiret."),
    "dict_type": ("« {name} » doit avoir des champs.", "Écrivez « champ: valeur »."),
    "model_type": ("« {name} » doit avoir des champs.", "Écrivez « champ: valeur »."),
    "string_pattern_mismatch": (
        "« {name} » n’est pas écrit comme il faut : « {input} ».",
        "Des minuscules, des chiffres et des tirets ; pour un nombre : 12, 12.5 ou 3/4.",
    ),
}


def suggestion(word: str, known: Iterable[str]) -> str:
    """A remedy for an unknown name: the nearest known one, else the list."""
    names = list(known)
    near = get_close_matches(word, names, n=1)
    if near:
        return f"Vouliez-vous écrire « {near[0]} » ?"
    if not names:
        return "Retirez-le."
    return f"Choisissez parmi : {', '.join(names[:12])}{'…' if len(names) > 12 else ''}."


def faults(
    error: ValidationError,
    tree: Tree,
    place: Callable[[Path], Path] = lambda path: path,
    known: Iterable[str] = (),
    where: str = "",
) -> tuple[Fault, ...]:
    """One fault for each of ``error``, in the order of the model.

    ``place`` turns a path of the model into one of the file; ``known`` are the fields that
    exist at the top, to suggest; ``where`` begins each sentence.
    """
    found = []
    for detail in error.errors():
        path = tuple(detail["loc"])
        what, remedy = _said(detail, path, known)
        found.append(Fault(tree.file, tree.line(place(path)), where + what, remedy))
    return tuple(found)


def _said(detail: Any, path: Path, known: Iterable[str]) -> tuple[str, str]:  # pydantic's dict
    name = (
        ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
        or "le fichier"
    )
    if detail["type"] == "extra_forbidden":
        fields = known if len(path) == 1 else ()
        return f"« {name} » n’est pas un champ connu.", suggestion(str(path[-1]), fields)
    if detail["type"] == "value_error":  # our own validators: "what | remedy", in French
        what, _, remedy = str(detail["ctx"]["error"]).partition(" | ")
        return what, remedy
    what, remedy = _TEXTS.get(
        detail["type"], ("« {name} » n’est pas accepté ({msg}).", "Corrigez-le.")
    )
    values = {"name": name, "msg": detail["msg"], "input": str(detail["input"])[:60]}
    values |= {k: str(v).replace(" or ", " ou ") for k, v in detail.get("ctx", {}).items()}
    return what.format_map(values), remedy.format_map(values)
