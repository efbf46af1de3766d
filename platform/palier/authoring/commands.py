"""Commands for authors: a new bank file, and looking at an item."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exercises.bank import load_bank
from exercises.curriculum import load_curriculum
from exercises.faults import BankError
from exercises.lint import find_curriculum
from exercises.preview import preview as look
from exercises.scaffold import scaffold

if TYPE_CHECKING:
    from palier.authoring.coverage import Row
    from palier.authoring.coverage_goals import Count


@click.command()
@click.argument("skill")
@click.option(
    "--banks",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="dossier des banques",
)
def new(skill: str, banks: Path | None) -> None:
    """Écrit un fichier d’exercices à compléter pour une compétence."""
    from palier.config import Config, banks_folder

    folder = banks or banks_folder(Config())
    curriculum = load_curriculum(find_curriculum(folder))
    if skill not in curriculum.skills:
        click.echo(f"La compétence « {skill} » n’existe pas. Voyez curriculum.yaml.", err=True)
        sys.exit(1)
    path = folder.joinpath(*skill.split(".")).with_suffix(".yaml")
    if path.exists():
        click.echo(f"{path} existe déjà : complétez-le.", err=True)
        sys.exit(1)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(scaffold(curriculum, skill), encoding="utf-8")
    click.echo(f"{path} est prêt. Complétez-le, puis lancez « palier lint {path} ».")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--item", default=None, help="un seul exercice, par son id")
@click.option("--seeds", default=3, show_default=True, help="tirages montrés")
@click.option("--first", default=0, show_default=True, help="graine du premier tirage")
@click.option("--brief", is_flag=True, help="sans les réponses illisibles")
def preview(path: Path, item: str | None, seeds: int, first: int, brief: bool) -> None:
    """Montre des exercices : ce qui est demandé, les réponses justes, fausses et illisibles."""
    try:
        bank = load_bank(path, load_curriculum(find_curriculum(path)))
    except BankError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    for name, one in bank.items.items():
        if item in (None, name, name.rsplit("/", 1)[-1]):
            for seed in range(first, first + seeds):
                shown = look(one, seed)
                click.echo((replace(shown, unreadable=()) if brief else shown).text())


@click.command("coverage")
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
@click.option("--skill", default="", help="début d’id : « maths », « maths.calcul »…")
@click.option("--drafts", is_flag=True, help="compte aussi les brouillons")
@click.option("--quiet", is_flag=True, help="seulement ce qui manque, et le total")
def cover(folder: Path | None, skill: str, drafts: bool, quiet: bool) -> None:
    """Dit ce que les exercices couvrent : niveaux, types, idées fausses, états atteignables.

    En maths, compte aussi ce qui est vraiment tiré, et dit ce qui manque au but : 4 modèles,
    2 types, 3 situations, 200 énoncés différents, un retour précis par idée fausse.

    Sort avec le code 1 quand une compétence ne peut devenir présumée, acquise ou retenue.
    """
    from palier.authoring import coverage
    from palier.authoring import coverage_goals as goals
    from palier.config import Config, banks_folder

    chosen = folder or banks_folder(Config())
    curriculum = load_curriculum(find_curriculum(chosen))
    bank = load_bank(chosen, curriculum)
    rows = coverage.coverage(bank, curriculum, skill, _show_progress)
    counted = goals.counts(bank, curriculum, skill, drafts=drafts, progress=_show_progress)
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    by_skill = {row.skill: row for row in rows}
    by_count = {count.skill: count for count in counted}
    short = {count.skill for count in counted if count.missing}
    for name in (one for one in curriculum.ids if one in by_skill or one in by_count):
        row = by_skill.get(name)
        if not quiet or name in short or (row and (row.reached.missing or row.incomplete)):
            click.echo(f"{name} · {curriculum.skills[name].label}")
            click.echo("\n".join([*_described(row), *_counted(by_count.get(name))]))
    out_of_reach = sum(bool(row.reached.missing) for row in rows)
    asked = sum(one.startswith(skill) for one in curriculum.ids)
    under = f" Sous le but : {len(short)} sur {len(counted)}." if counted else ""
    click.echo(
        f"Compétences avec des exercices : {len(rows)} sur {asked}. "
        f"À compléter : {sum(row.incomplete for row in rows)}. "
        f"Hors d’atteinte : {out_of_reach}.{under}"
    )
    sys.exit(1 if out_of_reach or not rows else 0)


def _counted(count: Count | None) -> Iterator[str]:
    """What was drawn of a skill that has a goal, and what is missing."""
    if count is None:
        return
    yield (
        f"  tiré : {len(count.templates)} modèles, {len(count.types)} types, "
        f"{len(count.situations)} situations, {len(count.instances)} énoncés différents "
        f"sur {count.draws} tirages"
    )
    said = ", ".join(f"{name} {len(places)}" for name, places in count.explained.items())
    yield f"  retours précis : {said}"
    if count.missing:
        yield f"  sous le but : {' ; '.join(count.missing)}"


_STATES = {"presumed": "présumé", "acquis": "acquis", "retenu": "retenu"}


def _described(row: Row | None) -> Iterator[str]:
    """The lines that people read of a row, under its name."""
    if row is None:
        yield "  aucun exercice publié"
        return
    missing = [_STATES[name] for name in row.reached.missing]
    if missing:
        state = f"hors d’atteinte : {', '.join(missing)}"
    else:
        state = "présumé, acquis, retenu : atteignables"
    yield f"  {state}"
    for tier, count in sorted(row.instances.items()):
        kinds = [f"{n} {kind}" for (at, kind), n in sorted(row.items.items()) if at == tier]
        yield f"  niveau {tier} : {', '.join(kinds)} ; {count} énoncés différents vus"
    for name, places in row.misconceptions.items():
        where = ", ".join(f"{kind} {tier}" for tier, kind in sorted(places))
        yield f"  {name} : {where or 'nulle part'}"
    if row.tiers_missing:
        yield f"  à écrire : niveau {', '.join(map(str, row.tiers_missing))}"
    if row.one_type:
        yield "  à écrire : un exercice d’un autre type"


def _show_progress(done: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done + 1}/{total} {name}", nl=False, err=True)


COMMANDS = (new, preview, cover)
