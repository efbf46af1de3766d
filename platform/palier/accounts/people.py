"""Groups, learners and cards, over HTTP: what a trainer does with them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from palier import resume
from palier.accounts import cards, service
from palier.accounts.cards import NewCard
from palier.accounts.pages import CardPage, NewGroupPage, NewLearnerPage
from palier.app import services
from palier.db import LARGEST_ID
from palier.i18n import _
from palier.resume import Kept
from palier.security import actor

LONGEST_GROUP = 80


def add_routes(bp: Blueprint) -> None:
    """The routes of this file, on the blueprint of accounts."""
    learner = "/stagiaires/<uuid:learner_id>/carte"
    in_group = f"/groupes/<int(max={LARGEST_ID}):group_id>/stagiaires/nouveau"
    bp.get("/groupes/nouveau")(new_group)
    bp.post("/groupes/nouveau")(new_group_post)
    bp.get(in_group)(new_learner)
    bp.post(in_group)(new_learner_post)
    bp.get(learner)(card)
    bp.get(f"{learner}/renouveler")(renew_card)
    bp.post(f"{learner}/renouveler")(renew_card_post)


def _page(template: str, p: object, status: int = 200) -> Response:
    return make_response(render_template(f"accounts/{template}.html", p=p), status)


def new_group() -> Response:
    """The form of a new group."""
    page: NewGroupPage = service.new_group_page(services(), actor())
    kept = resume.kept(request.path)
    if kept is not None:
        page = replace(page, name=kept.one("nom")[:LONGEST_GROUP], site_id=_number(kept))
    return _page("new_group", page)


def _number(kept: Kept) -> int | None:
    site = kept.one("site")
    return int(site) if site.isascii() and site.isdigit() else None


def new_group_post() -> Response:
    """A new group, then its first learner."""
    name = " ".join(request.form.get("nom", "").split())
    site_id = request.form.get("site", -1, type=int)
    if not name or len(name) > LONGEST_GROUP:
        return _group_again(
            name, site_id, _("Donnez un nom au groupe, par exemple : Groupe C.")
        )
    group_id = service.create_group(services(), actor(), name, site_id)
    if group_id is None:
        return _group_again(name, site_id, _("Ce site a déjà un groupe de ce nom."))
    return redirect(url_for("accounts.new_learner", group_id=group_id), 303)


def _group_again(name: str, site_id: int, fault: str) -> Response:
    page: NewGroupPage = service.new_group_page(services(), actor())
    typed = replace(page, name=name[:LONGEST_GROUP], site_id=site_id, fault=fault)
    return _page("new_group", typed, 422)


def new_learner(group_id: int) -> Response:
    """The form of a new learner."""
    page: NewLearnerPage = service.new_learner_page(services(), actor(), group_id)
    kept = resume.kept(request.path)
    if kept is not None:
        first_name, initial = kept.one("prenom")[:60], kept.one("initiale")[:1]
        page = replace(page, first_name=first_name, initial=initial)
    return _page("new_learner", page)


def new_learner_post(group_id: int) -> Response:
    """A new learner; the answer shows the card, the only time that it can."""
    first_name = " ".join(request.form.get("prenom", "").split())
    initial = request.form.get("initiale", "").strip()
    form_id = request.form.get("demande", type=UUID)
    fault = _name_fault(first_name, initial)
    if fault:
        page: NewLearnerPage = service.new_learner_page(services(), actor(), group_id)
        typed = replace(page, first_name=first_name[:60], initial=initial[:1], fault=fault)
        return _page("new_learner", typed, 422)
    new = service.add_learner(services(), actor(), group_id, first_name, initial, form_id)
    if new is None:
        return redirect(url_for("accounts.card", learner_id=form_id), 303)
    return _new_card(new, _("%(name)s peut entrer.", name=first_name))


def _name_fault(first_name: str, initial: str) -> str:
    if not any(letter.isalpha() for letter in first_name):
        return _("Écrivez le prénom.")
    if len(first_name) > service.LONGEST_NAME:
        return _("Ce prénom est trop long. Gardez 60 lettres au plus.")
    if initial and not initial[0].isalpha():
        return _("L’initiale est une lettre. Vous pouvez aussi la laisser vide.")
    return ""


def card(learner_id: UUID) -> Response:
    """A learner's card, without its words: they are kept by nobody."""
    return _page("card", service.card_of(services(), actor(), learner_id))


def renew_card(learner_id: UUID) -> Response:
    """Says what renewing does, before it is done."""
    return _page("renew_card", service.card_of(services(), actor(), learner_id))


def renew_card_post(learner_id: UUID) -> Response:
    """A new card; the old one and its sessions stop."""
    new = service.renew_card(services(), actor(), learner_id)
    return _new_card(new, _("L’ancienne carte ne marche plus."))


def _new_card(new: NewCard, news: str) -> Response:
    known: CardPage = service.card_of(services(), actor(), new.learner_id)
    scheme = "https" if services().config.secure_cookies else None
    base = url_for("accounts.card_sign_in", _external=True, _scheme=scheme)
    address = cards.address(base, new.token)
    shown = replace(
        known,
        words=new.words,
        qr=cards.qr_svg(address),
        address=base.removesuffix("/carte").split("://")[-1],
        news=news,
    )
    return _page("card", shown)
