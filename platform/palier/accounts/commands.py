"""Commands on schools and staff, the first administrator among them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click

from palier.accounts import staff as people
from palier.accounts import words
from palier.app import Services
from palier.catalogue import CatalogueStore
from palier.clock import SystemSource
from palier.config import Config
from palier.db import Database, DatabaseUnavailable
from palier.models import ADMIN, AUTHOR, TRAINER


@contextmanager
def _services() -> Iterator[Services]:
    """The services on the configured database; what goes wrong is said in one sentence."""
    from palier import schema

    config = Config()
    db = Database(config.database_url)
    try:
        schema.require_current(db)
        yield Services(db, CatalogueStore(db), SystemSource(), config)
    except (people.Impossible, DatabaseUnavailable) as error:
        raise click.ClickException(str(error)) from error
    finally:
        db.dispose()


def _password(generate: bool) -> str:
    """Asked for twice, or drawn and shown once."""
    if not generate:
        answer: str = click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
        return answer
    password = "-".join(secrets.choice(words.words()) for _ in range(6))
    click.echo(f"Mot de passe, affiché une seule fois : {password}")
    return password


@click.group()
def school() -> None:
    """Les écoles."""


@school.command("create")
@click.argument("name")
@click.option("--site", required=True, help="nom du premier site")
@click.option("--timezone", default="Europe/Paris", show_default=True, help="fuseau du site")
def create(name: str, site: str, timezone: str) -> None:
    """Crée une école et son premier site."""
    with _services() as services:
        people.create_school(services, name, site, timezone)
    click.echo(f"L’école « {name} » est créée, avec le site « {site} ».")


@click.group()
def staff() -> None:
    """L’équipe : formateurs, auteurs, administrateurs."""


@staff.command("add")
@click.option("--role", type=click.Choice([ADMIN, TRAINER, AUTHOR]), required=True)
@click.option("--email", required=True, help="adresse, qui sert à entrer")
@click.option("--first-name", required=True, help="prénom")
@click.option("--site", help="nom du site ; toute l’école sinon")
@click.option("--school", "school_name", help="nom de l’école, s’il y en a plusieurs")
@click.option("--generate", is_flag=True, help="tire un mot de passe et l’affiche une fois")
def add(
    role: str,
    email: str,
    first_name: str,
    site: str | None,
    school_name: str | None,
    generate: bool,
) -> None:
    """Ajoute une personne de l’équipe."""
    with _services() as services:
        school_id, site_id = people.site_named(services, school_name, site)
        password = _password(generate)
        people.add_staff(services, school_id, role, email, first_name, password, site_id)
    click.echo(f"{first_name} peut entrer avec l’adresse {email}.")


@staff.command("password")
@click.argument("email")
@click.option("--generate", is_flag=True, help="tire un mot de passe et l’affiche une fois")
def password(email: str, generate: bool) -> None:
    """Change le mot de passe d’une personne de l’équipe."""
    with _services() as services:
        people.set_password(services, email, _password(generate))
    click.echo("Le mot de passe est changé. Les sessions ouvertes sont fermées.")


COMMANDS: tuple[click.Command, ...] = (school, staff)
