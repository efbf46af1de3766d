"""Every setting, with its default, its unit and one line of help. Read once, from PALIER_*."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

import exercises

SHIPPED_BANKS = Path(exercises.__file__).parent / "banks"


class Config(BaseSettings):
    """Settings of one running Palier. README.md lists them; a test checks that it lists all."""

    model_config = SettingsConfigDict(env_prefix="PALIER_", frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///palier.db",
        description="SQLAlchemy address; postgresql+psycopg://… for PostgreSQL",
    )
    secret_key: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_hex(32)),
        description="signs cookies; set it, or everyone signs in again after a restart",
    )
    secure_cookies: bool = Field(
        default=False, description="true when served over HTTPS: cookies then need it"
    )
    banks: Path | None = Field(
        default=None, description="folder of exercise banks; the ones shipped when unset"
    )
    session_hours: float = Field(
        default=12.0, gt=0, description="hours without use after which a session closes"
    )
    backups: Path | None = Field(
        default=None,
        description="folder of backups; beside the SQLite file, or var/backups, when unset",
    )
    log: Literal["auto", "json", "text", "off"] = Field(
        default="auto", description="form of the log; auto: text on a terminal, else json"
    )
    demo: bool = Field(
        default=False,
        description="true lets in the published accounts of a demonstration school",
    )
    testing: bool = Field(default=False, description="for the project's own tests")


class SettingMissing(Exception):
    """A setting without which it would not work well. ``str()`` says which."""


def require_shared_secret(config: Config) -> None:
    """Raise SettingMissing when several processes would each sign cookies with their own key.

    SQLite is served by one process; PostgreSQL by several, who must share the key.
    """
    alone = config.database_url.startswith("sqlite")
    if not alone and "secret_key" not in config.model_fields_set:
        raise SettingMissing(
            "PALIER_SECRET_KEY n’est pas défini. Donnez la même clé à tous les processus, "
            "par exemple : openssl rand -hex 32"
        )


def banks_folder(config: Config) -> Path:
    """The folder of banks: the one set, else the one that comes with the program."""
    return config.banks or SHIPPED_BANKS
