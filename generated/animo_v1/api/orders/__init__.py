"""orders: each operation is loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import approve_order as approve_order
    from . import create_order as create_order
    from . import get_order as get_order
    from . import list_orders as list_orders
    from . import reject_order as reject_order

if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["approve_order", "create_order", "get_order", "list_orders", "reject_order"]
