"""``python -m exercises.lint [PATH…]``: read bank files and say what to mend. Exit 0 or 1."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from exercises import golden
from exercises.bank import CURRICULUM_FILE, Bank, Source, bank_files, nearest, read_bank
from exercises.checks import TELLING, Findings, Reading, play_item
from exercises.curriculum import Curriculum, load_curriculum
from exercises.facts import FACTS_FILE, NO_FACTS, Facts, read_facts
from exercises.faults import BankError, Fault
from exercises.items import Item
from exercises.similar import near_identical
from exercises.typography import KINDS, mended
from exercises.wording import Lexicon

BANKS = Path(__file__).parent / "banks"
SEEDS = 50
MIN_INSTANCES = 36  # for a skill: weeks of practice without meeting the same one
# Drawn numbers fall on the answer by chance: only a hint that often tells it is a fault.
_OFTEN = 0.25

Progress = Callable[[int, int, str], None]  # done, total, item id


def _silent(done: int, total: int, name: str) -> None:
    """No progress shown."""


@dataclass(frozen=True)
class World:
    """What banks are read against. ``lexicon``: None when spelling is not looked at.

    ``on``: the day that facts to review are judged on, None to leave them.
    """

    curriculum: Curriculum
    facts: Facts = NO_FACTS
    lexicon: Lexicon | None = None
    on: date | None = None


def lint(
    sources: Sequence[tuple[str, bytes]],
    world: World,
    seeds: int = SEEDS,
    progress: Progress = _silent,
) -> tuple[Bank, tuple[Fault, ...]]:
    """The bank read from (file name, bytes) pairs, and all there is to say of it, sorted.

    Nothing should be published when one of the faults is not a warning.
    """
    curriculum = world.curriculum
    bank, read_faults = read_bank(sources, curriculum, world.facts)
    faults = list(read_faults)
    stored = golden.read()
    seen: dict[str, Findings] = {}
    for done, (item_id, item) in enumerate(bank.items.items()):
        progress(done, len(bank.items), item_id)
        level = curriculum.skills[item.skill].level
        reading = Reading(level, world.lexicon) if world.lexicon else None
        seen[item_id] = found = play_item(item, seeds, reading)
        source = bank.sources[item_id]
        faults += _item_faults(item, source, found)
        if item.drawn and found.played and (said := golden.problem(item, stored)):
            line = 1 if said[2] else source.line
            faults.append(Fault(source.file, line, *said))
    # A file with faults has items missing: what its skill lacks would be said wrongly.
    broken = {fault.file for fault in read_faults}
    faults += _skill_faults(bank, seen, curriculum, broken)
    playable = {key: item for key, item in bank.items.items() if seen[key].played}
    faults += _alike(bank, playable)
    faults += _overdue(bank, world)
    return bank, tuple(sorted(set(faults)))


def _alike(bank: Bank, items: Mapping[str, Item]) -> Iterator[Fault]:
    for one, other, share in near_identical(items):
        source = bank.sources[other]
        what = f"« {other.split('/')[1]} » ressemble à « {one.split('/')[1]} » à {share:.0f} %."
        yield Fault(source.file, source.line, what, "Changez la situation ou les mots.", True)


def _overdue(bank: Bank, world: World) -> Iterator[Fault]:
    """Facts whose day of review is past: to mend where an exercise uses them, else a remark."""
    for fact in world.facts.overdue(world.on) if world.on else ():
        users = [key for key, item in bank.items.items() if fact.id in item.facts]
        what = f"Le fait « {fact.id} » ({fact.label}) était à relire le {fact.review}."
        remedy = "Vérifiez sa valeur, puis changez « value », « since » et « review »."
        yield Fault(world.facts.file, 1, what, remedy, warning=not users)


def _fault(item: Item, source: Source, number: int, said: tuple[str, str, bool]) -> Fault:
    lines = source.content_lines
    what, remedy, warning = said
    line = lines[number] if number < len(lines) else source.line
    return Fault(source.file, line, f"{item.id.split('/')[1]} : {what}", remedy, warning)


def _item_faults(item: Item, source: Source, found: Findings) -> Iterator[Fault]:
    # A remark that comes back with other words or numbers is said once, with how often.
    ordered = sorted(found.remarks.items(), key=lambda pair: (pair[0][1], pair[0][0]))
    for kind, group in groupby(ordered, key=lambda pair: _kind(pair[0][1][0])):
        pairs = list(group)
        if not item.drawn and kind not in KINDS:
            yield from (_fault(item, source, number, said) for (number, said), _ in pairs)
            continue
        (number, (what, remedy, warning)), _ = pairs[0]
        count = sum(times for _, times in pairs)
        if count > 1:
            what = f"{what} (et {count - 1} autres)"
        rare = kind == TELLING and count < _OFTEN * found.played
        yield _fault(item, source, number, (what, remedy, warning or rare))


def _kind(what: str) -> str:
    """What comes before the quoted part: "Apostrophe droite"."""
    return re.split("[ \u00a0]: ", what, maxsplit=1)[0]


def _skill_faults(
    bank: Bank, seen: Mapping[str, Findings], curriculum: Curriculum, broken: set[str]
) -> Iterator[Fault]:
    by_skill: dict[str, list[str]] = {}
    for item_id, item in bank.items.items():
        by_skill.setdefault(item.skill, []).append(item_id)
    for skill, ids in by_skill.items():
        source = bank.sources[ids[0]]
        if source.file in broken:
            continue
        items = [bank.items[item_id] for item_id in ids]
        found = [seen[item_id] for item_id in ids]
        for what, remedy in _lacks(curriculum, skill, items, found):
            yield Fault(source.file, 1, what, remedy, warning=True)


def _lacks(
    curriculum: Curriculum, skill: str, items: Sequence[Item], found: Sequence[Findings]
) -> Iterator[tuple[str, str]]:
    tiers = sorted({1, 2, 3} - {item.tier for item in items})
    if tiers:
        missing = ", ".join(str(tier) for tier in tiers)
        yield (
            f"Aucun exercice de niveau (tier) {missing}.",
            "Écrivez-en au moins un par niveau.",
        )
    if len({item.type for item in items}) < 2:
        yield "Tous les exercices sont du même type.", "Écrivez-en d’un autre type."
    count = sum(len(findings.variants) for findings in found)
    if count < MIN_INSTANCES:
        what = f"Cette compétence n’a que {count} exercices différents."
        yield what, f"Visez {MIN_INSTANCES} : ajoutez des « cases » ou des « variants »."
    reached = {name for findings in found for name in findings.misconceptions}
    for name in curriculum.skills[skill].messages:
        if name not in reached:
            what = f"Aucune mauvaise réponse ne mène à « {name} »."
            yield what, "Ajoutez une réponse qui montre cette idée fausse."


def dead_ends(bank: Bank, curriculum: Curriculum) -> Iterator[Fault]:
    """Skills with exercises that stand on skills without: learners could not be led to them.

    Drafts lead nobody anywhere: what is published stands on what is published.
    """
    published = {item.skill for item in bank.ready}
    covered = {item.skill: bank.sources[item_id].file for item_id, item in bank.items.items()}
    for skill, file in covered.items():
        there = published if skill in published else covered
        for required in curriculum.prerequisites(skill):
            if required not in there:
                what = f"« {skill} » demande « {required} », sans exercice."
                yield Fault(
                    file, 1, what, "Écrivez la banque de cette compétence.", warning=True
                )


def find_curriculum(path: Path) -> Path:
    """The curriculum file of a bank file or folder: in it or above it, else the project's."""
    found = nearest(path, CURRICULUM_FILE)
    return found if found.is_file() else BANKS / CURRICULUM_FILE


def find_facts(path: Path) -> Path:
    """The file of dated facts of a bank file or folder: as ``find_curriculum``."""
    found = nearest(path, FACTS_FILE)
    return found if found.is_file() else BANKS / FACTS_FILE


def _show_progress(done: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{done + 1}/{total} {name}")
        sys.stderr.flush()


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="exercises.lint", description="Relit les exercices.")
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[BANKS], help="fichiers, dossiers"
    )
    parser.add_argument("--seeds", type=int, default=SEEDS, help="tirages par exercice (50)")
    parser.add_argument("--update-golden", action="store_true", help="récrit les empreintes")
    parser.add_argument(
        "--typeset", action="store_true", help="met ’ et les espaces insécables"
    )
    parser.add_argument("--quiet", action="store_true", help="sans les remarques")
    return parser.parse_args(argv)


def main(
    argv: Sequence[str] | None = None,
    lexicon: Lexicon | None = None,
    today: date | None = None,
) -> int:
    """Run the command; 0 when everything may be published, 1 when something must be mended.

    Without ``lexicon`` and ``today``, which only ``palier lint`` has, it says that spelling and
    the dates of facts were not looked at.
    """
    options = _arguments(argv)
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        print(f"{missing[0]}:1: Ce fichier n’existe pas. Vérifiez son nom.")
        return 1
    files = [file for path in options.paths for file in bank_files(path)]
    try:
        curriculum = load_curriculum(find_curriculum(options.paths[0]))
        facts = read_facts(find_facts(options.paths[0]))
        if options.update_golden:
            return _update_golden(curriculum, facts)
    except BankError as error:
        print(error)
        return 1
    if options.typeset:
        _typeset(files)
    sources = [(str(file), file.read_bytes()) for file in files]
    world = World(curriculum, facts, lexicon, today)
    bank, faults = lint(sources, world, options.seeds, _show_progress)
    if (options.paths[0] / CURRICULUM_FILE).is_file():  # all the banks, not some of them
        faults = tuple(sorted({*faults, *dead_ends(bank, curriculum)}))
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for fault in faults:
        if not (options.quiet and fault.warning):
            print(fault)
    serious = sum(not fault.warning for fault in faults)
    print(
        f"{len(files)} fichiers, {len(bank.items)} exercices : {serious} à corriger, "
        f"{len(faults) - serious} remarques."
    )
    if lexicon is None or today is None:
        print(
            "Ni l’orthographe ni la date des faits n’ont été relues : lancez « palier lint »."
        )
    return 1 if serious else 0


def _typeset(files: Sequence[Path]) -> None:
    """Mend the typography of these files, in place."""
    for file in files:
        before = file.read_text(encoding="utf-8")
        after = mended(before)
        if after != before:
            file.write_text(after, encoding="utf-8")


def _update_golden(curriculum: Curriculum, facts: Facts) -> int:
    """Write the golden file again, from the project's own banks only."""
    sources = [(str(file), file.read_bytes()) for file in bank_files(BANKS)]
    bank, faults = read_bank(sources, curriculum, facts)
    if faults:
        print(*faults, sep="\n")
        return 1
    golden.write(bank.items.values())
    print(f"Empreintes écrites : {golden.GOLDEN_FILE.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
