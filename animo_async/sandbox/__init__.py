"""An embedded Animo to develop and test against (extra: `sandbox`)."""

from animo_async.sandbox.box import Sandbox

__all__ = ["Sandbox"]
