"""Slugs as Laravel derives them from names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection


def slugify(name: str, *, fallback: str) -> str:
    """Return the slug of a name, or `fallback` if it has no letter or digit."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9\s-]", "", plain.replace("_", "-").replace("@", "-at-"))
    return re.sub(r"[-\s]+", "-", words).strip("-") or fallback


def unique_slug(name: str, taken: Collection[str], *, fallback: str) -> str:
    """Return the slug of a name, followed by a number if it is taken."""
    slug = slugify(name, fallback=fallback)
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate
