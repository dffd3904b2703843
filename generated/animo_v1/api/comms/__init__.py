"""comms: each operation is loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import get_comms_template as get_comms_template
    from . import list_comms_templates as list_comms_templates
    from . import reset_comms_template as reset_comms_template
    from . import update_comms_template as update_comms_template

if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["get_comms_template", "list_comms_templates", "reset_comms_template", "update_comms_template"]
