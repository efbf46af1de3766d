"""Worked solutions and wrong results of column additions and subtractions."""

from __future__ import annotations

from exercises.content import Step
from exercises.french import number
from exercises.generators.maths_columns import (
    add_without_carry,
    align_left,
    borrow_from_zero,
    borrows,
    carries,
    digits_up,
    smaller_from_larger,
    without_decrement,
)
from exercises.generators.maths_common import distinct, wrong
from exercises.types.numeric import WrongNumber

_COLUMNS = ("unités", "dizaines", "centaines", "milliers", "dizaines de milliers")


def sum_wrongs(terms: list[int]) -> list[WrongNumber]:
    """What each misconception makes of an addition."""
    total = sum(terms)
    first = next((place for place, carry in enumerate(carries(terms)) if carry), None)
    wrongs = []
    if first is not None:
        column = sum(term // 10**first % 10 for term in terms)
        kept = f"Les {_COLUMNS[first]} donnent {column} : comptez la retenue juste à gauche."
        good = "Vos colonnes sont bien alignées."
        wrongs.append(wrong(add_without_carry(terms), "retenue-oubliee", kept, good))
    shifted = align_left(terms)
    if shifted != terms:
        moved = next(t for t, s in zip(terms, shifted, strict=True) if t != s)
        said = _to_the_right(moved)
        wrongs.append(wrong(sum(shifted), "alignement", said))
        wrongs.append(wrong(add_without_carry(shifted), "alignement", said))
    return list(distinct(total, wrongs))


def _to_the_right(moved: int) -> str:
    digit = moved % 10
    return f"Le {digit} de {number(moved)} compte des unités : écrivez-le tout à droite."


def sum_steps(terms: list[int]) -> tuple[Step, ...]:
    """Column by column, from the units, with the carries."""
    shown = " + ".join(map(number, terms))
    width = max(len(str(term)) for term in terms)
    steps = []
    if width <= 3:
        steps.append(Step(text="Alignez à droite : les unités sous les unités.", working=shown))
    carry = 0
    for place in range(min(4, width)):
        column = [term // 10**place % 10 for term in terms if term >= 10**place]
        added = [*column, carry] if carry else column
        carry, digit = divmod(sum(added), 10)
        if len(added) == 1:
            continue
        text = f"Additionnez les {_COLUMNS[place]}."
        if carry:
            text += f" Écrivez {digit}, retenez {carry}."
        steps.append(
            Step(text=text, working=" + ".join(map(str, added)), result=str(sum(added)))
        )
    return (*steps, Step(text="Lisez le résultat.", working=shown, result=number(sum(terms))))


def difference_wrongs(big: int, small: int) -> list[WrongNumber]:
    """What each misconception makes of a subtraction that needs a borrow."""
    owing = borrows(big, small)
    if not any(owing):
        return []
    place = owing.index(True)
    top, bottom = big // 10**place % 10, small // 10**place % 10
    where = f"Aux {_COLUMNS[place]}"
    swapped = (
        f"{where}, vous faites {bottom} − {top}. "
        f"On part du nombre du haut : {top + 10} − {bottom}, avec une retenue."
    )
    kept = f"{where}, on fait {top + 10} − {bottom}. " + _taken_from(big, place)
    wrongs = [
        wrong(smaller_from_larger(big, small), "grand-moins-petit", swapped),
        wrong(without_decrement(big, small), "retenue-oubliee", kept),
    ]
    if "0" in str(big)[1:-1]:
        lent = f"Dans {number(big)}, un 0 devient 9. La colonne à sa gauche perd alors 1."
        good = "Vous avez bien transformé le 0 en 9."
        wrongs.insert(0, wrong(borrow_from_zero(big, small), "zero-emprunt", lent, good))
    shift = 10 ** (len(str(big)) - len(str(small)))
    if shift > 1 and big > small * shift:
        wrongs.append(wrong(big - small * shift, "alignement", _to_the_right(small)))
    return list(distinct(big - small, wrongs))


def _taken_from(big: int, place: int) -> str:
    """Where the 1 that the column ``place`` takes comes from."""
    tops = digits_up(big)
    lender = next(i for i in range(place + 1, len(tops)) if tops[i])
    if lender == place + 1:
        return "Retirez ensuite 1 dans la colonne de gauche."
    return f"Ce 1 vient des {_COLUMNS[lender]} : {_nines(lender - place - 1)}."


def _nines(zeros: int) -> str:
    return "le 0 devient 9" if zeros == 1 else "les 0 deviennent 9"


def difference_steps(big: int, small: int) -> tuple[Step, ...]:
    """Column by column, from the units, taking one from the left when a column is short."""
    tops, bottoms = digits_up(big), digits_up(small, len(str(big)))
    steps = []
    for place, bottom in enumerate(bottoms):
        lent = tops[place] < big // 10**place % 10
        left = f" : il en reste {tops[place]}" if lent else ""
        text = f"Calculez les {_COLUMNS[place]}{left}."
        if tops[place] < bottom:
            lender = next(i for i in range(place + 1, len(tops)) if tops[i])
            text = _borrowing(place, lender, tops[place] if lent else None)
            tops[lender] -= 1
            tops[place + 1 : lender] = [9] * (lender - place - 1)
            tops[place] += 10
        if place < len(str(small)) or tops[place]:
            working = f"{tops[place]} − {bottom}"
            steps.append(Step(text=text, working=working, result=str(tops[place] - bottom)))
    whole = f"{number(big)} − {number(small)}"
    return (*steps, Step(text="Lisez le résultat.", working=whole, result=number(big - small)))


def _borrowing(place: int, lender: int, left: int | None) -> str:
    """Why a column takes 1 further left; ``left`` is its digit when it has lent 1 itself."""
    short = "Pas assez d'unités" if place == 0 else f"Pas assez de {_COLUMNS[place]}"
    if left is not None:
        short += f" (il en reste {left})"
    if lender == place + 1:
        return f"{short} : prenez 1 dans la colonne de gauche."
    zeros = _nines(lender - place - 1)
    return f"{short}, et 0 ne prête rien. Prenez 1 aux {_COLUMNS[lender]} : {zeros}."
