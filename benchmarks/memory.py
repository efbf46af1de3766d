"""What is still known after a day and more, against py-fsrs: `make bench NAME=memory`.

Algebra I 2005-2006 (``--data FOLDER``): learners drawn 80 to 20 by seed 0. Predicted, from all
that came before: whether an answer is right, at each answer of a learner held out that comes a
day or more after that learner's last answer on the same skill. Log loss.

Ours is the two-way filter with its forgetting (abilities on a skill fade, and the time since
the last answer is one of its facts), with the settings that it comes with. It has followed the
learners of the training part, and goes on learning exercises. Beside it: the mean of such
answers in the training part, and of all answers there; FSRS-6 with its default parameters, a
card a skill, right is "Good", wrong "Again", its retrievability at the answer; the same passed
through a line fitted to the training part. FSRS knows nothing of exercises: ours is also run
so, a skill being one exercise. ``--quick``: a fifth of the learners of the training part.
"""

from __future__ import annotations

import sys

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from adaptive.two_way import TwoWay, log_of
from benchmarks._data import folder
from benchmarks._peers import PEERS, Conversation
from benchmarks._report import machine, measure
from benchmarks._responses import (
    Floats,
    Ints,
    Responses,
    held_out,
    joined,
    read,
    renumbered,
    skill_of_items,
)
from benchmarks._simple import auc, loss

DAY = 86_400  # seconds
DESIRED = "0.9"  # as it comes; retrievability does not depend on it
RECALLED = (0.001, 0.999)


def after_a_day(answers: Responses) -> NDArray[np.bool_]:
    """Which answers come a day or more after the learner's last one on the skill, (n,)."""
    last: dict[tuple[int, int], int] = {}
    found = np.zeros(len(answers), dtype=bool)
    rows = zip(
        answers.learner.tolist(), answers.skill.tolist(), answers.seconds.tolist(), strict=True
    )
    for row, (who, skill, at) in enumerate(rows):
        before = last.get((who, skill))
        found[row] = before is not None and at - before >= DAY
        last[who, skill] = at
    return found


def ours(train: Responses, test: Responses, item: str = "item") -> Floats:
    """The filter's prediction of each answer of the test part, before it, (n,)."""
    both = joined(train, test)
    what: Ints = getattr(both, item)
    skill_of = skill_of_items(both) if item == "item" else np.arange(int(what.max()) + 1)
    log = log_of(both.learner, what, both.right, both.seconds / DAY)
    return TwoWay(skill_of).follow(log).p[len(train) :]


def fsrs(answers: Responses) -> Floats:
    """Retrievability before each answer, by FSRS as it comes, (n,)."""
    found = []
    with Conversation("fsrs", "_fsrs", DESIRED) as asked:
        cards = int(answers.skill.max()) + 1
        starts = np.flatnonzero(np.diff(answers.learner)) + 1
        for rows in np.split(np.arange(len(answers)), starts):
            one = answers.only(rows)
            days = ((one.seconds - one.seconds[0]) / DAY).tolist()
            reviews = zip(
                one.skill.tolist(), days, one.right.astype(bool).tolist(), strict=True
            )
            asked.ask("begin", cards=cards)
            found += asked.ask("recall", reviews=list(reviews))
    return np.array(found)


def rescaled(train: Responses, told: Floats, p: Floats) -> Floats:
    """Retrievability passed through a logistic regression fitted to the training part."""

    def column(values: Floats) -> Floats:
        inside = np.clip(values, *RECALLED)
        return np.log(inside / (1.0 - inside))[:, None]

    line = LogisticRegression().fit(column(told), train.right)
    return np.asarray(line.predict_proba(column(p))[:, 1], dtype=np.float64)


def better(than: float, found: float) -> float:
    """How much lower, in hundredths of the other's."""
    return 100.0 * (1.0 - found / than)


def main() -> None:
    """Each loss, and what ours gains."""
    answers = renumbered(read(folder(), "algebra05", "test"))
    train, test = held_out(answers, 0)
    if "--quick" in sys.argv[1:]:
        train = held_out(train, 1)[1]
    machine(
        f"numpy {np.__version__}", PEERS["fsrs"].needs[0], f"scikit-learn {sklearn.__version__}"
    )
    late, before = after_a_day(test), after_a_day(train)
    asked, told = test.only(late), train.only(before)
    measure("learners_held_out", float(len(test.learners())), "")
    measure("answers_after_a_day", float(len(asked)), "")
    measure("right_among_them", float(asked.right.mean()), "")
    means = {"such": float(told.right.mean()), "all": float(train.right.mean())}
    constant = {name: loss(asked, np.full(len(asked), mean)) for name, mean in means.items()}
    known, p = fsrs(train)[before], fsrs(test)[late]
    peer, line = loss(asked, p), rescaled(told, known, p)
    found = ours(train, test)[late]
    skill_alone = ours(train, test, "skill")[late]
    measure("mean_of_all_answers_log_loss", constant["all"], "nats")
    measure("mean_of_such_answers_log_loss", constant["such"], "nats")
    measure("fsrs_log_loss", peer, "nats")
    measure("fsrs_auc", auc(asked, p), "")
    measure("fsrs_rescaled_log_loss", loss(asked, line), "nats")
    measure("our_log_loss", loss(asked, found), "nats")
    measure("our_auc", auc(asked, found), "")
    measure("our_log_loss_by_skill_alone", loss(asked, skill_alone), "nats")
    measure("our_auc_by_skill_alone", auc(asked, skill_alone), "")
    least = min(constant.values())
    measure("better_than_a_constant", better(least, loss(asked, found)), "%", at_least=10)
    measure("better_than_fsrs", better(peer, loss(asked, found)), "%", at_least=4)
    measure("better_than_fsrs_by_skill_alone", better(peer, loss(asked, skill_alone)), "%")


if __name__ == "__main__":
    main()
