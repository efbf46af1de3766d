"""Signing in and out, comfort and password, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from palier import resume
from palier.accounts import comfort, passwords, people, service, visitor, words
from palier.accounts.pages import (
    CardSignInPage,
    ComfortPage,
    PasswordPage,
    SignInPage,
    StaffSignInPage,
    WordField,
)
from palier.accounts.service import Refused
from palier.accounts.throttle import Wait
from palier.accounts.visitor import local
from palier.app import services
from palier.errors import csrf
from palier.i18n import _, ngettext
from palier.policies import LEARNERS, STAFF
from palier.presentation import viewer
from palier.security import actor, may_open

bp = Blueprint("accounts", __name__)
people.add_routes(bp)


def init_app(app: Flask) -> None:
    """Attach Flask-Login and register the routes."""
    visitor.init_app(app)
    app.register_blueprint(bp)


def _in(token: str, target: str) -> Response:
    visitor.enter(token)
    return _onward(target or resume.waiting_page())


def _onward(target: str) -> Response:
    """Where one was going, if it is for this person's role; else where she belongs."""
    return redirect(target if may_open(target) else url_for("progress.front"), 303)


def _minutes(wait: Wait) -> str:
    return ngettext("%(number)d minute", "%(number)d minutes", wait.minutes)


def _page(template: str, p: object, status: int = 200) -> Response:
    return make_response(render_template(f"accounts/{template}.html", p=p), status)


# Learners


@bp.get("/entrer")
def sign_in() -> Response:
    """Two ways in for a learner: the card, or a name and five words."""
    target = local(request.args.get("suite"))
    return _sign_in_page(SignInPage(target)) if viewer() is None else _onward(target)


@bp.post("/entrer")
def sign_in_post() -> Response:
    """Sign in with a name and five words."""
    typed = [request.form.get(f"mot{n}", "") for n in range(1, words.COUNT + 1)]
    page = _read(request.form.get("nom", ""), typed)
    if page.login_error or any(field.error for field in page.fields):
        return _sign_in_page(
            replace(page, fault=_("Presque. Regardez les lignes marquées.")), 422
        )
    outcome = service.sign_in_by_words(services(), page.login_name, typed)
    if isinstance(outcome, Wait):
        fault = _("Faisons une pause de %(time)s.", time=_minutes(outcome))
        advice = _(
            "Il y a eu trop d’essais. Votre carte marche toujours. "
            "Vous pouvez aussi demander une nouvelle carte à votre formateur."
        )
        return _sign_in_page(replace(page, fault=fault, advice=advice), 429)
    if isinstance(outcome, Refused):
        fault = _("Ce nom et ces mots ne vont pas ensemble.")
        advice = _("Regardez votre carte. Les mots sont dans l’ordre, de 1 à 5.")
        return _sign_in_page(replace(page, fault=fault, advice=advice), 422)
    return _in(outcome, page.target)


def _read(login_name: str, typed: Sequence[str]) -> SignInPage:
    """The form as it was sent, with what can be said before anything is checked."""
    fields = tuple(WordField(n, word, _word_error(word)) for n, word in enumerate(typed, 1))
    missing = (
        "" if words.normalise(login_name) else _("Écrivez le nom qui est sur votre carte.")
    )
    return SignInPage(local(request.form.get("suite")), login_name[:60], missing, fields)


def _word_error(typed: str) -> str:
    """A word that is on no card: said from the public list, it tells nothing of this card."""
    if not words.normalise(typed):
        return _("Écrivez ce mot.")
    if words.find(typed):
        return ""
    near = words.closest(typed)
    if near is None:
        return _("Nous ne connaissons pas ce mot.")
    return _("Nous ne connaissons pas ce mot. Essayez « %(word)s ».", word=near)


def _sign_in_page(page: SignInPage, status: int = 200) -> Response:
    closed = _closed(page.target, _("Votre réponse est gardée."))
    return _page("sign_in", replace(page, suggestions=words.words(), closed=closed), status)


def _closed(target: str, news: str) -> str:
    """The news for somebody whose session ended in the middle of a form, "" for others."""
    kept = resume.kept(target)
    if kept is None:
        return ""
    return news if kept.typed else _("Rien n’est perdu.")


@bp.errorhandler(CSRFError)
def stale(_error: CSRFError) -> Response:
    """A door that stayed open too long: what was typed is there, to send again."""
    waited = _("Votre page était ouverte depuis longtemps.")
    if request.endpoint == "accounts.sign_in_post" and resume.from_here():
        typed = [request.form.get(f"mot{n}", "") for n in range(1, words.COUNT + 1)]
        page = replace(
            _read(request.form.get("nom", ""), typed),
            fault=waited,
            advice=_("Vos mots sont là. Appuyez encore une fois sur « Entrer »."),
        )
        return _sign_in_page(page, 400)
    return csrf(_error)


@bp.get("/carte")
def card_sign_in() -> Response:
    """Where the QR code leads. What follows # in the address never comes here."""
    return _page("card_sign_in", CardSignInPage())


@bp.post("/carte")
def card_sign_in_post() -> Response:
    """Exchange the token of a card for a session."""
    outcome = service.sign_in_by_card(services(), request.form.get("jeton", ""))
    if isinstance(outcome, Refused):
        fault = _("Cette carte n’ouvre plus Palier.")
        return _page("card_sign_in", CardSignInPage(fault), 422)
    return _in(outcome, "")


@bp.post("/quitter")
def sign_out() -> Response:
    """Leave: the next person on this computer finds nothing."""
    person = viewer()
    staff = person is not None and person.may(STAFF)
    visitor.leave()
    return redirect(url_for("accounts.staff_sign_in" if staff else "accounts.sign_in"), 303)


# Staff


@bp.get("/equipe/entrer")
def staff_sign_in() -> Response:
    """The way in for staff."""
    target = local(request.args.get("suite"))
    if viewer() is not None:
        return _onward(target)
    return _staff_sign_in_page(StaffSignInPage(target))


def _staff_sign_in_page(page: StaffSignInPage, status: int = 200) -> Response:
    closed = _closed(page.target, _("Ce que vous avez écrit est gardé."))
    return _page("staff_sign_in", replace(page, closed=closed), status)


@bp.post("/equipe/entrer")
def staff_sign_in_post() -> Response:
    """Sign in with an e-mail address and a password."""
    email = request.form.get("adresse", "")
    page = StaffSignInPage(local(request.form.get("suite")), email[:254])
    password = request.form.get("mot_de_passe", "")[: passwords.LONGEST + 1]
    outcome = service.sign_in_by_password(services(), email, password)
    if isinstance(outcome, Wait):
        fault = _("Attendez %(time)s, puis réessayez.", time=_minutes(outcome))
        advice = _("Il y a eu trop d’essais avec cette adresse.")
        return _staff_sign_in_page(replace(page, fault=fault, advice=advice), 429)
    if isinstance(outcome, Refused):
        fault = _("Cette adresse et ce mot de passe ne vont pas ensemble.")
        advice = _(
            "Vérifiez les deux. Un administrateur peut vous donner un nouveau mot de passe."
        )
        return _staff_sign_in_page(replace(page, fault=fault, advice=advice), 422)
    return _in(outcome, page.target)


@bp.get("/mot-de-passe")
def password() -> Response:
    """One's own password."""
    return _page("password", PasswordPage(passwords.SHORTEST))


@bp.post("/mot-de-passe")
def password_post() -> Response:
    """Change it; every other session of this person ends."""
    form = request.form
    old, new = form.get("actuel", ""), form.get("nouveau", "")
    if new != form.get("encore", ""):
        faults = [_("Les deux nouveaux mots de passe ne sont pas les mêmes.")]
        return _page("password", PasswordPage(passwords.SHORTEST, tuple(faults)), 422)
    outcome = service.change_password(services(), actor(), old, new)
    if isinstance(outcome, list):
        return _page("password", PasswordPage(passwords.SHORTEST, tuple(outcome)), 422)
    visitor.enter(outcome)
    flash(_("Votre mot de passe est changé. Vos autres sessions sont fermées."))
    return redirect(url_for("accounts.password"), 303)


# Everyone


@bp.get("/confort", endpoint="comfort")
def comfort_settings() -> Response:
    """Reading comfort."""
    person = viewer()
    staff = person is not None and not person.may(LEARNERS)
    layout = "staff.html" if staff else "learner.html"
    target = local(request.args.get("suite"))
    return _page("comfort", ComfortPage(comfort.current(), target, layout))


@bp.post("/confort")
def comfort_post() -> Response:
    """Keep it: with the person, or in the cookie before signing in."""
    chosen = comfort.read(request.form)
    if viewer() is not None:
        service.keep_comfort(services(), actor(), chosen)
    else:
        session[comfort.KEY] = chosen.data()
    flash(_("C’est gardé."))
    target = local(request.form.get("suite"))
    return redirect(target or url_for("accounts.comfort"), 303)
