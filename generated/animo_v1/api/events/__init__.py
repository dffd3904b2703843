"""events: each operation is loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import add_cohost as add_cohost
    from . import create_event as create_event
    from . import delete_cohost as delete_cohost
    from . import get_event as get_event
    from . import list_events as list_events
    from . import update_cohost as update_cohost
    from . import update_event as update_event

if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["add_cohost", "create_event", "delete_cohost", "get_event", "list_events", "update_cohost", "update_event"]
