"""Routes that match a whole path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.applications import Starlette


def match_to_the_end(app: Starlette) -> None:
    """Let no route match a path that has a line break after it, as the `$` in Starlette's patterns does."""
    for route in app.routes:
        if isinstance(route, Route):
            route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")
