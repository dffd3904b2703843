"""The kinds of ticket that an event offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from animo_async.identifiers import identifier
from animo_async.pagination import Listing, Pager
from animo_v1.api import ticket_types as operations

if TYPE_CHECKING:
    from animo_async.call import Caller
    from animo_v1.models import TicketType, TicketTypeCreate, TicketTypeUpdate


class TicketTypes:
    """The ticket types of one event."""

    def __init__(self, caller: Caller, company: str, event: str) -> None:
        self._caller = caller
        self._company = company
        self._event = event

    def list(
        self, *, include_form: bool = False, first_page: int = 1, concurrency: int | None = None
    ) -> Pager[TicketType]:
        """List the ticket types. The page lists no `page` parameter: that there can be several pages is inferred.

        Args:
            include_form: Whether each carries its registration form and the form's fields.
            first_page: The page to begin with, from 1.
            concurrency: How many pages to fetch at a time; 4 by default, at most the client's `max_concurrency`.

        Returns:
            A pager; nothing is sent until it is read.

        Raises:
            ValueError: `first_page` or `concurrency` is below 1.

        Animo's documentation: Ticket types.
        """
        flag = "1" if include_form else None
        listing = Listing(
            self._caller,
            operations.list_ticket_types.operation,
            lambda page: operations.list_ticket_types.request(self._company, self._event, include_form=flag, page=page),
            lambda item: item.slug,
        )
        return Pager(listing, first_page, concurrency)

    async def get(self, ticket_type: str | TicketType, *, include_form: bool = False) -> TicketType:
        """Get one ticket type. By convention: the page names it, its path follows the rule of the others.

        Args:
            ticket_type: The ticket type, or its slug.
            include_form: Whether it carries its registration form and the form's fields.

        Raises:
            NotFoundError: There is none of that slug.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.

        Animo's documentation: Ticket types, and Conventions: Optional includes.
        """
        flag = "1" if include_form else None
        slug = identifier("ticket_type", ticket_type, "TicketType", "slug")
        return (
            await self._caller.call(
                operations.get_ticket_type.operation, self._company, self._event, slug, include_form=flag
            )
        ).data

    async def create(self, ticket_type: TicketTypeCreate) -> TicketType:
        """Create a ticket type. By convention: the body takes the names of the resource.

        Args:
            ticket_type: The new ticket type. A `slug` is honoured, unlike that of an event.

        Raises:
            ValidationError: Animo refused a field.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.

        Animo's documentation: Ticket types, and Conventions: Slug behavior.
        """
        return (
            await self._caller.call(
                operations.create_ticket_type.operation, self._company, self._event, body=ticket_type
            )
        ).data

    async def update(self, ticket_type: str | TicketType, changes: TicketTypeUpdate) -> TicketType:
        """Change the fields that are given. By convention: the body takes the names of the resource.

        Args:
            ticket_type: The ticket type, or its slug.
            changes: What to change. A new `slug` changes the address of the sign-up page.

        Raises:
            ValidationError: Animo refused a field.
            APIStatusError, APIConnectionError, ResponseFormatError: As for every request.

        Animo's documentation: Ticket types, and Conventions: Slug behavior.
        """
        slug = identifier("ticket_type", ticket_type, "TicketType", "slug")
        return (
            await self._caller.call(
                operations.update_ticket_type.operation, self._company, self._event, slug, body=changes
            )
        ).data
