"""What an answer is worth, and how much of it is kept: nothing is stored here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exercises import items
from exercises.instance import FormatError, Instance, Verdict
from exercises.types.sound import transcript
from exercises.types.spoken import EXAMPLE as SPOKEN_EXAMPLE
from exercises.types.spoken import VOICE
from palier.i18n import _
from palier.practice import spelling

ONCE_MORE = "reread"  # asks what may be improved before sending: no part of the answer
MISSPELT = "misspelt"
# More than any exercise reads: a highlighted text, a dictation.
MOST_FIELDS, LONGEST_FIELD, MOST_KEPT = 80, 2_000, 20_000


def unknown_verdict(instance: Instance) -> Verdict:
    """What "je ne sais pas encore" is worth, and the steps to look at together."""
    known = items.right_answer(instance)
    return Verdict(
        score=0.0,
        weight=known.weight,
        parts=(),
        misconceptions=(),
        given=_("Je ne sais pas encore"),
        expected=known.expected,
        good=None,
        blocks=(),
        praise=None,
        solution=tuple(instance.secret["solution"]),
        marked=(transcript(instance.secret),) if "said" in instance.secret else (),
    )


def judge(
    instance: Instance,
    raw: Mapping[str, Sequence[str]],
    unknown: bool,
    voice_is_here: Callable[[], bool],
) -> tuple[Mapping[str, Sequence[str]], Verdict] | FormatError:
    """What an answer is worth, with the answer as it was judged; nothing is stored."""
    if unknown:
        return raw, unknown_verdict(instance)
    raw = _with_spelling(instance, raw)
    value = items.parse(instance, raw)
    if (instance.type, value) == ("spoken", VOICE) and not voice_is_here():
        value = FormatError(_("Nous n’avons pas reçu votre voix."), SPOKEN_EXAMPLE)
    if isinstance(value, FormatError):
        return value
    return raw, items.grade(instance, value)


def _with_spelling(
    instance: Instance, raw: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """A text's words that no dictionary has, beside it: only we say them, and they are kept, so
    that the answer is judged the same in ten years."""
    kept = {name: values for name, values in raw.items() if name != MISSPELT}
    if instance.type != "writing":
        return kept
    found = spelling.misspelt("\n".join(raw.get("text", ()))[:LONGEST_FIELD])
    return kept | {MISSPELT: found} if found else kept


def as_it_came(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The fields to keep: whole as pages send them, cut short when they were forged."""
    kept: dict[str, list[str]] = {}
    left = MOST_KEPT
    for name, values in list(raw.items())[:MOST_FIELDS]:
        if name == ONCE_MORE:
            continue
        texts = [value[:LONGEST_FIELD] for value in values[:MOST_FIELDS]]
        left -= len(name) + sum(map(len, texts))
        if left < 0:
            break
        kept[name[:LONGEST_FIELD]] = texts
    return kept
