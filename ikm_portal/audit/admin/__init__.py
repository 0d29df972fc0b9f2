"""The staff room's shared furniture, and the trail itself."""

from ikm_portal.audit.admin import entries
from ikm_portal.audit.admin.base import OfficeAdmin, ReadOnlyInline, chip, two_lines
from ikm_portal.audit.admin.steps import Step, WorkflowAdmin

__all__ = ["OfficeAdmin", "ReadOnlyInline", "Step", "WorkflowAdmin", "chip", "entries", "two_lines"]
