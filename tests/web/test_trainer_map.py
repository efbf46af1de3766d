"""The map's views, sorts and filters; the cell behind each level; the way back."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import event, select, update

import adaptive
from adaptive import Observation
from palier.models import Enrolment, LearnerState, Person, Site
from palier.trainer import map_state
from palier.trainer.group_facts import GroupFacts, note, struggles
from palier.trainer.map_state import MapState
from palier.trainer.queries import LatelyRow, LearnerRow

NOON = datetime(2026, 9, 16, 10, tzinfo=UTC)
Room = Any


@pytest.fixture
def curriculum(sqlite_room: Room) -> Any:
    """The curriculum in force."""
    with sqlite_room.services.db.read() as session:
        return sqlite_room.services.catalogue.current(session).curriculum


@pytest.fixture
def trio(sqlite_room: Room) -> Room:
    """A strong learner placed long ago, a weak one placed today, and one who never began."""
    for name, right in (("Zoé", True), ("Ali", False)):
        sqlite_room.pupil(name).place("maths", right)
        sqlite_room.source.wait(10 * 86_400)
    sqlite_room.source.wait(-10 * 86_400)
    sqlite_room.pupil("Mia")
    return sqlite_room


def page(room: Room, arguments: str = "") -> str:
    """The map as an address gives it, all its spaces ordinary."""
    reply = room.browser(room.trainer.id).get(f"/groupes/{room.group_id}{arguments}")
    assert reply.status_code == 200
    return unescape(reply.text).replace("\u00a0", " ")


def names(text: str) -> list[str]:
    """The learners of the table, in its order."""
    return re.findall(r'<th scope="row"><label.*?</label><a [^>]+><span>([^<]+)</span>', text)


def columns(text: str) -> list[str]:
    """The columns' names."""
    return re.findall(r'<a class="up" [^>]+>([^<]+)', text)


def test_the_state_of_a_view_survives_its_address_and_its_packed_form(curriculum: Any) -> None:
    first = MapState()
    strand = curriculum.domains[1].strands[0]
    view = MapState("maths", strand.id, strand.skills[0].id, True, map_state.REVIEWS, "actifs")
    for state in (first, view, MapState(domain="tous", who="absents-14")):
        assert map_state.read(state.arguments(), curriculum) == state
        assert map_state.unpack(state.packed(12), curriculum) == (12, state)
    assert first.arguments() == {}
    assert first.packed(12) == "12"


@pytest.mark.parametrize(
    "text", ["", None, "x", "~", "-1", "٣", "9" * 25, "1.5", "https://autre.example/"]
)
def test_what_is_no_way_back_is_none(curriculum: Any, text: str | None) -> None:
    assert map_state.unpack(text, curriculum) is None


def test_values_that_make_no_sense_count_as_not_given(curriculum: Any) -> None:
    forged = {"colonnes": "latin.nulle", "tri": "<b>", "voir": "x", "qui": "y", "sens": "z"}
    assert map_state.read(forged, curriculum) == MapState()
    other = {
        "domaine": "francais",
        "colonnes": "maths.nombres",
    }  # the domain has changed
    assert map_state.read(other, curriculum).columns == ""
    assert map_state.unpack("7~latin", curriculum) == (7, MapState())


def test_rows_are_sorted_by_name_by_activity_and_by_a_column(trio: Room) -> None:
    assert names(page(trio)) == ["Ali", "Mia", "Zoé"]
    assert names(page(trio, "?tri=activite")) == ["Ali", "Zoé", "Mia"]
    text = page(trio, "?colonnes=volets")
    strand = re.findall(r'<a class="small" href="[^"]*tri=([^"&]+)', text)[0]
    assert names(page(trio, f"?colonnes=volets&tri={strand}"))[-1] == "Zoé"
    down = page(trio, f"?colonnes=volets&tri={strand}&sens=desc")
    assert names(down)[0] == "Zoé"
    assert 'aria-sort="descending"' in down
    skill = re.findall(r'<a class="up" href="[^"]*tri=([^"&]+)', page(trio))[0]
    assert 'aria-sort="ascending"' in page(trio, f"?tri={skill}")


def test_people_are_filtered_by_what_they_did(trio: Room) -> None:
    assert names(page(trio, "?qui=actifs")) == ["Ali"]
    assert names(page(trio, "?qui=absents-7")) == ["Mia", "Zoé"]
    assert names(page(trio, "?qui=absents-14")) == ["Mia"]
    assert names(page(trio, "?qui=a-voir")) == ["Mia"]


def test_columns_are_filtered_by_what_the_group_knows(trio: Room) -> None:
    # All of mathematics has exercises; elsewhere some skills have none yet.
    few = columns(page(trio, "?domaine=francais"))
    everything = columns(page(trio, "?domaine=francais&voir=tout"))
    assert len(few) < len(everything)
    assert set(few) <= set(everything)
    ready = columns(page(trio))
    assert ready == columns(page(trio, "?voir=tout"))
    gaps = columns(page(trio, "?voir=manque"))
    assert set(gaps) <= set(ready)
    assert columns(page(trio, "?voir=pas-acquis")) == ready  # nothing is proved yet
    nothing = page(trio, "?voir=revoir")
    assert columns(nothing) == []
    assert "Aucune compétence ne répond à ce choix" in nothing


def test_a_strand_a_summary_and_the_four_domains(trio: Room, curriculum: Any) -> None:
    maths = next(d for d in curriculum.domains if d.id == "maths")
    strand = maths.strands[0]
    one = columns(page(trio, f"?colonnes={strand.id}&voir=tout"))
    assert one == [skill.label.replace("\u00a0", " ") for skill in strand.skills]
    summary = page(trio, "?colonnes=volets")
    assert "Hauteur : palier" in summary
    assert strand.label in summary
    four = page(trio, "?domaine=tous")
    for domain in curriculum.domains:
        assert f">{domain.label}</a>" in four
    cells = re.findall(r'class="cell[^"]*" [^>]*>.*?<span class="vh">([^<]+)</span>', four)
    assert len(cells) == 4 * 3
    placed = [words for words in cells if " ; acquis : " in words]
    assert len(placed) >= 2, cells  # in maths, two of them


def test_the_ticked_are_given_work_on_the_skill_looked_at(trio: Room) -> None:
    skill = "maths.calcul.tables"
    for view, preset in (("", ""), (f"?tri={skill}", skill), ("?tri=activite", "")):
        text = page(trio, view)
        assert text.count('type="checkbox" name="qui"') == 2 * 3, view  # table and list
        assert " checked" not in text
        assert (f'name="competence" value="{preset}"' in text) == bool(preset), view
    all_of_them = re.search(r'href="([^"]+)" data-tick-all', page(trio, "?tri=activite"))
    assert all_of_them
    ticked = page(trio, "?" + all_of_them[1].partition("?")[2].partition("#")[0])
    assert names(ticked) == ["Ali", "Zoé", "Mia"]  # the same view
    assert ticked.count(" checked>") == 2 * 3
    assert "3 stagiaires choisis" in ticked
    ids = sorted(set(re.findall(r'name="qui" value="([^"]+)"', ticked)))
    form = f"/groupes/{trio.group_id}/proposer?qui={ids[0]}&qui={ids[1]}&qui={uuid4()}"
    first = trio.browser(trio.trainer.id).get(form).text
    assert first.count('type="hidden" name="qui"') == 2  # whoever is of another group is not
    assert "Pour\u00a0: " in unescape(first)
    whole = trio.browser(trio.trainer.id).get(f"{form}&competence={skill}").text
    assert whole.count('name="qui" value') == 2 + 3
    assert len(re.findall(r'checkbox" name="qui" value="[^"]+" checked', whole)) == 2


def test_a_cell_leads_to_what_it_rests_on_and_back_to_the_same_view(trio: Room) -> None:
    view = "?domaine=francais&tri=activite&voir=tout&qui=absents-7"
    browser = trio.browser(trio.trainer.id)
    cell = re.search(r'class="cell[^"]*" href="([^"]+)"', page(trio, view))
    assert cell
    for step in (r'href="(/stagiaires/[^"?]+\?[^"]+)"', r'href="(/groupes/[^"]+)"'):
        text = unescape(browser.get(cell[1]).text)
        back = re.search(r'href="(/groupes/\d+\?[^"]+)">Retour à la carte', text)
        assert back
        assert back[1] == f"/groupes/{trio.group_id}{view}"
        cell = re.search(step, text)
        assert cell


def test_the_page_of_a_cell_says_the_rule_and_what_is_missing(
    sqlite_room: Room, curriculum: Any
) -> None:
    pupil = sqlite_room.pupil("Inès")
    pupil.place("maths")
    following = pupil.start("maths")
    skill = pupil.served(following).skill
    pupil.answer(following, right=False)
    browser = sqlite_room.browser(sqlite_room.trainer.id)
    text = unescape(browser.get(f"/stagiaires/{pupil.actor.id}/competences/{skill}").text)
    assert curriculum.skills[skill].label in text
    assert "Pour être acquis" in text
    assert re.search(r"[0-3] réussites? sur 3, sans aide", text)
    assert re.search(r"dans [0-2] séances sur 2", text)
    assert "Pas encore" in text
    assert "16/9" not in text  # the day she answered is the class's own day
    assert "14/9" in text
    other = next(
        one for one in curriculum.skills if one.startswith("culture.") and one != skill
    )
    text = unescape(browser.get(f"/stagiaires/{pupil.actor.id}/competences/{other}").text)
    assert "Aucune réponse directe" in text
    assert "compétence voisine" in text


def test_a_learners_page_explains_the_words_beside_dated_facts(sqlite_room: Room) -> None:
    pupil = sqlite_room.pupil("Inès")
    pupil.place("maths")
    for _sitting in range(4):
        sqlite_room.source.wait(86_400)
        following = pupil.start("maths")
        while following is not None:
            following = pupil.answer(following).next_id
    browser = sqlite_room.browser(sqlite_room.trainer.id)
    text = unescape(browser.get(f"/stagiaires/{pupil.actor.id}").text)
    counts = dict(re.findall(r"<b>(Présumé|Acquis|Retenu|À revoir) : (\d+)</b>", text))
    assert set(counts) == {"Présumé", "Acquis", "Retenu", "À revoir"}
    assert int(counts["Acquis"]) > 0
    assert re.search(r"acquis le 1[5-8] septembre", text)
    assert re.search(r"Prochaine révision\s: .+, vers le \d+(?:er)? \w+", text)
    assert "5 jours de travail sur 7" in text


def test_the_trajectory_shows_each_week_that_was_worked(sqlite_room: Room) -> None:
    pupil = sqlite_room.pupil("Inès")
    pupil.place("maths")
    lengths = []
    for _week in range(3):
        browser = sqlite_room.browser(sqlite_room.trainer.id)
        text = browser.get(f"/stagiaires/{pupil.actor.id}").text
        trend = re.findall(r'<path class="trend" d="([^"]*)"', text)
        lengths.append(len({point.split(",")[0] for point in trend[0].split(" L")}))
        sqlite_room.source.wait(7 * 86_400)
        following = pupil.start("maths")
        while following is not None:
            following = pupil.answer(following).next_id
    # One week is drawn as a stretch between two places; then a place for each week.
    assert lengths == [2, 2, 3]


LINE = ("BEGIN IMMEDIATE", "INSERT INTO access_line")


@pytest.mark.parametrize("what", ["learner", "evidence"])
def test_one_learners_pages_cost_the_same_for_many_answers(
    room: Room, ines: Any, what: str
) -> None:
    skill = ines.served(ines.start("maths")).skill
    path = f"/stagiaires/{ines.actor.id}"
    path = path if what == "learner" else f"{path}/competences/{skill}"
    counts = []
    for _time in range(2):
        browser = room.browser(room.trainer.id)
        browser.get(path)
        sent: list[str] = []

        def note_it(_c: Any, _k: Any, text: str, *_rest: Any, to: list[str] = sent) -> None:
            to.append(text)

        event.listen(room.services.db.engine, "before_cursor_execute", note_it)
        assert browser.get(path).status_code == 200
        event.remove(room.services.db.engine, "before_cursor_execute", note_it)
        # The line of who looked is a deed of its own, once the reading is over.
        line = [text for text in sent if text.startswith(LINE)]
        assert sum("INSERT" in text for text in line) == 1
        counts.append(len(sent) - len(line))
        for _week in range(2):
            room.source.wait(7 * 86_400)
            following = ines.start("maths")
            while following is not None:
                following = ines.answer(following).next_id
    assert counts[0] == counts[1] <= 16


# Facts of a group


def row(at: datetime | None) -> LearnerRow:
    """A learner who last answered at an instant."""
    return LearnerRow(uuid4(), "Inès", None, at)


def facts(timezone: str, now: datetime = NOON) -> GroupFacts:
    """A group without anybody, at a place."""
    return GroupFacts(now, timezone, (), (), ())


def test_days_are_those_of_the_site() -> None:
    """At 22:30 UTC it is the next day already in Paris, and still the same one in Cayenne."""
    late = datetime(2026, 9, 15, 22, 30, tzinfo=UTC)
    assert facts("Europe/Paris").days_away(row(late)) == 0
    assert facts("America/Cayenne").days_away(row(late)) == 1
    assert note(facts("Europe/Paris"), row(late), placed=True) == "aujourd’hui"
    assert note(facts("America/Cayenne"), row(late), placed=True) == "il y a 1 jour"
    ahead = row(NOON + timedelta(days=1))  # a clock that was set back
    assert facts("Europe/Paris").days_away(ahead) == 0


def test_the_map_counts_days_of_its_site(trio: Room) -> None:
    trio.source.set(datetime(2026, 9, 24, 22, 30, tzinfo=UTC))
    assert "il y a 1 jour<" in page(trio)
    with trio.services.db.write() as session:
        session.execute(update(Site).values(timezone="America/Cayenne"))
    assert "aujourd’hui<" in page(trio)


WHO, FIRST, SECOND = (UUID(int=n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("answers", "stuck"),
    [
        ([(FIRST, 0), (FIRST, 0), (SECOND, 0)], True),
        ([(FIRST, 0), (FIRST, 0.5), (SECOND, 0)], True),  # partly right is not right yet
        ([(FIRST, 0), (FIRST, 0), (FIRST, 0)], False),  # one bad day
        ([(FIRST, 0), (SECOND, 0)], False),
        ([(FIRST, 0), (FIRST, 0), (SECOND, 0), (SECOND, 1)], False),  # the last one is right
        ([(FIRST, 0), (FIRST, 1), (SECOND, 0), (SECOND, 0)], True),
    ],
)
def test_stuck_is_three_answers_not_right_in_two_sittings_the_last_one_too(
    answers: list[tuple[UUID, float]], stuck: bool
) -> None:
    rows = [LatelyRow(WHO, "maths.a.b", sitting, NOON, score, ()) for sitting, score in answers]
    assert struggles(rows) == ({WHO: frozenset({"maths.a.b"})} if stuck else {})


def test_who_is_stuck_comes_first_and_is_marked(sqlite_room: Room) -> None:
    pupil = sqlite_room.pupil("Zoé")
    sqlite_room.pupil("Ali")
    pupil.place("maths", right=False)
    for _sitting in range(3):
        sqlite_room.source.wait(86_400)
        following = pupil.start("maths")
        while following is not None:
            following = pupil.answer(following, right=False).next_id
    text = page(sqlite_room, "?tri=bloque")
    assert names(text) == ["Zoé", "Ali"]
    assert "Zoé bloque sur" in text
    marked = re.findall(r'class="cell stuck".*?<span class="vh">([^<]+)</span>', text)
    assert marked
    assert all(words.endswith(", bloque") for words in marked)
    only = page(sqlite_room, "?voir=bloque")
    assert 0 < len(columns(only)) < len(columns(text))
    cell = re.search(r'class="cell stuck" href="([^"]+)"', text)
    assert cell
    reply = sqlite_room.browser(sqlite_room.trainer.id).get(cell[1])
    assert "Un moment à deux peut débloquer" in reply.text


def test_groups_are_listed_site_by_site(sqlite_room: Room) -> None:
    from palier.accounts import service as accounts

    with sqlite_room.services.db.write() as session:
        site = Site(school_id=sqlite_room.trainer.school_id, name="Châlons")
        session.add(site)
        session.flush()
        site_id = site.id
    everywhere = SimpleNamespace(**{**vars(sqlite_room.trainer), "sites": None})
    accounts.create_group(sqlite_room.services, everywhere, "Groupe B", site_id)  # type: ignore[arg-type]  # an actor of all sites
    from palier.trainer import service

    found = service.groups(sqlite_room.services, everywhere)  # type: ignore[arg-type]  # the same
    assert [(s.site, [g.name for g in s.groups]) for s in found.sites] == [
        ("Châlons", ["Groupe B"]),
        ("Reims", ["Groupe A"]),
    ]
    alone = service.groups(sqlite_room.services, sqlite_room.trainer)
    assert [s.site for s in alone.sites] == ["Reims"]


def _full(room: Room, people: int = 30) -> None:
    """So many learners in the group, each with levels of her own over all skills."""
    first = room.pupil("Inès")
    first.place("maths")
    draw = np.random.default_rng(3)
    with room.services.db.write() as session:
        parameters = room.services.catalogue.current(session).parameters
        her = session.get_one(Person, first.actor.id)
        hers = session.scalars(select(Enrolment).where(Enrolment.learner_id == her.id)).one()
        known = session.get_one(LearnerState, her.id)
        for number in range(people - 1):
            state, at = adaptive.prior(parameters, 20_000.0), 20_000.0
            for seq in range(1, 61):
                skill = int(draw.integers(len(parameters)))
                told = Observation(
                    seq=seq,
                    at=at + seq,
                    day=int(at) + seq,
                    sitting=seq,
                    skills=(skill,),
                    score=float(draw.random() < number / people),
                    b=float(parameters.difficulty[skill]),
                    variant=seq,
                )
                state, _events = adaptive.observe(parameters, state, told)
            packed = adaptive.pack_levels(parameters, state)
            name = f"autre{number}"
            one = like(her, id=room.source.new_id(), login_name=name, first_name=name)
            session.add(one)
            session.flush()
            session.add(like(hers, id=None, learner_id=one.id))
            session.add(like(known, learner_id=one.id, levels=packed))


def like(row: Any, **changes: Any) -> Any:
    """A copy of a row, with other values here and there."""
    columns = row.__table__.columns.keys()
    return type(row)(**{**{name: getattr(row, name) for name in columns}, **changes})


def test_thirty_learners_and_all_skills_hold_in_one_page(sqlite_room: Room) -> None:
    room = sqlite_room
    _full(room)
    browser, sent = room.browser(room.trainer.id), []
    wide = f"/groupes/{room.group_id}?domaine=tous&colonnes=competences&voir=tout"
    browser.get(wide)
    event.listen(room.services.db.engine, "before_cursor_execute", lambda *a: sent.append(a[2]))
    reply = browser.get(wide)
    assert len([one for one in sent if one != "BEGIN"]) <= 8, sent
    text = reply.text
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    with room.services.db.read() as session:
        skills = room.services.catalogue.current(session).parameters.ids
    assert body.count("<td") == 30 * len(skills)
    assert len(gzip.compress(reply.data, 6)) <= 60 * 1024
    # A cell names its skill by its number; it opens the same page, and that leads back here.
    number = re.findall(r'href="(/stagiaires/[^"]+/competences/(\d+))"', body)[5]
    opened = browser.get(number[0], Referer=f"http://localhost{wide}")
    with room.services.db.read() as session:
        known = room.services.catalogue.current(session).curriculum.skills
    assert known[skills[int(number[1])]].label in unescape(opened.text)
    back = re.search(r'href="(/groupes/[^"]+)">Retour à la carte', unescape(opened.text))
    assert back
    assert back[1] == wide
    assert browser.get(number[0].replace(number[1], "9999")).status_code == 404


def test_skills_by_palier_and_those_of_one(trio: Room, curriculum: Any) -> None:
    def paliers(arguments: str) -> list[int]:
        levels = {s.label.replace("\u00a0", " "): s.level for s in curriculum.skills.values()}
        return [int(levels[label][1:]) for label in columns(page(trio, arguments))]

    by_palier = paliers("?colonnes=paliers&voir=tout")
    assert by_palier == sorted(by_palier)
    assert set(by_palier) == {1, 2, 3, 4}
    assert set(paliers("?domaine=tous&colonnes=palier-2&voir=tout")) == {2}
    assert len(columns(page(trio, "?domaine=tous&colonnes=competences"))) > len(by_palier)
    # Who lacks most comes first; and what was worked on lately.
    assert names(page(trio, "?tri=manques"))[-1] != "Mia"
    worked = columns(page(trio, "?voir=recent"))
    assert 0 < len(worked) < len(columns(page(trio)))
