"""The text of a new bank file: one exercise a type, that the linter already accepts."""

from __future__ import annotations

from pathlib import PurePosixPath

from exercises.curriculum import Curriculum, Skill

_TEMPLATE = """\
# yaml-language-server: $schema=../../bank.schema.json
# {label}
# « {je_sais} »
# Cela sert à : {me_sert_a}
# Idées fausses connues : {misconceptions}.
# Changez tout ce qui suit, puis relisez avec : palier lint {path}
# Un exercice « draft: true » est un brouillon : enlevez cette ligne pour qu’il soit publié.
skill: {skill}
items:
- id: premier-exercice
  draft: true
  tier: 1
  type: mcq
  seconds: 30
  why: "une seule information à lire"
  content:
    ask: "À quelle heure commence Inès ?"
    document:
      title: "Planning du lundi"
      rows:
      - {{label: "Inès", value: "8 h 30", asked: true}}
      - {{label: "Mehdi", value: "9 h 30"}}
    choices:
    - {{text: "8 h 30", right: true}}
    - text: "9 h 30"
      misconception: {first}
      feedback: "C’est l’heure de Mehdi. Cherchez la ligne d’Inès."
    help: ["Cherchez le nom d’Inès."]
    solution:
    - {{text: "Sur la ligne d’Inès, on lit 8 h 30", result: "8 h 30"}}
- id: avec-des-cas
  draft: true
  tier: 2
  type: numeric
  why: "un calcul, écrit une fois, avec plusieurs nombres"
  content:
    ask: "Combien paie {{nom}} ?"
    context: "{{nom}} achète {{nombre}} tickets à 2 € l’un."
    answer: "{{total}}"
    unit: "€"
    wrong:
    - value: "{{nombre}}"
      misconception: {first}
      feedback: "C’est le nombre de tickets. Un ticket coûte 2 €."
    solution:
    - {{text: "On prend {{nombre}} fois 2 €.", working: "{{nombre}} × 2"}}
  cases:
  - {{nom: "Aïssatou", nombre: 3, total: 6}}
  - {{nom: "Enzo", nombre: 7, total: 14}}
- id: tire-au-sort
  draft: true
  tier: 2
  type: numeric
  why: "le même calcul, avec des nombres tirés au sort"
  variables:
    nom: {{among: ["Aïssatou", "Enzo"]}}
    nombre: {{from: 3, to: 9}}
    prix: {{among: [2, 4, 6]}}
  let:
    total: "nombre * prix"
    somme: "nombre + prix"
  such_that: ["total != somme"]
  content:
    ask: "Combien paie {{nom}} ?"
    context: "{{nom}} achète {{nombre}} cahiers à {{prix €}} l’un."
    answer: "{{total}}"
    unit: "€"
    wrong:
    - value: "{{somme}}"
      misconception: {first}
      feedback: "{{somme}}, c’est {{nombre}} + {{prix}}. Chaque cahier coûte {{prix €}}."
    solution:
    - {{text: "On prend {{nombre}} fois {{prix €}}.", result: "{{total €}}"}}
- id: dans-l-ordre
  draft: true
  tier: 2
  type: order
  why: "trois étapes"
  content:
    ask: "Rangez les étapes dans l’ordre."
    elements: ["Lire la commande", "Préparer le colis", "Envoyer le colis"]
    solution:
    - {{text: "On lit, on prépare, puis on envoie."}}
- id: texte-a-trous
  draft: true
  tier: 3
  type: dropdown
  why: "il faut lire toute la phrase"
  content:
    ask: "Complétez la phrase."
    text: "Lucie prend le bus [1] aller au travail."
    gaps:
    - choices:
      - {{text: "pour", right: true}}
      - {{text: "par", misconception: {first}, feedback: "On cherche un mot qui dit le but."}}
    solution:
    - {{text: "« Pour » dit le but : aller au travail."}}
- id: plusieurs-reponses
  draft: true
  tier: 2
  type: multi
  why: "deux choses à garder, deux à laisser"
  content:
    ask: "Que doit-il y avoir sur une adresse ?"
    choices:
    - {{text: "Le nom de la rue", right: true}}
    - text: "Le code postal"
      right: true
      feedback: "Sans code postal, la lettre va moins vite."
    - text: "La date"
      misconception: {first}
      feedback: "La date est dans la lettre, pas sur l’adresse."
    - {{text: "La météo", feedback: "Le facteur n’en a pas besoin."}}
    solution:
    - {{text: "L’adresse dit où porter la lettre : la rue et le code postal."}}
- id: vrai-ou-faux
  draft: true
  tier: 2
  type: truefalse
  why: "une phrase dite, une contredite, une dont le document ne parle pas"
  content:
    ask: "Lisez le message. Est-ce vrai ou faux ?"
    document: {{title: "Message de Sonia", lines: ["La réunion est à 9 h, en salle 2."]}}
    unknown: true
    statements:
    - {{text: "La réunion est le matin.", answer: vrai, feedback: "9 h, c’est le matin."}}
    - text: "La réunion est en salle 3."
      answer: faux
      misconception: {first}
      feedback: "Relisez le numéro de la salle."
    - text: "La réunion dure une heure."
      answer: inconnu
      feedback: "Le message dit quand elle commence, pas combien de temps elle dure."
    solution:
    - {{text: "On cherche chaque information dans le message."}}
- id: un-mot-a-ecrire
  draft: true
  tier: 2
  type: short
  why: "un mot à trouver soi-même"
  content:
    ask: "Comment appelle-t-on une personne qui livre des colis ?"
    answers: ["un livreur", "une livreuse", "un coursier"]
    wrong:
    - value: "livraison"
      misconception: {first}
      feedback: "C’est l’action. On cherche la personne."
    solution:
    - {{text: "On part du verbe livrer.", result: "livreur, livreuse"}}
- id: mots-dans-un-texte
  draft: true
  tier: 3
  type: cloze
  why: "deux mots à écrire, accents compris"
  content:
    ask: "Complétez avec le verbe au présent."
    text: "Le matin, nous [1] (arriver) à 8 h. Le soir, nous [2] (partir) à 17 h."
    counts: [spelling, accents]
    gaps:
    - answers: ["arrivons"]
      wrong:
      - value: "arrivont"
        misconception: {first}
        feedback: "Avec nous, la fin du verbe est -ons."
    - answers: ["partons"]
    solution:
    - {{text: "Avec nous, au présent, le verbe finit par -ons."}}
- id: des-paires-a-relier
  draft: true
  tier: 2
  type: match
  why: "trois objets, trois usages"
  content:
    ask: "À quoi sert chaque document ?"
    pairs:
    - left: "Le planning"
      right: "Savoir quand on travaille"
      misconception: {first}
      feedback: "Sur un planning, on lit des jours et des heures."
    - {{left: "La fiche de paie", right: "Savoir ce qu’on gagne"}}
    - {{left: "Le contrat", right: "Savoir ce qui est convenu"}}
    solution:
    - {{text: "On cherche ce qu’on lit d’abord sur chaque document."}}
- id: des-choses-a-classer
  draft: true
  tier: 1
  type: sort
  why: "deux places, quatre objets de tous les jours"
  content:
    ask: "Où se rangent ces produits ?"
    categories: ["Au frais", "Au sec"]
    elements:
    - {{text: "Le beurre", category: "Au frais", misconception: {first}}}
    - {{text: "La viande", category: "Au frais"}}
    - {{text: "Le riz", category: "Au sec"}}
    - {{text: "La farine", category: "Au sec"}}
    solution:
    - {{text: "Le beurre et la viande s’abîment vite : on les garde au frais."}}
- id: un-nombre-sur-la-droite
  draft: true
  tier: 2
  type: numberline
  why: "on compte de deux en deux"
  content:
    ask: "Placez 6 sur la droite."
    start: 0
    stop: 10
    step: 2
    answer: 6
    wrong:
    - value: 4
      misconception: {first}
      feedback: "Chaque trait vaut 2. Comptez : 2, 4, 6."
    solution:
    - {{text: "De trait en trait, on avance de 2.", result: "6"}}
- id: un-tableau-a-lire
  draft: true
  tier: 1
  type: table
  why: "une ligne et une colonne à croiser"
  content:
    ask: "Où lit-on l’heure de fin de Mehdi ?"
    title: "Planning du mardi"
    head: ["Nom", "Début", "Fin"]
    rows:
    - ["Inès", "8 h", "15 h"]
    - ["Mehdi", "9 h", "16 h"]
    find: {{row: "Mehdi", column: "Fin"}}
    wrong:
    - {{row: "Inès", column: "Fin", misconception: {first}}}
    solution:
    - {{text: "On suit la ligne de Mehdi jusqu’à la colonne Fin.", result: "16 h"}}
- id: un-calcul-a-ecrire
  draft: true
  tier: 2
  type: expression
  why: "deux opérations à écrire dans le bon ordre"
  content:
    ask: "Écrivez le calcul qui donne le prix à payer."
    context: "Enzo achète 3 cahiers à 2 € et un stylo à 5 €."
    answer: "3 × 2 + 5"
    form: calculation
    wrong:
    - value: "3 + 2 + 5"
      misconception: {first}
      feedback: "Il y a 3 cahiers. Combien coûtent-ils ensemble ?"
    solution:
    - {{text: "3 cahiers à 2 €, puis le stylo.", working: "3 × 2 + 5"}}
- id: des-mots-a-trouver
  draft: true
  tier: 2
  type: highlight
  why: "deux mots à trouver dans un message court"
  content:
    ask: "Trouvez les deux moments de la journée."
    text: "La livraison arrive le [matin]. Nous rangeons le [soir]."
    misconception: {first}
    feedback: "Cherchez aussi dans la deuxième phrase."
    wrong:
    - {{value: "livraison", feedback: "Ce mot dit ce qui arrive, pas quand."}}
    solution:
    - {{text: "On cherche les mots qui disent quand.", result: "matin, soir"}}
- id: une-phrase-dictee
  draft: true
  tier: 2
  type: dictation
  why: "une phrase courte, un petit mot à choisir"
  content:
    ask: "Écoutez, puis écrivez la phrase."
    said: "La réunion commence | [à] dix heures."
    wrong:
    - {{of: "à", value: "a", misconception: {first}, feedback: "Essayez « avait » à la place."}}
    solution:
    - {{text: "« Commence avait dix heures » ne marche pas : on met l’accent."}}
- id: un-message-a-ecouter
  draft: true
  tier: 1
  type: listen
  why: "un message d’une phrase"
  content:
    ask: "Où est la réunion ?"
    said: "Bonjour. | La réunion est à l’accueil."
    choices:
    - {{text: "à l’accueil", right: true}}
    - {{text: "au vestiaire", misconception: {first}, feedback: "Réécoutez la fin."}}
    solution:
    - {{text: "On entend : « à l’accueil »."}}
- id: un-message-a-ecrire
  draft: true
  tier: 3
  type: writing
  seconds: 240
  why: "deux informations à donner, lues par une personne"
  content:
    ask: "Écrivez un message : vous serez absent demain."
    sentences: {{least: 2, most: 5}}
    checks:
    - {{sort: greeting}}
    - label: "Dire que vous serez absent"
      any: ["absent*", "pas là", "ne viens pas"]
      misconception: {first}
      advice: "Dites ce qui se passe."
    - {{sort: date}}
    - {{sort: capitals}}
    rubric:
    - label: "Le message est clair"
      levels: ["Il faut poser des questions.", "Il manque une information.", "Tout est dit."]
    model: "Bonjour Madame. Je serai absent demain, car je vois le médecin. Merci."
    solution:
    - {{text: "On salue, on dit quand, puis pourquoi."}}
- id: une-reponse-a-dire
  draft: true
  tier: 3
  type: spoken
  seconds: 240
  why: "parler une minute, écouté par une personne"
  content:
    ask: "Présentez-vous à voix haute, en une minute."
    plan: ["Votre prénom", "Ce que vous savez faire", "Ce que vous cherchez"]
    solution:
    - {{text: "Une phrase par idée."}}
- id: une-ligne-a-corriger
  draft: true
  tier: 2
  type: mend
  why: "trois lignes à vérifier, une à corriger"
  content:
    ask: "Trouvez la ligne à corriger, puis écrivez le bon prix."
    title: "Note du snack"
    rows:
    - {{label: "2 cafés à 1 €", value: "2 €"}}
    - {{label: "1 salade à 5 €", value: "5 €"}}
    - {{label: "Total", value: "6 €"}}
    error: "Total"
    fix:
      answer: 7
      unit: "€"
      wrong: [{{value: 5, misconception: {first}, feedback: "Comptez aussi les cafés."}}]
    places:
    - {{value: "2 cafés à 1 €", feedback: "2 fois 1 €, cela fait bien 2 €."}}
    rule: "Le total additionne toutes les lignes."
    solution:
    - {{text: "On additionne les deux lignes.", working: "2 + 5", result: "7 €"}}
- id: un-nombre-et-son-unite
  draft: true
  tier: 2
  type: quantity
  why: "des minutes à convertir en heures"
  content:
    ask: "Combien de temps dure la visite ?"
    context: "La visite commence à 9 h. Elle finit à 11 h 30."
    answer: "2.5"
    unit: "h"
    units: ["h", "min"]
    wrong:
    - value: "2.3"
      misconception: {first}
      feedback: "30 minutes, c’est une demi-heure."
    solution:
    - {{text: "De 9 h à 11 h 30, il y a 2 heures et 30 minutes.", result: "2 h 30"}}
- id: une-fraction-a-ecrire
  draft: true
  tier: 2
  type: fraction
  why: "des parts égales à compter"
  content:
    ask: "Quelle fraction de la tarte reste-t-il ?"
    context: "Une tarte est coupée en 8 parts. On en mange 5."
    answer: "3/8"
    wrong:
    - value: "5/8"
      misconception: {first}
      feedback: "C’est ce qui est mangé. Combien de parts restent ?"
    solution:
    - {{text: "Il reste 8 parts moins 5 parts, sur 8.", result: "3/8"}}
- id: un-document-et-ses-questions
  draft: true
  tier: 2
  type: passage
  why: "trois informations à trouver dans le même papier"
  content:
    ask: "Lisez le bon de livraison, puis répondez."
    document:
      title: "Bon de livraison"
      sender: "Dépôt Nord, le 4 mai 2026"
      rows:
      - {{label: "Gants", value: "10 paires"}}
      - {{label: "Casques", value: "4"}}
    questions:
    - label: "Qui envoie les colis ?"
      choices:
      - {{text: "Le dépôt Nord", right: true}}
      - {{text: "Le client", feedback: "Regardez en haut du bon."}}
    - {{label: "Combien y a-t-il de casques ?", answer: 4}}
    - {{label: "Quel jour ?", date: "2026-05-04"}}
    solution:
    - {{text: "Chaque réponse est sur une ligne du bon."}}
- id: un-formulaire-a-remplir
  draft: true
  tier: 2
  type: form
  why: "chaque information se lit dans le message"
  content:
    ask: "Remplissez le formulaire pour Lina."
    document:
      title: "Message de Lina"
      lines:
      - "Je m’appelle Lina Martin. Je viens le 3 mars 2026, avec 2 amis."
      - "Je déjeune sur place."
    title: "Inscription à la visite"
    fields:
    - {{label: "Nom de famille", answers: ["Martin"], counts: [spelling]}}
    - {{label: "Date de la visite", date: "2026-03-03"}}
    - label: "Nombre de personnes"
      answer: 3
      wrong:
      - {{value: 2, misconception: {first}, feedback: "Lina vient aussi."}}
    - {{label: "Je déjeune sur place", ticked: true}}
    solution:
    - {{text: "On cherche chaque information dans le message."}}
- id: un-graphique-a-lire
  draft: true
  tier: 2
  type: chart
  why: "une barre à suivre jusqu’à l’axe"
  content:
    ask: "Combien de colis le mardi ?"
    chart:
      kind: bars
      categories: ["Lundi", "Mardi", "Mercredi"]
      values: [20, 35, 15]
      stop: 40
      step: 5
      labels: [0, 10, 20, 30, 40]
    answer: 35
    wrong:
    - value: 31
      misconception: {first}
      feedback: "Entre deux nombres de l’axe, il y a 2 traits. Un trait vaut 5."
    solution:
    - {{text: "La barre du mardi s’arrête un trait après 30.", result: "35"}}
- id: une-horloge-a-lire
  draft: true
  tier: 1
  type: clock
  why: "une heure et demie"
  content:
    ask: "Quelle heure est-il ?"
    time: "08:30"
    wrong:
    - value: "06:40"
      misconception: {first}
      feedback: "La petite aiguille montre l’heure."
    solution:
    - {{text: "La petite aiguille est après le 8, la grande sur le 6.", result: "8 h 30"}}
- id: une-somme-a-faire
  draft: true
  tier: 1
  type: money
  why: "des euros et des centimes"
  content:
    ask: "Faites 7,50 €."
    total: "7.5"
    fewest: true
    wrong:
    - value: "7.2"
      misconception: {first}
      feedback: "50 centimes, c’est une demie d’euro."
    solution:
    - {{text: "5 €, puis 2 €, puis 50 centimes.", result: "7,50 €"}}
- id: une-mesure-a-lire
  draft: true
  tier: 2
  type: scale
  why: "un trait vaut 100 mL"
  content:
    ask: "Combien y a-t-il d’eau ?"
    look: jug
    start: 0
    stop: 1000
    step: 100
    labels: [0, 500, 1000]
    unit: "mL"
    answer: 700
    read: true
    wrong:
    - value: 502
      misconception: {first}
      feedback: "Chaque trait vaut 100 mL."
    solution:
    - {{text: "Deux traits après 500.", result: "700 mL"}}
- id: une-zone-a-toucher
  draft: true
  tier: 1
  type: map
  why: "trois pays voisins"
  content:
    ask: "Touchez l’Espagne."
    map: europe
    zones:
    - {{id: "724", text: "Espagne", where: "au sud-ouest, à côté de l’océan", right: true}}
    - id: "380"
      text: "Italie"
      where: "au sud, une longue pointe dans la mer"
      misconception: {first}
      feedback: "Ce pays a la forme d’une botte."
    - id: "276"
      text: "Allemagne"
      where: "au centre"
      feedback: "Ce pays est plus au nord."
    solution:
    - {{text: "L’Espagne est juste au sud-ouest de la France."}}
- id: une-frise-a-completer
  draft: true
  tier: 2
  type: timeline
  why: "deux dates éloignées"
  content:
    ask: "Placez chaque événement sur la frise."
    start: 1900
    stop: 2000
    step: 10
    events:
    - text: "Fin de la Première Guerre mondiale"
      year: 1918
      wrong:
      - {{value: 1945, misconception: {first}, feedback: "1945, c’est la fin de la Seconde."}}
    - {{text: "Fin de la Seconde Guerre mondiale", year: 1945}}
    solution:
    - {{text: "La Première finit en 1918, la Seconde en 1945."}}
"""


def bank_path(skill: Skill) -> PurePosixPath:
    """Where the file of a skill lives inside the banks: maths/nombres/entiers.yaml."""
    domain, strand, name = skill.id.split(".")
    return PurePosixPath(domain, strand, f"{name}.yaml")


def scaffold(curriculum: Curriculum, skill_id: str) -> str:
    """The text of a first bank file for a skill, ready to be changed. KeyError when unknown."""
    skill = curriculum.skills[skill_id]
    names = [misconception.id for misconception in skill.misconceptions]
    return _TEMPLATE.format(
        label=skill.label,
        je_sais=skill.je_sais,
        me_sert_a=skill.me_sert_a,
        misconceptions=", ".join(names) or "aucune",
        path=bank_path(skill),
        skill=skill.id,
        first=names[0] if names else "null",
    )
