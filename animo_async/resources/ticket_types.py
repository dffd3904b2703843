"""The kinds of ticket that an event offers."""

from __future__ import annotations

from animo_async.identifiers import identifier
from animo_async.pagination import Pager
from animo_async.resources._base import EventResource, flag
from animo_v1 import models
from animo_v1.api import ticket_types as operations


class TicketTypes(EventResource):
    """The ticket types of one event.

    `AnimoClient` says which errors every request may raise.
    """

    def list(
        self, *, include_form: bool = False, first_page: int = 1, concurrency: int | None = None
    ) -> Pager[models.TicketType]:
        """List the ticket types. The page lists no `page` parameter: that there can be several pages is inferred.

        Args:
            include_form: Whether each carries its registration form and the form's fields.
            first_page: The page to start with, from 1.
            concurrency: How many pages to fetch at a time; 4 by default, at most the client's `max_concurrency`.

        Returns:
            A pager. It sends nothing until you read it.

        Raises:
            ValueError: `first_page` or `concurrency` is below 1.

        Animo's documentation: Ticket types.
        """
        return self._list(
            operations.list_ticket_types.operation,
            first_page=first_page,
            concurrency=concurrency,
            key="slug",
            include_form=flag(include_form),
        )

    async def get(self, ticket_type: str | models.TicketType, *, include_form: bool = False) -> models.TicketType:
        """Get one ticket type. By convention: the page names it, its path follows the rule of the others.

        Args:
            ticket_type: The ticket type, or its slug.
            include_form: Whether it carries its registration form and the form's fields.

        Raises:
            NotFoundError: There is no such slug.

        Animo's documentation: Ticket types, and Conventions: Optional includes.
        """
        slug = identifier("ticket_type", ticket_type, "TicketType", "slug")
        return await self._fetch(operations.get_ticket_type.operation, slug, include_form=flag(include_form))

    async def create(self, ticket_type: models.TicketTypeCreate) -> models.TicketType:
        """Create a ticket type. By convention: the body takes the names of the resource.

        Args:
            ticket_type: The new ticket type. A `slug` is honoured, unlike that of an event.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Ticket types, and Conventions: Slug behavior.
        """
        return await self._fetch(operations.create_ticket_type.operation, body=ticket_type)

    async def update(self, ticket_type: str | models.TicketType, changes: models.TicketTypeUpdate) -> models.TicketType:
        """Change the fields that are given. By convention: the body takes the names of the resource.

        Args:
            ticket_type: The ticket type, or its slug.
            changes: What to change. A new `slug` changes the address of the sign-up page.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Ticket types, and Conventions: Slug behavior.
        """
        slug = identifier("ticket_type", ticket_type, "TicketType", "slug")
        return await self._fetch(operations.update_ticket_type.operation, slug, body=changes)
