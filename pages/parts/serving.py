"""What the browser gets besides Streamlit's messages: the document, the static files, the headers.

Streamlit's own server sends `<html lang="en">`, no security headers, an open
metrics page and 8 MB of uncompressed scripts of which it names only the first
layer. `Doorway` stands in front of it and mends these, but for the headers, which
`wall.Headed` puts on every answer.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any, Final

from pages import SCREENS
from pages.parts import theme
from pages.parts.gate import AGENCY_PATHS
from pages.parts.words import CHROME, say

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Streamlit's own doors that our screens need. Closed are memory and session figures, the experimental remote control,
# components that nobody wrote, and whatever the next version adds.
CORE: Final = ("health", "host-config", "stream", "upload_file")
# What of it can be read. Anything else that Streamlit does not know it answers with its own English page.
READABLE: Final = ("/_stcore/health", "/_stcore/host-config")
# Screens with a Plotly figure: their document loads its 4.7 MB early. The others draw in HTML and fetch it
# when nothing else is to do, so that the next screen has it.
PLOTLY_SCREENS: Final = ("rankings", "comparison")
YEAR_IN_SECONDS: Final = 31_536_000
COMPRESSIBLE: Final = (".js", ".css", ".json", ".svg")

ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="5" fill="#1f3a5f"/>'
    '<rect x="6" y="8" width="20" height="4" fill="#fff"/>'
    '<rect x="6" y="14" width="15" height="4" fill="#8fb0d0"/>'
    '<rect x="6" y="20" width="10" height="4" fill="#c9953b"/></svg>'
)


class Doorway:
    """ASGI middleware: closes doors, serves documents and static files from memory, sets headers.

    `static` is the folder of Streamlit's build, the one with `index.html`; `routes` are the paths of our own
    routes; `plotly_screens` are the screens whose document loads Plotly early.
    """

    def __init__(
        self,
        app: Application,
        static: Path,
        routes: Sequence[re.Pattern[str]] = (),
        plotly_screens: Sequence[str] = PLOTLY_SCREENS,
    ) -> None:
        self.app = app
        self.static = static
        self.routes = routes
        self.documents = {
            f"/{path}": document(static, with_plotly=screen in plotly_screens)
            for screen, path in SCREENS.items()
        }
        self.own = own_files()
        self.packed: dict[str, tuple[bytes, bool, str]] = {}
        # Before the first visitor, who would otherwise wait 0.3 s for it.
        for path in chunks(static, ("Html", "PlotlyChart")) + _named(self.documents["/"].decode()):
            self.pack(f"/{path}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if shut(path):
            await self.answer(send, 404, b"", "text/plain")
        elif scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
        elif path in self.own:
            body, kind = self.own[path]
            await self.answer(send, 200, body, kind, YEAR_IN_SECONDS)
        elif path in self.documents:
            await self.answer(send, 200, self.documents[path], "text/html; charset=utf-8")
        elif path.startswith("/static/") and not self.file(path).is_file():
            await self.answer(
                send, 404, not_found(path), "text/html; charset=utf-8"
            )  # else Streamlit's own page
        elif path.startswith("/static/") and "gzip" in _header(scope, b"accept-encoding"):
            await self.static_file(path, scope, receive, send)
        elif (
            path in READABLE
            or path in AGENCY_PATHS
            or path.startswith(("/media/", "/static/"))
            or any(each.match(path) for each in self.routes)
        ):
            await self.app(scope, receive, send)
        elif SCREENS.get(path.strip("/")) is not None:
            await self.redirect(send, f"/{SCREENS[path.strip('/')]}", scope.get("query_string", b""))
        else:
            await self.answer(send, 404, not_found(path), "text/html; charset=utf-8")

    async def static_file(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A file of Streamlit's build, compressed once and kept."""
        if path not in self.packed and not self.pack(path):
            await self.app(scope, receive, send)
            return
        body, is_packed, kind = self.packed[path]
        await self.answer(send, 200, body, kind, YEAR_IN_SECONDS, packed=is_packed)

    def pack(self, path: str) -> bool:
        """Reads and compresses the static file at `path`; False if there is none that is worth it."""
        file = self.file(path)
        if file.suffix not in COMPRESSIBLE or not file.is_file():
            return False
        body = file.read_bytes()
        smaller = gzip.compress(body, 6, mtime=0)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.packed[path] = (smaller, True, kind) if len(smaller) < len(body) else (body, False, kind)
        return True

    def file(self, path: str) -> Path:
        """The file of Streamlit's build at `path`; its `static` itself for a path that leads out of it."""
        file = (self.static / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self.static.resolve()) else self.static

    async def answer(
        self, send: Send, status: int, body: bytes, kind: str, max_age: int = 0, *, packed: bool = False
    ) -> None:
        cache = f"public, immutable, max-age={max_age}" if max_age else "no-cache"
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", cache.encode()),
            *([(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")] if packed else []),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def redirect(self, send: Send, path: str, query: bytes) -> None:
        target = path.encode() + (b"?" + query if query else b"")
        headers = [(b"location", target), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 307, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def shut(path: str) -> bool:
    """Whether a path is a door of Streamlit's that no screen needs."""
    _root, first, second = (*path.split("/"), "", "")[:3]
    return first in ("component", "app") or (first == "_stcore" and second not in CORE)


def document(static: Path, *, with_plotly: bool) -> bytes:
    """Streamlit's `index.html` in Vietnamese, with our files, loading early what the first picture needs."""
    page = (static / "index.html").read_text(encoding="utf-8")
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    page = page.replace('<html lang="en">', '<html lang="vi">')
    page = re.sub(r"<title>.*?</title>", f"<title>{escape(say('frame.title'))}</title>", page)
    page = re.sub(
        r"<noscript>.*?</noscript>",
        f"<noscript><p>{say('frame.no_script')}</p></noscript>",
        page,
        flags=re.DOTALL,
    )
    page = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", page)
    # The theme names system fonts; the font of Streamlit is never used.
    page = re.sub(r'\s*<link\s+rel="preload"[^>]*as="font"[^>]*>', "", page)
    files = {path.split("?")[0].rsplit("/", 1)[1]: path for path in _own_addresses()}
    page = page.replace('href="./favicon.png"', f'href="{files["icon.svg"]}" type="image/svg+xml"')
    later = chunks(static, ("PlotlyChart",))[0]
    head = (
        f'<link rel="stylesheet" href="{files["frame.css"]}">'
        f'<script defer src="{files["frame.js"]}" data-words="{escape(json.dumps(CHROME, ensure_ascii=False))}"'
        f' data-screens="{escape(json.dumps([f"/{path}" for path in SCREENS.values()]))}"'
        f' data-later="/{later}"></script>'
        f'<script defer src="{files["take_away.js"]}"></script>'
    )
    named = _named(page)
    wanted = chunks(static, ("Html", "PlotlyChart") if with_plotly else ("Html",))
    early = "".join(
        f'<link rel="modulepreload" crossorigin href="./{path}">' for path in wanted if path not in named
    )
    page = page.replace("<title>", head + "<title>", 1).replace("</head>", early + "</head>", 1)
    return re.sub(r"\n\s*", "\n", page).strip().encode()


def chunks(static: Path, names: Iterable[str]) -> list[str]:
    """Paths of the build's chunks called `names` and of all that they import, by the build's own manifest."""
    manifest = json.loads((static / "manifest.json").read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    waiting = [
        key
        for key, entry in manifest.items()
        if entry.get("name") in set(names) and entry.get("isDynamicEntry")
    ]
    while waiting:
        entry = manifest[waiting.pop(0)]
        if entry["file"] not in found:
            found[entry["file"]] = None
            waiting.extend(entry.get("imports", ()))
    return list(found)


def security_headers(page: bytes) -> list[tuple[bytes, bytes]]:
    """Headers of every answer. Streamlit needs inline styles; an inline script runs only by its hash."""
    inline = re.findall(rb"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = "".join(f" 'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in inline)
    policy = (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def own_files() -> dict[str, tuple[bytes, str]]:
    """Our files by path: bytes and media type."""
    return {
        "/_frame/frame.css": (theme.stylesheet(say("frame.offline")).encode(), "text/css; charset=utf-8"),
        "/_frame/frame.js": (
            (Path(__file__).parent / "frame.js").read_bytes(),
            "text/javascript; charset=utf-8",
        ),
        "/_frame/take_away.js": (
            (Path(__file__).parent / "take_away.js").read_bytes(),
            "text/javascript; charset=utf-8",
        ),
        "/_frame/icon.svg": (ICON.encode(), "image/svg+xml"),
        "/favicon.png": (ICON.encode(), "image/svg+xml"),  # Streamlit asks for this name
    }


def not_found(path: str) -> bytes:
    """The page for an address that is no screen."""
    return lost(say("frame.not_found"), say("frame.not_found_why", path=path))


def lost(title: str, why: str) -> bytes:
    """The page that stands in place of what was asked for: what there is not, and why."""
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/_frame/frame.css">'
        f'<body class="td-lost"><main class="stHtml"><h1>{escape(title)}</h1>'
        f"<p>{escape(why)}</p>"
        f'<p><a href="/">{say("frame.to_overview")}</a></p></main></body></html>'
    ).encode()


def _named(page: str) -> list[str]:
    """Paths of the static files that a document names."""
    return re.findall(r'(?:href|src)="\./(static/[^"]+)"', page)


def _own_addresses() -> list[str]:
    # The digest in the address lets browsers keep a file for a year and still get the next version.
    return [f"{path}?{sha256(body).hexdigest()[:10]}" for path, (body, _) in own_files().items()]


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
