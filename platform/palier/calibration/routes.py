"""« Ce que valent les exercices », over HTTP: staff read, authors decide."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier.app import services
from palier.calibration import deciding, refolding, worth
from palier.calibration.service import NothingPublished, Steps
from palier.db import LARGEST_ID
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.security import Actor, actor

bp = Blueprint("calibration", __name__)


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/valeur-des-exercices")
def worth_of_items() -> str:
    """What the last calibration found."""
    asked = request.args.get("domaine", ""), request.args.get("constat", "")
    return render_template("calibration/worth.html", p=worth.page(services(), actor(), *asked))


@bp.post("/valeur-des-exercices/approuver")
def approve() -> ResponseReturnValue:
    """Put the proposal in force."""
    who = _decider()
    return _decided(
        lambda: deciding.approve(services(), _number("proposition"), _UNSEEN, who.id)
    )


@bp.post("/valeur-des-exercices/refuser")
def refuse() -> ResponseReturnValue:
    """Keep the proposal, with the reason why it is not put in force."""
    who, reason = _decider(), " ".join(request.form.get("raison", "").split())
    if not reason:
        p = worth.page(services(), who, "", "", missing=True)
        return render_template("calibration/worth.html", p=p), 422
    try:
        deciding.refuse(services(), _number("proposition"), reason, who.id)
    except deciding.NotWaiting:
        flash(_("Cette proposition n’attend plus de décision."))
    else:
        flash(_("Refusée. Rien ne change ; la proposition et la raison sont gardées."))
    return redirect(url_for("calibration.worth_of_items"), 303)


@bp.post("/valeur-des-exercices/reprendre")
def put_back() -> ResponseReturnValue:
    """Put an older calibration in force again."""
    who = _decider()
    return _decided(lambda: deciding.put_back(services(), _number("version"), _UNSEEN, who.id))


def _decider() -> Actor:
    """The signed-in person, whose role must not be bound to some sites."""
    who = actor()
    if not worth.may_decide(who):
        raise NotFound
    return who


def _number(field: str) -> int:
    number = request.form.get(field, type=int) or 0
    return number if 0 < number <= LARGEST_ID else 0


def _unseen(_done: int, _total: int) -> None:
    """A page shows no progress: it is given little enough to do."""


_UNSEEN = Steps(_unseen, _unseen, _unseen)


def _decided(act: Callable[[], int]) -> ResponseReturnValue:
    if worth.too_many(services()):
        flash(_("Les réponses sont trop nombreuses pour cette page : prenez la commande."))
        return redirect(url_for("calibration.worth_of_items"), 303)
    try:
        learners = act()
    except deciding.NotWaiting:
        flash(_("Cette proposition n’attend plus de décision."))
    except deciding.NotThere:
        flash(_("Cette version n’existe pas."))
    except deciding.InForceAlready:
        flash(_("Cette version est déjà en vigueur."))
    except (refolding.Overtaken, NothingPublished):
        flash(_("Des exercices viennent d’être publiés : rien n’a changé. Recommencez."))
    else:
        flash(
            ngettext(
                "En vigueur. Niveaux recalculés pour %(number)s stagiaire.",
                "En vigueur. Niveaux recalculés pour %(number)s stagiaires.",
                learners,
            )
        )
    return redirect(url_for("calibration.worth_of_items"), 303)
