"""What is agreed with a learner: goals, interviews, signed documents; and reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
TABLES = (
    "deeper_placement",
    "signed_document",
    "framework_competence",
    "learning_plan",
    "goal",
    "interview",
    "decision",
    "report_file",
    "report_schedule",
)


def upgrade() -> None:
    _deeper_placement()
    _signed_document()
    _framework_competence()
    _learning_plan()
    _goal()
    _interview()
    _decision()
    _report_file()
    _report_schedule()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _deeper_placement() -> None:
    op.create_table(
        "deeper_placement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        _foreign("deeper_placement", "school_id", "school"),
        _foreign("deeper_placement", "learner_id", "person"),
        _foreign("deeper_placement", "asked_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeper_placement")),
    )
    _index("deeper_placement", "learner_id", "domain")
    _index("deeper_placement", "school_id")


def _signed_document() -> None:
    op.create_table(
        "signed_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("learner_name", sa.String(length=80), nullable=False),
        sa.Column("trainer_name", sa.String(length=80), nullable=False),
        sa.Column("signed_at", AT, nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        _foreign("signed_document", "school_id", "school"),
        _foreign("signed_document", "signed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_document")),
        sa.UniqueConstraint(
            "subject_id",
            "kind",
            "number",
            name=op.f("uq_signed_document_subject_id_kind_number"),
        ),
    )
    _index("signed_document", "school_id")


def _framework_competence() -> None:
    op.create_table(
        "framework_competence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        _foreign("framework_competence", "school_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_competence")),
        sa.UniqueConstraint(
            "school_id", "code", name=op.f("uq_framework_competence_school_id_code")
        ),
    )


def _learning_plan() -> None:
    op.create_table(
        "learning_plan",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", AT, nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        _foreign("learning_plan", "learner_id", "person"),
        _foreign("learning_plan", "school_id", "school"),
        _foreign("learning_plan", "updated_by", "person"),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_learning_plan")),
    )
    _index("learning_plan", "school_id")


def _goal() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("work", sa.String(length=400), nullable=False),
        sa.Column("assigned", sa.Boolean(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", AT, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        _foreign("goal", "school_id", "school"),
        _foreign("goal", "learner_id", "person"),
        _foreign("goal", "after_id", "goal"),
        _foreign("goal", "created_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    _index("goal", "learner_id", "closed_at")
    _index("goal", "school_id")


def _interview() -> None:
    op.create_table(
        "interview",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        _foreign("interview", "school_id", "school"),
        _foreign("interview", "learner_id", "person"),
        _foreign("interview", "created_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    _index("interview", "learner_id", "held_on")
    _index("interview", "school_id")


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=10), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("outcome_words", sa.String(length=200), nullable=True),
        sa.Column("outcome_at", AT, nullable=True),
        sa.Column("outcome_by", sa.Uuid(), nullable=True),
        _foreign("decision", "school_id", "school"),
        _foreign("decision", "learner_id", "person"),
        _foreign("decision", "interview_id", "interview"),
        _foreign("decision", "outcome_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    _index("decision", "interview_id")
    _index("decision", "learner_id", "outcome")
    _index("decision", "school_id")


def _report_file() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        _foreign("report_file", "school_id", "school"),
        _foreign("report_file", "learner_id", "person"),
        _foreign("report_file", "group_id", "learner_group"),
        _foreign("report_file", "created_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
    )
    _index("report_file", "learner_id")
    _index("report_file", "school_id", "created_at")


def _report_schedule() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("id", BIG, nullable=False),
        sa.Column("school_id", BIG, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        _foreign("report_schedule", "school_id", "school"),
        _foreign("report_schedule", "person_id", "person"),
        _foreign("report_schedule", "group_id", "learner_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    _index("report_schedule", "school_id")


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
