"""Who may call which route, response headers, and the signed-in person.

Policies (``policies.POLICIES``) are enforced before each request. Rights on single learners
and groups are checked by the loaders in the services, which answer the same for what is
foreign and what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from palier import resume, terms
from palier.models import ADMIN, LEARNER
from palier.people.settings import DEFAULTS, Settings
from palier.policies import (
    ADMINS,
    ANYONE,
    FILES_SENT,
    HEARD,
    KEPT_BY_BROWSERS,
    POLICIES,
    RECORDED,
    SOUNDS_SENT,
)

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)


@dataclass(frozen=True)
class Actor:
    """The signed-in person, as services see them: who, of which school, with which roles.

    ``sites`` are the sites a staff role covers; ``None`` means all sites of the school.
    """

    id: UUID
    school_id: int
    first_name: str
    roles: frozenset[str]
    sites: frozenset[int] | None = None
    school: Settings = DEFAULTS  # what their school decided
    # As an administrator, when that covers fewer sites than all the roles together.
    as_admin: Actor | None = None

    def within(self, policy: frozenset[str]) -> Actor:
        """The same person where a policy holds: one who administers some sites only is no
        administrator of those where she trains."""
        if self.as_admin is None:
            return self
        if policy == ADMINS:
            return self.as_admin
        return replace(self, roles=self.roles - {ADMIN}, as_admin=None)

    def may(self, policy: frozenset[str]) -> bool:
        """Whether one of the roles is among the policy's."""
        return bool(self.roles & policy)


def actor() -> Actor:
    """The signed-in person. Only for routes whose policy asks for one."""
    found: Actor = current_user.actor
    return found.within(POLICIES[str(request.endpoint)])


def init_app(app: Flask) -> None:
    """Enforce the policies and set the headers of every response."""
    app.before_request(terms.forget)  # threads are used again
    app.before_request(_refuse_nul)
    app.before_request(_enforce)
    app.after_request(_headers)


def check_policies(app: Flask) -> None:
    """Raise RuntimeError naming each route without a policy and each policy without a route."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    missing, stale = sorted(routes - POLICIES.keys()), sorted(POLICIES.keys() - routes)
    if missing or stale:
        raise RuntimeError(
            f"routes without a policy: {missing}; policies without a route: {stale}"
        )


def allow_sounds() -> None:
    """Before a request is read: sounds and tables may be larger than any form, no larger."""
    sent = SOUNDS_SENT | FILES_SENT
    if request.endpoint in sent:
        request.max_content_length = sent[request.endpoint]


def _refuse_nul() -> None:
    """No keyboard types NUL, and PostgreSQL keeps it in no text: such a request is forged."""
    for fields in (request.args, request.form):
        if any("\x00" in name or "\x00" in value for name, value in fields.items(multi=True)):
            abort(400)


def _enforce() -> BaseResponse | None:
    if request.endpoint is None:
        return None  # not found: Flask answers
    policy = POLICIES[request.endpoint]
    if policy == ANYONE:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in(policy)
    if not current_user.actor.may(policy):
        abort(404)  # what one may not see does not exist
    terms.use(current_user.actor.school)
    if request.method == "POST":
        resume.sent()
    return None


def without_token() -> BaseResponse | None:
    """A form of ours whose token is lost: to the door or back to its page, where it waits.

    None for any other one: it is refused.
    """
    policy = POLICIES.get(request.endpoint or "", ANYONE)
    if policy == ANYONE or not resume.from_here():
        return None
    if not current_user.is_authenticated:
        return _to_sign_in(policy)
    page = resume.page_of_form()
    if page is None or not current_user.actor.may(policy):
        return None
    resume.keep()
    return _sent_to(page, 204)


def _to_sign_in(policy: frozenset[str]) -> BaseResponse:
    if request.method == "GET":
        back: str | None = request.full_path.rstrip("?")
    else:
        back = resume.page_of_form()
        if resume.from_here():
            resume.keep()
    door = "accounts.sign_in" if LEARNER in policy else "accounts.staff_sign_in"
    return _sent_to(url_for(door, suite=back), 401)


def _sent_to(address: str, status: int) -> BaseResponse:
    """303; for htmx, the header by which it loads a whole page."""
    if request.headers.get("HX-Request"):
        return Response(status=status, headers={"HX-Redirect": address})
    return redirect(address, 303)


def may_open(address: str) -> bool:
    """Whether the signed-in person's role opens this address of ours."""
    if not address:
        return False
    try:
        endpoint, _values = current_app.url_map.bind("").match(urlsplit(address).path)
    except HTTPException:
        return False
    policy = POLICIES[endpoint]
    if policy == ANYONE or not current_user.is_authenticated:
        return policy == ANYONE
    return bool(current_user.actor.may(policy))


def _headers(response: Response) -> Response:
    headers = response.headers
    heard = request.endpoint in HEARD  # blob: one's own voice, before it is sent
    headers["Content-Security-Policy"] = f"{CSP}; media-src 'self' blob:" if heard else CSP
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    microphone = "(self)" if request.endpoint in RECORDED else "()"
    headers["Permissions-Policy"] = f"camera=(self), geolocation=(), microphone={microphone}"
    kept = request.endpoint in KEPT_BY_BROWSERS
    if not kept or response.status_code >= 400:
        # A shared computer: the back button after leaving shows nothing.
        headers["Cache-Control"] = "no-store"
    return response
