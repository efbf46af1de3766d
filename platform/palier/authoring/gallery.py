"""Looking at the curriculum and its published exercises."""

from __future__ import annotations

from collections import Counter

from exercises.items import Item
from exercises.preview import preview
from palier.app import Services
from palier.authoring.pages import (
    CurriculumPage,
    ItemLine,
    ItemPage,
    SkillLine,
    SkillPage,
    StrandSection,
)
from palier.calibration import counted
from palier.catalogue import Catalogue, varied
from palier.domains import tabs
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.levels import PALIER_WORDS

SEEDS = (0, 1, 2)
TYPE_WORDS = {
    "mcq": N_("Choix unique"),
    "numeric": N_("Nombre à écrire"),
    "order": N_("Remettre dans l’ordre"),
    "dropdown": N_("Listes dans la phrase"),
    "multi": N_("Choix multiple"),
    "truefalse": N_("Vrai ou faux"),
    "short": N_("Mots à écrire"),
    "cloze": N_("Mots à écrire dans un texte"),
    "match": N_("Relier"),
    "sort": N_("Classer"),
    "numberline": N_("Droite graduée"),
    "table": N_("Tableau"),
    "expression": N_("Calcul ou équation à écrire"),
    "highlight": N_("Trouver dans un texte"),
    "mend": N_("Trouver et corriger"),
    "quantity": N_("Nombre avec son unité"),
    "fraction": N_("Fraction à écrire"),
    "passage": N_("Document et questions"),
    "form": N_("Formulaire à remplir"),
    "chart": N_("Graphique"),
    "clock": N_("Horloge"),
    "money": N_("Pièces et billets"),
    "scale": N_("Mesure graduée"),
    "dictation": N_("Dictée"),
    "writing": N_("Texte à écrire"),
    "spoken": N_("Réponse à dire"),
    "listen": N_("Écouter et répondre"),
    "map": N_("Carte ou dessin à toucher"),
    "timeline": N_("Frise"),
}


def curriculum(services: Services, domain: str) -> CurriculumPage:
    """The skills of a domain, by strand. Raises NotFound for an unknown one."""
    catalogue = _catalogue(services)
    domains = catalogue.curriculum.domains
    found = next((d for d in domains if d.id == domain), None)
    if found is None:
        raise NotFound
    counts = Counter(entry.item.skill for entry in catalogue.items)
    return CurriculumPage(
        tabs=tabs(catalogue.curriculum, domain),
        domain_label=found.label,
        sections=tuple(
            StrandSection(s.label, tuple(_line(catalogue, k.id, counts) for k in s.skills))
            for s in found.strands
        ),
        version=catalogue.curriculum.version,
    )


def skill(services: Services, skill_id: str) -> SkillPage:
    """One skill with its exercises. Raises NotFound for an unknown one."""
    catalogue = _catalogue(services)
    known = catalogue.curriculum
    if skill_id not in known.skills:
        raise NotFound
    counts = Counter(entry.item.skill for entry in catalogue.items)
    items = sorted(
        (entry.item for entry in catalogue.items if entry.item.skill == skill_id),
        key=lambda item: (item.tier, item.id),
    )
    found = known.skills[skill_id]
    return SkillPage(
        skill=found,
        palier=_(PALIER_WORDS[int(found.level[1:]) - 1]),
        domain=found.domain,
        requires=tuple(_line(catalogue, s, counts) for s in found.requires),
        opens=tuple(_line(catalogue, s, counts) for s in known.dependants(skill_id)),
        items=tuple(_item_line(item) for item in items),
    )


def item(services: Services, skill_id: str, slug: str) -> ItemPage:
    """One exercise, drawn a few times. Raises NotFound for an unknown one."""
    catalogue = _catalogue(services)
    name = f"{skill_id}/{slug}"
    found = next((e.item for e in catalogue.items if e.item.id == name), None)
    if found is None:
        raise NotFound
    with services.db.read() as session:
        said = counted.of_item(session, name).words
    return ItemPage(
        skill=_line(catalogue, skill_id, Counter()),
        item=_item_line(found),
        previews=tuple(preview(found, seed) for seed in SEEDS[: 3 if varied(found) else 1]),
        counted=said,
    )


def _catalogue(services: Services) -> Catalogue:
    with services.db.read() as session:
        return services.catalogue.current(session)


def _line(catalogue: Catalogue, skill_id: str, counts: Counter[str]) -> SkillLine:
    found = catalogue.curriculum.skills[skill_id]
    palier = _(PALIER_WORDS[int(found.level[1:]) - 1])
    return SkillLine(skill_id, found.label, palier, counts[skill_id])


def _item_line(found: Item) -> ItemLine:
    return ItemLine(
        name=found.id,
        slug=found.id.rsplit("/", 1)[-1],
        tier=found.tier,
        type=_(TYPE_WORDS.get(found.type, found.type)),
        seconds=found.seconds,
        generated=varied(found),
    )
