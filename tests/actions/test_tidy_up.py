"""Daily housekeeping takes what is old and leaves what is still of use."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.tidy_up import Tidied, tidy_up
from app.models import EarlyReceipt, SignInAttempt, StaffSession, StaffToken
from app.work import work_everywhere
from tests.builders.clinic import NOW, make_clinic


def test_what_is_old_goes_and_what_is_young_stays(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        staff = clinic.staff()
        for days in (31, 29):
            then = NOW - timedelta(days=days)
            session.add(SignInAttempt(email_digest=f"{days}", at=then))
            came = then + timedelta(days=27)
            early = EarlyReceipt(event_id=f"{days}", provider_ref="u", kind="sent", at=came, received_at=came)
            session.add(early)
            clinic.add(StaffSession(staff_id=staff.id, started_at=then, acted_at=then))
            clinic.add(
                StaffToken(
                    staff_id=staff.id, kind="invitation", digest=f"{days}", created_at=then, expires_at=then
                )
            )
    with work_everywhere() as session:
        assert tidy_up(session, NOW) == Tidied(attempts=1, jobs=0, sessions=1, keys=1, early=1)
    with work_everywhere() as session:
        assert session.scalars(select(StaffToken.digest)).all() == ["29"]
        assert session.scalars(select(EarlyReceipt.event_id)).all() == ["29"]
        assert session.scalars(select(StaffSession.started_at)).all() == [NOW - timedelta(days=29)]
