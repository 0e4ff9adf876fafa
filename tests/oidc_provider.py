"""A small OpenID Connect provider on this machine: real discovery, codes, PKCE and signed tokens; lies on request."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET, COOKIE_SECRET = "thi-dua", secrets.token_urlsafe(16), secrets.token_urlsafe(32)
PEOPLE = {
    "cuc": {"sub": "u-1", "email": "cuc@kg.example", "email_verified": True, "name": "Cúc ở cơ quan"},
    "dung": {"sub": "u-2", "email": "dung@kg.example", "email_verified": True, "name": "Dũng <b>lạ</b>"},
    "gia": {"sub": "u-3", "email": "cuc@kg.example", "email_verified": False, "name": "Người mạo danh"},
    "khac": {
        "sub": "u-4",
        "email": "cuc@kg.example",
        "email_verified": True,
        "name": "Người được cấp lại hộp thư",
    },
}


@dataclass
class Provider:
    """
    The provider.

    Attributes:
        lies: Claims of the next tokens in place of the true ones; None leaves one out.
        signs: "RS256" as it should; "other" = another key, "none", "HS256" = the public key used as a secret.
        asked: Parameters of every authorization request, oldest first.
    """

    port: int = 0
    lies: dict[str, Any] = field(default_factory=dict)
    signs: str = "RS256"
    asked: list[dict[str, str]] = field(default_factory=list)
    key: Any = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/kg"

    def pick(self, query: dict[str, str], who: str) -> str:
        """Somebody gave the password: the address to go back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = query | {"who": who}
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def token(self, fields: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The answer to a code; each is good for one time, with the right secret and verifier."""
        given = f"{fields.get('client_id')}:{fields.get('client_secret')}"
        if authorization.startswith("Basic "):
            given = unquote(b64decode(authorization[6:]).decode())
        asked = self.codes.pop(fields.get("code", ""), None)
        verifier = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(verifier).decode().rstrip("=")
        if given != f"{CLIENT}:{SECRET}" or asked is None or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = PEOPLE[asked["who"]] | {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now, "nonce": asked["nonce"],
        } | self.lies  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {
            "access_token": "at",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.signed(claims),
        }

    def signed(self, claims: dict[str, Any]) -> str:
        """The id_token, signed as `signs` says."""
        if self.signs == "none":
            parts = [json.dumps(each).encode() for each in ({"alg": "none", "kid": "1"}, claims)]
            return ".".join(urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + "."
        if self.signs == "HS256":
            secret = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode({"alg": "HS256", "kid": "1"}, claims, secret, algorithms=["HS256"])
        key = RSAKey.generate_key(2048) if self.signs == "other" else self.key
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)

    def secrets_toml(self, port: int) -> str:
        """`[auth]` of a server on `port` of this machine."""
        cells = {
            "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback",
            "cookie_secret": COOKIE_SECRET,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "server_metadata_url": f"{self.issuer}/.well-known/openid-configuration",
        }
        return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in cells.items())


@contextmanager
def providing() -> Iterator[Provider]:
    """Runs a provider on a free port."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            what = parts.path.removeprefix("/realms/kg")
            if what == "/.well-known/openid-configuration":
                base = provider.issuer
                self.answer(200, {
                    "issuer": base, "authorization_endpoint": f"{base}/auth", "token_endpoint": f"{base}/token",
                    "jwks_uri": f"{base}/jwks", "response_types_supported": ["code"],
                    "code_challenge_methods_supported": ["S256"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                })  # fmt: skip
            elif what == "/jwks":
                self.answer(200, {"keys": [provider.key.as_dict(private=False)]})
            elif what == "/auth":
                provider.asked.append(query)
                links = "".join(
                    f'<p><a id="{who}" href="pick?{escape(urlencode(query | {"who": who}))}">{who}</a></p>'
                    for who in PEOPLE
                )
                self.page(f"<h1>Hệ thống tài khoản cơ quan</h1>{links}")
            elif what == "/pick":
                who = query.pop("who")
                self.send_response(302)
                self.send_header("Location", provider.pick(query, who))
                self.end_headers()
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(fields, self.headers.get("Authorization", "")))

        def answer(self, status: int, content: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def page(self, body: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=vi><title>IdP</title>{body}".encode())

        def log_message(self, *_: object) -> None:
            pass

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = serving.server_port
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        serving.shutdown()
        serving.server_close()


def configure(place: Path, provider: Provider, port: int) -> Path:
    """A home folder whose `.streamlit/secrets.toml` names the provider."""
    file = place / ".streamlit" / "secrets.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(provider.secrets_toml(port), "utf-8")
    file.chmod(0o600)
    return place
