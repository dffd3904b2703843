"""The kinds of ticket that an event offers."""

from __future__ import annotations

from animo_async.identifiers import identifier
from animo_async.pagination import Pager
from animo_async.resources._base import EventResource, flag
from animo_v1 import models
from animo_v1.api import ticket_types as operations


class TicketTypes(EventResource):
    """The ticket types of one event.

    `AnimoClient` lists the errors that every request can raise.
    """

    def list(
        self, *, include_form: bool = False, first_page: int = 1, concurrency: int | None = None
    ) -> Pager[models.TicketType]:
        """List the ticket types. Inferred: the list can have several pages.

        Args:
            include_form: True to include the registration form of each, with its fields.
            first_page: The page to start with, from 1.
            concurrency: How many pages to fetch at a time. 4 by default, at most the client's `max_concurrency`.

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
        """Get one ticket type. By convention: the path is like those of the other resources.

        Args:
            ticket_type: The ticket type, or its slug.
            include_form: True to include its registration form, with the fields.

        Raises:
            NotFoundError: There is no ticket type with this slug.

        Animo's documentation: Ticket types, and Conventions: Optional includes.
        """
        slug = identifier("ticket_type", ticket_type, "TicketType", "slug")
        return await self._fetch(operations.get_ticket_type.operation, slug, include_form=flag(include_form))

    async def create(self, ticket_type: models.TicketTypeCreate) -> models.TicketType:
        """Create a ticket type. By convention: the body has the fields of the resource.

        Args:
            ticket_type: The new ticket type. Unlike with events, Animo uses the given `slug`.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Ticket types, and Conventions: Slug behavior.
        """
        return await self._fetch(operations.create_ticket_type.operation, body=ticket_type)

    async def update(self, ticket_type: str | models.TicketType, changes: models.TicketTypeUpdate) -> models.TicketType:
        """Change the given fields. By convention: the body has the fields of the resource.

        Args:
            ticket_type: The ticket type, or its slug.
            changes: The fields to change. A new `slug` changes the URL of the sign-up page.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Ticket types, and Conventions: Slug behavior.
        """
        slug = identifier("ticket_type", ticket_type, "TicketType", "slug")
        return await self._fetch(operations.update_ticket_type.operation, slug, body=changes)
