"""The command for reports that come by themselves: for cron, once a day."""

from __future__ import annotations

import sys

import click

from palier.config import Config


@click.command()
@click.option("--due", is_flag=True, required=True, help="fait ceux qui sont attendus")
def reports(due: bool) -> None:
    """Fait les rapports programmés, et efface ceux de plus d’un mois."""
    from palier import schema
    from palier.app import create_app
    from palier.reports import schedules

    app = create_app(Config())
    services = app.extensions["palier"]
    try:
        schema.require_current(services.db)
        with app.app_context():
            made, failed = schedules.due(services)
    finally:
        services.db.dispose()
    click.echo(f"{made} rapports faits, {failed} impossibles.")
    if failed:
        sys.exit(1)


COMMANDS: tuple[click.Command, ...] = (reports,)
