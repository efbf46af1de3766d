"""``python -m exercises.schema``: write the JSON Schema of bank files, for authors' editors.

An editor that reads it completes the names of fields and shows what each is for, in French. The
linter checks more: here a content may be partial, since cases and variants complete it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from exercises.bank_file import Entry
from exercises.instance import Json
from exercises.lint import BANKS
from exercises.types import TYPES

SCHEMA_FILE = BANKS / "bank.schema.json"

_KINDS: Mapping[str, str] = {
    "mcq": "Choix unique : une bonne réponse parmi 2 à 6.",
    "numeric": "Un nombre à écrire, avec ou sans unité.",
    "order": "Des éléments à remettre dans l’ordre.",
    "dropdown": "Un texte à trous, une liste pour chaque trou.",
    "multi": "Choix multiple : plusieurs bonnes réponses parmi 4 à 7.",
    "truefalse": "Des phrases à juger : vrai, faux, et « on ne sait pas » si vous le proposez.",
    "short": "Quelques mots à écrire.",
    "cloze": "Un texte à trous, un mot à écrire dans chaque trou.",
    "match": "De 3 à 6 éléments à relier chacun à un autre.",
    "sort": "De 4 à 8 éléments à classer dans 2 à 4 catégories.",
    "numberline": "Un nombre à placer, ou à lire, sur une droite graduée.",
    "table": "Un tableau à compléter, ou une case ou une ligne à y trouver.",
    "expression": "Un calcul, une expression, une équation ou ses solutions à écrire.",
    "highlight": "Des mots ou des phrases à trouver dans un texte.",
    "dictation": "Une dictée : des mots ou des phrases à écouter et à écrire.",
    "listen": "Une question sur ce qu’on entend.",
    "writing": "Un texte court à écrire, lu par un formateur.",
    "spoken": "Une réponse à dire, écoutée par un formateur.",
    "mend": "Un endroit à trouver et à corriger : texte, papier ou calcul.",
    "quantity": "Un nombre et son unité à écrire, jugés chacun à part.",
    "fraction": "Une fraction à écrire, en haut et en bas.",
    "passage": "Un document, puis de 2 à 4 questions.",
    "form": "Un formulaire à remplir, contrôlé case par case.",
    "chart": "Un graphique à lire, ou des barres à régler.",
    "clock": "L’heure à lire sur un cadran, ou des aiguilles à placer.",
    "money": "Une somme à faire avec des pièces et des billets.",
    "scale": "Une mesure à lire ou à régler : verre, thermomètre, règle, balance.",
    "map": "Une zone à toucher sur une carte ou sur un dessin.",
    "timeline": "Des événements à placer sur une frise.",
}

_HELP: Mapping[str, str] = {
    "skill": "La compétence, comme dans curriculum.yaml : maths.nombres.entiers.",
    "items": "Les exercices de cette compétence.",
    "id": "Un nom court, en minuscules et tirets. Il ne change jamais.",
    "tier": "1 facile, 2 ordinaire, 3 difficile.",
    "type": "Le type d’exercice.",
    "seconds": "Le temps d’une réponse ordinaire, en secondes.",
    "why": "Pour les auteurs : ce qui fait ce niveau.",
    "draft": "true : un brouillon, relu mais pas publié.",
    "content": "Le contenu. Avec « cases », ses textes peuvent contenir {mots} à remplacer.",
    "cases": "Une ligne par cas : la valeur de chaque {mot} du contenu.",
    "variants": "Une ligne par variante : les champs qui changent.",
    "generator": "Le nom d’un générateur écrit en Python.",
    "params": "Les réglages du générateur.",
    "ask": "La consigne : un verbe d’action, ou une question. 90 caractères au plus.",
    "context": "Une ou deux phrases avant la question. 160 caractères au plus.",
    "document": "Un papier de tous les jours : facture, planning, message.",
    "help": "De 1 à 3 coups de pouce, de la question à presque la méthode. Jamais la réponse.",
    "solution": "Le pas à pas, avec les nombres et les mots de cet exercice.",
    "praise": "Dit après une bonne réponse : nomme la méthode.",
    "choices": "Les réponses proposées : une seule avec « right: true ».",
    "shuffle": "false garde votre ordre (heures, tailles…).",
    "right": "true pour la bonne réponse.",
    "misconception": "L’idée fausse que montre cette réponse (son id dans curriculum.yaml).",
    "feedback": "Ce qui bloque et comment regarder. Remplace le message du curriculum.",
    "good": "Ce qui est déjà juste dans cette réponse.",
    "text": "Le texte. Dans un texte à trous, [1], [2]… marquent les trous.",
    "statements": "Les phrases à juger, une à six.",
    "unknown": "true propose aussi « on ne sait pas » : le document ne le dit pas.",
    "answers": "Les réponses acceptées. La première est celle que lit le stagiaire.",
    "counts": "Ce qui compte dans les mots écrits. Rien d’autre ne compte.",
    "expects": "words : des mots ; digits : des chiffres ; letter : une lettre.",
    "gaps": "Un élément par trou, dans l’ordre.",
    "answer": "La bonne réponse : 12, 12.5 ou 3/4.",
    "unit": "L’unité, montrée après la case.",
    "tolerance": "L’écart accepté, en traits sur une droite. 0 si vous ne dites rien.",
    "keyboard": "text quand il faut pouvoir écrire - ou / sur un téléphone.",
    "year": "true : la réponse est une année, écrite sans espace (1918).",
    "wrong": "Les mauvaises réponses attendues, et leur idée fausse.",
    "value": "La valeur.",
    "elements": "Les éléments : dans le bon ordre, ou chacun avec sa catégorie.",
    "first": "Ce qui est écrit au début : « le plus petit ».",
    "last": "Ce qui est écrit à la fin : « le plus grand ».",
    "pairs": "Les paires : « left » va avec « right ».",
    "left": "Ce qui est écrit d’abord.",
    "extra": "Une ou deux réponses de plus, qui ne vont avec rien.",
    "categories": "Les catégories, dans l’ordre où elles sont montrées.",
    "category": "La catégorie où va cet élément.",
    "given": "La réponse donnée qui montre l’idée fausse.",
    "start": "Le premier nombre de la droite.",
    "stop": "Le dernier nombre de la droite.",
    "step": "L’écart entre deux traits : 1, 0.1 ou 1/4.",
    "labels": "Les nombres écrits sous la droite. Les deux bouts si vous ne dites rien.",
    "read": "true : une flèche est dessinée, et le stagiaire écrit le nombre.",
    "fill": "Les cases à remplir [1], [2]…, dans l’ordre : un nombre, ou une liste.",
    "find": "La case (row et column) ou la ligne (row) à trouver.",
    "row": "Le titre de la ligne.",
    "column": "Le titre de la colonne.",
    "letters": "Les lettres de l’exercice : [x]. Sans elles, x est une multiplication.",
    "form": "L’écriture demandée : any, expanded, factored, number ou calculation.",
    "solutions": "Les nombres qui résolvent l’équation ; une liste vide s’il n’y en a pas.",
    "checks": "Ce que le texte doit avoir : des mots (any) ou une sorte (sort).",
    "any": "Des mots dont un seul suffit. * à la fin d’un début de mot : retard*.",
    "sort": "greeting, closing, date, capitals, stops ou whole (mots en entier).",
    "advice": "Ce qu’il faut ajouter, dit au stagiaire quand ce point manque.",
    "sentences": "La longueur en phrases : least et most.",
    "words": "La longueur en mots : least et most. Sur un dessin, un mot écrit.",
    "least": "Au moins.",
    "most": "Au plus.",
    "rubric": "Ce que regarde une personne : label, et levels du moins abouti au plus abouti.",
    "levels": "Deux à quatre phrases, du moins abouti au plus abouti.",
    "model": "Un exemple de texte réussi, montré après.",
    "plan": "Ce à quoi penser en parlant.",
    "said": "Ce qui est dit. Un trait | sépare les groupes de mots.",
    "reply": "Ce qu’il faut écrire : « answers » pour des mots, « answer » pour un nombre.",
    "punctuation": "true : la ponctuation compte.",
    "capitals": "true : les majuscules comptent.",
    "kinds": "Ce que montre une sorte de différence : accent, homophone, agreement…",
    "difference": "La sorte : accent, homophone, agreement, segmentation, lexical…",
    "of": "Le mot dicté.",
    "by": "words : on touche des mots ; sentences : des phrases.",
    "steps": "Les lignes du calcul.",
    "error": "La ligne à corriger : le nom de la ligne, ou la ligne du calcul.",
    "fix": "Ce qu’il faut écrire : « answers » pour des mots, « answer » pour un nombre.",
    "places": "Les endroits choisis à tort, et leur idée fausse.",
    "rule": "La règle, rappelée après la réponse.",
    "units": "Les unités proposées en touches : la bonne, et d’autres.",
    "convert": "false : seule l’unité demandée est acceptée.",
    "simplified": "true : la fraction doit être simplifiée ; sinon elle compte pour moitié.",
    "mixed": "true : une case de plus pour le nombre entier, devant la fraction.",
    "decimals": "true : un nombre à virgule est accepté aussi.",
    "questions": "Les questions sur le document, deux à quatre.",
    "fields": "Les cases du formulaire, deux à huit.",
    "date": "La date attendue : 2026-03-12.",
    "ticked": "true si la case doit être cochée.",
    "variables": "Ce qui est tiré au sort : from, to, step ; ou among, une liste.",
    "let": "Des résultats nommés, calculés avec les variables.",
    "such_that": "Les conditions qu’un tirage doit remplir.",
    "facts": "Les faits datés (facts.yaml) dont l’exercice se sert.",
    "figure": "Un dessin avant la question ; kind dit lequel.",
    "chart": "Le graphique : kind vaut bars, line ou pie.",
    "set": "true : le stagiaire règle le dessin ; sinon, il le lit.",
    "misplaced": "Les barres attendues à tort : category, value, et leur idée fausse.",
    "time": "L’heure, sur 24 heures : 14:30.",
    "full": "true : l’heure s’écrit sur 24 heures (l’après-midi, 15 h).",
    "total": "La somme à faire, en euros.",
    "pieces": "Les pièces et billets proposés, en centimes : 200 pour 2 €.",
    "fewest": "true : le moins possible de pièces ; sinon, toute façon est acceptée.",
    "look": "L’instrument : jug, thermometer, ruler ou dial.",
    "percent": "La part, en pour cent.",
    "slices": "Les parts d’un diagramme en secteurs : elles font 100 %.",
    "values": "Une valeur par catégorie, chacune sur une graduation.",
    "kind": "bars, line, pie, clock, gauge, coins, angle, strips, balance, shape ou squares.",
    "degrees": "L’angle entre les deux bras, de 5 à 180 degrés.",
    "arms": "La longueur de chaque bras, de 50 à 138.",
    "protractor": "true : un rapporteur sous l’angle.",
    "size": "Les proportions : largeur, hauteur… ; pour un morceau de barre, sa longueur.",
    "inside": "Les mots au milieu de la forme.",
    "columns": "Le nombre de colonnes du quadrillage.",
    "names": "true : des lettres au-dessus, des nombres à gauche.",
    "marks": "Les mots ou lettres posés dans une case : at et text.",
    "north": "Où est le nord : up, right, down ou left.",
    "square": "Ce que vaut une case : 1 m².",
    "parts": "En combien de parts égales la barre est coupée.",
    "segments": "Les morceaux d’une barre : size, text, filled.",
    "strips": "Les barres, de 1 à 4, l’une sous l’autre.",
    "equal": "true : toutes les barres ont la même longueur.",
    "box": "true : une boîte dont on ne connaît pas la masse ; sinon, une masse marquée.",
    "count": "Combien de fois cet objet est sur le plateau.",
    "cents": "Les pièces et billets, en centimes : 200 pour 2 €.",
    "hour": "L’heure, de 0 à 23.",
    "minute": "Les minutes, de 0 à 59.",
    "map": "La carte : france-departements, europe ou monde.",
    "picture": "Un dessin à vous : width, height, et ce qu’on y voit.",
    "zones": "De 3 à 8 zones, une seule avec « right: true ».",
    "where": "Où est la zone, sans la nommer : la liste vaut la carte.",
    "path": "Le tracé, comme dans un fichier SVG : M10 10H50V30H10Z.",
    "at": "La place de la lettre : [x, y].",
    "width": "La largeur du dessin.",
    "height": "La hauteur du dessin.",
    "shapes": "Les traits, les surfaces et les mots du dessin.",
    "filled": "true : une surface pleine.",
    "events": "Les événements à placer, de 2 à 6.",
    "title": "Le titre du document ou du tableau.",
    "sender": "Qui l’envoie, et quand.",
    "lines": "Les lignes d’un texte.",
    "rows": "Les lignes d’un document à deux colonnes, ou d’un tableau.",
    "head": "Les titres des colonnes d’un tableau.",
    "cells": "Les lignes d’un tableau.",
    "note": "Une note sous le document.",
    "label": "Le nom de la ligne.",
    "asked": "true pour la ligne dont parle la question.",
    "working": "Le calcul : 1 500 ÷ 100.",
    "result": "Ce que donne cette étape.",
}


def _described(schema: Any) -> Any:  # JSON Schema, in and out
    """The same schema with our French descriptions, and without the English ones."""
    if isinstance(schema, list):
        return [_described(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: _described(v) for k, v in schema.items() if k not in ("title", "description")}
    for name, part in schema.get("properties", {}).items():
        kept["properties"][name] = _described(part)
        if name in _HELP:
            kept["properties"][name]["description"] = _HELP[name]
    return kept


def bank_schema() -> Json:
    """The JSON Schema (draft 2020-12) of one bank file."""
    definitions: Json = {}
    contents: list[Json] = []
    for name, kind in TYPES.items():
        content = kind.content.model_json_schema(ref_template="#/$defs/{model}")
        definitions |= content.pop("$defs", {})
        content.pop("required", None)  # a part may come from cases or variants
        definitions[f"{name}-content"] = content
        reference = {"$ref": f"#/$defs/{name}-content"}
        changed = {"content": reference, "variants": {"type": "array", "items": reference}}
        contents.append(
            {
                "if": {"properties": {"type": {"const": name}}},
                "then": {"properties": changed, "description": _KINDS[name]},
            }
        )
    entry = Entry.model_json_schema()
    entry["properties"]["type"] = {"oneOf": [{"const": name} for name in TYPES]}
    definitions["item"] = {**entry, "allOf": contents}
    described: Json = _described(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "required": ["skill", "items"],
            "properties": {
                "skill": {"type": "string"},
                "items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/item"}},
            },
            "$defs": definitions,
        }
    )
    for choice in described["$defs"]["item"]["properties"]["type"]["oneOf"]:
        choice["description"] = _KINDS[choice["const"]]
    return {"title": "Banque d’exercices", **described}


def schema_text() -> str:
    """What the committed file must hold."""
    return json.dumps(bank_schema(), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write the schema next to the banks; 0."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    print(f"Schéma écrit : {SCHEMA_FILE.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
