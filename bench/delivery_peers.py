"""The peers of bench/delivery.py that need no framework: the vendor's own package, and a bare client.

    python -m bench.delivery_peers stock | bare

Reads what to do as JSON from standard input, and writes what it did as JSON to standard output.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import psycopg
from vonage import Auth, HttpClientOptions, Vonage
from vonage_jwt import JwtClient
from vonage_messages import Sms

SENDER = "19375550142"
IN_FLIGHT = 64
_NEXT = "select id, address, body from peer_outbox where status = 'queued' order by id limit %s"
_NOTE = "update peer_outbox set status = 'sent', provider_ref = %s where id = %s"


def stock(order: dict[str, Any]) -> dict[str, Any]:
    """The package as its guide shows it, one message after the other; each result is committed."""
    gateway = order["gateway"]
    auth = Auth(application_id=gateway["vonage_application_id"], private_key=gateway["vonage_private_key"])
    client = Vonage(auth, HttpClientOptions(api_host=gateway["vonage_api_host"]))
    with psycopg.connect(order["database"].replace("+psycopg", ""), autocommit=True) as connection:
        rows = connection.execute(_NEXT, [order["messages"] + 1]).fetchall()

        def send(row: tuple[int, str, str]) -> None:
            number, address, body = row
            text = Sms(to=address.removeprefix("+"), from_=SENDER, text=body, client_ref=f"m{number}")
            connection.execute(_NOTE, [client.messages.send(text).message_uuid, number])

        send(rows[0])
        return _timed(lambda: sum(1 for row in rows[1:] if send(row) is None))


def bare(order: dict[str, Any]) -> dict[str, Any]:
    """The ceiling: aiohttp, kept connections, ready bodies, one token, no database."""
    return asyncio.run(_bare(order))


async def _bare(order: dict[str, Any]) -> dict[str, Any]:
    gateway = order["gateway"]
    trusted = ssl.create_default_context(cafile=gateway["requests_ca_bundle"])
    token = JwtClient(
        gateway["vonage_application_id"], gateway["vonage_private_key"]
    ).generate_application_jwt()
    url = f"https://{gateway['vonage_api_host']}/v1/messages"
    headers = {"Authorization": f"Bearer {token.decode()}", "Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=IN_FLIGHT, ssl=trusted)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def lane(bodies: Iterator[bytes]) -> int:
            sent = 0
            for body in bodies:
                async with session.post(url, data=body) as response:
                    await response.read()
                    sent += response.status == 202
            return sent

        async def all_lanes(messages: int) -> int:
            bodies = iter(_bodies(messages))
            return sum(await asyncio.gather(*(lane(bodies) for _ in range(IN_FLIGHT))))

        await all_lanes(IN_FLIGHT)
        began = time.perf_counter()
        sent = await all_lanes(order["messages"])
        return {"sent": sent, "seconds": time.perf_counter() - began}


def _bodies(messages: int) -> list[bytes]:
    said = "Mia has a visit tomorrow, Tue Nov 24, 2:30 PM at Big. Confirm or change: call 937-555-0142. " * 2
    texts = [
        Sms(to=f"1937{number:07}", from_=SENDER, text=said[:160], client_ref=f"m{number}")
        for number in range(messages)
    ]
    return [each.model_dump_json(by_alias=True, exclude_none=True).encode() for each in texts]


def _timed(run: Callable[[], int]) -> dict[str, Any]:
    began = time.perf_counter()
    sent = run()
    return {"sent": sent, "seconds": time.perf_counter() - began}


PEERS = {"stock": stock, "bare": bare}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(PEERS[sys.argv[1]](json.loads(sys.stdin.read()))))
