"""A token that renews itself."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import partial
from threading import Lock
from typing import NoReturn

import anyio

from animo_async._http.loop_state import PerLoop
from animo_async._http.single_flight import SingleFlight

from .app import AnimoOAuth
from .values import OAuthTokens

Save = Callable[[OAuthTokens], Awaitable[None]]
"""Stores the new tokens in place of the old ones."""

_SAVE_SECONDS = 30.0
_POLL_SECONDS = 0.02

# The tokens that are being saved by the running task or by a task that started it.
_BEING_SAVED: ContextVar[tuple[OAuthTokens, ...]] = ContextVar("being_saved", default=())


class _LoopState:
    """The state in one event loop: the renewal in progress, and when, by the loop's clock, to renew the tokens."""

    def __init__(self) -> None:
        self.renewal: SingleFlight[None] = SingleFlight()
        self.tokens: OAuthTokens | None = None
        self.due = 0.0


class RenewingToken:
    """The `token` of an `AnimoClient`: an access token that is renewed before it expires, and after a 401.

    Concurrent callers share one renewal, even if they are in different event loops. New tokens are saved before any
    request uses them, because the old ones no longer work. Only requests that `save` itself sends use them earlier. If
    `save` fails, the caller gets its error, and the next call saves again.

    A renewal continues even if the call that needed it is cancelled or runs out of time. Otherwise the new tokens would
    be lost. Only asyncio's `Task.cancel()` can still interrupt a renewal, which can end the login.

    Create one per login and share it. Two of them for the same login, for example in two processes, revoke each other's
    tokens.

    Args:
        oauth: The app.
        tokens: The tokens as last saved.
        save: An async callable that stores tokens. It must finish within 30 seconds.
        margin: A token is renewed this many seconds before it expires, but not before half of its remaining time has
            passed.

    Calling it raises what `AnimoOAuth.refresh` raises, mainly `LoginRequiredError`, and what `save` raises.
    """

    def __init__(self, oauth: AnimoOAuth, tokens: OAuthTokens, save: Save, *, margin: float = 60.0) -> None:
        self._oauth = oauth
        self._tokens = tokens
        self._save = save
        self._margin = margin
        self._unsaved: OAuthTokens | None = None
        self._refused = False
        self._states = PerLoop(_LoopState)
        self._one_loop = Lock()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._tokens!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A RenewingToken cannot be pickled or copied. Store its tokens, and create another one from them."
        )

    async def __call__(self) -> str:
        """Return a valid access token. In a request made by `save`, return the token that is being saved."""
        unsaved = self._unsaved
        if unsaved is not None and any(tokens is unsaved for tokens in _BEING_SAVED.get()):
            return unsaved.access_token
        state = self._states.get()
        tokens = self._tokens  # another thread may replace them at any moment
        if state.tokens is not tokens:
            state.tokens, state.due = tokens, self._when_due(tokens)
        if self._refused or self._unsaved or anyio.current_time() >= state.due:
            await state.renewal.run(partial(self._renew, tokens))
        return self._tokens.access_token

    def refused(self, access_token: str) -> None:
        """Mark a token as refused. `AnimoClient` calls this after a 401.

        If the token was replaced in the meantime, this does nothing.

        Args:
            access_token: The token that was refused.
        """
        self._refused |= access_token == self._tokens.access_token

    def _when_due(self, tokens: OAuthTokens) -> float:
        # Measured by the event loop's clock, because the system clock may be set back.
        left = math.inf if tokens.expires_at is None else tokens.expires_at - time.time()
        return anyio.current_time() + left - min(self._margin, left / 2)

    async def _renew(self, old: OAuthTokens) -> None:
        # Another thread's event loop is renewing. Poll, because anyio's locks and events belong to one loop.
        while not self._one_loop.acquire(blocking=False):  # noqa: ASYNC110
            await anyio.sleep(_POLL_SECONDS)
        try:
            if self._tokens is old:
                with anyio.CancelScope(shield=True):
                    await self._refresh_and_save()
        finally:
            self._one_loop.release()

    async def _refresh_and_save(self) -> None:
        if self._unsaved is None:
            self._unsaved = await self._oauth.refresh(self._tokens)
        saving = _BEING_SAVED.set((*_BEING_SAVED.get(), self._unsaved))
        try:
            with anyio.fail_after(_SAVE_SECONDS):
                await self._save(self._unsaved)
        finally:
            _BEING_SAVED.reset(saving)
        self._tokens, self._unsaved = self._unsaved, None
        self._refused = False
