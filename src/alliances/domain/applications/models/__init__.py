"""Applications: what an organisation writes, keeps as a draft, and sends with a receipt."""

from alliances.domain.applications.models.application import Application, ApplicationState
from alliances.domain.applications.models.attachments import Attachment, AttachmentKind
from alliances.domain.applications.models.content import (
    Answer,
    BudgetCategory,
    BudgetLine,
    BudgetSide,
    ExpectedResult,
    SourceKind,
)
from alliances.domain.applications.models.sending import Correction, Submission

__all__ = [
    "Answer",
    "Application",
    "ApplicationState",
    "Attachment",
    "AttachmentKind",
    "BudgetCategory",
    "BudgetLine",
    "BudgetSide",
    "Correction",
    "ExpectedResult",
    "SourceKind",
    "Submission",
]
