"""Subscriptions by which Animo calls your address."""

from __future__ import annotations

from animo_async.resources._base import CompanyResource
from animo_v1 import models
from animo_v1.api import webhooks as operations


class Webhooks(CompanyResource):
    """The webhooks of a company. They need the integrations feature, and a subscribe scope for each event.

    What a delivery's body looks like is not documented.

    `AnimoClient` says which errors every request may raise.
    """

    async def attach(self, webhook: models.WebhookAttach) -> models.Webhook:
        """Subscribe an address to events.

        Args:
            webhook: A name that is unique for each user, an HTTPS address, and the events.

        Returns:
            The webhook. Keep its `token`, which updates or detaches it. That it is shown only once is inferred.

        Raises:
            ValidationError: Animo refused a field.
            IntegrationsRequiredError: The company's plan lacks the integrations feature.
            MissingScopeError: The token lacks a subscribe scope; `scopes` are those that the events need.

        Animo's documentation: Webhooks.
        """
        return await self._fetch(operations.attach_webhook.operation, body=webhook)

    async def update(self, changes: models.WebhookUpdate) -> models.Webhook:
        """Change a webhook. Partly inferred: that the keys beside `token` are those of attach.

        Args:
            changes: The webhook's `token`, which says which one, and what to change.

        Raises:
            NotFoundError: No webhook has that token.
            ValidationError: Animo refused a field.

        Animo's documentation: Webhooks.
        """
        return await self._fetch(operations.update_webhook.operation, body=changes)

    async def detach(self, webhook: models.WebhookDetach) -> None:
        """End a subscription. Inferred: verb and path follow attach and update.

        Args:
            webhook: The webhook's `token`.

        Raises:
            NotFoundError: No webhook has that token.

        Animo's documentation: Webhooks.
        """
        await self._run(operations.detach_webhook.operation, body=webhook)
