"""Checks limits, headers, URLs, and proxy and TLS environment variables before anything is sent."""

from __future__ import annotations

import math
import os
import re
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from animo_async.errors import ConfigurationError

DEFAULT_BASE_URL = "https://app.animo.co/api/v1"
MOST = 10_000  # the limit for max_retries and max_concurrency
_LONGEST = 10**9  # seconds: 31 years

OwnHeaders = tuple[tuple[str, str], ...]
# Headers that authenticate, describe the body or control the connection.
_OURS = (
    r"authorization|host|content-.*|accept|accept-.*|transfer-encoding|connection|"
    r"expect|keep-alive|proxy-.*|te|trailer|upgrade"
)


@dataclass(frozen=True)
class Limits:
    """The limits of one call; see AnimoClient for what they mean."""

    timeout: float
    deadline: float | None
    max_retries: int

    def __post_init__(self) -> None:
        seconds("timeout", self.timeout)
        if self.deadline is not None:
            seconds("deadline", self.deadline)
        check_whole("max_retries", self.max_retries, 0, MOST)


def seconds(name: str, value: float) -> None:
    """Raise TypeError unless value is a number, and ValueError unless it is above 0 and at most 10**9."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}.")
    if not 0 < value <= _LONGEST:
        no_limit = " None means no deadline." if name == "deadline" else ""
        raise ValueError(f"{name} must be a number of seconds above 0 and at most {_LONGEST:.0e}.{no_limit}")


def check_whole(name: str, value: int, least: int, most: float = math.inf) -> None:
    """Raise TypeError unless value is a whole number, and ValueError unless it is in range."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}.")
    if not least <= value <= most:
        limit = f"at least {least}" if value < least else f"at most {most}"
        raise ValueError(f"{name} must be {limit}.")


def own_headers(headers: Any) -> OwnHeaders | Exception:
    """Return headers with lower-case names, or an error. Raising it here could show the values in a traceback."""
    if not isinstance(headers, Mapping | None):
        return TypeError(f"headers must be a mapping of names to values, not {type(headers).__name__}.")
    checked: dict[str, str] = {}
    for name, value in () if headers is None else headers.items():
        if not isinstance(name, str) or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            return ConfigurationError(f"headers has an invalid name: {name!r:.80}.")
        if re.fullmatch(_OURS, name, re.IGNORECASE):
            return ConfigurationError(f"headers must not contain {name}: the client sets it.")
        if not isinstance(value, str) or not re.fullmatch(r"[!-~]([ \t!-~]*[!-~])?", value):
            return ConfigurationError(
                f"The value of the header {name} must be printable ASCII text without spaces around it."
            )
        if name.lower() in checked:
            return ConfigurationError(f"headers has {name} twice. Names are case-insensitive.")
        checked[name.lower()] = value
    return tuple(checked.items())


def sound(url: str) -> bool:
    """Return whether url is an http(s) URL with a host, and without credentials, query or fragment."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        return False
    return plain and not any(letter in "@?#\\" or letter.isspace() or not letter.isprintable() for letter in url)


def address(name: str, url: str) -> str:
    """Return url without trailing slashes. Raise TypeError if it is not a str, ConfigurationError if it is invalid."""
    if not isinstance(url, str):
        raise TypeError(f"{name} must be a str, not {type(url).__name__}.")
    if not sound(url):
        raise ConfigurationError(
            f"{name} must be an http or https URL with a host and without credentials, query or fragment, such as "
            f"{DEFAULT_BASE_URL}."
        )
    return url.rstrip("/")


def origin(url: str) -> str:
    """Return the scheme and host of a URL. For the API's base URL, this is the default location of the public pages."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def check_proxies() -> None:
    """Raise ConfigurationError if a proxy environment variable cannot be used. The error names the variable."""
    environment = getproxies()
    _check_proxies(*(environment.get(name, "") for name in ("http", "https", "all", "no")))


@cache
def _check_proxies(http: str, https: str, every: str, no: str) -> None:
    exclusions = [entry.strip() for entry in no.split(",")]
    if "*" in exclusions:  # no proxy is used at all
        return
    for variable, url in (("HTTP_PROXY", http), ("HTTPS_PROXY", https), ("ALL_PROXY", every)):
        problem = _proxy_problem(url) if url else None
        if problem is not None:
            raise ConfigurationError(f"{variable} cannot be used: {problem}")
    unreadable = ", ".join(repr(entry) for entry in exclusions if entry and not _readable(entry))
    if unreadable:
        raise ConfigurationError(f"NO_PROXY cannot be used: no host can be read from {unreadable}.")


def _proxy_problem(url: str) -> str | None:
    """Return why httpx cannot use a proxy, or None. The URL is not shown, because it may contain a password."""
    try:
        _ = urlsplit(url).port
        httpx.AsyncClient(proxy=url if "://" in url else f"http://{url}", trust_env=False, verify=False)  # noqa: S501
    except ImportError as error:
        return str(error)
    except (ValueError, httpx.InvalidURL):
        return "its URL is invalid."
    return None


def _readable(entry: str) -> bool:
    """Return whether httpx can read an entry of NO_PROXY: a URL, a host or an IPv6 address."""
    for pattern in (entry,) if "://" in entry else (f"all://*{entry}", f"all://[{entry}]"):
        with suppress(ValueError, httpx.InvalidURL):
            httpx.AsyncClient(mounts={pattern: None}, trust_env=False, verify=False)  # noqa: S501
            return True
    return False


def tls_context(scheme: str) -> ssl.SSLContext:
    """Return the TLS context, which all clients with the same TLS variables share.

    For http the context is never used, so no certificates are loaded, which would take time.
    """
    variables = (os.environ.get(name) or "" for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"))
    return _tls_context(*variables) if scheme == "https" else _no_tls()


@cache
def _no_tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _tls_context(certificates: str, directory: str, _key_log: str) -> ssl.SSLContext:
    variable = "SSL_CERT_FILE" if certificates else "SSL_CERT_DIR" if directory else ""
    if variable == "SSL_CERT_DIR" and not Path(directory).is_dir():  # otherwise Python would reject every certificate
        raise ConfigurationError(f"SSL_CERT_DIR cannot be used: {directory!r} is not a directory.")
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # ssl.SSLError is a subclass
        problem = f"{variable} cannot be used" if variable else "The TLS context cannot be created"
        raise ConfigurationError(f"{problem}: {error}") from None
