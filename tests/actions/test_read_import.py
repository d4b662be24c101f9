"""An import as a job: chunk by chunk, killed anywhere, tried out first, and never worse than its bad rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.actions.map_statuses import map_statuses
from app.actions.read_import import ROWS_AT_ONCE, read_next_chunk, refuse_unreadable
from app.actions.start_import import choose_columns, nudge_import, queue_import, upload_file
from app.actions.write_audit import Actor
from app.feeds.columns import guess_mapping
from app.feeds.options import ReadOptions, read_options
from app.feeds.row_reasons import FileReason, FileRefused
from app.feeds.table import read_table
from app.models import (
    AppointmentEvent,
    AppointmentRow,
    AuditLine,
    FeedImport,
    FeedRowIssue,
    FeedSource,
    Patient,
    Provider,
)
from app.queries.import_report import ImportReport, import_issues, import_report
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic
from tests.builders.schedule import data_file, row, schedule

DANA = Actor("dana@willow.example")


class Desk:
    """Somebody who imports files into one practice."""

    def __init__(self, practice_id: int) -> None:
        self.practice_id = practice_id

    def uploads(self, content: bytes, *, dry_run: bool = False, first: bool = False, **given: Any) -> int:
        with work(self.practice_id) as session:
            import_id = upload_file(session, NOW, DANA, "schedule.csv", content, **given)
            queue_import(session, NOW, DANA, import_id, dry_run=dry_run, first=first)
        return import_id

    def reads_a_chunk(self, import_id: int) -> bool:
        with work(self.practice_id) as session:
            return read_next_chunk(session, NOW, import_id)

    def is_killed_in_a_chunk(self, import_id: int) -> None:
        with work(self.practice_id) as session:
            read_next_chunk(session, NOW, import_id)
            raise KeyboardInterrupt

    def imports(self, content: bytes, **how: Any) -> ImportReport:
        import_id = self.uploads(content, **how)
        while self.reads_a_chunk(import_id):
            pass
        return self.report(import_id)

    def report(self, import_id: int) -> ImportReport:
        with work(self.practice_id) as session:
            found = import_report(session, import_id)
        assert found is not None
        return found

    def issues(self, import_id: int, *outcomes: str) -> list[tuple[int, str, str]]:
        with work(self.practice_id) as session:
            found = import_issues(session, import_id, outcomes)
        return [(each.line, each.column, each.reason) for each in found]

    def count(self, table: type[Any]) -> int:
        with work(self.practice_id) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def desk(app: Flask) -> Desk:
    with work_everywhere() as session:
        return Desk(make_clinic(session).practice_id)


def numbered(count: int) -> bytes:
    """A file of ``count`` children with a visit each."""
    rows = [row(Appt_ID=f"A{number}", Chart=f"K{number}") for number in range(count)]
    return schedule(*rows)


def test_the_good_rows_come_in_and_each_bad_one_is_explained(desk: Desk) -> None:
    report = desk.imports(data_file("willow-bad-rows.csv"))
    assert report.counts == {
        "created": 57, "updated": 0, "unchanged": 0, "stale": 0, "held": 1, "rejected": 2,
    }  # fmt: skip
    assert desk.issues(report.id, "rejected") == [
        (35, "Appt ID", "missing_appointment_id"),
        (52, "Provider ID", "short_row"),
    ]
    assert desk.issues(report.id, "held") == [(18, "Status", "unknown_status")]
    assert desk.count(AppointmentRow) == 58


def test_the_same_file_again_is_all_unchanged(desk: Desk) -> None:
    desk.imports(data_file("willow-week.csv"))
    events = desk.count(AppointmentEvent)
    assert desk.imports(data_file("willow-week.csv")).counts["unchanged"] == 270
    assert desk.count(AppointmentEvent) == events


def test_a_dry_run_says_the_same_as_the_import_and_changes_nothing(desk: Desk) -> None:
    tried = desk.imports(data_file("willow-bad-rows.csv"), dry_run=True)
    assert (desk.count(AppointmentRow), desk.count(Patient), desk.count(Provider)) == (0, 0, 1)
    done = desk.imports(data_file("willow-bad-rows.csv"))
    assert tried.counts == done.counts
    every = ("rejected", "held", "warned")
    assert desk.issues(tried.id, *every) == desk.issues(done.id, *every)


def test_a_tried_file_can_be_imported_without_uploading_it_again(desk: Desk) -> None:
    import_id = desk.imports(schedule(), dry_run=True).id
    with work(desk.practice_id) as session:
        queue_import(session, NOW, DANA, import_id, dry_run=False, first=False)
    assert desk.reads_a_chunk(import_id) is False
    assert desk.report(import_id).counts["created"] == 1
    assert desk.count(AppointmentRow) == 1


def test_the_file_goes_when_it_is_imported(desk: Desk) -> None:
    report = desk.imports(schedule())
    with work(desk.practice_id) as session:
        assert session.get_one(FeedImport, report.id).content is None


def test_a_killed_import_goes_on_where_it_stopped_and_doubles_nothing(desk: Desk) -> None:
    total = ROWS_AT_ONCE + 20
    import_id = desk.uploads(numbered(total))
    assert desk.reads_a_chunk(import_id) is True
    assert desk.report(import_id).rows_done == ROWS_AT_ONCE
    with pytest.raises(KeyboardInterrupt):
        desk.is_killed_in_a_chunk(import_id)
    assert desk.report(import_id).rows_done == ROWS_AT_ONCE
    assert desk.reads_a_chunk(import_id) is False
    report = desk.report(import_id)
    assert (report.state, report.counts["created"]) == ("done", total)
    assert desk.count(AppointmentRow) == total
    assert desk.reads_a_chunk(import_id) is False
    assert desk.report(import_id).counts == report.counts


def test_a_row_the_database_refuses_is_left_out_and_the_others_stay(desk: Desk) -> None:
    with work_everywhere() as session:
        session.execute(
            text("alter table appointment add constraint no_a3 check (external_id <> 'A3') not valid")
        )
    try:
        report = desk.imports(numbered(7))
    finally:
        with work_everywhere() as session:
            session.execute(text("alter table appointment drop constraint no_a3"))
    assert (report.counts["created"], report.counts["rejected"]) == (6, 1)
    assert desk.issues(report.id, "rejected") == [(5, "", "not_stored")]


def test_a_file_that_can_be_read_in_two_ways_fails_with_words(desk: Desk) -> None:
    unclear = schedule(row(Date="12/01/2026", DOB="03/04/2019"))
    report = desk.imports(unclear)
    assert report.state == "failed"
    assert "12/01/2026" in (report.problem or "")
    assert desk.imports(unclear, said={"date_order": "mdy"}).counts["created"] == 1


def test_a_practice_with_an_unknown_time_zone_is_told_so_before_anything_is_read(desk: Desk) -> None:
    with work(desk.practice_id) as session:
        session.scalars(select(FeedSource)).one().timezone = "Ohio/Dayton"
    assert "Ohio/Dayton" in (desk.imports(schedule()).problem or "")


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", FileReason.EMPTY), (b"\x89PNG\r\n", FileReason.NOT_CSV)]
)
def test_what_is_no_schedule_is_not_even_kept(desk: Desk, content: bytes, reason: FileReason) -> None:
    with pytest.raises(FileRefused) as refusal:
        desk.uploads(content)
    assert refusal.value.reason is reason
    assert desk.count(FeedImport) == 0


def test_columns_chosen_by_hand_are_saved_and_found_again(desk: Desk) -> None:
    content = schedule().replace(b"Chart #", b"Folder")
    import_id = desk.uploads(content)
    with work(desk.practice_id) as session, pytest.raises(FileRefused):
        refuse_unreadable(session, NOW, import_id)
    header = read_table(content).header
    mapping = guess_mapping(header) | {"chart": header.index("Folder")}
    with work(desk.practice_id) as session:
        choose_columns(session, import_id, mapping, ReadOptions(), "Our export")
    assert desk.imports(content).counts["created"] == 1
    assert desk.imports(content, profile="Our export").counts["unchanged"] == 1


def test_a_profile_is_not_used_for_other_columns(desk: Desk) -> None:
    import_id = desk.uploads(schedule())
    with work(desk.practice_id) as session:
        choose_columns(
            session, import_id, guess_mapping(read_table(schedule()).header), read_options({}), "Ours"
        )
    with pytest.raises(FileRefused) as refusal:
        desk.uploads(schedule(header="Appt ID,Date,Time"), profile="Ours")
    assert refusal.value.reason is FileReason.COLUMNS_CHANGED
    with pytest.raises(FileRefused) as refusal:
        desk.uploads(schedule(), profile="Theirs")
    assert refusal.value.reason is FileReason.UNKNOWN_PROFILE


def test_saying_what_a_status_means_lets_the_waiting_visit_go_on(desk: Desk) -> None:
    content = schedule(row(Status="Teleported"))
    import_id = desk.imports(content).id
    with work(desk.practice_id) as session:
        map_statuses(session, NOW, DANA, import_id, {"Teleported": "cancelled", "Beamed": ""})
    with work(desk.practice_id) as session:
        visit = session.scalars(select(AppointmentRow)).one()
        assert (visit.blocked, visit.lifecycle, visit.cancelled_by) == (False, "cancelled", "feed")
        assert "map statuses" in session.scalars(select(AuditLine.action)).all()
    assert desk.imports(content).counts["unchanged"] == 1


def test_a_held_row_is_open_until_a_newer_file_speaks_of_it(desk: Desk) -> None:
    desk.imports(schedule())
    wrong = schedule(row(Last_Name="Okoro", DOB="01/23/2023"))

    def still_open() -> list[int]:
        with work(desk.practice_id) as session:
            held = select(FeedRowIssue.import_id).where(FeedRowIssue.resolved_at.is_(None))
            return list(session.scalars(held))

    first = desk.imports(wrong).id
    assert still_open() == [first]
    desk.imports(schedule(), dry_run=True)
    assert still_open() == [first]
    again = desk.imports(wrong).id
    assert still_open() == [again]
    desk.imports(schedule())
    assert still_open() == []


def test_two_files_read_at_once_make_no_child_twice(app: Flask, desk: Desk) -> None:
    both = [desk.uploads(numbered(60)) for _ in range(2)]

    def read(import_id: int) -> bool:
        with app.app_context():
            return desk.reads_a_chunk(import_id)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(read, both))
    counts = [desk.report(import_id).counts for import_id in both]
    assert sorted((each["created"], each["unchanged"]) for each in counts) == [(0, 60), (60, 0)]
    assert desk.count(Patient) == 60


def test_an_import_asks_for_a_worker_in_its_own_commit(desk: Desk) -> None:
    import_id = desk.uploads(schedule())
    with work(desk.practice_id) as session:
        nudge_import(session, desk.practice_id, import_id)
    with work_everywhere() as session:
        jobs = session.execute(text("select task_name, args from procrastinate_jobs")).all()
    assert jobs == [("read_import", {"practice_id": desk.practice_id, "import_id": import_id})]


def test_another_practice_cannot_read_the_file(desk: Desk) -> None:
    import_id = desk.uploads(schedule())
    with work_everywhere() as session:
        other = Desk(make_clinic(session, "maple").practice_id)
    assert other.reads_a_chunk(import_id) is False
    assert desk.report(import_id).state == "queued"


def test_uploading_and_importing_is_audited(desk: Desk) -> None:
    desk.imports(schedule())
    with work(desk.practice_id) as session:
        lines = session.execute(select(AuditLine.action, AuditLine.actor).order_by(AuditLine.id)).all()
    assert [action for action, _ in lines] == ["upload schedule", "import schedule", "schedule read"]
    assert lines[0].actor == "dana@willow.example"
