"""The office generators against small simulations: windows, folders, addresses, passwords."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest

from exercises.content import Choice, Content, Document
from exercises.generators import (
    bureautique_clavier,
    bureautique_compter,  # noqa: F401 - registers its generators
    bureautique_dossiers,  # noqa: F401
    bureautique_fenetres,  # noqa: F401
    bureautique_fichiers,  # noqa: F401
    bureautique_mots_de_passe,
    bureautique_souris,  # noqa: F401
    bureautique_web,  # noqa: F401
    registry,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent
from exercises.types.order import OrderContent

SEEDS = range(20)


def draw(name: str, seed: int, **params: str | bool) -> Content:
    """One draw of a generator."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable source, not a secret
    return registry[name].draw(rng, params)


def numeric(name: str, seed: int, **params: str | bool) -> NumericContent:
    content = draw(name, seed, **params)
    assert isinstance(content, NumericContent)
    return content


def mcq(name: str, seed: int, **params: str | bool) -> McqContent:
    content = draw(name, seed, **params)
    assert isinstance(content, McqContent)
    return content


def order(name: str, seed: int, **params: str | bool) -> OrderContent:
    content = draw(name, seed, **params)
    assert isinstance(content, OrderContent)
    return content


def paper(content: Content) -> Document:
    assert content.document is not None
    return content.document


def key(content: McqContent) -> Choice:
    return next(choice for choice in content.choices if choice.right)


def numbers(text: str | None) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text or "")]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("buttons", ["deux", "tous"])
def test_windows_are_opened_and_closed_one_by_one(seed: int, buttons: str) -> None:
    content = numeric("bureautique.poste.fenetres-ouvertes", seed, boutons=buttons)
    open_windows = numbers(content.context)[0]
    for line in paper(content).lines:
        open_windows += line.startswith("On ouvre")
        open_windows -= "la croix" in line
    assert content.answer == str(open_windows)
    assert all(wrong.misconception == "fermer-reduire" for wrong in content.wrong)


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_stay_and_moves_leave(seed: int) -> None:
    content = numeric("bureautique.fichiers.copier-deplacer", seed)
    before, taken = numbers(content.context)
    folder = set(range(before))
    if "déplacez" in str(content.context):
        folder -= set(range(taken))
    assert content.answer == str(len(folder))


@pytest.mark.parametrize("seed", SEEDS)
def test_only_copies_add_to_the_total(seed: int) -> None:
    content = numeric("bureautique.fichiers.compter-doubles", seed)
    lines = paper(content).lines
    first = [f"a{k}" for k in range(numbers(lines[0])[0])]
    second = [f"b{k}" for k in range(numbers(lines[1])[0])]
    for line in lines[2:]:
        taken = first[-numbers(line)[0] :]
        second += taken
        if "déplacez" in line:
            first = first[: -len(taken)]
    assert content.answer == str(len(first) + len(second))
    values = {wrong.value for wrong in content.wrong}
    assert len(values) == len(content.wrong) == 3
    assert content.answer not in values


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bin_keeps_nothing_of_the_stick(seed: int) -> None:
    content = numeric("bureautique.fichiers.corbeille", seed)
    kept = 0
    for line in paper(content).lines:
        if "clé USB" not in line:
            kept += 1 if line.startswith("Un ") else numbers(line)[0]
    assert content.answer == str(kept)


@pytest.mark.parametrize("seed", SEEDS)
def test_shortcuts_are_not_files(seed: int) -> None:
    content = numeric("bureautique.fichiers.vrais-fichiers", seed)
    kinds = [kind for _, kind in paper(content).cells]
    assert content.answer == str(sum("Raccourci" not in kind for kind in kinds))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("changed", [False, True])
def test_a_stolen_password_opens_every_account_that_still_has_it(
    seed: int, changed: bool
) -> None:
    content = numeric("bureautique.securite.comptes-ouverts", seed, modifie=changed)
    named = re.findall("«\u00a0([^»]+)\u00a0»", str(content.context))
    stolen, since = named[0], named[1:]
    accounts = {row.label: row.value for row in paper(content).rows}
    still = [
        name
        for name, word in accounts.items()
        if word == accounts[stolen] and name not in since
    ]
    assert content.answer == str(len(still))
    assert bool(since) == changed


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("names", ["clairs", "vagues"])
def test_the_last_file_has_the_latest_date(seed: int, names: str) -> None:
    content = mcq("bureautique.fichiers.dernier-modifie", seed, noms=names)

    def day(written: str) -> date:
        d, m, y = numbers(written)
        return date(y, m, d)

    latest = max(paper(content).cells, key=lambda cell: day(cell[1]))
    assert key(content).text == latest[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_versions_are_ordered_by_month_before_day(seed: int) -> None:
    content = order("bureautique.fichiers.ordre-dates", seed)
    days = []
    for text in content.elements:
        d, m, y = numbers(text)
        days.append(date(y, m, d))
    assert days == sorted(days)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_path_follows_what_contains_what(seed: int) -> None:
    content = order("bureautique.fichiers.ordre-chemin", seed)
    inside = dict(line.rstrip(".").split(" contient ") for line in paper(content).lines)
    (here,) = set(inside) - set(inside.values())
    path = [here]
    while here in inside:
        here = inside[here]
        path.append(here)
    assert list(content.elements) == path


@pytest.mark.parametrize("seed", SEEDS)
def test_the_instruction_is_met_by_the_announced_change(seed: int) -> None:
    content = mcq("bureautique.fichiers.consigne-enregistrer", seed)
    asked = re.search(r"dans (\S+), sous le nom (\S+)\.", str(content.context))
    assert asked is not None
    shown = {row.label: row.value for row in paper(content).rows}
    folder_differs = shown["Dossier"].split(" > ")[-1] != asked[1]
    name_differs = shown["Nom du fichier"] != asked[2]
    expected = {
        (True, True): "Les deux lignes",
        (True, False): "Le dossier seulement",
        (False, True): "Le nom seulement",
        (False, False): "Rien",
    }
    assert key(content).text == expected[folder_differs, name_differs]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_new_file_is_in_the_last_folder_shown(seed: int) -> None:
    content = mcq("bureautique.fichiers.ou-enregistre", seed)
    path = paper(content).rows[0].value.split(" > ")
    assert key(content).text == f"Dans le dossier {path[-1]}"
    others = [choice.text for choice in content.choices if not choice.right]
    assert not any(text.endswith(f" {name}") for text in others for name in path)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_result_only_is_the_wanted_site(seed: int) -> None:
    content = mcq("bureautique.web.annonce", seed)
    rows = paper(content).rows
    wanted = str(content.context).rstrip(".").split()[-1]
    ranks = [rank for rank, row in enumerate(rows, 1) if row.value == wanted]
    assert [f"Le lien {rank}" for rank in ranks] == [key(content).text]
    for row, choice in zip(rows, content.choices, strict=True):
        assert ("Annonce" in row.label) == (choice.misconception == "adresse-recherche")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["adresse-exacte", "nom-du-site", "adresse-du-site"])
def test_every_site_is_made_up(seed: int, name: str) -> None:
    content = mcq(f"bureautique.web.{name}", seed)
    assert ".example" in key(content).text
    assert len({choice.text for choice in content.choices}) == 4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["deux", "altgr"])
def test_the_sign_asked_is_where_the_key_shows_it(seed: int, kind: str) -> None:
    content = mcq("bureautique.poste.signe-clavier", seed, kind=kind)
    shown = {row.label: row.value for row in paper(content).rows}
    places = {
        "La touche seule": "En bas, à gauche",
        "Maj + la touche": "En haut",
        "AltGr + la touche": "En bas, à droite",
    }
    sign = shown[places[key(content).text]]
    said = bureautique_clavier.NAMES.get(sign, sign)
    assert said in content.ask
    assert sign not in bureautique_clavier.NOT_ASKED


@pytest.mark.parametrize("seed", SEEDS)
def test_the_key_that_erases_leaves_the_word(seed: int) -> None:
    content = mcq("bureautique.poste.effacer", seed)
    before, after = paper(content).lines[0].split("|")
    left = before[:-1] + after if key(content).text == "Retour arrière" else before + after[1:]
    assert f"«\u00a0{left}\u00a0»" in str(content.context)


@pytest.mark.parametrize("seed", SEEDS)
def test_passwords_go_from_the_known_to_the_long(seed: int) -> None:
    common, short, phrase, longer = order("bureautique.securite.ordre-solidite", seed).elements
    assert common in bureautique_mots_de_passe.COMMON
    assert len(short) == 5
    assert len(set(phrase.split("-"))) == 4
    assert longer.startswith(f"{phrase}-")
    assert len(set(longer.split("-"))) == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_the_longest_password_is_not_always_the_strongest(seed: int) -> None:
    content = mcq("bureautique.securite.plus-solide", seed, piege="long")
    weak = [choice for choice in content.choices if choice.good == "Il est long."]
    assert len(weak) == 1
    assert not weak[0].right
    assert len(key(content).text.split("-")) == 4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "name",
    [
        "poste.geste-souris",
        "fichiers.ranger",
        "fichiers.dossier-direct",
    ],
)
def test_choices_differ_and_wrong_ones_say_what_blocks(seed: int, name: str) -> None:
    content = mcq(f"bureautique.{name}", seed)
    assert len({choice.text for choice in content.choices}) == len(content.choices) == 4
    assert all(choice.feedback for choice in content.choices if not choice.right)


def test_the_folder_asked_is_just_before_the_file() -> None:
    for seed in SEEDS:
        content = mcq("bureautique.fichiers.dossier-direct", seed)
        assert paper(content).lines[0].split(" > ")[-2] == key(content).text
