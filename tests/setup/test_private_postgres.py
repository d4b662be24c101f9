"""The private database: one server whoever starts it, and nothing confirmed is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.private_postgres import PrivatePostgresError, ensure, remove, stop
from app.private_postgres.place import Place, known_place

CHECKOUT = Path(__file__).parents[2]
USER = "import sys; from pathlib import Path; from app.private_postgres import ensure; "
SLOW_STATEMENT = "import sys, psycopg; psycopg.connect(sys.argv[1]).execute('SELECT pg_sleep(1)')"
WAITING_USER = USER + "print(ensure(Path(sys.argv[1])), flush=True); sys.stdin.read()"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("instance")
    yield folder
    remove(folder)


@pytest.fixture
def new_instance(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove(tmp_path)


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def place_of(instance: Path) -> Place:
    place = known_place(instance)
    assert place is not None
    return place


def server_pid(instance: Path) -> int:
    return int((place_of(instance).data / "postmaster.pid").read_text().splitlines()[0])


def a_process_using(instance: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WAITING_USER, str(instance)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)
    assert process.returncode == 0


def answers(url: str) -> bool:
    try:
        connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_simultaneous_first_starts_share_one_server(new_instance: Path) -> None:
    processes = [a_process_using(new_instance) for _ in range(3)]
    urls = {process.stdout.readline().strip() for process in processes if process.stdout}
    (url,) = urls
    for process in processes[:2]:
        finish(process)
    assert answers(url), "somebody still uses the database"

    finish(processes[2])
    assert not answers(url), "the last one out switches it off"


def test_committed_rows_survive_the_server_being_killed(instance: Path) -> None:
    with connect(ensure(instance)) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('confirmed')")
    os.kill(server_pid(instance), signal.SIGKILL)

    with connect(ensure(instance)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("confirmed",)]


def test_server_killed_under_a_running_statement_comes_back(instance: Path) -> None:
    url = ensure(instance).replace("+psycopg", "")
    busy = subprocess.Popen([sys.executable, "-c", SLOW_STATEMENT, url], stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    os.kill(server_pid(instance), signal.SIGKILL)
    with connect(ensure(instance)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    busy.wait(timeout=10)


def test_a_reused_process_id_does_not_hinder_the_start(instance: Path) -> None:
    ensure(instance)
    noted = place_of(instance).data / "postmaster.pid"
    os.kill(server_pid(instance), signal.SIGKILL)
    lines = noted.read_text().splitlines()
    noted.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")

    with connect(ensure(instance)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_start_killed_half_way_leaves_no_broken_database(new_instance: Path) -> None:
    starter = a_process_using(new_instance)
    while not list(place.home.glob("data.new-*") if (place := known_place(new_instance)) else []):
        time.sleep(0.005)
    starter.kill()
    starter.communicate(timeout=10)

    with connect(ensure(new_instance)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not list(place_of(new_instance).home.glob("data.new-*"))


def test_commits_wait_for_the_disk_and_the_network_is_closed(instance: Path) -> None:
    with connect(ensure(instance)) as connection:
        for setting, value in {"fsync": "on", "synchronous_commit": "on", "listen_addresses": ""}.items():
            assert connection.execute("SELECT current_setting(%s)", (setting,)).fetchone() == (value,)


def test_a_server_that_could_lose_commits_is_refused(instance: Path) -> None:
    ensure(instance)
    with psycopg.connect(
        host=str(place_of(instance).socket_dir), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        try:
            with pytest.raises(PrivatePostgresError, match="fsync off and could lose"):
                _ensure_until_refused(instance)
        finally:
            connection.execute("ALTER SYSTEM RESET fsync")
            connection.execute("SELECT pg_reload_conf()")


def _ensure_until_refused(instance: Path) -> None:
    for _ in range(100):  # the server takes a moment to read its changed settings
        ensure(instance)


def test_the_product_is_no_superuser(instance: Path) -> None:
    with connect(ensure(instance)) as connection:
        answer = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    assert answer == (False,)


def test_databases_are_made_by_name(instance: Path) -> None:
    with connect(ensure(instance, name="other_one")) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("other_one",)
    with pytest.raises(ValueError, match="not a database name"):
        ensure(instance, name='x"; DROP')


def test_stop_ends_it_and_the_next_start_has_the_data(instance: Path) -> None:
    url = ensure(instance)
    with connect(url) as connection:
        connection.execute("CREATE TABLE still_there ()")
    stop(instance)
    assert not answers(url)
    stop(instance)  # once more does nothing
    with connect(ensure(instance)) as connection:
        assert connection.execute("SELECT * FROM still_there").fetchall() == []


def test_a_long_and_odd_path_works(tmp_path: Path) -> None:
    deep = tmp_path / ("it's a practice with a long name " * 4)
    with connect(ensure(deep)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    remove(deep)


def test_values_in_errors_do_not_reach_the_servers_log(instance: Path) -> None:
    with connect(ensure(instance)) as connection:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 'canary@family.example'::integer")
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1/0 AS canary_name")
    assert "canary" not in place_of(instance).log.read_text()


def test_a_folder_that_cannot_be_made_is_said_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PrivatePostgresError, match="INSTANCE_DIR"):
        ensure(tmp_path / "file" / "instance")


def test_data_of_another_user_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "postgresql").mkdir()
    if os.geteuid() == 0:
        os.chown(tmp_path / "postgresql", 1, 1)
        with pytest.raises(PrivatePostgresError, match=r"belongs to the user .+Start Deskbell as"):
            ensure(tmp_path)
    else:
        (tmp_path / "postgresql").rmdir()
        (tmp_path / "postgresql.place").write_text("/var/lib/deskbell/elsewhere\n")
        with pytest.raises(PrivatePostgresError, match="made by root"):
            ensure(tmp_path)
