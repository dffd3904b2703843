"""The proxy and TLS settings of the environment, read as httpx reads them."""

from __future__ import annotations

import ipaddress
import os
import ssl
from contextlib import suppress
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from animo_async.errors import ConfigurationError

_SCHEMES = ("http", "https", "all")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def environment_proxy(url: httpx.URL) -> httpx.Proxy | None:
    """Return the proxy that the environment names for a URL, or None.

    Raises:
        ConfigurationError: A variable has a value that cannot be used. All of them are checked.
    """
    environment = getproxies()
    proxies = {name: _proxy(name, address) for name, address in environment.items() if name in _SCHEMES}
    bypassed = [_bypasses(entry.strip(), url) for entry in environment.get("no", "").split(",")]
    return None if any(bypassed) else proxies.get(url.scheme) or proxies.get("all")


def tls_context(url: httpx.URL) -> ssl.SSLContext:
    """Return the TLS context for a URL. For http it trusts nothing and costs nothing, because it is never used.

    Raises:
        ConfigurationError: SSL_CERT_FILE or SSL_CERT_DIR cannot be used.
    """
    if url.scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context()
    except OSError as error:  # ssl.SSLError is one
        named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        if not named:
            raise
        raise ConfigurationError(f"{' or '.join(named)} cannot be used: {error}") from None


def _proxy(scheme: str, address: str) -> httpx.Proxy:
    reason = "it is not the address of an http, https or socks5 proxy."
    try:
        proxy = httpx.Proxy(address if "://" in address else f"http://{address}")
        _ = urlsplit(str(proxy.url)).port  # httpx does not check its range
        httpx.AsyncHTTPTransport(verify=False, proxy=proxy)
    except ImportError as error:
        reason = str(error)
    except (ValueError, httpx.InvalidURL):
        pass
    else:
        return proxy
    raise ConfigurationError(f"{scheme.upper()}_PROXY cannot be used: {reason}")


def _bypasses(entry: str, url: httpx.URL) -> bool:
    """Return whether an entry of NO_PROXY stands for a URL."""
    if entry in {"", "*"}:
        return entry == "*"
    scheme, separator, rest = entry.rpartition("://")
    host = _bracketed(rest)
    try:
        pattern = httpx.URL(f"http://{host.removeprefix('.')}")
        exact = bool(separator) or _is_address(pattern.host) or pattern.host == "localhost"
    except (httpx.InvalidURL, ValueError):
        raise ConfigurationError(f"NO_PROXY has an entry that cannot be read: {entry!r}.") from None
    if separator and scheme not in {"all", url.scheme}:
        return False
    if pattern.port is not None and pattern.port != (url.port or _DEFAULT_PORTS[url.scheme]):
        return False
    if url.host == pattern.host:
        return not host.startswith(".")
    return not exact and url.host.endswith(f".{pattern.host}")


def _is_address(host: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if _is_address(host) and ":" in host else host
