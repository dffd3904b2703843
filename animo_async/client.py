"""The client, and the handles of a company and an event."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn, Self, cast
from urllib.parse import unquote

from animo_v1 import models
from animo_v1.api import user
from animo_v1.operation import Request, path_segment
from animo_v1.types import UNSET, Unset

from ._http.options import DEFAULT_BASE_URL, MOST, Limits, address, check_whole, origin
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
    """A client of the Animo API, to be shared by a whole service.

    It is safe to use from many tasks at once, and to open in one task and close in another. Use it in `async with`, or
    call `aclose()` when done.

    Args:
        token: A personal access token, or an async callable that returns a token (for OAuth). The callable is asked
            before every attempt, one run shared by concurrent calls; after a 401 it is asked again and the request sent
            once more. If it has a method `refused`, that is called with the token that got the 401 before.
            Default: the environment variable ANIMO_TOKEN.
        base_url: Where the API is. Default: ANIMO_BASE_URL, then https://app.animo.co/api/v1.
        public_url: Where the public pages are. Default: scheme and host of `base_url`.
        timeout: Seconds that one attempt may take, from sending to the last byte of the answer.
        deadline: Seconds that one call may take in all, or one page of a pager: token, pauses, queueing and every
            attempt. None for no limit.
        max_retries: How many attempts may follow the first. A write is repeated only when it surely was not done.
        max_concurrency: How many requests may be in flight. The others wait, which `timeout` does not count.
        transport: An `httpx.AsyncBaseTransport` to send requests with. Without one, proxy and TLS environment variables
            work as in httpx.
        diagnose: Whether a 403 on a company's route is explained by a look at the companies, one a minute at most.

    Raises:
        ConfigurationError: There is no token, one that cannot be sent in a header, or an address or a proxy that
            cannot be.
        ValueError, TypeError: A limit is out of range.

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
        transport: AsyncTransport | None = None,
        diagnose: bool = True,
    ) -> None:
        credentials = Credentials(token if token is not None else os.environ.get("ANIMO_TOKEN", ""))
        del token  # a traceback with locals would show it
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
            Transport(base_url, transport), credentials, limits, max_concurrency, explain_denial
        )

    def with_options(
        self,
        *,
        timeout: float | Unset = UNSET,
        deadline: float | Unset | None = UNSET,
        max_retries: int | Unset = UNSET,
    ) -> AnimoClient:
        """Return the same client, with its connections and its pacing, but with other limits.

        Args:
            timeout: Seconds that one attempt may take.
            deadline: Seconds that one call may take in all; None for no limit.
            max_retries: How many attempts may follow the first.

        Raises:
            ValueError, TypeError: A limit is out of range.
        """
        changes = {"timeout": timeout, "deadline": deadline, "max_retries": max_retries}
        given = {name: value for name, value in changes.items() if value is not UNSET}
        limits = replace(self._requester.limits, **given)  # type: ignore[arg-type]
        client = object.__new__(type(self))
        vars(client).update(vars(self))
        client._requester = self._requester.with_limits(limits)
        return client

    async def __aenter__(self) -> Self:
        self._requester.check_open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections. The client cannot be used afterwards; closing it again does nothing."""
        await self._requester.aclose()

    def __repr__(self) -> str:
        # A debugger shows one that could not be made, too.
        where = self._requester.base_url if hasattr(self, "_requester") else "not made"
        return f"<{type(self).__name__} {where}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "An AnimoClient cannot be pickled: it holds connections and a token. Make one where it is used."
        )

    async def user(self) -> models.User:
        """Get the user whom the token belongs to. Needs no plan.

        Raises:
            AuthenticationError: The token is wrong, expired or revoked.
            MissingScopeError: The token lacks `user:read`.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.

        Animo's documentation: User.
        """
        return (await self._requester.call(user.get_user.operation)).data

    async def companies(self) -> list[models.Company]:
        """List the companies that the user belongs to and that are on the Pro plan.

        Returns:
            The companies. Animo answers with an empty list, not an error, when none is on the Pro plan.

        Raises:
            AuthenticationError: The token is wrong, expired or revoked.
            MissingScopeError: The token lacks `companies:read`.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.

        Animo's documentation: Companies, and Conventions: Entitlement behavior.
        """
        return await list_companies(self._requester)

    def company(self, company: str | models.Company) -> CompanyClient:
        """Return the handle of a company. Nothing is sent.

        Args:
            company: The company, or its sqid (its `id`). By slug: `find_company`.

        Raises:
            ValueError: It cannot be part of a path.
        """
        if isinstance(company, str):
            path_segment("company", company)
            return CompanyClient(self._requester, company, None, self._public_url)
        if not isinstance(company, models.Company):
            raise TypeError(f"company must be a str (its sqid) or Company, not {type(company).__name__}")
        path_segment("company", company.id)
        return CompanyClient(self._requester, company.id, company.slug, self._public_url)

    async def find_company(self, key: str | None = None) -> CompanyClient:
        """Find a company in the list of those on the Pro plan.

        Args:
            key: Its slug or its sqid; None for the only one that there is.

        Raises:
            PlanRequiredError: The list is empty: no company of this user is on the Pro plan.
            CompanyNotFoundError: None matches, or there are several and no key. It names the slugs that there are.
            AuthenticationError: The token is wrong, expired or revoked.
            MissingScopeError: The token lacks `companies:read`.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.

        Animo's documentation: Companies, and Conventions: Entitlement behavior.
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
                hint=text.replace("GET /companies answered 200 with an empty list", "The list is empty"),
            )
        found = [item for item in listed if key is None or key in (item.slug, item.id)]
        if len(found) != 1:
            raise CompanyNotFoundError(key=key, slugs=[item.slug for item in listed])
        return self.company(found[0])

    async def entitlement(self) -> Entitlement:
        """Find out what the token may do: whose it is, and which companies are on the Pro plan.

        It reads afresh, and never raises for a 401, a 403 or an empty list: these are findings.

        Returns:
            The finding, with `.explanation` for people. `ENTITLED` when at least one company is listed.

        Raises:
            APIStatusError, APIConnectionError, ResponseFormatError: Any other fault of a request.

        Animo's documentation: Conventions: Entitlement behavior.
        """
        return await probe(self._requester, _billing_url(self._public_url))

    async def request(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None
    ) -> Any:
        """Send a request of your own, with the same token, retries and errors.

        Args:
            method: The HTTP method.
            path: The route below the base URL, with exactly one slash at its start and no query.
            params: The query.
            json: The body.

        Returns:
            The decoded JSON; None where the answer has no body.

        Raises:
            ValueError: The path is not one below the base URL.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.
        """
        if not re.fullmatch(r"[A-Za-z]+", method):
            raise ValueError(f"method must be an HTTP method, not {method!r}.")
        below = re.fullmatch(r"/(?!/)[^\s?#\\\x00-\x1f\x7f]*", path)
        if not below or not {".", ".."}.isdisjoint(unquote(path).split("/")):
            raise ValueError(
                f"path must start with exactly one slash and stay below the base URL, without a query: {path!r}. "
                "Pass the query as params."
            )
        request = Request(path, params=cast("dict[str, Any]", params or {}), json=json)
        del params, json  # a traceback with locals would show them
        return await self._requester.send(method.upper(), request, None)


def _billing_url(public_url: str) -> str:
    return f"{public_url}/admin/settings/billing"


class CompanyClient:
    """One company. From `AnimoClient.find_company` or `AnimoClient.company`.

    Attributes:
        id: Its sqid.
        slug: Its part of public URLs; None where only the sqid was given.
        urls: Builds the addresses of its public pages. Without a slug all but `billing` raise ValueError.
        activations: Its lead-generation pages.
        events: Its events.
        forms: Its forms.
        webhooks: Its webhooks.
    """

    def __init__(self, requester: Requester, company_id: str, slug: str | None, public_url: str) -> None:
        self._requester = requester
        self.id = company_id
        self.slug = slug
        self.urls = urls_without_slug(public_url) if slug is None else PublicUrls(slug, public_url)
        self.activations = Activations(requester, company_id)
        self.events = Events(requester, company_id)
        self.forms = Forms(requester, company_id)
        self.webhooks = Webhooks(requester, company_id)

    def event(self, event: str | models.Event) -> EventClient:
        """Return the handle of an event that the company organizes. Nothing is sent.

        Args:
            event: The event, or its slug (its `id`).

        Raises:
            ValueError: It cannot be part of a path.
        """
        slug = identifier("event", event, "Event")
        path_segment("event", slug)
        return EventClient(self._requester, self.id, slug)

    async def entitlement(self) -> Entitlement:
        """Find out what the token may do with this company.

        It reads afresh, and never raises for a 401, a 403 or an empty list: these are findings. Reads alone cannot
        tell whether the integrations feature is there, so it never says `MISSING_INTEGRATIONS`.

        Returns:
            The finding, with `.explanation` for people. `ENTITLED` when it is listed or its events can be read.

        Raises:
            APIStatusError, APIConnectionError, ResponseFormatError: Any other fault of a request.

        Animo's documentation: Conventions: Entitlement behavior.
        """
        return await probe(self._requester, self.urls.billing, self.id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.slug or self.id}>"


class EventClient:
    """One event that a company organizes. From `CompanyClient.event`.

    Attributes:
        id: Its slug.
        cohosts: Who takes part in it.
        page: What its public page shows.
        comms: The emails that its attendees get.
        ticket_types: The kinds of ticket that it offers.
        orders: The registrations for it.
    """

    def __init__(self, requester: Requester, company_id: str, slug: str) -> None:
        self.id = slug
        self.cohosts = Cohosts(requester, company_id, slug)
        self.page = EventPage(requester, company_id, slug)
        self.comms = Comms(requester, company_id, slug)
        self.ticket_types = TicketTypes(requester, company_id, slug)
        self.orders = Orders(requester, company_id, slug)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"
