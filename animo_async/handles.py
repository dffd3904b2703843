"""The handles of a company and of an event: where the resources hang. Making one sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from animo_v1.types import path_segment

from .identifiers import identifier
from .probe import probe
from .resources.activations import Activations
from .resources.comms import Comms
from .resources.event_pages import EventPage
from .resources.events import Cohosts, Events
from .resources.forms import Forms
from .resources.orders import Orders
from .resources.ticket_types import TicketTypes
from .resources.webhooks import Webhooks
from .urls import PublicUrls, urls_without_slug

if TYPE_CHECKING:
    from animo_v1.models import Event

    from .call import Caller
    from .entitlements import Entitlement


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

    def __init__(self, caller: Caller, company_id: str, slug: str | None) -> None:
        self._caller = caller
        self.id = company_id
        self.slug = slug
        self.urls = urls_without_slug(caller.public_url) if slug is None else PublicUrls(slug, caller.public_url)
        self.activations = Activations(caller, company_id)
        self.events = Events(caller, company_id)
        self.forms = Forms(caller, company_id)
        self.webhooks = Webhooks(caller, company_id)

    def event(self, event: str | Event) -> EventClient:
        """Return the handle of an event that the company organizes. Nothing is sent.

        Args:
            event: The event, or its slug (its `id`).

        Raises:
            ValueError: It cannot be part of a path.
        """
        slug = identifier("event", event, "Event")
        path_segment("event", slug)
        return EventClient(self._caller, self.id, slug)

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
        return await probe(self._caller, self.id)

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

    def __init__(self, caller: Caller, company_id: str, slug: str) -> None:
        self.id = slug
        self.cohosts = Cohosts(caller, company_id, slug)
        self.page = EventPage(caller, company_id, slug)
        self.comms = Comms(caller, company_id, slug)
        self.ticket_types = TicketTypes(caller, company_id, slug)
        self.orders = Orders(caller, company_id, slug)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"
