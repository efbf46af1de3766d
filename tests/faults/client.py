"""A learner at her phone, far from the server: plain HTTP, her own log of what she was told.

Knows nothing of palier: it reads pages, fills in forms and follows links. Before an answer
leaves, it is written down; once the server has acknowledged it, that is written down too, on
the disk, before anything else is done. What a database must hold afterwards is in that log.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.faults.reader import Fields, Form, Page

PATIENCE = 60.0  # seconds that a learner tries again before she gives up
PAUSE = 0.1  # seconds between two tries
READINGS = 3  # tries to write an answer that can be read, before "je ne sais pas encore"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class GaveUp(Exception):
    """The server did not answer as it should, for too long. ``str()`` says what it said."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def path(self) -> str:
        """Where it sends to, without host and query; "" for nowhere."""
        said = self.headers.get("location") or self.headers.get("hx-redirect") or ""
        return urlsplit(said).path


class Log:
    """A file that is only ever added to, on the disk before the next thing is done."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._stream = file.open("ab", buffering=0)

    def write(self, what: str, served: str, **more: Any) -> None:
        """One line."""
        line = json.dumps({"what": what, "served": served, **more}, ensure_ascii=False)
        self._stream.write(f"{line}\n".encode())
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Nothing more to say."""
        self._stream.close()


@dataclass
class Learner:
    """One learner: her card's token, her cookie, and how she goes through the pages."""

    address: str
    token: str
    log: Log
    chance: Random
    cookie: str = ""
    statuses: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0

    # What is sent and received

    def send(self, method: str, path: str, fields: Fields = (), htmx: bool = False) -> Reply:
        """One request on a connection of its own. Raises OSError and HTTPException."""
        host = urlsplit(self.address)
        headers = {"Cookie": self.cookie} | (FORM if method == "POST" else {})
        headers |= {"HX-Request": "true"} if htmx else {}
        with closing(HTTPConnection(host.hostname or "", host.port, timeout=20)) as line:
            line.request(method, path, urlencode(fields) if fields else None, headers)
            response = line.getresponse()
            body = response.read().decode()
            if response.getheader("Set-Cookie"):
                self.cookie = str(response.getheader("Set-Cookie")).split(";")[0]
        named = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, named, body)

    def insist(self, method: str, path: str, fields: Fields = (), htmx: bool = False) -> Reply:
        """The same request until the server answers it, whatever happens to the server."""
        until, said = time.monotonic() + PATIENCE, ""
        while time.monotonic() < until:
            try:
                reply = self.send(method, path, fields, htmx)
            except (OSError, HTTPException) as error:
                self.statuses[type(error).__name__] += 1
                said = repr(error)
            else:
                self.statuses[str(reply.status)] += 1
                said = f"{reply.status} {Page(reply.body).text[:200]}"
                if reply.status < 500:
                    return reply
                if reply.status != 503:  # not "come back in a moment": a fault of the app
                    break
            time.sleep(PAUSE)
        raise GaveUp(f"{method} {path}: {said}")

    def sign_in(self) -> None:
        """With her card."""
        form = Page(self.insist("GET", "/carte").body).form("/carte")
        if form is None:
            raise GaveUp("no form to sign in with")
        fields = [("csrf_token", form.hidden("csrf_token")), ("jeton", self.token)]
        reply = self.insist("POST", "/carte", fields)
        if reply.status != 303:
            raise GaveUp(f"the card opens nothing: {reply.status}")

    def read(self, path: str) -> tuple[str, Page]:
        """A page, after the detours that the server asks for: where it was, and the page."""
        for _turn in range(8):
            reply = self.insist("GET", path)
            if reply.path.endswith("/entrer"):
                self.sign_in()
            elif reply.status == 303:
                path = reply.path
            elif reply.status == 200:
                return path, Page(reply.body)
            else:
                raise GaveUp(f"GET {path}: {reply.status}")
        raise GaveUp(f"{path} leads nowhere")

    # What she does

    def next_exercise(self) -> tuple[str, Form]:
        """From wherever she is: the exercise that waits for her, and its form."""
        path, page = self.read("/accueil")
        for _turn in range(4):
            if page.exercise is not None:
                return path.rsplit("/", 1)[1], page.exercise
            start = page.form("/depart/", "/seance")
            waiting = page.link("/exercice/")
            if waiting:
                path, page = self.read(waiting)
            elif start:
                token = [("csrf_token", start.hidden("csrf_token"))]
                reply = self.insist("POST", start.action, token)
                path, page = self.read(reply.path or "/accueil")
            else:
                path, page = self.read("/accueil")
        raise GaveUp(f"no exercise after {path}: {page.text[:200]}")

    def step(self) -> str:
        """Take the exercise that waits, and answer it until it is acknowledged; its id."""
        served, form = self.next_exercise()
        for reading in range(READINGS + 1):
            fields = form.fill(self.chance)
            if reading == READINGS or self.chance.random() < 0.1:
                fields = [("csrf_token", form.hidden("csrf_token")), ("passe", "1")]
            if self.answer(served, fields, htmx=self.chance.random() < 0.5):
                return served
        raise GaveUp(f"{served}: nothing can be read")

    def answer(self, served: str, fields: Fields, htmx: bool) -> bool:
        """Send until there is a reply. False: it cannot be read, and nothing was kept."""
        kept = [pair for pair in fields if pair[0] != "csrf_token"]
        self.log.write("sent", served, fields=kept)
        for _turn in range(4):
            reply = self.insist("POST", f"/exercice/{served}/reponse", fields, htmx)
            if reply.status == 422:
                self.log.write("unreadable", served)
                return False
            # Signed out, or the form's token is of another session. (A browser would be taken
            # back to its page instead of this 400: we do not say where the form comes from.)
            if reply.status in {400, 401} or reply.path.endswith("/entrer"):
                fields = self._signed_in_again(fields)
                continue
            if reply.status not in {200, 204, 303}:
                raise GaveUp(f"POST {served}: {reply.status}")
            self.acknowledge(served, reply)
            self.note(served)
            return True
        raise GaveUp(f"{served}: signed out again and again")

    def _signed_in_again(self, fields: Fields) -> Fields:
        self.sign_in()
        form = Page(self.insist("GET", "/confort").body).form("/confort")
        if form is None:
            raise GaveUp("no form after signing in")
        rest = [pair for pair in fields if pair[0] != "csrf_token"]
        return [("csrf_token", form.hidden("csrf_token")), *rest]

    def acknowledge(self, served: str, reply: Reply) -> None:
        """Write down that the answer is kept, and what was said of it in the same breath.

        In a placement nothing is said: one is led on, past all that was answered since.
        """
        self.log.write("acknowledged", served)
        self.acknowledged += 1
        said = meaning(served, reply)
        if reply.status == 200 and not said.startswith("to "):
            self.log.write("reply", served, digest=said)

    def note(self, served: str) -> None:
        """Write down what the page of an exercise answered says now."""
        self.log.write("reply", served, digest=self.look(served))

    def look(self, served: str) -> str:
        """What the page of an exercise answered says, as one digest."""
        return meaning(served, self.insist("GET", f"/exercice/{served}"))


def meaning(served: str, reply: Reply) -> str:
    """A digest of what a reply to an answer tells: the feedback, or where to go on."""
    here = f"/exercice/{served}"
    pushed = urlsplit(reply.headers.get("hx-push-url", "")).path
    elsewhere = reply.path or (pushed if pushed != here else "")
    if elsewhere:
        return f"to {elsewhere}"
    page = Page(reply.body)
    if page.exercise is not None or reply.status != 200:
        return f"not answered: {reply.status}"
    following = page.link("/exercice/") or page.link("/seance/")
    said = f"{page.text} {following}"
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass
class Load:
    """Learners who work at the same time, each in a thread of her own, until told to stop."""

    learners: list[Learner]
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def working(self) -> Iterator[threading.Event]:
        """While this lasts they work; afterwards each finishes the answer she is at."""
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._work, args=(learner, stop))
            for learner in self.learners
        ]
        for thread in threads:
            thread.start()
        try:
            yield stop
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _work(self, learner: Learner, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                learner.step()
        except GaveUp as error:
            self.failures.append(str(error))

    @property
    def acknowledged(self) -> int:
        """Answers acknowledged so far."""
        return sum(learner.acknowledged for learner in self.learners)

    def statuses(self) -> Counter[str]:
        """What the server said, and how often; failures of the network by their name."""
        return sum((learner.statuses for learner in self.learners), Counter[str]())
