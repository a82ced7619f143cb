"""RTSP addresses of cameras: checked, and shown without their secrets."""

import re
from urllib.parse import urlsplit

from viscoper.errors import UsageError

_PASSWORD = re.compile(r"(?<=://)([^/?#@:]*):([^/?#]*)@")
_SECRET_PARAMETER = re.compile(r"(?i)([?&;](?:[a-z_]*(?:pass|pwd|pw|token|key|secret|auth)[a-z_]*)=)[^&;#]*")


def checked_rtsp_url(url: str) -> str:
    """The URL without surrounding blanks; "" (a camera with archived footage only) is fine. UsageError otherwise.

    The message never repeats the URL, which may carry a password.
    """
    url = url.strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("the RTSP URL has a host or a port that is none") from None
    if parts.scheme not in ("rtsp", "rtsps") or not parts.hostname or port == 0 or re.search(r"[\s\x00-\x1f]", url):
        raise UsageError("the RTSP URL is not one; write it like rtsp://user:password@10.0.0.5:554/stream")
    return url


def without_secrets(url: str) -> str:
    """The URL with *** for the password and for parameters that look like one."""
    return _SECRET_PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1:***@", url))
