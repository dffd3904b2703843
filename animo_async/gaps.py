"""The warning that speaks where a known gap of the API would bite in silence."""


class AnimoGapWarning(UserWarning):
    """A known gap of the API would bite here in silence; the text says what to do instead."""
