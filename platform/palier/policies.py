"""Who may call which route, and what else a route is known for.

``POLICIES`` is the one place where every route says who may use it. A route that is missing
here stops the application from starting.
"""

from __future__ import annotations

from palier.models import ADMIN, AUTHOR, LEARNER, TRAINER
from palier.sounds.media import LARGEST, LARGEST_VOICE

LARGEST_FILE = 1_100_000

ANYONE: frozenset[str] = frozenset({"anyone"})
LEARNERS = frozenset({LEARNER})
TRAINERS = frozenset({TRAINER, ADMIN})
AUTHORS = frozenset({AUTHOR, ADMIN})
ADMINS = frozenset({ADMIN})
STAFF = frozenset({TRAINER, AUTHOR, ADMIN})
SIGNED_IN = frozenset({LEARNER, TRAINER, AUTHOR, ADMIN})

POLICIES: dict[str, frozenset[str]] = {
    "static": ANYONE,
    # accounts
    "accounts.sign_in": ANYONE,
    "accounts.sign_in_post": ANYONE,
    "accounts.card_sign_in": ANYONE,
    "accounts.card_sign_in_post": ANYONE,
    "accounts.staff_sign_in": ANYONE,
    "accounts.staff_sign_in_post": ANYONE,
    "accounts.sign_out": ANYONE,
    "accounts.comfort": ANYONE,
    "accounts.comfort_post": ANYONE,
    "accounts.password": STAFF,
    "accounts.password_post": STAFF,
    "accounts.new_group": TRAINERS,
    "accounts.new_group_post": TRAINERS,
    "accounts.new_learner": TRAINERS,
    "accounts.new_learner_post": TRAINERS,
    "accounts.card": TRAINERS,
    "accounts.renew_card": TRAINERS,
    "accounts.renew_card_post": TRAINERS,
    # practice
    "practice.start": LEARNERS,
    "practice.start_given": LEARNERS,
    "practice.place": LEARNERS,
    "practice.bilan": LEARNERS,
    "practice.exercise": LEARNERS,
    "practice.answer": LEARNERS,
    "practice.ask_help": LEARNERS,
    "practice.move": LEARNERS,
    "practice.end": LEARNERS,
    "practice.read_instead": LEARNERS,
    "practice.ask_trainer": LEARNERS,
    "practice.report_item": LEARNERS,
    # trials: by staff, of what learners do; nothing is kept
    "trying.page_of_trials": STAFF,
    "trying.start": STAFF,
    "trying.exercise": STAFF,
    "trying.answer": STAFF,
    "trying.ask_help": STAFF,
    "trying.ask_trainer": STAFF,
    "trying.read_instead": STAFF,
    "trying.move": STAFF,
    "trying.sound": STAFF,
    "trying.end": STAFF,
    "trying.leave": STAFF,
    # sounds
    "sounds.of_exercise": LEARNERS,
    "sounds.of_item": STAFF,
    "sounds.keep_voice": LEARNERS,
    "sounds.own_voice": LEARNERS,
    "sounds.voice": TRAINERS,
    "sounds.recorder": STAFF,
    "sounds.keep_sound": STAFF,
    "sounds.kept_sound": STAFF,
    "sounds.remove_sound": STAFF,
    # progress
    "progress.front": ANYONE,
    "progress.home": LEARNERS,
    "progress.climb": LEARNERS,
    "progress.given": LEARNERS,
    "progress.close_notice": LEARNERS,
    # privacy: one’s own views; what is kept of people, and why
    "privacy.looked": LEARNERS,
    "privacy.register": STAFF,
    "privacy.mine": SIGNED_IN,
    "privacy.my_copy": SIGNED_IN,
    "privacy.copy": ADMINS,
    "privacy.changes": ADMINS,
    "privacy.changes_file": ADMINS,
    "privacy.erase": ADMINS,
    "privacy.erase_post": ADMINS,
    "privacy.erase_staff": ADMINS,
    "privacy.erase_staff_post": ADMINS,
    # today
    "today.page": TRAINERS,
    # live room
    "live.room": TRAINERS,
    "live.state": TRAINERS,
    "live.open_room": TRAINERS,
    "live.close_room": TRAINERS,
    "live.seen": TRAINERS,
    # trainer
    "trainer.groups": TRAINERS,
    "trainer.mastery_map": TRAINERS,
    "trainer.learner": TRAINERS,
    "trainer.evidence": TRAINERS,
    "trainer.answer": TRAINERS,
    "trainer.sittings": TRAINERS,
    "trainer.sitting": TRAINERS,
    "trainer.void_sitting": TRAINERS,
    "trainer.restore_sitting": TRAINERS,
    "trainer.help_seen": TRAINERS,
    "trainer.report_seen": TRAINERS,
    "trainer.bilans": TRAINERS,
    "trainer.plan_exit": TRAINERS,
    "trainer.follow": TRAINERS,
    "trainer.write_note": TRAINERS,
    "trainer.note": TRAINERS,
    "trainer.change_note": TRAINERS,
    "trainer.remove_note": TRAINERS,
    "trainer.french_course": TRAINERS,
    "trainer.declare_french_course": TRAINERS,
    # acting
    "acting.see": TRAINERS,
    "acting.seen": TRAINERS,
    "acting.decide": TRAINERS,
    "acting.decide_post": TRAINERS,
    "acting.withdraw": TRAINERS,
    "acting.mark": TRAINERS,
    "acting.mark_post": TRAINERS,
    "acting.queue": TRAINERS,
    "acting.needs": TRAINERS,
    "acting.workshop": TRAINERS,
    "acting.give": TRAINERS,
    "acting.give_post": TRAINERS,
    "acting.works": TRAINERS,
    "acting.take_back": TRAINERS,
    # calendar
    "calendar.group": TRAINERS,
    "calendar.add": TRAINERS,
    "calendar.period": TRAINERS,
    "calendar.remove": TRAINERS,
    "calendar.import_page": TRAINERS,
    "calendar.send_file": TRAINERS,
    "calendar.take_in": TRAINERS,
    # reports: on people in reach; of the school: who heads it or some of its sites
    "reports.reports": TRAINERS,
    "reports.ask": TRAINERS,
    "reports.ask_of": TRAINERS,
    "reports.report": TRAINERS,
    "reports.file": TRAINERS,
    "reports.schedule": TRAINERS,
    "reports.unschedule": TRAINERS,
    # plan: what is agreed with a learner; the framework: who heads all of the school
    "plan.placed": TRAINERS,
    "plan.ask_deeper": TRAINERS,
    "plan.sign_placed": TRAINERS,
    "plan.signed": TRAINERS,
    "plan.plan": TRAINERS,
    "plan.add_goal": TRAINERS,
    "plan.change_goal": TRAINERS,
    "plan.close_goal": TRAINERS,
    "plan.work": TRAINERS,
    "plan.give_work": TRAINERS,
    "plan.sign_plan": TRAINERS,
    "plan.follow_decision": TRAINERS,
    "plan.prepare": TRAINERS,
    "plan.hold": TRAINERS,
    "plan.held": TRAINERS,
    "plan.mine": LEARNERS,
    "plan.own_signed": LEARNERS,
    "plan.framework_page": ADMINS,
    "plan.send_file": ADMINS,
    "plan.take_in": ADMINS,
    "plan.map_skills": ADMINS,
    # people: of one's sites; the school's own settings: who heads all of it
    "people.people": ADMINS,
    "people.record": TRAINERS,
    "people.move": TRAINERS,
    "people.leave": TRAINERS,
    "people.follow": TRAINERS,
    "people.twins": ADMINS,
    "people.two": ADMINS,
    "people.merge": ADMINS,
    "people.follow_ups": TRAINERS,
    "people.cards": TRAINERS,
    "people.print_cards": TRAINERS,
    "people.import_page": TRAINERS,
    "people.send_file": TRAINERS,
    "people.take_in": TRAINERS,
    "people.invite": ADMINS,
    "people.invite_post": ADMINS,
    "people.member": ADMINS,
    "people.add_role": ADMINS,
    "people.remove_role": ADMINS,
    "people.close_member": ADMINS,
    "people.reopen_member": ADMINS,
    "people.new_link": ADMINS,
    "people.welcome": ANYONE,
    "people.welcome_post": ANYONE,
    "people.school": ADMINS,
    "people.save_school": ADMINS,
    "people.add_site": ADMINS,
    # authoring: keys are shown
    "authoring.curriculum": STAFF,
    "authoring.skill": STAFF,
    "authoring.item": STAFF,
    "authoring.reports": AUTHORS,
    "authoring.close_report": AUTHORS,
    "authoring.answers": AUTHORS,
    "authoring.correct_answers": AUTHORS,
    # calibration: aggregates; what is decided is everybody's
    "calibration.worth_of_items": STAFF,
    "calibration.approve": AUTHORS,
    "calibration.refuse": AUTHORS,
    "calibration.put_back": AUTHORS,
    # upkeep: probes
    "upkeep.alive": ANYONE,
    "upkeep.ready": ANYONE,
}

# Pages where an exercise is done: what is swapped into them may be to hear, or to say.
_EXERCISES = frozenset(
    f"practice.{name}"
    for name in ("exercise", "answer", "ask_help", "ask_trainer", "move", "read_instead")
)
RECORDED = _EXERCISES | {"sounds.recorder"}
_TRIALS = frozenset(one.replace("practice.", "trying.") for one in _EXERCISES)
_MARKED = {"acting.mark", "acting.mark_post"}
HEARD = RECORDED | _TRIALS | _MARKED | {"trainer.answer", "authoring.item"}
# Routes to which a sound is sent, as it is, and how large it may be.
SOUNDS_SENT = {"sounds.keep_voice": LARGEST_VOICE, "sounds.keep_sound": LARGEST}
# Routes to which a table is sent, and how large the whole form may be, bytes.
FILES_SENT = dict.fromkeys(
    ("people.send_file", "calendar.send_file", "plan.send_file"), LARGEST_FILE
)
# Responses that say themselves how long a browser may keep them.
KEPT_BY_BROWSERS = frozenset({"static", "sounds.of_exercise"})
