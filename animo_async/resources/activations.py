"""Lead-generation pages."""

from __future__ import annotations

from animo_async.identifiers import identifier
from animo_async.pagination import Pager
from animo_async.resources._base import CompanyResource
from animo_v1 import models
from animo_v1.api import activations as operations


class Activations(CompanyResource):
    """The activations of a company. Read-only: visitors fill them in on pages that Animo hosts.

    `AnimoClient` lists the errors that every request can raise.
    """

    def list(
        self, q: str | None = None, *, first_page: int = 1, concurrency: int | None = None
    ) -> Pager[models.Activation]:
        """List the activations. They have no `form`; use `get` for that.

        Args:
            q: Only those whose title contains this text (case-sensitive).
            first_page: The page to start with, from 1.
            concurrency: How many pages to fetch at a time. 4 by default, at most the client's `max_concurrency`.

        Returns:
            A pager. It sends nothing until you read it.

        Raises:
            ValueError: `first_page` or `concurrency` is below 1.

        Animo's documentation: Activations.
        """
        return self._list(operations.list_activations.operation, first_page=first_page, concurrency=concurrency, q=q)

    async def get(self, activation: str | models.Activation) -> models.Activation:
        """Get one activation, with its form.

        Args:
            activation: The activation, or its slug.

        Raises:
            NotFoundError: There is no activation with this slug.

        Animo's documentation: Activations.
        """
        slug = identifier("activation", activation, "Activation")
        return await self._fetch(operations.get_activation.operation, slug)
