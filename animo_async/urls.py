"""URLs of the pages that Animo hosts. Pure: nothing here does I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from animo_v1 import models

from ._http.options import check_whole, sound
from .identifiers import identifier

Params = Mapping[str, str | int | float]


@dataclass(frozen=True, init=False, slots=True)
class PublicUrls:
    """Builds the URLs of a company's public pages. The API does not return them.

    Every argument that identifies a page accepts the model or its slug (for an order, its id). Do not link people to
    `/form` or `/thank-you`: Animo redirects visitors who have not signed up. See "Public URLs" on the Conventions page
    of Animo's documentation.

    Example:
        ```python
        from animo_async import PublicUrls

        urls = PublicUrls("aidemodays", params={"utm_source": "newsletter"})
        print(urls.ticket("ai-demo-days-2026", "regular", quantity=2))
        ```

    Args:
        company: The company, or its slug. A sqid does not work in public URLs.
        base_url: The scheme and host of the pages.
        params: The query of every URL except `billing`, such as `{"utm_source": "newsletter"}`.

    Attributes:
        company: The slug of the company. None if only its sqid is known. Then only `billing` works.
        base_url: The scheme and host of the pages, without a slash at the end.
        params: The names and values of the query.

    Raises:
        ValueError: The slug cannot be part of a path, or `base_url` is not an http(s) URL.
        TypeError: `company` is neither a slug nor a `Company`, or `params` contains something other than strings and
            numbers.
    """

    company: str | None
    base_url: str
    params: tuple[tuple[str, str], ...]

    def __init__(
        self,
        company: str | models.Company,
        base_url: str = "https://app.animo.co",
        *,
        params: Params | None = None,
    ) -> None:
        _set(self, identifier("company", company, "Company", "slug"), base_url, params)

    @property
    def billing(self) -> str:
        """The page for changing the plan of the company that the user is signed in to."""
        return f"{self.base_url}/admin/settings/billing"

    def event(self, event: str | models.Event, *, params: Params | None = None) -> str:
        """The page of an event.

        Args:
            event: The event, or its slug (the `id` of an event).
            params: The query, such as `{"utm_source": "newsletter"}`. It overrides the query of the instance.

        Raises:
            ValueError: The slug cannot be part of a path, or the company's slug is not known.
            TypeError: `event` is neither a slug nor an `Event`.
        """
        return self._page(params, "event", identifier("event", event, "Event"))

    def ticket(
        self,
        event: str | models.Event,
        ticket_type: str | models.TicketType,
        *,
        quantity: int | None = None,
        form: bool = False,
        params: Params | None = None,
    ) -> str:
        """The page where people sign up for a ticket.

        The page of a paid ticket returns 404 while the company has no connected Mollie account.

        Args:
            event: The event, or its slug.
            ticket_type: The ticket type, or its slug.
            quantity: The number of tickets that is preselected, from 1.
            form: True for the registration form of the ticket, if it has one. Do not link people to it.
            params: The query, such as `{"utm_source": "newsletter"}`. It overrides the query of the instance.

        Raises:
            ValueError: A slug cannot be part of a path, `quantity` is below 1, or the company's slug is not known.
            TypeError: An argument is neither a slug nor its model, or `quantity` is not an int.
        """
        slugs = identifier("event", event, "Event"), identifier("ticket_type", ticket_type, "TicketType", "slug")
        if quantity is not None:
            check_whole("quantity", quantity, 1)
        return self._page(params, "event", *slugs, *(["form"] if form else []), qty=quantity)

    def checkout(self, event: str | models.Event, order: str | models.Order, *, params: Params | None = None) -> str:
        """The page where the visitor pays for an order. Its `paid_at` stays null until the payment is confirmed.

        Args:
            event: The event, or its slug.
            order: The order, or its id.
            params: The query, such as `{"utm_source": "newsletter"}`. It overrides the query of the instance.

        Raises:
            ValueError: An identifier cannot be part of a path, or the company's slug is not known.
            TypeError: An argument is neither an identifier nor its model.
        """
        slug, sqid = identifier("event", event, "Event"), identifier("order", order, "Order")
        return self._page(params, "event", slug, "o", sqid, "checkout")

    def activation(
        self,
        activation: str | models.Activation,
        *,
        event: str | models.Event | None = None,
        step: Literal["form", "thank-you"] | None = None,
        params: Params | None = None,
    ) -> str:
        """The page of an activation.

        Leave out `event` unless the sign-up should count for an event. The URL without it works for every published
        activation. The API does not show which event an activation belongs to. If the activation does not belong to the
        given event, Animo redirects to the URL without the event.

        Args:
            activation: The activation, or its slug.
            event: The event that the sign-up counts for, or its slug.
            step: A later page of the flow. Do not link people to it.
            params: The query, such as `{"utm_source": "newsletter"}`. It overrides the query of the instance.

        Raises:
            ValueError: A slug cannot be part of a path, `step` is unknown, or the company's slug is not known.
            TypeError: An argument is neither a slug nor its model.
        """
        if step not in {None, "form", "thank-you"}:
            raise ValueError(f"step must be 'form', 'thank-you' or None, not {step!r}")
        segments = [] if event is None else [identifier("event", event, "Event")]
        segments.append(identifier("activation", activation, "Activation", "slug"))
        return self._page(params, *segments, *([step] if step else []))

    def _page(self, params: Params | None, *segments: str, qty: int | None = None) -> str:
        if self.company is None:
            raise ValueError(
                "Public URLs need the company's slug, but this handle has only its sqid. Get the handle with `await "
                "animo.find_company(...)`."
            )
        page = "/".join([self.base_url, *(quote(segment, safe="") for segment in (self.company, *segments))])
        query = {**dict(self.params), **dict(_pairs(params))}
        if qty is not None:
            query.pop("qty", None)
            query["qty"] = str(qty)
        return f"{page}?{urlencode(query, quote_via=quote)}" if query else page


def urls_without_slug(base_url: str = "https://app.animo.co") -> PublicUrls:
    """Return the `PublicUrls` of a company whose slug is not known. Only `billing` works."""
    urls = PublicUrls.__new__(PublicUrls)
    _set(urls, None, base_url, None)
    return urls


def _pairs(params: Params | None) -> tuple[tuple[str, str], ...]:
    if params is None:
        return ()
    if not isinstance(params, Mapping):
        raise TypeError(f"params must be a mapping of names to values, not {type(params).__name__}")
    for name, value in params.items():
        if not isinstance(name, str) or not isinstance(value, str | int | float) or isinstance(value, bool):
            raise TypeError(f"params must map strings to strings or numbers: {name!r} is {type(value).__name__}")
        if re.search("[\ud800-\udfff]", f"{name}{value}"):
            raise ValueError(f"params has a lone surrogate, which no URL can contain: {name!r}")
    return tuple((name, str(value)) for name, value in params.items())


def _set(urls: PublicUrls, company: str | None, base_url: str, params: Params | None) -> None:
    # The usual way to set the attributes of a frozen class.
    object.__setattr__(urls, "company", company)
    object.__setattr__(urls, "base_url", _origin(base_url))
    object.__setattr__(urls, "params", _pairs(params))


def _origin(base_url: str) -> str:
    if not isinstance(base_url, str):
        raise TypeError(f"base_url must be a str, not {type(base_url).__name__}")
    # The URL is not shown, because it may contain a password.
    if not sound(base_url):
        raise ValueError(
            "base_url must be an http or https URL with a host and without credentials, query or fragment, such as "
            "https://app.animo.co"
        )
    return base_url.rstrip("/")
