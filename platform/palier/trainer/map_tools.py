"""Around the map: the domains as links, the toolbar, and what the signs say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exercises.curriculum import Curriculum, Domain
from palier import levels as shown
from palier.i18n import _
from palier.trainer import map_state
from palier.trainer.map_state import MapState
from palier.trainer.pages import Column, DomainTab, LegendEntry, Option, Tools

Legend = tuple[LegendEntry, ...]


def tabs(
    curriculum: Curriculum, state: MapState, address: Callable[[MapState], str]
) -> tuple[DomainTab, ...]:
    """The four domains and all of them at once; who is shown stays the same."""
    labels = [(domain.id, domain.label) for domain in curriculum.domains]
    whole = _("Les quatre") if len(labels) == 4 else _("Tous")
    return tuple(
        DomainTab(
            label,
            address(MapState(domain=domain, who=state.who, show=state.show)),
            domain == state.domain,
        )
        for domain, label in [*labels, (map_state.OVERVIEW, whole)]
    )


def tools(domains: Sequence[Domain], state: MapState, columns: Sequence[Column]) -> Tools:
    """What the toolbar offers in a view, and what is chosen."""
    one = domains[0] if len(domains) == 1 else None
    sorts = dict(map_state.SORT_WORDS)
    for column in columns:
        if column.id == state.sort:
            sorts[column.id] = column.label
    wide = (
        {
            "": _("Toutes ses compétences"),
            map_state.BY_STRAND: _("Un résumé par volet"),
            map_state.BY_PALIER: _("Ses compétences, par palier"),
        }
        if one
        else {
            "": _("Un résumé par domaine"),
            map_state.ALL: _("Toutes les compétences"),
            map_state.BY_PALIER: _("Toutes les compétences, par palier"),
        }
    )
    paliers = {
        f"{map_state.ONE_PALIER}{n}": word for n, word in enumerate(shown.PALIER_WORDS, 1)
    }
    changed = MapState(domain=state.domain) != state
    return Tools(
        domain=state.domain,
        columns=_options(wide, state.columns),
        strands=_options({s.id: s.label for s in one.strands}, state.columns) if one else (),
        paliers=_options(paliers, state.columns),
        sorts=_options(sorts, state.sort if state.sort in sorts else map_state.BY_NAME),
        shows=() if state.summary else _options(map_state.SHOW_WORDS, state.show),
        who=_options(map_state.WHO_WORDS, state.who),
        down=state.down,
        changed=changed,
    )


def _options(words: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, _(word), value == chosen) for value, word in words.items())


def legend(summary: bool) -> tuple[str, Legend, Legend, Legend]:
    """What height says, its steps, the three certainties, and the states of skills."""
    words = shown.PALIER_WORDS if summary else shown.BAND_WORDS
    height = tuple(
        LegendEntry(shown.Glyph(f"g-{band + 1}s"), _(word)) for band, word in enumerate(words)
    )
    certainty = tuple(
        LegendEntry(shown.Glyph(f"g-3{code}"), _(word))
        for code, word in shown.CERTAINTY_WORDS.items()
    )
    label = (
        _("Hauteur : palier") if summary else _("Hauteur : réussite à un exercice ordinaire")
    )
    return label, height, certainty, () if summary else _states()


def _states() -> Legend:
    g = shown.Glyph
    return (
        LegendEntry(g("g-4s", "m-acquis", "g-done"), _("acquis")),
        LegendEntry(
            g("g-4s", "m-retenu", "g-done"), _("retenu : réussi encore 7 jours après ou plus")
        ),
        LegendEntry(g("g-4m", "m-revoir", "g-again"), _("à revoir")),
        LegendEntry(g("g-2m"), _("sans marque : en cours ou présumé")),
        LegendEntry(g("g-0", None, "g-new"), _("pas encore vu")),
    )
