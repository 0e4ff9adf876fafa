"""
A start, every screen, every file and an import without any network: `unshare -rn python tests/no_network.py FOLDER`.

The namespace has nothing but its own loopback. An audit hook in every process of it writes down whom Python wanted to
look up or reach; the last line printed is `{"did": …, "wanted": […]}`.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
HOOK = """
import os, sys
def heard(event, arguments, path=os.environ["WANTED"]):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        told = f"{event} {arguments[0]}"
    elif event in ("socket.connect", "socket.sendto"):
        told = f"{event} {arguments[1]}"
    else:
        return
    with open(path, "a") as file:
        file.write(told + "\\n")
sys.addaudithook(heard)
"""
OWN = ("127.0.0.1", "localhost", "::1")


def loopback_up() -> None:
    """A new namespace has a loopback that is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


def main(folder: Path) -> None:
    loopback_up()
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(HOOK)
    wanted = folder / "wanted"
    wanted.touch()
    os.environ |= {"WANTED": str(wanted), "PYTHONPATH": str(folder / "hook"), "HOME": str(folder)}
    sys.path[:0] = [str(TOP), str(TOP / "tests")]

    probe = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run([sys.executable, "-c", probe], check=True)  # the hook is there and hears

    from clerk_screens import sheet, spending
    from conftest import running
    from signed_in import Client
    from test_sign_in import visit

    from data.cluster import load_cluster
    from data.reading.catalogue import catalogue_of
    from data.reading.sandbox import read_apart
    from data.rules import rulebook
    from pages import SCREENS
    from pages.parts.downloads import DOWNLOADS

    did: dict[str, int] = {"screens": 0, "files": 0, "figures": 0}
    with running(folder / "home") as server:
        for path in SCREENS.values():
            did["screens"] += "<h1" in visit(server.port, page=path)[0]
        for name in DOWNLOADS:
            answer = Client(server.port).ask("GET", f"/tai-ve/{name}?nam=2018&donvi=RG", Accept="*/*")
            did["files"] += answer.status == 200 and len(answer.body) > 1000
    catalogue = catalogue_of(load_cluster(TOP / "data"), rulebook(TOP / "data", 2018))
    did["figures"] = len(read_apart(sheet(spending()), "x.csv", catalogue).figures)
    lines = wanted.read_text().splitlines()
    outside = sorted({line for line in lines if not any(own in line for own in OWN)})
    print(json.dumps({"did": did, "wanted": outside, "heard": len(lines)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
