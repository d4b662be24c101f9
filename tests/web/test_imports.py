"""The import pages, as somebody with a browser and no script meets them."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from app.actions.read_import import read_next_chunk
from app.models import AppointmentRow, FeedImport, FeedProfile, GroupPermission, StaffUser
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic
from tests.builders.front_desk import Browser, FrontDesk
from tests.builders.schedule import data_file, row, schedule

EDGE = "edge-of-a-part"


class ImportDesk(FrontDesk):
    """Somebody with a file."""

    practice_id: int

    def uploads(self, content: bytes, name: str = "week.csv", **fields: str) -> TestResponse:
        """The form as a browser sends it; written out, since the test client leaves large files open."""
        parts = [
            f'name="{name}"\r\n\r\n{value}' for name, value in {"csrf_token": self.token(), **fields}.items()
        ]
        head = "".join(f"--{EDGE}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        head += f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{EDGE}--\r\n".encode()
        return self.client.post("/imports", data=body, content_type=f"multipart/form-data; boundary={EDGE}")

    def chooses(self, import_id: int, do: str = "import", **changed: str) -> TestResponse:
        """Sends the columns page as it came, with some fields changed."""
        page = self.get(f"/imports/{import_id}/columns").text
        fields: dict[str, str] = {}
        for name, choices in re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', choices)
            fields[name] = chosen[1] if chosen else ""
        fields |= dict(re.findall(r'<input type="hidden" name="(word-\d+)" value="([^"]*)"', page))
        return self.post(f"/imports/{import_id}/columns", do=do, **{**fields, **changed})

    def reads_all(self, import_id: int) -> None:
        """What the job does."""
        more = True
        while more:
            with work(self.practice_id) as session:
                more = read_next_chunk(session, NOW, import_id)

    def imports(self, content: bytes, **changed: str) -> str:
        """The report page."""
        import_id = number_in(self.uploads(content))
        self.chooses(import_id, **changed)
        self.reads_all(import_id)
        return self.get(f"/imports/{import_id}").text

    def visits(self) -> int:
        with work(self.practice_id) as session:
            return session.scalar(select(func.count()).select_from(AppointmentRow)) or 0


def number_in(response: TestResponse) -> int:
    assert response.status_code == 303, response.text[:2000]
    found = re.search(r"/imports/(\d+)", response.headers["Location"])
    assert found
    return int(found[1])


def counts(page: str) -> dict[str, int]:
    return {word: int(number) for word, number in re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)}


def desk_of(app: Flask, slug: str = "willow") -> ImportDesk:
    app.test_client_class = Browser
    with work_everywhere() as session:
        clinic = make_clinic(session, slug)
        staff = clinic.staff(f"dana@{slug}.example")
        session.expunge(staff)
    desk = ImportDesk(app.test_client(), staff)
    desk.practice_id = clinic.practice_id
    return desk


@pytest.fixture
def desk(app: Flask) -> ImportDesk:
    return desk_of(app)


def test_the_first_visit_says_what_to_do(desk: ImportDesk) -> None:
    page = desk.get("/imports")
    assert page.status_code == 200
    assert "No file was imported yet" in page.text
    assert "20,000 rows and 10 MB" in page.text


def test_a_week_goes_from_file_to_schedule(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(data_file("willow-week.csv")))
    page = desk.get(f"/imports/{import_id}/columns").text
    assert "First 20 rows" in page
    assert '<option value="contact_2.cell" selected>Contact 2 cell phone</option>' in page
    assert number_in(desk.chooses(import_id)) == import_id
    waiting = desk.get(f"/imports/{import_id}").text
    assert "0 of 270 rows" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert ">Refresh</a>" in waiting
    desk.reads_all(import_id)
    done = desk.get(f"/imports/{import_id}").text
    assert counts(done)["new"] == 270
    assert "every 2s" not in done
    assert "week.csv" in desk.get("/imports").text


def test_the_progress_alone_is_what_the_page_asks_for(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(schedule()))
    desk.chooses(import_id)
    part = desk.get(f"/imports/{import_id}", htmx=True).text
    assert "<html" not in part
    assert part.strip().startswith('<div class="stack" id="report"')


def test_a_trial_changes_nothing_and_can_be_made_real(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(data_file("willow-bad-rows.csv")))
    desk.chooses(import_id, do="check")
    desk.reads_all(import_id)
    page = desk.get(f"/imports/{import_id}").text
    assert "What would happen" in page
    assert (counts(page)["new"], desk.visits()) == (57, 0)
    assert number_in(desk.post(f"/imports/{import_id}/start")) == import_id
    desk.reads_all(import_id)
    page = desk.get(f"/imports/{import_id}").text
    assert "What happened" in page
    assert desk.visits() == 58


def test_each_bad_row_is_shown_with_line_column_and_words(desk: ImportDesk) -> None:
    page = desk.imports(data_file("willow-bad-rows.csv"))
    told = {words: number for words, number in counts(page).items() if number}
    assert told == {"new": 57, "held for you": 1, "rejected": 2}
    assert "Line </span>35</th><td>Appt ID</td>" in page
    assert "The line has 6 cells, the column titles 30. It stops before Provider ID." in page


def test_the_report_downloads_without_formulas(desk: ImportDesk) -> None:
    bad = row(Appt_ID="", Visit_Type='=HYPERLINK("http://x")', Last_Name="+1", First_Name="@x")
    desk.imports(schedule(row(), {name: cell.replace('"', "'") for name, cell in bad.items()}))
    with work(desk.practice_id) as session:
        import_id = session.scalars(select(FeedImport.id)).one()
    download = desk.get(f"/imports/{import_id}/rows.csv")
    assert download.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in download.headers["Content-Disposition"]
    line = download.text.splitlines()[1]
    assert line.startswith("3,Appt ID,rejected,missing_appointment_id,Appt ID is empty.")
    assert "'=HYPERLINK" in line
    assert "'+1" in line
    assert "'@x" in line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n", "This is no CSV file but a picture (PNG)"),
        (b"A\n" + b"x\n" * 20_001, "20,001 rows; the most is 20,000"),
        (b"A,B\n\x81,1\n", "Line 2 holds characters"),
        (b"A\n" + b"x" * (10 * 1024 * 1024), "10.0 MB; the most is 10 MB"),
    ],
)
def test_what_is_no_schedule_is_refused_in_words_and_nothing_is_kept(
    desk: ImportDesk, content: bytes, words: str
) -> None:
    response = desk.uploads(content)
    assert response.status_code == 422
    assert words in response.text
    assert 'aria-describedby="file-error file-help"' in response.text
    with work(desk.practice_id) as session:
        assert session.scalar(select(func.count()).select_from(FeedImport)) == 0


def test_a_form_without_a_file_asks_for_one(desk: ImportDesk) -> None:
    response = desk.post("/imports")
    assert response.status_code == 422
    assert "Choose a CSV file first." in response.text


def test_columns_are_asked_for_until_all_that_is_needed_is_there(desk: ImportDesk) -> None:
    content = schedule().replace(b"Chart #", b"Folder")
    import_id = number_in(desk.uploads(content))
    assert "Still needed: Chart number" in desk.get(f"/imports/{import_id}/columns").text
    refused = desk.chooses(import_id)
    assert refused.status_code == 422
    assert "No column is chosen for: Chart number" in refused.text
    assert desk.chooses(import_id, **{"column-9": "chart"}).status_code == 303
    desk.reads_all(import_id)
    assert desk.visits() == 1


def test_two_columns_for_one_thing_are_refused(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(schedule()))
    refused = desk.chooses(import_id, **{"column-5": "status"})
    assert refused.status_code == 422
    assert "“Status” is chosen twice. “Visit Type” is the second." in refused.text


def test_dates_that_can_be_two_days_are_asked_for(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(schedule(row(Date="12/01/2026", DOB="03/04/2019"))))
    refused = desk.chooses(import_id)
    assert refused.status_code == 422
    assert 'id="date_order-error"' in refused.text
    assert desk.chooses(import_id, date_order="mdy").status_code == 303


def test_an_unknown_time_zone_is_refused_by_its_field(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(schedule()))
    refused = desk.chooses(import_id, timezone="Ohio")
    assert refused.status_code == 422
    assert "&#39;Ohio&#39; is not a time zone" in refused.text


def test_columns_kept_under_a_name_are_offered_for_the_next_file(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(schedule()))
    desk.chooses(import_id, profile="Our export", date_order="mdy")
    assert "<option>Our export</option>" in desk.get("/imports").text
    again = number_in(desk.uploads(schedule(), profile="Our export"))
    page = desk.get(f"/imports/{again}/columns").text
    assert 'value="Our export"' in page
    assert '<option value="mdy" selected>' in page
    other = desk.uploads(schedule(header="Appt ID,Date"), profile="Our export")
    assert other.status_code == 422
    with work(desk.practice_id) as session:
        assert session.scalar(select(func.count()).select_from(FeedProfile)) == 1


def test_a_first_import_is_marked_as_quiet(desk: ImportDesk) -> None:
    desk.imports(schedule(), first="1")
    with work(desk.practice_id) as session:
        assert session.scalars(select(AppointmentRow.quiet)).one() is True


def test_an_unknown_status_can_be_explained_before_the_import(desk: ImportDesk) -> None:
    page = desk.imports(schedule(row(Status="Teleported")), **{"status-0": "arrived"})
    assert counts(page)["held for you"] == 0
    with work(desk.practice_id) as session:
        assert session.scalars(select(AppointmentRow.lifecycle)).one() == "arrived"


def test_an_unknown_status_can_be_explained_after_the_import(desk: ImportDesk) -> None:
    page = desk.imports(schedule(row(Status="Teleported")))
    assert "<strong>Teleported</strong> means" in page
    with work(desk.practice_id) as session:
        import_id = session.scalars(select(FeedImport.id)).one()
    said = {"word-0": "Teleported", "status-0": "scheduled"}
    assert desk.post(f"/imports/{import_id}/statuses", **said).status_code == 303
    with work(desk.practice_id) as session:
        assert session.scalars(select(AppointmentRow.blocked)).one() is False
    assert desk.post(f"/imports/{import_id}/statuses", **{**said, "status-0": "beamed"}).status_code == 422


def test_an_import_that_stands_still_can_be_sent_on(desk: ImportDesk) -> None:
    import_id = number_in(desk.uploads(schedule()))
    desk.chooses(import_id)
    with work_everywhere() as session:
        session.execute(text("delete from procrastinate_jobs"))
    assert desk.post(f"/imports/{import_id}/start").status_code == 303
    with work_everywhere() as session:
        assert session.scalar(text("select count(*) from procrastinate_jobs")) == 1


def test_pressing_start_after_the_end_starts_nothing(desk: ImportDesk) -> None:
    desk.imports(schedule())
    with work(desk.practice_id) as session:
        import_id = session.scalars(select(FeedImport.id)).one()
    desk.post(f"/imports/{import_id}/start")
    with work(desk.practice_id) as session:
        assert session.scalars(select(FeedImport.state)).one() == "done"


@pytest.mark.parametrize("way", ["", "/columns", "/rows.csv"])
def test_another_practice_finds_nothing(app: Flask, desk: ImportDesk, way: str) -> None:
    import_id = number_in(desk.uploads(schedule()))
    stranger = desk_of(app, "maple")
    assert stranger.get(f"/imports/{import_id}{way}").status_code == 404
    for action in ("columns", "start", "statuses"):
        assert stranger.post(f"/imports/{import_id}/{action}").status_code == 404
    assert "week.csv" not in stranger.get("/imports").text


def test_a_form_without_its_token_changes_nothing(desk: ImportDesk) -> None:
    response = desk.post("/imports", token=False, file=(io.BytesIO(schedule()), "week.csv"))
    assert response.status_code in {400, 419}
    assert desk.visits() == 0


def test_only_who_manages_integrations_may_import(desk: ImportDesk) -> None:
    with work(desk.practice_id) as session:
        staff = session.scalars(select(StaffUser)).one()
        session.execute(
            text("update staff_group set administrators = false where practice_id = :practice_id"),
            {"practice_id": desk.practice_id},
        )
        session.add(GroupPermission(group_id=staff.group_id, code="basic_messaging"))
    assert desk.get("/imports").status_code == 403
    assert desk.uploads(schedule()).status_code == 403
