"""Golden hashes: a generator cannot change what it draws without changing its version.

The file keeps, for each item made by a generator, the hash of what its first seeds give. The
same generator, version and params with another hash is a silent change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from exercises import items as play
from exercises.instance import Json
from exercises.items import Item

GOLDEN_FILE = Path(__file__).parent / "generators" / "golden.json"
GOLDEN_SEEDS = 20


def entry(item: Item) -> Json:
    """What the golden file keeps of one item made by a generator."""
    digest = hashlib.sha256()
    for seed in range(GOLDEN_SEEDS):
        digest.update(play.draw(item, seed).model_dump_json(exclude_defaults=True).encode())
    if item.template is not None:
        template = item.template.model_dump_json(by_alias=True).encode()
        written = hashlib.sha256(template).hexdigest()[:24]
        return {"template": written, "hash": digest.hexdigest()[:24]}
    return {
        "generator": item.generator,
        "version": item.version,
        "params": dict(item.params),
        "hash": digest.hexdigest()[:24],
    }


def read(file: Path = GOLDEN_FILE) -> dict[str, Json]:
    """The golden entries by item id; empty when the file does not exist."""
    if not file.exists():
        return {}
    stored: dict[str, Json] = json.loads(file.read_text(encoding="utf-8"))
    return stored


def problem(item: Item, stored: dict[str, Json]) -> tuple[str, str, bool] | None:
    """(what, remedy, is it only a warning) for an item that is drawn, None when all is well."""
    not_yet = (
        "Des exercices tirés au sort n’ont pas encore leur empreinte.",
        "Quand tout est bon, lancez « python -m exercises.lint --update-golden ».",
        True,
    )
    then = stored.get(item.id)
    if then is None:
        return not_yet
    now = entry(item)
    if then == now:
        return None
    if any(then.get(key) != now[key] for key in now if key != "hash"):
        return not_yet
    if item.template is not None:
        what = "Le même exercice ne donne plus les mêmes tirages : les formules ont changé."
        return what, "Une nouvelle grammaire a un nouveau numéro (parametrised.GRAMMAR).", False
    what = f"Le générateur « {item.generator} » a changé sans changer de version."
    return what, f"Passez sa version à {item.version + 1}.", False


def write(items: Iterable[Item], file: Path = GOLDEN_FILE) -> None:
    """Write the golden entries of these items, and keep no other."""
    entries = {item.id: entry(item) for item in items if item.drawn}
    text = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
