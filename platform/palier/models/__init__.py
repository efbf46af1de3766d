"""The tables, one file a noun."""

from palier.models.base import Base
from palier.models.catalogue import (
    CalibrationVersion,
    CurriculumVersion,
    Item,
    ItemVersion,
    ParameterSet,
    Release,
)
from palier.models.person import (
    ADMIN,
    AUTHOR,
    LEARNER,
    ROLES,
    TRAINER,
    AuditEvent,
    Card,
    Person,
    Role,
    SignInAttempt,
    WebSession,
)
from palier.models.practice import (
    Answer,
    Checkpoint,
    ExerciseServed,
    LearnerState,
    ObservationRow,
    Sitting,
    SkillEvent,
    VerdictRow,
)
from palier.models.school import Enrolment, Group, School, Site

__all__ = [
    "ADMIN",
    "AUTHOR",
    "LEARNER",
    "ROLES",
    "TRAINER",
    "Answer",
    "AuditEvent",
    "Base",
    "CalibrationVersion",
    "Card",
    "Checkpoint",
    "CurriculumVersion",
    "Enrolment",
    "ExerciseServed",
    "Group",
    "Item",
    "ItemVersion",
    "LearnerState",
    "ObservationRow",
    "ParameterSet",
    "Person",
    "Release",
    "Role",
    "School",
    "SignInAttempt",
    "Site",
    "Sitting",
    "SkillEvent",
    "VerdictRow",
    "WebSession",
]
