"""Long work in processes of its own: a fair queue, honest ends, nothing lost on a kill."""

from __future__ import annotations

from core.jobs.engine import Engine
from core.jobs.old_work import OldWork
from core.jobs.status import JobStatus, Limits

__all__ = ["Engine", "JobStatus", "Limits", "OldWork"]
