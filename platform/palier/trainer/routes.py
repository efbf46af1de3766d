"""The trainer's pages over HTTP."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from palier import resume
from palier.app import services
from palier.db import LARGEST_ID
from palier.i18n import _
from palier.security import actor
from palier.trainer import bilans as stays
from palier.trainer import declared, map_state, one_learner, service
from palier.trainer import evidence as cells
from palier.trainer import follow as followed
from palier.trainer import mastery_map as maps
from palier.trainer import notes as written
from palier.trainer import sittings as taken_back

bp = Blueprint("trainer", __name__)
LONGEST_DATE = 10  # 2026-11-23
NOTE = f"/stagiaires/<uuid:learner_id>/notes/<int(max={LARGEST_ID}):note_id>"


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)


@bp.get("/groupes")
def groups() -> str:
    """The groups one follows."""
    return render_template("trainer/groups.html", p=service.groups(services(), actor()))


@bp.get(f"/groupes/<int(max={LARGEST_ID}):group_id>")
def mastery_map(group_id: int) -> str:
    """The mastery map of a group; the address says which view of it."""
    p = maps.mastery_map(services(), actor(), group_id, request.args)
    return render_template("trainer/map.html", p=p)


@bp.get("/stagiaires/<uuid:learner_id>")
def learner(learner_id: UUID) -> str:
    """One learner in one domain."""
    args = request.args
    p = one_learner.learner(
        services(),
        actor(),
        learner_id,
        args.get("domaine", ""),
        args.get("carte"),
        args.get("voir") == "tout",
    )
    return render_template("trainer/learner.html", p=p)


@bp.get("/stagiaires/<uuid:learner_id>/competences/<skill>")
def evidence(learner_id: UUID, skill: str) -> str:
    """What a learner's level in a skill rests on."""
    carte = request.args.get("carte") or _map_before()
    p = cells.evidence(services(), actor(), learner_id, skill, carte)
    return render_template("trainer/evidence.html", p=p)


def _map_before() -> str | None:
    """The map one comes from, where its links are too many to say it: by the referring page."""
    came = urlsplit(request.referrer or "")
    found = re.fullmatch(r"/groupes/(\d+)", came.path)
    if found is None or came.netloc != request.host:
        return None
    return map_state.packed_address(found[1], dict(parse_qsl(came.query)))


@bp.get("/stagiaires/<uuid:learner_id>/reponses/<uuid:served_id>")
def answer(learner_id: UUID, served_id: UUID) -> str:
    """One answer in full."""
    p = service.answer(services(), actor(), learner_id, served_id, request.args.get("carte"))
    return render_template("trainer/answer.html", p=p)


@bp.get("/stagiaires/<uuid:learner_id>/seances")
def sittings(learner_id: UUID) -> str:
    """All sittings of a learner."""
    p = taken_back.page(services(), actor(), learner_id)
    return render_template("trainer/sittings.html", p=p)


@bp.get("/stagiaires/<uuid:learner_id>/seances/<uuid:sitting_id>")
def sitting(learner_id: UUID, sitting_id: UUID) -> str:
    """A sitting to take back or to put back, and what happens then."""
    p = taken_back.one(services(), actor(), learner_id, sitting_id)
    return render_template("trainer/void.html", p=p)


@bp.post("/stagiaires/<uuid:learner_id>/seances/<uuid:sitting_id>/retirer")
def void_sitting(learner_id: UUID, sitting_id: UUID) -> ResponseReturnValue:
    """Take a sitting back: it was not her."""
    reason, words = request.form.get("raison", ""), request.form.get("precision", "")
    if not taken_back.void(services(), actor(), learner_id, sitting_id, reason, words):
        p = taken_back.one(services(), actor(), learner_id, sitting_id, missing=True)
        return render_template("trainer/void.html", p=p), 422
    flash(_("La séance est retirée. Les niveaux sont recalculés."))
    return redirect(url_for("trainer.sittings", learner_id=learner_id), 303)


@bp.post("/stagiaires/<uuid:learner_id>/seances/<uuid:sitting_id>/remettre")
def restore_sitting(learner_id: UUID, sitting_id: UUID) -> ResponseReturnValue:
    """Put a sitting back."""
    taken_back.restore(services(), actor(), learner_id, sitting_id)
    flash(_("La séance compte de nouveau. Les niveaux sont recalculés."))
    return redirect(url_for("trainer.sittings", learner_id=learner_id), 303)


@bp.post("/stagiaires/<uuid:learner_id>/aide/<uuid:served_id>")
def help_seen(learner_id: UUID, served_id: UUID) -> ResponseReturnValue:
    """A request for help was seen."""
    service.help_seen(services(), actor(), learner_id, served_id)
    flash(_("C’est noté : la demande est vue."))
    return redirect(url_for("trainer.learner", learner_id=learner_id), 303)


@bp.post("/stagiaires/<uuid:learner_id>/signalement/<uuid:served_id>")
def report_seen(learner_id: UUID, served_id: UUID) -> ResponseReturnValue:
    """A faulty exercise was seen to."""
    word = request.form.get("mot", "")
    service.report_seen(services(), actor(), learner_id, served_id, word)
    flash(_("C’est noté : le signalement est vu."))
    return redirect(url_for("trainer.answer", learner_id=learner_id, served_id=served_id), 303)


@bp.get("/stagiaires/<uuid:learner_id>/cours-fls")
def french_course(learner_id: UUID) -> str:
    """Whether a learner follows a course of French as a second language."""
    p = declared.page(services(), actor(), learner_id)
    return render_template("trainer/declared.html", p=p)


@bp.post("/stagiaires/<uuid:learner_id>/cours-fls")
def declare_french_course(learner_id: UUID) -> ResponseReturnValue:
    """Declare it, or withdraw it."""
    if not declared.declare(services(), actor(), learner_id, request.form.get("cours", "")):
        p = declared.page(services(), actor(), learner_id, missing=True)
        return render_template("trainer/declared.html", p=p), 422
    flash(_("C’est enregistré."))
    return redirect(url_for("trainer.learner", learner_id=learner_id), 303)


@bp.get("/stagiaires/<uuid:learner_id>/bilans")
def bilans(learner_id: UUID) -> str:
    """Entry, half-way and exit, compared."""
    p = stays.page(services(), actor(), learner_id)
    return render_template("trainer/bilans.html", p=p)


@bp.post("/stagiaires/<uuid:learner_id>/sortie-prevue")
def plan_exit(learner_id: UUID) -> ResponseReturnValue:
    """The day on which the stay is to end."""
    typed = request.form.get("sortie", "").strip()[:LONGEST_DATE]
    fault = stays.plan_exit(services(), actor(), learner_id, typed)
    if fault:
        p = stays.page(services(), actor(), learner_id, fault)
        return render_template("trainer/bilans.html", p=p), 422
    flash(_("La date de sortie prévue est enregistrée."))
    return redirect(url_for("trainer.bilans", learner_id=learner_id), 303)


@bp.get("/stagiaires/<uuid:learner_id>/notes")
def follow(learner_id: UUID) -> str:
    """Notes, decisions and active time."""
    kept = resume.kept(request.path)
    p = followed.page(services(), actor(), learner_id, kept.one("note") if kept else "")
    return render_template("trainer/follow.html", p=p)


@bp.post("/stagiaires/<uuid:learner_id>/notes")
def write_note(learner_id: UUID) -> ResponseReturnValue:
    """A new note; else the form again, with what is to be mended."""
    typed = request.form.get("note", "")
    fault = written.write(services(), actor(), learner_id, typed)
    if fault:
        p = followed.page(services(), actor(), learner_id, typed, fault)
        return render_template("trainer/follow.html", p=p), 422
    flash(_("La note est ajoutée."))
    return redirect(url_for("trainer.follow", learner_id=learner_id), 303)


@bp.get(NOTE)
def note(learner_id: UUID, note_id: int) -> str:
    """A note of one's own, to change or remove."""
    p = written.one(services(), actor(), learner_id, note_id)
    return render_template("trainer/note.html", p=p)


@bp.post(NOTE)
def change_note(learner_id: UUID, note_id: int) -> ResponseReturnValue:
    """Change a note of one's own."""
    typed, version = request.form.get("note", ""), request.form.get("version", "")
    read = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    fault = written.change(services(), actor(), learner_id, note_id, typed, read)
    if fault:
        p = written.one(services(), actor(), learner_id, note_id, typed, fault)
        return render_template("trainer/note.html", p=p), 422
    flash(_("La note est modifiée."))
    return redirect(url_for("trainer.follow", learner_id=learner_id), 303)


@bp.post(f"{NOTE}/supprimer")
def remove_note(learner_id: UUID, note_id: int) -> ResponseReturnValue:
    """Remove a note of one's own."""
    written.remove(services(), actor(), learner_id, note_id)
    flash(_("La note est supprimée."))
    return redirect(url_for("trainer.follow", learner_id=learner_id), 303)
