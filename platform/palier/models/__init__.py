"""The tables, one file a noun."""

from palier.models.acting import Assigned, Assignment, Mark, TrainerWord
from palier.models.base import Base
from palier.models.catalogue import (
    CalibrationProposal,
    CalibrationVersion,
    CurriculumVersion,
    Item,
    ItemVersion,
    ParameterSet,
    Release,
)
from palier.models.people import (
    Departure,
    ImportDraft,
    SchoolSetting,
    StaffLink,
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
    LevelSnapshot,
    Notice,
    ObservationRow,
    Sitting,
    SkillEvent,
    VerdictRow,
)
from palier.models.privacy import (
    AccessLine,
)
from palier.models.school import CalendarPeriod, Enrolment, Group, School, Site
from palier.models.sound import HelpRequest, Recording, Sound

__all__ = [
    "ADMIN",
    "AUTHOR",
    "LEARNER",
    "ROLES",
    "TRAINER",
    "AccessLine",
    "Answer",
    "Assigned",
    "Assignment",
    "AuditEvent",
    "Base",
    "CalendarPeriod",
    "CalibrationProposal",
    "CalibrationVersion",
    "Card",
    "Checkpoint",
    "CurriculumVersion",
    "Departure",
    "Enrolment",
    "ExerciseServed",
    "Group",
    "HelpRequest",
    "ImportDraft",
    "Item",
    "ItemVersion",
    "LearnerState",
    "LevelSnapshot",
    "Mark",
    "Notice",
    "ObservationRow",
    "ParameterSet",
    "Person",
    "Recording",
    "Release",
    "Role",
    "School",
    "SchoolSetting",
    "SignInAttempt",
    "Site",
    "Sitting",
    "SkillEvent",
    "Sound",
    "StaffLink",
    "TrainerWord",
    "VerdictRow",
    "WebSession",
]
