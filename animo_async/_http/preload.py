"""Loads the modules for the first calls when a client is created. Loading them later would block the event loop."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from importlib import import_module

from animo_v1 import models
from animo_v1.operations import OPERATIONS


@cache
def preload() -> None:
    """Load anyio's backends for the event loops that the program uses, and the models and operations of the API."""
    import_module("anyio.lowlevel")
    for loop in ("asyncio", "trio"):
        if loop == "asyncio" or loop in sys.modules:
            with suppress(ImportError):  # a private name; if it is gone, the first call loads the backend
                import_module(f"anyio._backends._{loop}")
    for name in models.__all__:
        getattr(models, name)
    for info in OPERATIONS.values():
        import_module(f"animo_v1.api.{info.tag.replace('-', '_')}.{info.id}")
