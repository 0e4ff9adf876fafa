"""
Identities that somebody else vouches for: the claims of a verified OpenID Connect id_token.

The token's signature, issuer, nonce and time were checked before (by the client library). What is checked here is what
this program relies on besides: for whom the token was made, and when the person really gave a password.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from data.checks import CONTROL
from data.troubles import Trouble

RECENT = timedelta(minutes=10)  # a sign-in asks for a password that was given within that time
LEEWAY = timedelta(minutes=2)  # between two machines' clocks
LONGEST = 255  # characters of a subject, by OpenID Connect Core §2


@dataclass(frozen=True, slots=True)
class Identity:
    """
    Who somebody is to an issuer.

    Attributes:
        subject: Never given to another person by that issuer.
        email: Only if the issuer verified it, else "".
        name: To be shown; chosen by whoever keeps the identity.
        authenticated: When the password was given, UTC.
    """

    issuer: str
    subject: str
    email: str
    name: str
    authenticated: datetime

    @property
    def told(self) -> str:
        """What its owner tells an administrator, to have it linked."""
        return self.email or self.subject


def identity_of(claims: Mapping[str, Any], client: str, now: datetime) -> Identity:
    """
    The identity that the claims of an id_token state.

    Args:
        client: Name of this program at the issuer.

    Raises:
        Trouble: "oidc.claims": issuer or subject is missing. "oidc.audience": made for another program.
            "oidc.time": it does not say when the password was given. "oidc.old": it was given too long ago.
    """
    issuer, subject = _text(claims.get("iss"), LONGEST), _text(claims.get("sub"), LONGEST)
    if not issuer or not subject:
        raise Trouble("oidc.claims")
    audience = claims.get("aud")
    if not client or client not in (audience if isinstance(audience, list) else [audience]):
        raise Trouble("oidc.audience")
    given = claims.get("auth_time")
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Trouble("oidc.time")
    try:
        authenticated = datetime.fromtimestamp(given, UTC)
    except (ValueError, OverflowError, OSError):
        raise Trouble("oidc.time") from None
    if not -LEEWAY <= now - authenticated <= RECENT + LEEWAY:
        raise Trouble("oidc.old")
    email = _text(claims.get("email"), LONGEST) if claims.get("email_verified") is True else ""
    name = _text(claims.get("name"), 80) or email or subject[:80]
    return Identity(issuer, subject, email, name, min(authenticated, now))


def _text(value: object, most: int) -> str:
    """A claim as text; "" for what is none, or longer than any claim, or holds control characters."""
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    return "" if len(text) > most or CONTROL.search(text) else text
