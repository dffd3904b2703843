"""Webhooks: Animo sends requests to your URL."""

from __future__ import annotations

from animo_async.resources._base import CompanyResource
from animo_v1 import models
from animo_v1.api import webhooks as operations


class Webhooks(CompanyResource):
    """The webhooks of a company. They need the integrations feature, and a subscribe scope for each event.

    Animo does not document what it sends to the URL.

    `AnimoClient` lists the errors that every request can raise.
    """

    async def attach(self, webhook: models.WebhookAttach) -> models.Webhook:
        """Subscribe a URL to events.

        Args:
            webhook: The new webhook: a name that no other webhook of the user has, an HTTPS URL, and the events.

        Returns:
            The webhook. Store its `token`: `update` and `detach` need it. Inferred: the token is shown only here.

        Raises:
            ValidationError: Animo refused a field.
            IntegrationsRequiredError: The company's plan lacks the integrations feature.
            MissingScopeError: The token lacks a subscribe scope. The error's `scopes` are those that the events need.

        Animo's documentation: Webhooks.
        """
        return await self._fetch(operations.attach_webhook.operation, body=webhook)

    async def update(self, changes: models.WebhookUpdate) -> models.Webhook:
        """Change a webhook. Inferred: apart from `token`, the body has the fields of `attach`.

        Args:
            changes: The `token` of the webhook, and the fields to change.

        Raises:
            NotFoundError: No webhook has that token.
            ValidationError: Animo refused a field.

        Animo's documentation: Webhooks.
        """
        return await self._fetch(operations.update_webhook.operation, body=changes)

    async def detach(self, webhook: models.WebhookDetach) -> None:
        """End a subscription. Inferred: the method and path are like those of `attach` and `update`.

        Args:
            webhook: The `token` of the webhook.

        Raises:
            NotFoundError: No webhook has that token.

        Animo's documentation: Webhooks.
        """
        await self._run(operations.detach_webhook.operation, body=webhook)
