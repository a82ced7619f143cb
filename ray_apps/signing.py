"""Signed paths: what a browser may fetch without knowing the access token, until a time.

A signature is HMAC-SHA256 with the token over method GET, the path with its other parameters in order, and the end.
"""

import hashlib
import hmac
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

VALID_S = 6 * 3600
# Ends lie on whole hours, so that the same picture keeps its URL for a while and browsers need not fetch it again.
STEP_S = 3600


def signed(path: str, token: str) -> str:
    """The path with `expires` (seconds since 1970) and `signature`."""
    expires = (int(time.time()) + VALID_S) // STEP_S * STEP_S
    separator = "&" if "?" in path else "?"
    return f"{path}{separator}{urlencode({'expires': expires, 'signature': _signature(path, expires, token)})}"


def is_signed(path: str, token: str) -> bool:
    """Whether the path carries a signature by this token that has not run out."""
    parts = urlsplit(path)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    given = dict(pairs)
    rest = [pair for pair in pairs if pair[0] not in ("expires", "signature")]
    bare = parts.path + (f"?{urlencode(rest)}" if rest else "")
    expires = given.get("expires", "")
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12) or int(expires) < time.time():
        return False
    expected = _signature(bare, int(expires), token)
    return hmac.compare_digest(expected.encode(), given.get("signature", "").encode())


def _signature(path: str, expires: int, token: str) -> str:
    parts = urlsplit(path)
    canonical = f"GET\n{parts.path}\n{urlencode(parse_qsl(parts.query, keep_blank_values=True))}\n{expires}"
    return hmac.new(token.encode(), canonical.encode(), hashlib.sha256).hexdigest()
