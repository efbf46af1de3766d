"""A report as a tagged PDF (PDF/UA-1), by typst, with the fonts of the pages and no network."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

from palier import assets
from palier.i18n import _
from palier.levels import PALIER_WORDS
from palier.reports.document import Document

SOURCE = Path(__file__).with_name("report.typ")
FONTS = tuple(
    f"atkinson-{subset}-{weight}"
    for subset in ("latin", "latin-ext")
    for weight in (400, 600, 700)
)


def render(document: Document) -> bytes:
    """The report as PDF, bytes."""
    import typst  # slow to load, and no page needs it

    words = {
        "domain": _("Domaine"),
        "what": _("Quoi"),
        "value": _("Valeur"),
        "paliers": [_(word) for word in PALIER_WORDS],
        "legend": _(
            "La bande contient le vrai niveau 9 fois sur 10. Trait épais : le plus probable. "
            "Losange : au début de la période."
        ),
    }
    made = typst.compile(
        SOURCE,
        font_paths=[Path(_fonts().name)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={
            "data": json.dumps(document.in_words(), ensure_ascii=False),
            "words": json.dumps(words, ensure_ascii=False),
        },
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return made


@cache
def _fonts() -> tempfile.TemporaryDirectory[str]:
    """The fonts of the pages as typst reads them: they are served packed as WOFF2."""
    from fontTools.ttLib import TTFont

    folder = tempfile.TemporaryDirectory(prefix="palier-fonts-")
    for name in FONTS:
        found = assets.find(name)
        if found is not None:  # without them, typst’s own serve
            font = TTFont(assets.STATIC / found.path)
            font.flavor = None
            if "latin-ext" in name:  # typst takes one file of a family: the other needs a name
                for number in (1, 16):
                    font["name"].setName("Palier latin-ext", number, 3, 1, 0x409)
            font.save(Path(folder.name) / f"{name}.ttf")
    return folder
