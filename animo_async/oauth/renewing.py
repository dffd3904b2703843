"""The token of a client that renews itself."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NoReturn

import anyio

from animo_async._http.loop_state import PerLoop
from animo_async._http.single_flight import SingleFlight

from .values import OAuthTokens

if TYPE_CHECKING:
    from .app import AnimoOAuth

Save = Callable[[OAuthTokens], Awaitable[None]]
"""Stores tokens, in place of those before."""

_SAVE_SECONDS = 30.0


class _LoopState:
    """What belongs to one event loop: the renewal in progress, and when the tokens are due by that loop's clock."""

    def __init__(self) -> None:
        self.renewal: SingleFlight[None] = SingleFlight()
        self.tokens: OAuthTokens | None = None
        self.due = 0.0


class RenewingToken:
    """The `token` of an `AnimoClient`: an access token that is renewed before it expires, and when it is refused.

    One renewal is shared by all who wait for it. New tokens are saved before they are used: the old ones are worth
    nothing by then. When saving fails, the caller gets that error, and the next call saves again. A renewal
    under way is finished even when the call that needed it is cancelled or out of time, or the new tokens would be
    lost. (Cancelling a task of asyncio by its own `cancel()` is stronger than that: it may cost the login.)

    Make one for each login, and share it. Two that renew the same login, such as in two processes, revoke each other's.

    Args:
        oauth: The app.
        tokens: The tokens as last saved.
        save: An async callable that stores tokens. It has 30 seconds.
        margin: How many seconds before it expires a token is renewed.

    Calling it may raise what `AnimoOAuth.refresh` raises, `LoginRequiredError` above all, and what `save` raises.
    """

    def __init__(self, oauth: AnimoOAuth, tokens: OAuthTokens, save: Save, *, margin: float = 60.0) -> None:
        self._oauth = oauth
        self._tokens = tokens
        self._save = save
        self._margin = margin
        self._unsaved: OAuthTokens | None = None
        self._refused = False
        self._states = PerLoop(_LoopState)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._tokens!r}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A RenewingToken cannot be pickled or copied. Store its tokens, and make another from them.")

    async def __call__(self) -> str:
        """Return an access token that is good for now."""
        state = self._states.get()
        if state.tokens is not self._tokens:
            state.tokens, state.due = self._tokens, self._when_due(self._tokens)
        if self._refused or self._unsaved or anyio.current_time() >= state.due:
            await state.renewal.run(self._renew)
        return self._tokens.access_token

    def refused(self, access_token: str) -> None:
        """Take note that a token was refused; `AnimoClient` calls it after a 401.

        One that has been replaced in the meantime says nothing about the one that replaced it.

        Args:
            access_token: The one that was refused.
        """
        self._refused |= access_token == self._tokens.access_token

    def _when_due(self, tokens: OAuthTokens) -> float:
        # By the event loop's clock from here on, because the other one may be set back.
        left = math.inf if tokens.expires_at is None else tokens.expires_at - time.time()
        return anyio.current_time() + left - self._margin

    async def _renew(self) -> None:
        with anyio.CancelScope(shield=True):
            if self._unsaved is None:
                self._unsaved = await self._oauth.refresh(self._tokens)
            with anyio.fail_after(_SAVE_SECONDS):
                await self._save(self._unsaved)
            self._tokens, self._unsaved = self._unsaved, None
            self._refused = False
