"""Move the far days of a case earlier, for columns that whoever has the tables can read.

Tier, days and steps are assessed once more from findings that are moved as a whole, so that no
two columns tell more than the moved day alone.
"""

from dataclasses import replace
from datetime import date

from intake.frozen import frozen
from intake.triage.days import add_days
from intake.triage.deadlines import Deadline, Finding, Rise, Urgency


@frozen
class Early:
    """The days by which far days of a case are early, and the last day that counts as near.

    ``most`` are the days by which a case's days are early at most. ``until`` is compared with the
    moved day, because a comparison with the exact day would tell something of the difference.
    ``unsettled`` are moved days that are near by now, and that no member's session has written
    exactly yet: they stay as they are written.
    """

    days: int
    most: int
    until: date
    unsettled: frozenset[date] = frozenset()

    def moves(self, day: date) -> bool:
        """Return true if the day is written early. With zero days it counts as moved, too."""
        moved = add_days(day, -self.days)
        return moved > self.until or moved in self.unsettled

    def day(self, day: date) -> date:
        """Return the day as clear columns have it."""
        return add_days(day, -self.days) if self.moves(day) else day

    def finding(self, finding: Finding) -> Finding:
        """Return a finding with its day and its rises as clear columns have them.

        Rises move with the last day on which they depend.
        """
        anchor, act_by = anchor_of(finding), finding.act_by
        rises = tuple(self.rise(rise, anchor) for rise in finding.urgency.rises)
        urgency = Urgency(floor=finding.urgency.floor, rises=rises)
        if act_by is not None and not finding.passed:
            act_by = self.day(act_by)
        return replace(finding, urgency=urgency, act_by=act_by)

    def rise(self, rise: Rise, anchor: date) -> Rise:
        """Return a rise that depends on the day *anchor* as clear columns have it."""
        if not self.moves(anchor):
            return rise
        return Rise(from_day=add_days(rise.from_day, -self.days), tier=rise.tier)

    def plan_by(self, deadline: Deadline, received: date) -> tuple[date, bool] | None:
        """Return the day to begin preparing as clear columns have it, and true if it is early.

        A moved one that lies before the day received becomes that day, which tells nothing.
        """
        if deadline.plan_by is None or deadline.act_by is None:
            return None
        if not self.moves(deadline.act_by):
            return deadline.plan_by, False
        moved = add_days(deadline.plan_by, -self.days)
        return (moved, True) if moved > received else (received, False)


def anchor_of(finding: Finding) -> date:
    """Return the last day on which the rises of a finding depend."""
    days = [rise.from_day for rise in finding.urgency.rises]
    if finding.act_by is not None and not finding.passed:
        days.append(finding.act_by)
    return max(days, default=date.min)
