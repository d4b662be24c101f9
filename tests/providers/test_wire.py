"""Exactly one HTTP request an attempt, and what is known when it fails (product G2, G3)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.providers.port import Accepted, Refused, Result, Unknown
from app.providers.wire import MOST_READ, Answer, Request, Wire
from tests.providers.conftest import NOW, text_to, text_way
from tests.vendor import ACCEPT_AND_DROP, DROP, GARBAGE, HANG, OK, Answering, Loopback, refused

NOT_SENT = Refused("no_connection", retry=True, outage=True)
SILENT = Unknown("vendor_silent")


def _post(url: str) -> Request:
    return Request("POST", url, {}, b"{}")


def _status(answer: Answer) -> Result:
    return Accepted(str(answer.status))


@contextmanager
def _raw_server(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Answers every connection with these bytes after the first part of a request, and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[bytes] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(65536))
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("silence", [ACCEPT_AND_DROP, DROP, GARBAGE], ids=["accepted", "unread", "garbage"])
def test_no_answer_is_unknown_and_never_asked_again(vendor: Loopback, wire: Wire, silence: Answering) -> None:
    vendor.answer_next(silence)
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == SILENT
    assert vendor.requests == 1


@pytest.mark.parametrize("silence", [ACCEPT_AND_DROP, DROP], ids=["accepted", "unread"])
def test_a_kept_connection_that_breaks_leads_to_no_second_request(
    vendor: Loopback, wire: Wire, silence: Answering
) -> None:
    """Where other clients send again: the connection worked a moment ago, and is closed as we write."""
    vendor.answer_next(OK, silence)
    way = text_way(vendor, wire)
    assert isinstance(way.send(text_to(), NOW).result(5), Accepted)
    assert way.send(text_to(reference="m2"), NOW).result(5) == SILENT
    assert vendor.requests == 2
    assert len(vendor.connections) == 1


def test_connections_are_kept(vendor: Loopback, wire: Wire) -> None:
    way = text_way(vendor, wire)
    for number in range(20):
        assert isinstance(way.send(text_to(reference=f"m{number}"), NOW).result(5), Accepted)
    assert len(vendor.connections) == 1
    assert vendor.requests == 20


def test_many_calls_are_under_way_at_once(vendor: Loopback, wire: Wire) -> None:
    vendor.latency_ms = 100
    way = text_way(vendor, wire)
    under_way = [way.send(text_to(reference=f"m{number}"), NOW) for number in range(40)]
    assert {type(each.result(5)) for each in under_way} == {Accepted}
    assert sorted(vendor.counts.values()) == [1] * 40
    assert 20 <= len(vendor.connections) <= 40


def test_a_vendor_that_hangs_is_given_up_on_after_the_timeout(vendor: Loopback, hasty_wire: Wire) -> None:
    vendor.answer_next(HANG)
    assert text_way(vendor, hasty_wire).send(text_to(), NOW).result(5) == SILENT
    assert vendor.requests == 1


def test_nobody_there_is_surely_not_sent(wire: Wire) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert wire.call(_post(f"http://127.0.0.1:{port}/"), _status).result(5) == NOT_SENT


def test_an_unknown_host_is_surely_not_sent(wire: Wire) -> None:
    assert wire.call(_post("http://vendor.invalid/"), _status).result(5) == NOT_SENT


def test_a_vendor_that_cannot_prove_who_it_is_gets_nothing(vendor: Loopback) -> None:
    stranger = Wire(5)
    try:
        assert text_way(vendor, stranger).send(text_to(), NOW).result(5) == NOT_SENT
    finally:
        stranger.close()
    assert vendor.requests == 0


def test_what_never_gets_a_connection_is_surely_not_sent(hasty_wire: Wire) -> None:
    """The other side takes connections into its queue and never speaks TLS."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/"
        assert hasty_wire.call(_post(url), _status).result(5) == NOT_SENT


def test_an_answer_that_breaks_off_is_unknown(wire: Wire) -> None:
    broken = b"HTTP/1.1 202 Accepted\r\nContent-Length: 500\r\n\r\n{"
    with _raw_server(broken) as (url, heard):
        assert wire.call(_post(url), _status).result(5) == SILENT
        assert len(heard) == 1


def test_an_endless_answer_is_read_in_part(wire: Wire) -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (10 * MOST_READ)
    read: list[int] = []

    def measure(answer: Answer) -> Result:
        read.append(len(answer.body))
        return Accepted("")

    with _raw_server(endless) as (url, _):
        wire.call(_post(url), measure).result(5)
    assert read == [MOST_READ]


def test_redirects_are_answers_and_not_followed(vendor: Loopback, wire: Wire) -> None:
    elsewhere = f"https://{vendor.vonage_host}/v1/messages"
    vendor.answer_next(refused(307, headers={"Location": elsewhere}))
    result = text_way(vendor, wire).send(text_to(), NOW).result(5)
    assert result == Refused("vendor_down", retry=True, outage=True)
    assert vendor.requests == 1


def test_proxies_of_the_environment_are_not_asked(
    vendor: Loopback, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert isinstance(text_way(vendor, wire).send(text_to(), NOW).result(5), Accepted)


def test_a_reader_that_fails_leaves_the_message_unknown(vendor: Loopback, wire: Wire) -> None:
    def broken(answer: Answer) -> Result:
        raise RuntimeError("a mistake of ours")

    assert wire.call(_post(vendor.sendgrid_url + "/nowhere"), broken).result(5) == SILENT


def test_a_closed_wire_ends_what_is_under_way_and_starts_anew(vendor: Loopback, wire: Wire) -> None:
    vendor.answer_next(HANG)
    way = text_way(vendor, wire)
    arrived = threading.Event()
    vendor.after_accept = lambda _: arrived.set()
    hanging = way.send(text_to(), NOW)
    assert arrived.wait(5)
    wire.close()
    assert hanging.result(5) == SILENT
    assert isinstance(way.send(text_to(reference="m2"), NOW).result(5), Accepted)
