"""Squared paper: squares to count, places to name, a plan with what is on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from exercises import french
from exercises.figures.charts import Drawn, Json, Label
from exercises.figures.svg import element, picture, text

Place = Annotated[int, Field(ge=1, le=12)]
LETTERS = "ABCDEFGHIJKL"
_NORTHS = {"up": "vers le haut", "right": "à droite", "down": "vers le bas", "left": "à gauche"}
_TURNS = {"up": 0, "right": 90, "down": 180, "left": 270}
_SIDE, _MARGIN = 26.0, 24.0


class Mark(Drawn):
    """A word or a letter in a square: column and row from 1, from the top left."""

    at: tuple[Place, Place]
    text: Label


class Squares(Drawn):
    """``filled``: coloured rectangles (column, row, width, height), from the top left."""

    kind: Literal["squares"]
    columns: Place
    rows: Place
    names: bool = False  # letters over columns, numbers beside rows
    filled: tuple[tuple[Place, Place, Place, Place], ...] = Field(default=(), max_length=6)
    marks: tuple[Mark, ...] = Field(default=(), max_length=8)
    north: Literal["up", "right", "down", "left"] | None = None
    square: Label | None = None  # what one square is worth: "1 m²"

    @model_validator(mode="after")
    def _inside(self) -> Self:
        ends = [(c + w - 1, r + h - 1) for c, r, w, h in self.filled]
        if any(
            c > self.columns or r > self.rows for c, r in (*ends, *(m.at for m in self.marks))
        ):
            raise ValueError("Une case est en dehors du quadrillage. | Corrigez les places.")
        if len({mark.at for mark in self.marks}) < len(self.marks):
            raise ValueError("Deux mots sont dans la même case. | Déplacez-en un.")
        return self


def _cells(figure: Json) -> set[tuple[int, int]]:
    return {
        (column + right, row + down)
        for column, row, width, height in figure["filled"]
        for right in range(width)
        for down in range(height)
    }


def draw(figure: Json) -> str:
    """Squares, the coloured ones, their names and marks, the north and what one is worth."""
    columns, rows = figure["columns"], figure["rows"]
    wide = max(columns * _SIDE + 2 * _MARGIN + (44 if figure["north"] else 0), 200)
    high = rows * _SIDE + 2 * _MARGIN + (4 if figure["square"] else -12)
    parts = []
    for column, row in sorted(_cells(figure)):
        x, y = _MARGIN + (column - 1) * _SIDE, _MARGIN + (row - 1) * _SIDE
        parts.append(element("rect", x=x, y=y, width=_SIDE, height=_SIDE, class_="cell-drawn"))
    right, low = _MARGIN + columns * _SIDE, _MARGIN + rows * _SIDE
    for at in range(columns + 1):
        x = _MARGIN + at * _SIDE
        parts.append(element("line", x1=x, x2=x, y1=_MARGIN, y2=low, class_="grid"))
    for at in range(rows + 1):
        y = _MARGIN + at * _SIDE
        parts.append(element("line", x1=_MARGIN, x2=right, y1=y, y2=y, class_="grid"))
    parts += _words(figure)
    if figure["north"]:
        x = right + 28
        turn = f"rotate({_TURNS[figure['north']]} {x:g} 62)"
        arrow = element("path", d=f"M{x} 42l9 38l-9-7l-9 7Z", class_="hub")
        parts.append(element("g", arrow, transform=turn))
        parts.append(text("N", x, 34, text_anchor="middle", class_="strong"))
    return picture(wide, high, *parts, class_="squares-drawn")


def _words(figure: Json) -> list[str]:
    parts = []
    if figure["names"]:
        for at in range(figure["columns"]):
            x = _MARGIN + (at + 0.5) * _SIDE
            parts.append(text(LETTERS[at], x, 17, text_anchor="middle", class_="strong"))
        for at in range(figure["rows"]):
            y = _MARGIN + (at + 0.5) * _SIDE + 5
            parts.append(text(str(at + 1), 17, y, text_anchor="end", class_="strong"))
    for mark in figure["marks"]:
        x, y = (_MARGIN + (place - 0.5) * _SIDE for place in mark["at"])
        parts.append(text(mark["text"], x, y + 5, text_anchor="middle", class_="strong"))
    if figure["square"]:
        low = _MARGIN + figure["rows"] * _SIDE + 10
        parts.append(
            element("rect", x=_MARGIN, y=low, width=13, height=13, class_="cell-drawn edged")
        )
        parts.append(text(f"= {figure['square']}", _MARGIN + 20, low + 12))
    return parts


def told(figure: dict[str, Any]) -> str:
    """How large it is, the coloured squares row by row, where marks are: never a total."""
    columns, rows = figure["columns"], figure["rows"]
    said = [f"Un quadrillage de {columns} colonnes et {rows} lignes."]
    if figure["names"]:
        last = LETTERS[columns - 1]
        said.append(f"Les colonnes vont de A à {last}, les lignes de 1 à {rows}.")
    if figure["north"]:
        said.append(f"La flèche du nord pointe {_NORTHS[figure['north']]}.")
    cells = _cells(figure)
    for row in range(1, rows + 1):
        count = sum(1 for _, one in cells if one == row)
        if count:
            squares = "case coloriée" if count == 1 else "cases coloriées"
            said.append(f"Ligne {row}{french.NBSP}: {count} {squares}.")
    for mark in figure["marks"]:
        column, row = mark["at"]
        where = f"{_rank(column)} colonne à partir de la gauche, {_rank(row)} ligne"
        said.append(f"« {mark['text']} »{french.NBSP}: {where} à partir du haut.")
    if figure["square"]:
        said.append(f"Un carreau vaut {figure['square']}.")
    return " ".join(said)


def _rank(place: int) -> str:
    return "1re" if place == 1 else f"{place}e"
