"""The client, and the handles of a company and an event."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn, Self, cast
from urllib.parse import unquote

from animo_v1 import models
from animo_v1.api import user
from animo_v1.operation import Request, path_segment
from animo_v1.types import UNSET, Unset

from ._http.attempts import Observer, check_observer
from ._http.options import DEFAULT_BASE_URL, MOST, Limits, address, check_whole, origin, own_headers
from ._http.requester import Requester
from ._http.token import Credentials, TokenSource
from ._http.transport import AsyncTransport, Transport
from .entitlements import Diagnosis, Entitlement, EntitlementState, explain, list_companies, probe
from .errors import CompanyNotFoundError, PlanRequiredError
from .identifiers import identifier
from .resources.activations import Activations
from .resources.comms import Comms
from .resources.event_pages import EventPage
from .resources.events import Cohosts, Events
from .resources.forms import Forms
from .resources.orders import Orders
from .resources.ticket_types import TicketTypes
from .resources.webhooks import Webhooks
from .urls import PublicUrls, urls_without_slug


class AnimoClient:
    """A client of the Animo API. One client serves a whole service.

    Example:
        ```python
        import asyncio

        from animo_async import AnimoClient


        async def main() -> None:
            async with AnimoClient() as animo:  # reads ANIMO_TOKEN
                acme = await animo.find_company("aidemodays")
                async for event in acme.events.list():
                    print(event.name, acme.urls.event(event))


        asyncio.run(main())
        ```

    Many tasks can use it concurrently. It can be opened in one task and closed in another. Use it in `async with`, or
    call `aclose()` when done. Every request may raise `APIStatusError`, `APIConnectionError` or `ResponseFormatError`.
    Each method lists its additional errors.

    Args:
        token: A personal access token, or an async callable that returns a token (for OAuth). The callable runs before
            every attempt, in the context of the caller, so it should cache the token. After a 401 it runs again, and
            the request is sent once more. If the callable has a method `refused`, that method is called first, with the
            rejected token. Default: the environment variable ANIMO_TOKEN.
        base_url: URL of the API. Default: ANIMO_BASE_URL, then https://app.animo.co/api/v1.
        public_url: URL of the public pages. Default: scheme and host of `base_url`.
        timeout: Seconds for one attempt, from sending to the last byte of the response.
        deadline: Seconds for one call, or for one page of a pager, including the token callable, pauses, queueing and
            all attempts. None for no limit.
        max_retries: Maximum number of attempts after the first. A write is retried only if it was certainly not
            processed.
        max_concurrency: Maximum number of requests in flight, per event loop. Waiting for a slot does not count towards
            `timeout`.
        headers: Headers to send with every API request. A `User-Agent` is put before the client's own. Some headers are
            reserved and cannot be set: `Authorization`, `Host`, `Content-*`, `Accept*` and those that control the
            connection.
        observe: A plain function, for metrics, traces or logs. It is called with an `Attempt` after each attempt,
            unless the attempt was cancelled. It runs in the task of the caller, so it must not block. Exceptions that
            it raises are logged.
        transport: An `httpx.AsyncBaseTransport` that sends the requests. It stays open when the client closes, and it
            must match each response to its request. Without one, proxy and TLS environment variables work as in httpx.
        diagnose: True to find the reason for a 403 by looking up the token's companies. The result is cached for a
            minute.

    Raises:
        ConfigurationError: The token is missing or cannot be sent in a header, a header cannot be set, or a URL, a
            proxy or a TLS setting is invalid.
        ValueError, TypeError: An argument is out of range or has the wrong type.

    Animo's documentation: Authentication, and Conventions.
    """

    def __init__(
        self,
        token: TokenSource | None = None,
        *,
        base_url: str | None = None,
        public_url: str | None = None,
        timeout: float = 30.0,
        deadline: float | None = 120.0,
        max_retries: int = 3,
        max_concurrency: int = 10,
        headers: Mapping[str, str] | None = None,
        observe: Observer | None = None,
        transport: AsyncTransport | None = None,
        diagnose: bool = True,
    ) -> None:
        credentials = Credentials(token if token is not None else os.environ.get("ANIMO_TOKEN", ""))
        checked = own_headers(headers)
        del token, headers  # a traceback with locals would show them
        if isinstance(checked, Exception):
            raise checked
        check_observer(observe)
        if base_url is None:
            base_url = os.environ.get("ANIMO_BASE_URL") or DEFAULT_BASE_URL
        base_url = address("base_url", base_url)
        public_url = origin(base_url) if public_url is None else address("public_url", public_url)
        credentials.check()
        check_whole("max_concurrency", max_concurrency, 1, MOST)
        limits = Limits(timeout, deadline, max_retries)
        explain_denial = Diagnosis(_billing_url(public_url), look_up=diagnose)
        self._public_url = public_url
        self._requester = Requester(
            Transport(base_url, transport), credentials, limits, max_concurrency, explain_denial, checked, observe
        )

    def with_options(
        self,
        *,
        timeout: float | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
        max_retries: int | Unset = UNSET,
    ) -> AnimoClient:
        """Return a client that shares this one's connections and pacing, but has other limits.

        Args:
            timeout: Seconds for one attempt.
            deadline: Seconds for one call. None for no limit.
            max_retries: Number of attempts after the first.

        Raises:
            ValueError, TypeError: A limit is out of range or has the wrong type.
        """
        changes = {"timeout": timeout, "deadline": deadline, "max_retries": max_retries}
        given = {name: value for name, value in changes.items() if value is not UNSET}
        limits = replace(self._requester.limits, **given)  # type: ignore[arg-type]
        client = object.__new__(type(self))
        vars(client).update(vars(self))
        for name in _slots(type(self)):  # slots that a subclass defines
            with suppress(AttributeError):
                setattr(client, name, getattr(self, name))
        client._requester = self._requester.with_limits(limits)
        return client

    async def __aenter__(self) -> Self:
        self._requester.check_open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections. The client cannot be used afterwards. Closing it again does nothing."""
        await self._requester.aclose()

    def __repr__(self) -> str:
        # A debugger may also show a client whose constructor failed.
        where = self._requester.base_url if hasattr(self, "_requester") else "not made"
        return f"<{type(self).__name__} {where}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "An AnimoClient cannot be pickled: it holds connections and a token. Create one in each process."
        )

    async def user(self) -> models.User:
        """Get the user that the token belongs to. This does not require the Pro plan.

        Raises:
            AuthenticationError: The token is wrong, expired or revoked.
            MissingScopeError: The token lacks `user:read`.

        Animo's documentation: User.
        """
        return (await self._requester.call(user.get_user.operation)).data

    async def companies(self) -> list[models.Company]:
        """List the user's companies that are on the Pro plan.

        Returns:
            The companies. The list is empty if none is on the Pro plan.

        Raises:
            AuthenticationError: The token is wrong, expired or revoked.
            MissingScopeError: The token lacks `companies:read`.

        Animo's documentation: Companies, and Conventions ("Entitlement behavior").
        """
        return await list_companies(self._requester)

    def company(self, company: str | models.Company) -> CompanyClient:
        """Return the handle of a company. Nothing is sent.

        Args:
            company: The company, or its sqid (its `id`). Use `find_company` for a slug.

        Raises:
            ValueError: The identifier cannot be part of a path.
        """
        if isinstance(company, str):
            path_segment("company", company)
            return CompanyClient(self._requester, company, None, self._public_url)
        if not isinstance(company, models.Company):
            raise TypeError(f"company must be a str (its sqid) or Company, not {type(company).__name__}")
        path_segment("company", company.id)
        return CompanyClient(self._requester, company.id, company.slug, self._public_url)

    async def find_company(self, key: str | None = None) -> CompanyClient:
        """Find a company in the list of the user's companies on the Pro plan.

        Args:
            key: Its slug or its sqid. May be None if the list has only one company.

        Raises:
            PlanRequiredError: The list is empty, because no company of this user is on the Pro plan.
            CompanyNotFoundError: No company matches, or there are several and no key was given. The error names the
                available slugs.
            AuthenticationError: The token is wrong, expired or revoked.
            MissingScopeError: The token lacks `companies:read`.

        Animo's documentation: Companies, and Conventions ("Entitlement behavior").
        """
        listed = await self.companies()
        if not listed:
            text = explain(EntitlementState.NO_COMPANY, _billing_url(self._public_url))
            raise PlanRequiredError(
                entitlement=Entitlement(EntitlementState.NO_COMPANY, text),
                status_code=200,
                method="GET",
                path="/companies",
                operation="list_companies",
                body={"data": []},
                hint=text.replace("GET /companies returned 200 with an empty list", "The list is empty"),
            )
        found = [item for item in listed if key is None or key in (item.slug, item.id)]
        if len(found) != 1:
            raise CompanyNotFoundError(key=key, slugs=[item.slug for item in listed])
        return self.company(found[0])

    async def entitlement(self) -> Entitlement:
        """Find out what the token may do: which user it belongs to, and which companies are on the Pro plan.

        It does not use the cache. A 401, a 403 or an empty list is a result, not an error.

        Returns:
            The state, with an `.explanation` to show to people. `ENTITLED` if at least one company is listed.

        Raises:
            APIStatusError, APIConnectionError, ResponseFormatError: The request failed in another way.

        Animo's documentation: Conventions ("Entitlement behavior").
        """
        return await probe(self._requester, _billing_url(self._public_url))

    async def request(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None
    ) -> Any:
        """Send a request to any route of the API, with this client's token, retries and errors.

        Args:
            method: The HTTP method.
            path: The path below the base URL. It must start with exactly one slash and have no query.
            params: The query.
            json: The body.

        Returns:
            The decoded JSON. None if the response has no body.

        Raises:
            ValueError, TypeError: The method or the path is invalid, or `params` or `json` cannot be sent.
        """
        request = Request(path, params=cast("dict[str, Any]", {} if params is None else params), json=json)
        del params, json  # a traceback with locals would show them
        if not re.fullmatch(r"[A-Za-z]+", method):
            raise ValueError(f"method must be an HTTP method, not {method!r}.")
        below = re.fullmatch(r"/(?!/)[^\s?#\\\x00-\x1f\x7f]*", path)
        if not below or not {".", ".."}.isdisjoint(unquote(path).split("/")):
            raise ValueError(
                f"path must start with exactly one slash and stay below the base URL, without a query: {path!r}. "
                "Pass the query as params."
            )
        return await self._requester.send(method.upper(), request, None)


def _slots(kind: type) -> Iterator[str]:
    for base in kind.__mro__:
        slots = vars(base).get("__slots__", ())
        yield from (slots,) if isinstance(slots, str) else slots


def _billing_url(public_url: str) -> str:
    return f"{public_url}/admin/settings/billing"


class CompanyClient:
    """The handle of one company, from `AnimoClient.find_company` or `AnimoClient.company`.

    `AnimoClient` lists the errors that every request can raise.

    Attributes:
        id: Its sqid.
        slug: Its name in public URLs. None if only the sqid is known.
        urls: Builds the URLs of its public pages. Without a slug, all except `billing` raise ValueError.
        activations: Its lead-generation pages.
        events: Its events.
        forms: Its forms.
        webhooks: Its webhooks.
    """

    def __init__(self, requester: Requester, company_id: str, slug: str | None, public_url: str) -> None:
        self._requester = requester
        self.id = company_id
        self.slug = slug
        self.urls: PublicUrls = urls_without_slug(public_url) if slug is None else PublicUrls(slug, public_url)
        self.activations: Activations = Activations(requester, company_id)
        self.events: Events = Events(requester, company_id)
        self.forms: Forms = Forms(requester, company_id)
        self.webhooks: Webhooks = Webhooks(requester, company_id)

    def event(self, event: str | models.Event) -> EventClient:
        """Return the handle of an event that the company organizes. Nothing is sent.

        Args:
            event: The event, or its slug (its `id`).

        Raises:
            ValueError: The identifier cannot be part of a path.
        """
        slug = identifier("event", event, "Event")
        path_segment("event", slug)
        return EventClient(self._requester, self.id, slug)

    async def entitlement(self) -> Entitlement:
        """Find out what the token may do with this company.

        It does not use the cache. A 401, a 403 or an empty list is a result, not an error. The check only reads, and
        reads do not show whether the plan has the integrations feature, so the state is never `MISSING_INTEGRATIONS`.

        Returns:
            The state, with an `.explanation` to show to people. `ENTITLED` if the company is listed or its events can
            be read.

        Raises:
            APIStatusError, APIConnectionError, ResponseFormatError: The request failed in another way.

        Animo's documentation: Conventions ("Entitlement behavior").
        """
        return await probe(self._requester, self.urls.billing, self.id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.slug or self.id}>"


class EventClient:
    """The handle of one event that a company organizes, from `CompanyClient.event`.

    Attributes:
        id: Its slug.
        cohosts: Its cohosts.
        page: The content of its public page.
        comms: The emails to its attendees.
        ticket_types: Its ticket types.
        orders: Its registrations.
    """

    def __init__(self, requester: Requester, company_id: str, slug: str) -> None:
        self.id = slug
        self.cohosts: Cohosts = Cohosts(requester, company_id, slug)
        self.page: EventPage = EventPage(requester, company_id, slug)
        self.comms: Comms = Comms(requester, company_id, slug)
        self.ticket_types: TicketTypes = TicketTypes(requester, company_id, slug)
        self.orders: Orders = Orders(requester, company_id, slug)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"
