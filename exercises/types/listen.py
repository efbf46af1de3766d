"""A question on what one hears (curriculum name: ``audio``): choices, a few words or a number.

The words said are in the secret part: they are read after the answer, or before by who asks to
read instead of listening.
"""

from __future__ import annotations

import random
from typing import Any, Self

from pydantic import Field, model_validator

from exercises.content import Choice, Content, check_choices
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.types import mcq, mend, numeric, short
from exercises.types.kind import Form, Kind, Messages
from exercises.types.sound import Said, check_groups, parts, transcript


class ListenContent(Content):
    """``said``, then ``choices`` to choose from, or a ``reply`` to write: words or a number."""

    said: Said
    choices: tuple[Choice, ...] = Field(default=(), max_length=6)
    shuffle: bool = Field(default=True, strict=True)
    reply: mend.Fix | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        check_groups(self.said)
        if "[" in self.said or "]" in self.said:
            raise ValueError("« said » contient des crochets. | Retirez-les.")
        if bool(self.choices) == bool(self.reply):
            what = "On choisit (« choices ») ou on écrit (« reply »)."
            raise ValueError(f"{what} | Écrivez un des deux.")
        if self.choices:
            if len(self.choices) < 2:
                raise ValueError("« choices » a une seule réponse. | Donnez-en deux au moins.")
            check_choices(self.choices, "choices")
        return self


def _asked(content: ListenContent) -> mcq.McqContent:
    return mcq.McqContent(
        ask=content.ask,
        solution=content.solution,
        choices=content.choices,
        shuffle=content.shuffle,
    )


def _identity(content: ListenContent) -> Json:
    if content.reply:
        how = content.reply.model_dump(mode="json", include={"answers", "answer"})
    else:
        how = mcq.KIND.identity(_asked(content))
    return {"said": content.said, "how": how}


def _build(content: ListenContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    public, secret = parts(content.said)
    if content.reply:
        field, key = mend.field_parts(content.reply, messages)
        return public | {"field": field, "kind": field["type"]}, secret | {"key": key}
    shown, key = mcq.KIND.build(_asked(content), rng, messages)
    return public | shown | {"kind": "mcq"}, secret | {"key": key}


_KINDS: dict[str, Kind[Any, Any]] = {
    "mcq": mcq.KIND,
    "numeric": numeric.KIND,
    "short": short.KIND,
}


def _part(instance: Instance) -> tuple[Instance, Kind[Any, Any]]:
    """The question as an exercise of its own type, read and judged like any other."""
    public = instance.public
    kind = _KINDS[public["kind"]]
    shown = public if kind is mcq.KIND else public["field"]
    made = Instance(
        instance.item_id, kind.name, instance.seed, "", shown, instance.secret["key"]
    )
    return made, kind


def _parse(instance: Instance, raw: Form) -> Any | FormatError:
    made, kind = _part(instance)
    return kind.parse(made, raw)


def _grade(instance: Instance, value: Any) -> Judged:
    made, kind = _part(instance)
    judged: Judged = kind.grade(made, value)
    return Judged(
        judged.parts,
        judged.score,
        judged.given,
        judged.expected,
        judged.misconceptions,
        judged.good,
        judged.blocks,
        note=judged.note,
        marked=(transcript(instance.secret),),
    )


def _examples(instance: Instance) -> Examples:
    made, kind = _part(instance)
    found: Examples = kind.examples(made)
    return found


def _chance(public: Json) -> float:
    return 1 / len(public["choices"]) if public["kind"] == "mcq" else 0.0


def _speech(public: Json) -> list[str]:
    if public["kind"] == "mcq":
        return list(public["choices"])
    return [public["field"]["tells"]] if public["field"]["tells"] else []


KIND = Kind(
    "listen",
    ListenContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
