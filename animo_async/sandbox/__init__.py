"""An embedded Animo server for development and tests (extra: `sandbox`)."""

from animo_async.sandbox.box import Sandbox

__all__ = ["Sandbox"]
