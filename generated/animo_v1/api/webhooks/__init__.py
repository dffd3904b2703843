"""webhooks: each operation is loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import attach_webhook as attach_webhook
    from . import detach_webhook as detach_webhook
    from . import update_webhook as update_webhook

if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["attach_webhook", "detach_webhook", "update_webhook"]
