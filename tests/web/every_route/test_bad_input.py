"""What nobody should send: in every field, in every view, to every type of exercise.

An answer, a word on how to write it, or a clear refusal: never a fault of ours, and what comes
back is escaped. Work is bounded in calls and sizes, never in seconds.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from argon2 import PasswordHasher

from exercises import items
from exercises.instance import FormatError, Instance, Raw
from exercises.items import examples, make
from exercises.types import TYPES
from palier.accounts import passwords
from palier.demo.exhibit import exhibit
from palier.models import LEARNER, TRAINER, Answer, ExerciseServed
from palier.policies import POLICIES
from palier.practice import service
from palier.security import Actor

NUMBERS = [
    "٣",
    "٤٥",
    "１２",
    "3²",
    "½",
    "①",
    "Ⅻ",
    "1e999",
    "1e-999",
    "9**9**9",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "-0",
    "+0",
    "0x10",
    "0b1",
    "010",
    "1_000",
    "1.2.3",
    "1,2,3",
    ",5",
    "5,",
    ".",
    "-",
    "--",
    "1/0",
    "0/0",
    "1//2",
    "1/-2",
    "--5",
    "5%",
    "€5",
    "5€€",
    "99999999999999999999999999999999",
    "2147483648",
    "9223372036854775808",
    "0.1e1",
    "1E5",
    "∞",
    "−5",
    "–5",
    "1.500",
    "1\u202f500",
    "1\xa0500",
    "٫5",
]
SPACES = [" ", "\t", "\n", "\r\n", "\u00a0\u202f\u2003", "\u200b\u200c\u200d\u2060", "\ufeff"]
LETTERS = [
    "e\u0301te\u0301",  # combining
    "Z\u0351\u036b\u0343\u036a\u0302a\u0328\u0334l\u0315\u0489g\u0322o\u0321",  # many of them
    "\u202emultipart\u202c",  # right to left override
    "\u2066\u2067\u2068\u2069",
    "مرحبا بالعالم",
    "שָׁלוֹם",
    "👩‍👩‍👧‍👦🏳️‍🌈🇫🇷👍🏽",
    "田中さん 部落格",
    "\U0010ffff\ue000\ufdd0\ufffe",
    "ﬃ ǆ ß ſ İ ı Å",
    "\x01\x02\x07\x08\x0b\x1b[31m\x7f\x85",
    "a\u2028b\u2029c",
]
MARK = "zq7"  # found nowhere in our pages
CODE = [
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"'><svg/onload={MARK}()>",
    f"</textarea></title></style><b {MARK}>",
    f"javascript:{MARK}()",
    f'" autofocus onfocus={MARK}() x="',
    f'<a data-hx-get="/{MARK}" data-hx-trigger="load">',
    "zq{{7*7}}zq zq${7*7}zq zq#{7*7}zq zq<%= 7*7 %>zq zq{%print(7*7)%}zq",
    "%s%n%d {0.__class__} {} %(name)s",
    "' OR '1'='1' -- ; DROP TABLE person; /*",
    "$(touch x) `id` | id ; id && id",
    "../../../../etc/passwd ..\\..\\windows",
    "http://ailleurs.example/ //ailleurs.example \\\\ailleurs.example",
    "*gras* **x** [a](b) _x_ `c`",
    "=1+1 @SUM(A1) +1 -1",
    "CON NUL aux.txt .. . ~",
    "null undefined None True false __proto__ constructor",
]
LONG = ["9" * 10_000, "a" * 10_000, " 1" * 5_000, "<" * 10_000, "é\u0301" * 5_000, "1," * 5_000]
STRINGS = ["", *SPACES, *NUMBERS, *LETTERS, *CODE, *LONG]
FEW = [SPACES[2], "٣", "1e999", "9**9**9", "-0", *LETTERS[1:3], *CODE[:5], CODE[7], LONG[0]]
MOST_CALLS = 60_000  # of Python functions, to read and judge one answer of any size
LARGEST_VERDICT = 30_000  # characters, as it is stored
# Each type gets some of it here, all of it among the slow tests.
IN_TURN = pytest.mark.parametrize("one_in", [5, pytest.param(1, marks=pytest.mark.slow)])
WHO = {"nobody": "anyone", "learner": LEARNER, "trainer": TRAINER}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Slow hashes are slow on purpose."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def house(own_house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The schools; forms are taken without their tokens."""
    monkeypatch.setitem(own_house.app.config, "WTF_CSRF_ENABLED", False)
    return own_house


def check(reply: Any, said: object) -> None:
    """No fault of ours, and nothing of what was sent has become part of the page."""
    assert reply.status_code < 500, said
    text = reply.text
    assert f"<script>{MARK}" not in text, said
    assert not re.search(rf"<[^>]*\son\w+\s*=\s*[\"']?{MARK}", _without_values(text)), said
    assert not re.search(rf"<(?:b|a|svg|img)\b[^>]*{MARK}", _without_values(text)), said
    assert "zq49zq" not in text, said
    assert len(text) < 600_000, said
    for value in reply.headers.values():
        assert "\n" not in value, said


def _without_values(text: str) -> str:
    """A page without the values of its attributes, where anything may stand, escaped."""
    return re.sub(r'="[^"]*"', "=", text)


def instance_of(house: Any, kind: str) -> Instance:
    """An exercise of a type."""
    with house.services.db.read() as session:
        entries = house.services.catalogue.current(session).items
    return make(next(e for e in entries if e.item.type == kind).item, 3)


def calls(instance: Instance, raw: Raw) -> int:
    """Read and judge an answer; how many Python functions that called."""
    count = 0

    def note(_frame: Any, event: str, _value: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        value = items.parse(instance, raw)
        verdict = None if isinstance(value, FormatError) else items.grade(instance, value)
    finally:
        sys.setprofile(None)
    if verdict is None:
        assert value.message
    else:
        assert 0 <= verdict.score <= 1
        assert len(json.dumps(verdict.to_json())) < LARGEST_VERDICT
    return count


@IN_TURN
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_reads_judges_or_says_what_it_cannot_read(
    house: Any, kind: str, one_in: int
) -> None:
    instance = instance_of(house, kind)
    right = dict(examples(instance).right[0])
    for text in STRINGS[list(TYPES).index(kind) % one_in :: one_in]:
        for at, name in enumerate([*right, "inconnu"]):
            twice = ([text, text], [*right.get(name, []), text])
            for values in ([text], *(twice if at == 0 else ())):
                assert calls(instance, {**right, name: values}) < MOST_CALLS, (name, text[:40])
        everything = {name: [text] for name in right}
        assert calls(instance, everything) < MOST_CALLS, text[:40]
    many = {f"x{n}": ["1"] for n in range(500)}
    assert calls(instance, {**right, **many}) < MOST_CALLS
    assert calls(instance, {name: ["1"] * 500 for name in right}) < MOST_CALLS
    assert calls(instance, {}) < MOST_CALLS


@IN_TURN
@pytest.mark.parametrize("kind", TYPES)
def test_an_answer_comes_back_escaped_on_every_page_that_shows_it(
    house: Any, kind: str, one_in: int
) -> None:
    place = house.places["own"]
    actor = Actor(place.learner_id, place.school_id, "", frozenset({LEARNER}))
    with house.services.db.read() as session:
        entries = house.services.catalogue.current(session).items
    entry = next(e for e in entries if e.item.type == kind)
    client, trainer = house.client("learner"), house.client("trainer")
    page = ""
    for text in FEW[list(TYPES).index(kind) % one_in :: one_in]:
        if not page:
            served_id = exhibit(house.services, actor, entry, 3)
            page = f"/exercice/{served_id}"
            with house.services.db.read() as session:
                served = session.get_one(ExerciseServed, served_id)
                right = examples(service.instance_of(served)).right[0]
        for deed in ("aide", "ranger"):
            check(client.post(f"{page}/{deed}", data=dict.fromkeys(right, text)), (deed, text))
        for name in right:
            check(client.post(f"{page}/reponse", data={**right, name: text}), (name, text))
        check(client.post(f"{page}/reponse", data=dict.fromkeys(right, text)), text)
        with house.services.db.read() as session:
            if session.get(Answer, served_id) is None:
                continue
        check(client.get(page), text)
        seen = trainer.get(f"/stagiaires/{place.learner_id}/reponses/{served_id}")
        assert seen.status_code == 200
        check(seen, text)
        check(trainer.get(f"/stagiaires/{place.learner_id}?domaine={entry.item.skill}"), text)
        page = ""


def fields(page: str) -> dict[str, list[str]]:
    """The names of each form's fields, by its address."""
    found: dict[str, list[str]] = {}
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        action = re.search(r'<form[^>]*\saction="([^"]*)"', form)
        names = re.findall(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"', form)
        if action:
            found[unescape(action[1])] = list(dict.fromkeys(names))
    return found


# A trainer has some hundred forms: each gets half of the few and some of the others, in turn.
SHARES = [("nobody", 1), ("learner", 1), ("trainer", 8)]


@pytest.mark.parametrize(
    ("who", "one_in"), [*SHARES, pytest.param("trainer", 1, marks=pytest.mark.slow)]
)
def test_every_field_of_every_form(house: Any, who: str, one_in: int) -> None:
    client, forms = house.client(who), dict[str, list[str]]()
    for rule in house.rules("GET"):
        if POLICIES[rule.endpoint] & {WHO[who], "anyone"}:
            forms |= fields(client.get(house.address(rule)).text)
    forms.pop("/quitter", None)
    assert len(forms) >= 3
    sent, others = 0, [text for text in STRINGS if text not in FEW]
    half = min(one_in, 2)
    for turn, (address, names) in enumerate(forms.items()):
        post, few = "csrf_token" in names, FEW[turn % half :: half]
        for at, text in enumerate([*few, *others[turn % one_in :: one_in]] if post else few):
            one = {names[at % len(names)]: text} if names and text in FEW else {}
            for data in (dict.fromkeys(names, text), one):
                reply = client.post(address, data=data) if post and data else None
                if not post:
                    reply = client.get(address, query_string=data)
                if reply is not None:
                    check(reply, (address, text[:60]))
                    sent += 1
    assert sent > 200
    assert client.get("/").status_code == 303


@pytest.mark.parametrize("who", WHO)
def test_every_view_of_every_page(house: Any, who: str) -> None:
    client, names = house.client(who), {"domaine", "competence", "voir", "suite"}
    pages = {
        house.address(rule): set[str]()
        for rule in house.rules("GET")
        if POLICIES[rule.endpoint] & {WHO[who], "anyone"}
    }
    for page, own in pages.items():
        text = client.get(page).text
        own |= set(re.findall(r"[?;]([a-z_]+)=", text)) - {"v"}
        for form in re.findall(r'<form[^>]*method="get".*?</form>', text, re.DOTALL):
            own |= set(re.findall(r'name="([^"]+)"', form))
        names |= own
    for turn, (page, own) in enumerate(pages.items()):
        for text in [*FEW[turn % 4 :: 4], "9" * 30, "maths"]:
            check(
                client.get(page, query_string=dict.fromkeys(names, text[:2_000])), (page, text)
            )
        for name in sorted(own):
            twice = {name: ["1e999", "1e999"]}
            check(client.get(page, query_string=twice), (page, name))


PLAIN = "application/x-www-form-urlencoded"
BODIES: dict[str, tuple[bytes, str]] = {
    "bytes that are no text": (b"number=\xff\xfe%ED%A0%80&\xff=1", PLAIN),
    "NUL": (b"number=1%002&nom=%00", PLAIN),
    "half a percent": (b"number=%&%&=&&=%zz", PLAIN),
    "no value": (b"number&passe&nom", PLAIN),
    "many values": (b"&".join([b"number=1"] * 3_000), PLAIN),
    "many names": (b"&".join(b"x%d=1" % n for n in range(3_000)), PLAIN),
    "JSON": (b'{"number": {"$gt": ""}}', "application/json"),
    "broken JSON": (b'{"number":', "application/json"),
    "text": (b"number=5", "text/plain"),
    "XML": (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "text/xml"),
    "an odd kind": (b"number=5", "\u00e9/\u00e9; charset=utf-7"),
    "parts without a boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "parts cut short": (
        b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n5',
        "multipart/form-data; boundary=x",
    ),
    "a file for a field": (
        b'--x\r\nContent-Disposition: form-data; name="number"; filename="../a"\r\n\r\n5\r\n'
        b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "too many parts": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 300 + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "too much": (b"number=" + b"9" * 300_000, PLAIN),
}
HEADERS = {
    "Origin": ["null", "http://[", "\xe9://\xe9", "x" * 4_000],
    "HX-Request": ["true", "\xff", "9" * 300],
    "HX-Current-URL": ["javascript:alert(1)", "http://[::"],
    "Accept-Language": ["*;q=NaN", ",;,;" * 500],
    "Referer": ["http://[", "\xe9"],
    "X-Forwarded-For": ["' OR 1=1", "\xe9"],
    "X-Forwarded-Host": ["ailleurs.example"],
    "X-Request-Id": ["<script>zq7()", "\xe9" * 100],
    "User-Agent": ["", "\xff\xfe", "x" * 8_000],
    "Range": ["bytes=9-1", "bytes=a-"],
    "If-Modified-Since": ["hier"],
    "Cookie": ["palier=abc.def.ghi", "palier=" + "x" * 5_000, "palier=\xff; palier=", "=;;"],
}


@pytest.mark.parametrize("who", WHO)
def test_bodies_that_no_browser_sends(house: Any, who: str) -> None:
    client, share = house.client(who), 3 if who == "trainer" else 1  # her routes are many
    for turn, rule in enumerate(house.rules("POST")):
        if rule.endpoint.endswith("sign_out"):
            continue
        for name, (body, kind) in list(BODIES.items())[turn % share :: share]:
            reply = client.post(house.address(rule), data=body, content_type=kind)
            check(reply, (rule.rule, name))
            if name == "too much" and reply.status_code != 404 and who == "learner":
                assert reply.status_code in {303, 413}, rule.rule


@pytest.mark.parametrize("who", WHO)
def test_headers_and_addresses_that_no_browser_sends(house: Any, who: str) -> None:
    for header, values in HEADERS.items():
        client = house.client(who)
        for value in values:
            for path in ("/", "/entrer", "/accueil", "/groupes", "/nulle-part"):
                check(client.get(path, headers={header: value}), (path, header, value))
            form = f"/exercice/{house.places['own'].open_id}/aide"
            check(client.post(form, headers={header: value}), (form, header, value))
    client = house.client(who)
    for path in (
        "/%00",
        "/%ff%fe",
        "/exercice/%ED%A0%80",
        "/exercice/00000000-0000-0000-0000-00000000000g",
        f"/groupes/{'9' * 4_000}",
        "/groupes/-1",
        "/groupes/%D9%A3",
        "/groupes/1e9",
        "/exercices/%2e%2e%2f%2e%2e%2fetc",
        "/exercices/" + "a" * 20_000,
        "/depart/%7B%7B7*7%7D%7D",
        "/static/../security.py",
        "/static/%2e%2e/security.py",
        "/entrer?suite=%0d%0aSet-Cookie:%20a=b",
        "/entrer?" + "a=1&" * 5_000,
        "/montee?domaine=%ff&domaine=%00",
    ):
        reply = client.get(path)
        check(reply, path)
        assert "a=b" not in str(reply.headers.getlist("Set-Cookie"))
