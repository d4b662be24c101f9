"""The loopback vendor's answers as HTTP, in the words of the real ones."""

from __future__ import annotations

from aiohttp import web

from tests.vendor.answers import Answering


def unfit(api: str, faults: list[str]) -> web.Response:
    if api == "mails":
        errors = [{"message": "Bad request", "field": fault} for fault in faults]
        return web.json_response({"errors": errors}, status=400)
    named = [{"name": fault, "reason": "invalid"} for fault in faults]
    document = {"title": "Invalid params", "invalid_parameters": named}
    return web.json_response(document, status=422 if api == "messages" else 400)


def closed(request: web.Request) -> web.Response:
    """Nothing that is written to a closed connection arrives."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def said(answer: Answering) -> web.Response:
    if isinstance(answer.body, bytes):
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
    if isinstance(answer.body, str):
        return web.Response(status=answer.status, headers=answer.headers, text=answer.body)
    return web.json_response(answer.body or {}, status=answer.status, headers=answer.headers)


def accepted(api: str, provider_ref: str) -> web.Response:
    if api == "messages":
        return web.json_response({"message_uuid": provider_ref, "workflow_id": None}, status=202)
    if api == "calls":
        started = {
            "uuid": provider_ref,
            "status": "started",
            "direction": "outbound",
            "conversation_uuid": f"CON-{provider_ref}",
        }
        return web.json_response(started, status=201)
    return web.Response(status=202, headers={"X-Message-Id": provider_ref})
