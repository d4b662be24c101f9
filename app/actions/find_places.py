"""The provider, location and department a feed names; unknown ones are made and warned of (B1, A2)."""

from __future__ import annotations

from app.actions.load_known import Known
from app.domain.schedule_changes import Cleared
from app.feeds.canonical import Given, ProviderGiven
from app.feeds.row_reasons import Outcome, RowIssue, RowReason
from app.models import Location, Provider


def find_provider(
    known: Known, line: int, given: Given[ProviderGiven], issues: list[RowIssue]
) -> int | Cleared | None:
    """The provider's id; CLEARED when the feed says there is none, None when it says nothing."""
    if not isinstance(given, ProviderGiven):
        return Cleared.CLEARED if given is None else None
    found = _provider_by_id(known, given) or _provider_by_name(known, given)
    if found is None:
        found = known.newcomers.add(
            Provider(source_id=known.source.id, external_id=given.external_id, name=given.name)
        )
        known.providers.append(found)
        words = f"“{given.name}” was not known and was added. Check how the name is spoken."
        issues.append(RowIssue(line, "provider", Outcome.WARNED, RowReason.NEW_PROVIDER, words))
    return found.id


def _provider_by_id(known: Known, given: ProviderGiven) -> Provider | None:
    """The source's own id decides; the name beside it may be spelled as the practice likes."""
    if given.external_id is None:
        return None
    key = (known.source.id, given.external_id)
    return next((each for each in known.providers if (each.source_id, each.external_id) == key), None)


def _provider_by_name(known: Known, given: ProviderGiven) -> Provider | None:
    """One of that name. With an id, only one who has none yet: the id is then noted as theirs."""
    name = given.name.casefold()
    found = next(
        (
            each
            for each in known.providers
            if each.name.casefold() == name and (given.external_id is None or each.external_id is None)
        ),
        None,
    )
    if found is not None and given.external_id is not None:
        found.source_id, found.external_id = known.source.id, given.external_id
    return found


def find_location(known: Known, line: int, given: Given[str], issues: list[RowIssue]) -> Location | None:
    """The location of that name. Nothing named is the only one there is, or None."""
    if not isinstance(given, str):
        return next(iter(known.locations.values())) if len(known.locations) == 1 else None
    found = known.locations.get(given.casefold())
    if found is None:
        found = known.newcomers.add(Location(name=given))
        known.locations[given.casefold()] = found
        words = f"“{given}” was not known and was added. Check its time zone, phone and address."
        issues.append(RowIssue(line, "location", Outcome.WARNED, RowReason.NEW_LOCATION, words))
    return found


def find_department(known: Known, line: int, given: Given[str], issues: list[RowIssue]) -> int | None:
    """A department is never made from a file: it needs an inbox first."""
    if not isinstance(given, str):
        return None
    found = known.departments.get(given.casefold())
    if found is None:
        words = f"“{given}” is no department here. Add it with its email address, or correct the name."
        issues.append(RowIssue(line, "department", Outcome.WARNED, RowReason.UNKNOWN_DEPARTMENT, words))
    return found.id if found else None


def zone_of(known: Known, location_id: int) -> str:
    """The IANA zone of a location: its own, else the practice's."""
    found = next(each for each in known.locations.values() if each.id == location_id)
    return found.timezone or known.practice_zone
