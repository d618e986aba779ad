"""What is served beside Django, in OpenAPI's words."""

from __future__ import annotations

from typing import Any

_SECURITY: list[dict[str, list[str]]] = [{"PanelToken": []}]
_HALL = {"name": "hall", "in": "path", "required": True, "schema": {"type": "string"}}
_NAME = {
    "name": "path",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "metadata/…, targets/<sha256>.rollout.json, targets/<sha256>.live.json or blobs/<aa>/<sha256>",
}

#: OpenAPI paths.
BESIDE: dict[str, Any] = {
    "/api/stream": {
        "get": {
            "operationId": "panel_stream",
            "summary": "Server-sent events: changed {timestamp}, order {id, kind}, bye {reason}",
            "description": "A comment each 25 s. The first events say how things stand.",
            "tags": ["panel"],
            "security": _SECURITY,
            "responses": {
                "200": {"description": "a stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
                "401": {"description": "token"},
                "403": {"description": "revoked"},
            },
        }
    },
    "/api/halls/{hall}/repo/{path}": {
        "get": {
            "operationId": "repository_file",
            "summary": "A file of the hall's repository",
            "description": "Range, If-Range, ETag and If-None-Match; all but timestamp.json never change.",
            "tags": ["panel"],
            "security": _SECURITY,
            "parameters": [_HALL, _NAME],
            "responses": {
                "200": {"description": "all of it"},
                "206": {"description": "a range"},
                "304": {"description": "as you have it"},
                "401": {"description": "token"},
                "403": {"description": "revoked, or another hall's"},
                "404": {"description": "no such file"},
                "416": {"description": "no such range"},
            },
        }
    },
}
