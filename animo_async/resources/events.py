"""Events and their cohosts."""

from __future__ import annotations

import warnings
from contextlib import suppress

from animo_async._http.single_flight import copied
from animo_async.errors import AnimoGapWarning, NotFoundError, SlugTakenError
from animo_async.identifiers import check_received, identifier
from animo_async.pagination import Pager
from animo_async.resources._base import CompanyResource, EventResource
from animo_v1 import models
from animo_v1.api import events as operations
from animo_v1.operation import path_segment
from animo_v1.types import UNSET


class Events(CompanyResource):
    """The events of a company.

    `AnimoClient` lists the errors that every request can raise.
    """

    def list(self, q: str | None = None, *, first_page: int = 1, concurrency: int | None = None) -> Pager[models.Event]:
        """List the events. They have no `page`; use `get` for that.

        Args:
            q: Only those whose name contains this text (case-sensitive).
            first_page: The page to start with, from 1.
            concurrency: How many pages to fetch at a time. 4 by default, at most the client's `max_concurrency`.

        Returns:
            A pager. It sends nothing until you read it.

        Raises:
            ValueError: `first_page` or `concurrency` is below 1.

        Animo's documentation: Events.
        """
        return self._list(operations.list_events.operation, first_page=first_page, concurrency=concurrency, q=q)

    async def create(self, event: models.EventCreate, *, slug: str | None = None) -> models.Event:
        """Create an event.

        Animo derives the new event's slug from its name and ignores a slug in the body.

        Args:
            event: The new event. An offline event needs city, province and country. An online event needs a timezone.
                An event that the company organizes needs `requires_ticket_assignment`. Animo checks these rules, not
                the client.
            slug: The slug that the event should have. The client checks that no event has it, creates the event, and
                sets the slug with an update. This needs the scopes `events:read` and `events:update` too.

        Returns:
            The event, with its current slug.

        Raises:
            ValidationError: Animo refused a field.
            SlugTakenError: An event with this slug already exists. Nothing was created.
            AnimoError: A step of a call with `slug` failed. If it was the check, nothing was created. If it was the
                update, `created` is the new event, with the slug that Animo gave it. Call `update` to set its slug.

        Animo's documentation: Events, and Conventions: Slug behavior.
        """
        if slug is not None:
            path_segment("slug", slug)
        elif isinstance(event, models.EventCreate) and event.slug is not UNSET:
            warnings.warn(
                "Animo ignores the slug of a new event and derives one from its name. "
                "Pass create(..., slug=...) instead. The client then sets the slug with an update.",
                AnimoGapWarning,
                stacklevel=2,
            )
        if slug is not None:
            operations.create_event.operation.request(*self._path, body=event)  # raises if the body is invalid
            try:
                taken = await self.get(slug)
            except NotFoundError:
                pass
            else:
                raise SlugTakenError(slug=slug, event=taken)
        created = await self._fetch(operations.create_event.operation, body=event)
        if slug is None or slug == created.id:
            return created
        try:
            info = operations.create_event.operation.info
            check_received("data.id", created.id, method=info.method, path=info.path, operation=info.id)
            return await self.update(created, models.EventUpdate(slug=slug))
        except Exception as error:  # noqa: BLE001 - a token callable may raise any error, even a shared one
            own = copied(error)
            with suppress(AttributeError):
                own.created = created  # type: ignore[attr-defined]
            raise own.with_traceback(error.__traceback__) from error.__cause__

    async def get(self, event: str | models.Event) -> models.Event:
        """Get one event. It has `page` if the company organizes it.

        Args:
            event: The event, or its slug.

        Raises:
            NotFoundError: There is no event with this slug.

        Animo's documentation: Events.
        """
        slug = identifier("event", event, "Event")
        return await self._fetch(operations.get_event.operation, slug)

    async def update(self, event: str | models.Event, changes: models.EventUpdate) -> models.Event:
        """Change the given fields.

        Args:
            event: The event, or its slug.
            changes: The fields to change. A new `slug` changes the event's `id` and its public URL. Other fields can be
                set in `changes.additional_properties`. Animo does not document whether it accepts them.

        Returns:
            The event after the change.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Events.
        """
        slug = identifier("event", event, "Event")
        return await self._fetch(operations.update_event.operation, slug, body=changes)


class Cohosts(EventResource):
    """The cohosts of one event. Every method returns the event with its cohosts after the change.

    `AnimoClient` lists the errors that every request can raise.
    """

    async def add(self, cohost: models.CohostCreate) -> models.Event:
        """Add a cohost.

        Args:
            cohost: The new cohost.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Events.
        """
        return await self._fetch(operations.add_cohost.operation, body=cohost)

    async def update(self, cohost: str | models.Cohost, changes: models.CohostUpdate) -> models.Event:
        """Change the given fields of a cohost.

        Args:
            cohost: The cohost, or its sqid.
            changes: The fields to change.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Events.
        """
        sqid = identifier("cohost", cohost, "Cohost")
        return await self._fetch(operations.update_cohost.operation, sqid, body=changes)

    async def delete(self, cohost: str | models.Cohost) -> models.Event:
        """Remove a cohost.

        Args:
            cohost: The cohost, or its sqid.

        Raises:
            NotFoundError: The event has no such cohost.

        Animo's documentation: Events.
        """
        sqid = identifier("cohost", cohost, "Cohost")
        return await self._fetch(operations.delete_cohost.operation, sqid)
