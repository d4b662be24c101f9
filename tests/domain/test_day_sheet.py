import pytest

from app.domain.answers import NoticeKind
from app.domain.appointments import Status
from app.domain.day_sheet import DayAnswer, DayGroup, Reached, day_answer


@pytest.mark.parametrize(
    ("status", "waiting", "reached", "expected"),
    [
        (Status.SCHEDULED, None, Reached.NOBODY, DayAnswer.NO_ANSWER),
        (Status.SCHEDULED, None, Reached.SOMEBODY, DayAnswer.NO_ANSWER),
        (Status.SCHEDULED, None, Reached.LOST, DayAnswer.NOT_DELIVERED),
        (Status.OUT_OF_REACH, None, Reached.LOST, DayAnswer.OUT_OF_REACH),
        (Status.CONFIRMED, None, Reached.LOST, DayAnswer.CONFIRMED),
        (Status.CONFIRMED, NoticeKind.LATE, Reached.SOMEBODY, DayAnswer.CANT_COME),
        (Status.CONFIRMED, NoticeKind.CONFLICT, Reached.SOMEBODY, DayAnswer.TWO_ANSWERS),
        (Status.SCHEDULED, NoticeKind.MOVE_REQUESTED, Reached.LOST, DayAnswer.OTHER_TIME),
        (Status.CANCEL_REQUESTED, NoticeKind.CANCEL_REQUESTED, Reached.NOBODY, DayAnswer.ASKED_TO_CANCEL),
        (Status.SCHEDULED, NoticeKind.CANCELLED, Reached.NOBODY, DayAnswer.NO_ANSWER),
        (Status.CANCELLED, NoticeKind.LATE, Reached.LOST, DayAnswer.CANCELLED),
        (Status.COMPLETED, NoticeKind.LATE, Reached.NOBODY, DayAnswer.COMPLETED),
        (Status.RESCHEDULED, None, Reached.NOBODY, None),
        (Status.ENTERED_IN_ERROR, None, Reached.NOBODY, None),
    ],
)
def test_what_the_sheet_says(status, waiting, reached, expected) -> None:
    assert day_answer(status, waiting, reached) is expected


def test_every_answer_is_in_one_group_and_has_words() -> None:
    assert {answer.group for answer in DayAnswer} == set(DayGroup)
    assert all(answer.words for answer in DayAnswer)
