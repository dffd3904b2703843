"""forms: each operation is loaded on first use."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import create_form as create_form
    from . import get_form as get_form
    from . import list_forms as list_forms
    from . import update_form as update_form

if not TYPE_CHECKING:  # otherwise a type checker would accept every name

    def __getattr__(name: str) -> Any:
        if name in __all__:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["create_form", "get_form", "list_forms", "update_form"]
