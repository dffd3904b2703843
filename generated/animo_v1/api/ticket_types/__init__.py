"""ticket_types: each operation is loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import create_ticket_type as create_ticket_type
    from . import get_ticket_type as get_ticket_type
    from . import list_ticket_types as list_ticket_types
    from . import update_ticket_type as update_ticket_type

if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["create_ticket_type", "get_ticket_type", "list_ticket_types", "update_ticket_type"]
