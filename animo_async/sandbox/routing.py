"""Makes routes match the whole path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.applications import Starlette


def match_to_the_end(app: Starlette) -> None:
    """Make routes reject a path that ends with a line break. The `$` in Starlette's patterns would accept it."""
    for route in app.routes:
        if isinstance(route, Route):
            route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")
