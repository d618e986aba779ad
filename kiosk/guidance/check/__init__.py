"""Is this plan fit to lead people? The twelve rules in their order; each finding says where, what, and what to do."""

from __future__ import annotations

from kiosk.guidance.check.examination import check
from kiosk.guidance.findings import publishable

__all__ = ["check", "publishable"]
