"""Which department gets a notice (product D5, H5)."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.answers import NoticeKind
from app.domain.delivery_rules import DeliveryRules


def department_for(kind: NoticeKind, rules: DeliveryRules, departments: Sequence[int]) -> int | None:
    """The id of the department that gets this notice, or ``None`` for no notice.

    ``departments`` are the practice's own, the first being the one to fall back on when the
    chosen one is gone. With tracking off nobody is told of cancellations, requests and late
    notices (D5); two parents who disagree stay a task for staff all the same (H5).
    """
    if not departments or not (rules.track_cancellations or kind is NoticeKind.CONFLICT):
        return None
    return rules.department_id if rules.department_id in departments else departments[0]
