"""Limits, addresses, and the proxy and TLS settings of the environment, checked before anything is sent."""

from __future__ import annotations

import math
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from animo_async.errors import ConfigurationError

DEFAULT_BASE_URL = "https://app.animo.co/api/v1"
MOST = 10_000  # retries, and requests in flight
_LONGEST = 10**12


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
    """Raise TypeError unless value is a number, ValueError unless it is more than 0 and fits a clock."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}.")
    if not 0 < value <= math.inf or (isinstance(value, int) and value > _LONGEST):
        raise ValueError(f"{name} must be more than 0 seconds, and not an astronomical number.")


def check_whole(name: str, value: int, least: int, most: float = math.inf) -> None:
    """Raise TypeError unless value is a whole number, ValueError unless it is in range."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}.")
    if not least <= value <= most:
        limit = f"at least {least}" if value < least else f"at most {most}"
        raise ValueError(f"{name} must be {limit}.")


def sound(url: str) -> bool:
    """Say whether url is an http(s) address with a host, and without credentials, query or fragment."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        return False
    return plain and not any(letter in "@?#\\" or letter.isspace() or not letter.isprintable() for letter in url)


def address(name: str, url: str) -> str:
    """Return url without its last slash; ConfigurationError when no request could go there."""
    if not sound(url):
        raise ConfigurationError(
            f"{name} must be an http or https address with a host and without credentials, query or fragment, "
            f"such as {DEFAULT_BASE_URL}."
        )
    return url.rstrip("/")


def origin(url: str) -> str:
    """Return scheme and host of a URL. By default, the public pages are there."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def check_proxies() -> None:
    """Raise ConfigurationError when the environment names proxies that cannot be used."""
    proxies = {name: address for name, address in getproxies().items() if name in {"http", "https", "all", "no"}}
    try:
        for address in proxies.values():
            _ = urlsplit(address).port
        if proxies:
            httpx.AsyncClient(verify=False)  # noqa: S501 - it reads the variables, and sends nothing
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        names = ", ".join(f"{name.upper()}_PROXY" for name in proxies)
        reason = str(error) if isinstance(error, ImportError) else "one of them has a URL that cannot be used."
        raise ConfigurationError(f"The proxy settings in {names} cannot be followed: {reason}") from None


def tls_context(scheme: str) -> ssl.SSLContext:
    """Return the TLS context. For http it trusts nothing and costs nothing, because it is never used."""
    if scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # ssl.SSLError is one
        raise ConfigurationError(f"SSL_CERT_FILE or SSL_CERT_DIR cannot be used: {error}") from None
