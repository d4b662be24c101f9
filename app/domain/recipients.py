"""Who gets a mailing, how and about whom, and who does not and why (product K1, C3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.preferences import Channel, ContactMode
from app.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Recipient:
    """One message of a mailing, or a contact that gets none for ``reason``.

    ``children`` are (patient id, first name). ``appointments`` are (id, version) in order of start, empty for
    a mailing that is not about visits. A contact is several recipients where its children's visits are told
    apart (D7), or where some are left out. ``address`` is E.164, a mailbox or a postal address; ``language``
    the one the practice writes to the contact in. ``channel`` and ``mode`` are None where the contact has
    chosen none.
    """

    contact_id: int
    name: str
    channel: Channel | None
    mode: ContactMode | None
    address: str
    language: str
    children: tuple[tuple[int, str], ...]
    appointments: tuple[tuple[int, int], ...] = ()
    reason: Reason | None = None

    @property
    def part(self) -> str:
        """What tells the contact's recipients of one mailing apart: "", "a12", "no/opted_out"."""
        if self.reason:
            return f"no/{self.reason}"
        return f"a{self.appointments[0][0]}" if self.appointments else ""


@dataclass(frozen=True, slots=True)
class RecipientCounts:
    """Messages by channel, and people left out by the first reason that applies to each."""

    by_channel: dict[Channel, int] = field(default_factory=dict)
    by_reason: dict[Reason, int] = field(default_factory=dict)

    @property
    def going(self) -> int:
        """How many messages go."""
        return sum(self.by_channel.values())

    @property
    def left_out(self) -> int:
        """How many do not, each with its reason."""
        return sum(self.by_reason.values())


def counted(recipients: Iterable[Recipient]) -> RecipientCounts:
    """How many go by each channel and how many do not for each reason, in the order of these two lists."""
    going: Counter[Channel] = Counter()
    left_out: Counter[Reason] = Counter()
    for each in recipients:
        if each.reason:
            left_out[each.reason] += 1
        elif each.channel:
            going[each.channel] += 1
    return RecipientCounts(
        {channel: going[channel] for channel in Channel if going[channel]},
        {reason: left_out[reason] for reason in Reason if left_out[reason]},
    )
