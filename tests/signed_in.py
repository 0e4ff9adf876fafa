"""People who are signed in to a running server: accounts made in its home, a form sent, a cookie brought back."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from data.accounts import Accounts
from data.cluster import folder, load_cluster
from data.rights import Duty, operator

PASSWORD = "một mật khẩu dài"


def account(home: Path, name: str, duty: Duty = Duty.SECRETARY, unit: str = "") -> str:
    """Make an account in a home; its password is `PASSWORD`."""
    made = Accounts(home).add(operator("kiểm thử"), load_cluster(folder()), name, duty, unit, PASSWORD)
    return made.name


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str:
        """A header, "" if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass
class Client:
    """A browser without scripts: keeps cookies, follows nothing."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request; `headers` with _ for -."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Accept": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent.setdefault("Origin", f"http://127.0.0.1:{self.port}")
        line.request(method, path, body, {name: value for name, value in sent.items() if value})
        got = line.getresponse()
        answer = Answer(got.status, got.getheaders(), got.read().decode("utf-8", "replace"))
        line.close()
        for key, value in answer.headers:
            if key.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                kept = rest.split(";")[0].strip('"')
                if kept and "Max-Age=0" not in value:
                    self.cookies[name] = kept
                else:
                    self.cookies.pop(name, None)
        return answer

    def form(self, target: str = "/") -> dict[str, str]:
        """The hidden fields of the form."""
        page = self.ask("GET", "/dang-nhap?" + urlencode({"den": target}))
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.body))

    def sign_in(self, name: str, password: str = PASSWORD, target: str = "/", **headers: str) -> Answer:
        """Fill in the form and send it."""
        return self.ask(
            "POST", "/dang-nhap", {**self.form(target), "ten": name, "mat_khau": password}, **headers
        )
