"""Addresses of sites and pages of results to read. All the sites are made up (.example)."""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Choice, Content, Document, Row, Step
from exercises.french import quoted
from exercises.generators import Params, generator
from exercises.types.mcq import McqContent

PEOPLE = ("Inès", "Mehdi", "Kévin", "Aïssatou", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata")


@dataclass(frozen=True)
class Site:
    """A made-up site: the first part of its address, how one calls it, two of its pages."""

    slug: str
    name: str
    pages: tuple[str, str]
    lure: tuple[str, str]  # an advertisement: what it promises, the first part of its address

    @property
    def host(self) -> str:
        """The name of the site, as in "mairie-valmer.example"."""
        return f"{self.slug}.example"


SITES = (
    Site(
        "mairie-valmer",
        "la mairie de Valmer",
        ("logement", "contact"),
        ("Mairie\u00a0: vos papiers en 24 h", "papiers-vite"),
    ),
    Site(
        "bus-rivebourg",
        "les bus de Rivebourg",
        ("ligne-7", "tarifs"),
        ("Bus Rivebourg\u00a0: billets moins chers", "billets-promo"),
    ),
    Site(
        "emploi-montclair",
        "l’agence d’emploi de Montclair",
        ("cariste", "offres"),
        ("Emploi Montclair\u00a0: gagnez plus", "emploi-facile"),
    ),
    Site(
        "garage-dumont",
        "le garage Dumont",
        ("rendez-vous", "tarifs"),
        ("Garage\u00a0: devis en 1 minute", "devis-auto"),
    ),
    Site(
        "foyer-tilleuls",
        "le foyer des Tilleuls",
        ("chambres", "dossier"),
        ("Foyer, chambre\u00a0: réservez vite", "chambres-pas-cher"),
    ),
    Site(
        "outils-martin",
        "le magasin Outils Martin",
        ("perceuses", "notices"),
        ("Outils Martin\u00a0: soldes du jour", "outils-promo"),
    ),
    Site(
        "centre-belair",
        "le centre de formation Bel-Air",
        ("cuisine", "vente"),
        ("Formation\u00a0: diplôme en 3 jours", "diplome-rapide"),
    ),
    Site(
        "sante-valmer",
        "le centre de santé de Valmer",
        ("dentiste", "horaires"),
        ("Santé Valmer\u00a0: rendez-vous rapide", "rdv-premium"),
    ),
    Site(
        "piscine-montclair",
        "la piscine de Montclair",
        ("horaires", "tarifs"),
        ("Piscine\u00a0: vos places moins chères", "places-promo"),
    ),
)


def _mutations(host: str) -> list[tuple[str, str]]:
    """(address badly typed, what blocks), one small slip each."""
    head, tail = host.split(".")
    word = head.split("-")[0]
    cut = head[:-2] + head[-1]
    return [
        (
            f"{head.replace('-', ' ')}.{tail}",
            f"Il y a un espace après «\u00a0{word}\u00a0». Tapez le tiret.",
        ),
        (f"{head},{tail}", "Il y a une virgule avant «\u00a0example\u00a0». Tapez un point."),
        (f"{head}{tail}", "Il manque le point avant «\u00a0example\u00a0»."),
        (
            f"{head.replace('-', '_')}.{tail}",
            "Le tiret n’est pas le même\u00a0: tapez -, pas _.",
        ),
        (f"{head.replace('-', '')}.{tail}", f"Il manque le tiret après «\u00a0{word}\u00a0»."),
        (f"{cut}.{tail}", f"Il manque la lettre {head[-2]} dans {quoted(cut.split('-')[-1])}."),
        (f"{head}.{tail[:-1]}", "Il manque la lettre e à la fin."),
    ]


@generator("bureautique.web.adresse-exacte", version=3)
def exact_address(rng: random.Random, params: Params) -> Content:
    """Which of four addresses is typed as on the poster? No parameter."""
    site = rng.choice(SITES)
    wrongs = rng.sample(_mutations(site.host), 3)
    return McqContent(
        ask="Quelle adresse est tapée exactement comme sur l’affiche\u00a0?",
        context=f"{rng.choice(PEOPLE)} recopie l’adresse d’un site.",
        document=Document(title=f"Affiche\u00a0: {site.name}", lines=(site.host,)),
        choices=(
            Choice(text=site.host, right=True),
            *(Choice(text=text, feedback=said) for text, said in wrongs),
        ),
        help=(
            "Comparez signe par signe, de gauche à droite.",
            "Regardez le tiret, le point et la fin.",
        ),
        solution=(
            Step(text="Comparez d’abord les mots et le tiret."),
            Step(text="Comparez ensuite le point et la fin.", result=site.host),
        ),
        praise="Vous avez comparé signe par signe.",
    )


@generator("bureautique.web.nom-du-site", version=1)
def site_name(rng: random.Random, params: Params) -> Content:
    """Which part of an address is the site. No parameter."""
    site = rng.choice(SITES)
    page = rng.choice(site.pages)
    address = f"https://www.{site.host}/{page}"
    where = "Le site est entre www. et la barre / qui suit."
    return McqContent(
        ask="Quel est le nom du site\u00a0?",
        context=f"{rng.choice(PEOPLE)} lit cette adresse, tout en haut du navigateur.",
        document=Document(title="Barre d’adresse", lines=(address,)),
        choices=(
            Choice(text=site.host, right=True),
            Choice(text=page, feedback=f"{page} est une page du site. {where}"),
            Choice(
                text="https",
                feedback=f"https dit comment la page arrive. C’est le même pour presque "
                f"tous les sites. {where}",
            ),
            Choice(
                text=f"{site.slug}-{page}.example",
                feedback=f"{page} vient après la barre\u00a0: c’est une page. {where}",
            ),
        ),
        help=(
            "Où commence l’adresse du site\u00a0? Où finit-elle\u00a0?",
            "Cherchez la première barre / seule. Lisez ce qui est juste avant.",
        ),
        solution=(
            Step(text="Laissez le début.", working="https://www."),
            Step(text="Arrêtez-vous à la barre / qui suit.", result=site.host),
            Step(text=f"Après la barre, {page} est une page de ce site."),
        ),
        praise="Vous avez lu jusqu’à la première barre seule.",
    )


def _lookalikes(site: Site, other: Site, page: str, extra: str) -> tuple[tuple[str, str], ...]:
    """(address near the wanted one, what tells it apart)."""
    swapped = site.slug[:-2] + site.slug[-1] + site.slug[-2]
    return (
        (
            f"https://{other.host}/{site.slug}",
            f"Avant la barre, on lit {other.host}. C’est un autre site.",
        ),
        (
            f"https://{site.slug}-{extra}.example/{page}",
            f"Le mot {extra} est en trop. Le site est {site.host}.",
        ),
        (
            f"https://{swapped}.example/{page}",
            f"Deux lettres sont inversées à la fin de {quoted(swapped)}.",
        ),
    )


@generator("bureautique.web.adresse-du-site", version=1)
def same_site(rng: random.Random, params: Params) -> Content:
    """Which address is on the wanted site, among look-alikes. No parameter."""
    site, other = rng.sample(SITES, 2)
    page = rng.choice(site.pages)
    extra = rng.choice(("promo", "infos", "service"))
    return McqContent(
        ask=f"Quelle adresse est bien sur le site {site.host}\u00a0?",
        context=f"Vous cherchez une page du site\u00a0: {site.name}.",
        choices=(
            Choice(text=f"https://{site.host}/{page}", right=True),
            *(
                Choice(text=text, feedback=said)
                for text, said in _lookalikes(site, other, page, extra)
            ),
        ),
        help=(
            "Quelle partie de l’adresse dit le site\u00a0?",
            "Lisez entre https:// et la barre / qui suit. Comparez lettre par lettre.",
        ),
        solution=(
            Step(text="Le site est entre https:// et la barre / qui suit."),
            Step(text="Comparez lettre par lettre.", result=site.host),
            Step(text=f"La page vient après la barre\u00a0: {page}."),
        ),
        praise="Vous avez comparé la partie qui dit le site.",
    )


def _titled(site: Site) -> str:
    return site.name[0].upper() + site.name[1:]


def _results(rng: random.Random, site: Site, other: Site) -> list[tuple[str, str, str]]:
    """Four results (title, address, kind): the key, one or two "ad", the rest "other"."""
    promise, lure = site.lure
    results = [
        (f"Annonce – {promise}", f"{lure}.example", "ad"),
        (f"{_titled(site)} – Accueil", site.host, "key"),
        (f"Avis\u00a0: {site.name}", "avis-de-tous.example", "other"),
    ]
    if rng.random() < 0.5:
        results.append((f"Annonce – {other.lure[0]}", f"{other.lure[1]}.example", "ad"))
    else:
        results.append((f"Plan d’accès\u00a0: {site.name}", "plans-et-rues.example", "other"))
    rng.shuffle(results)
    return results


@generator("bureautique.web.annonce", version=1)
def pick_result(rng: random.Random, params: Params) -> Content:
    """A page of results with an advertisement: which link leads to the site? No parameter."""
    site, other = rng.sample(SITES, 2)
    name = _titled(site)
    results = _results(rng, site, other)
    rank = next(k for k, result in enumerate(results, 1) if result[2] == "key")
    return McqContent(
        ask="Sur quel lien cliquez-vous\u00a0?",
        context=f"Vous cherchez le site {quoted(name)}. Son adresse est {site.host}.",
        document=Document(
            title="Résultats de la recherche",
            rows=tuple(
                Row(label=f"{k}. {title}", value=address)
                for k, (title, address, _) in enumerate(results, 1)
            ),
        ),
        choices=tuple(
            Choice(text=f"Le lien {k}", right=True)
            if kind == "key"
            else Choice(
                text=f"Le lien {k}",
                misconception="adresse-recherche" if kind == "ad" else None,
                feedback=_elsewhere(k, address, site.host, kind),
            )
            for k, (_, address, kind) in enumerate(results, 1)
        ),
        shuffle=False,
        help=(
            "Quel lien porte l’adresse que vous cherchez\u00a0?",
            "Laissez les liens marqués «\u00a0Annonce\u00a0». Lisez les adresses.",
        ),
        solution=(
            Step(text=f"L’adresse voulue est {site.host}."),
            Step(text=f"Le lien {rank} porte cette adresse.", result=f"Le lien {rank}"),
            Step(text=f"Plus court\u00a0: tapez {site.host} dans la barre du haut."),
        ),
        praise="Vous avez lu les adresses, pas seulement les titres.",
    )


def _elsewhere(rank: int, address: str, wanted: str, kind: str) -> str:
    first = "est une annonce. Il va" if kind == "ad" else "va"
    return f"Le lien {rank} {first} sur {address}. Vous cherchez {wanted}."
