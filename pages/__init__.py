"""Everything a person sees: one module per screen, each with one function `render()`.

`SCREENS` is the one list of them: module name to the path in the address bar. No
path equals a module name, so an address never points at a file.
"""

from __future__ import annotations

from typing import Final

SCREENS: Final = {
    "overview": "",
    "rankings": "xep-hang",
    "comparison": "so-sanh",
    "unit_sheet": "don-vi",
    "trend": "xu-huong",
    "scenario": "kich-ban",
    "rulebook": "quy-che",
    "progress": "tien-do",
    "upload": "nhap-so-lieu",
    "publication": "cong-bo",
    "history": "nhat-ky",
    "presentation": "trinh-chieu",
    "documents": "tai-lieu",
    "accounts": "tai-khoan",
}
# Not in the menu: reached by the name of who is signed in.
BEHIND_NAME: Final = ("accounts",)
# They show the same to everybody who looks at the same address, so each is drawn once for every state and address.
SHARED: Final = ("overview", "rankings", "comparison", "unit_sheet", "trend", "rulebook")
