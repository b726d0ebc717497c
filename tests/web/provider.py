"""A small OpenID Connect provider on this machine: it says what it is told to say, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "gongkai", "a secret of the client"


class Provider:
    """What it says of the person, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims: dict[str, Any] = {}
        self.challenges: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.audience = CLIENT

    def authorize(self, where: str) -> str:
        """As if the person had agreed: the address to which the browser is sent back."""
        given = {key: values[0] for key, values in parse_qs(urlsplit(where).query).items()}
        code = f"code{len(self.challenges)}"
        self.challenges[code] = given["code_challenge"]
        return f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"

    def configuration(self) -> dict[str, Any]:
        ends = {f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token", "userinfo")}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys", **ends}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self.challenges.pop(form.get("code", ""), None) != proof or form.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}
        said = {"iss": self.address, "aud": self.audience, "exp": 4102444800, "iat": 0} | self.claims
        return 200, {"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(said, "k" * 32)}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/userinfo":
                self._answer(200, provider.claims)
            else:
                self._answer(200, provider.configuration())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*provider.token({key: values[0] for key, values in parse_qs(body).items()}))

        def _answer(self, status: int, said: Any) -> None:
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: Any) -> None:
            pass

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(provider)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
