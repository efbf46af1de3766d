"""The report on the engine: everything computed, then one page that stands alone."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import adaptive
from adaptive.simulation.worlds import SEEDS
from palier import i18n
from palier.app import templates_dir
from palier.catalogue import Catalogue, CatalogueStore
from palier.db import Database
from palier.i18n import _
from palier.presentation import STATIC
from palier.report import logs, observed_page, simulated, simulated_page
from palier.report.observed import Observed, observed
from palier.report.pages import EnginePage
from palier.report.simulated import Progress, WorldResult

STYLES = ("tokens.css", "report.css")
FONT = "vendor/atkinson-hyperlegible-next-*/*-latin-{weight}-normal.woff2"
WEIGHTS = (400, 700)


@dataclass(frozen=True)
class Found:
    """All the numbers of a report."""

    learners: int  # simulated in each world
    worlds: tuple[WorldResult, ...]
    observed: Observed
    catalogue: Catalogue
    quick: bool = False  # the logs of a sample of people only


def compute(
    db: Database, learners: int, progress: Progress = logs.silent, most: int | None = None
) -> Found:
    """Simulations with so many learners, and our own logs, of ``most`` learners at most. The
    same for the same database and arguments."""
    with db.read() as session:
        catalogue = CatalogueStore(db).current(session)
    found = observed(catalogue, logs.read(db, catalogue, progress, most), progress)
    worlds = simulated.worlds(learners, progress)
    return Found(learners, worlds, found, catalogue, most is not None)


def page(found: Found) -> EnginePage:
    """The numbers in words and pictures."""
    seen, quick = found.observed, " --quick" if found.quick else ""
    return EnginePage(
        until=observed_page.until(seen),
        keys=(*simulated_page.keys(found.worlds), *observed_page.keys(seen)),
        policies=simulated_page.explained(),
        simulated=simulated_page.simulated_part(found.worlds, found.learners),
        observed=observed_page.observed_part(found.catalogue.curriculum, seen),
        command=f"palier report engine{quick} --learners {found.learners}",
        versions=(
            (_("Version du moteur"), adaptive.ENGINE_VERSION),
            (_("Réglages en vigueur"), found.catalogue.parameters.version),
            (
                _("Graines des mondes"),
                ", ".join(f"{name} {seed}" for name, seed in SEEDS.items()),
            ),
            (_("Stagiaires simulés par monde"), str(found.learners)),
        ),
    )


def render(p: EnginePage) -> str:
    """The page as one file: its styles and fonts inside, nothing asked of anybody."""
    environment = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # set by the extension
        i18n.gettext_of, i18n.ngettext_of, newstyle=True
    )
    template = environment.get_template("report/engine.html")
    return template.render(p=p, style=Markup(_style()))  # noqa: S704  # our own files


def _style() -> str:
    sheets = [(STATIC / name).read_text(encoding="utf-8") for name in STYLES]
    return "\n".join((*_fonts(), *sheets))


def _fonts() -> list[str]:
    """The fonts that the build brought; without them, the system's own serve."""
    found = []
    for weight in WEIGHTS:
        for file in sorted(STATIC.glob(FONT.format(weight=weight))):
            data = b64encode(file.read_bytes()).decode("ascii")
            found.append(
                '@font-face { font-family: "Atkinson Hyperlegible Next"; '
                f"font-weight: {weight}; "
                f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}'
            )
    return found
