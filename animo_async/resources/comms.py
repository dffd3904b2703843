"""The emails that attendees get while they register."""

from __future__ import annotations

from animo_async.identifiers import identifier
from animo_async.pagination import Pager
from animo_async.resources._base import EventResource
from animo_v1 import models
from animo_v1.api import comms as operations


class Comms(EventResource):
    """The email templates of one event.

    `AnimoClient` lists the errors that every request can raise.
    """

    def list(self) -> Pager[models.CommsTemplate]:
        """List the templates that apply to the event.

        The four templates about approval are left out unless a ticket type of the event has `approval_required`.

        Returns:
            A pager, as for every list. This list has one page. It sends nothing until you read it.

        Animo's documentation: Comms templates.
        """
        return self._list(operations.list_comms_templates.operation, first_page=1, concurrency=None, key="template")

    async def get(self, template: str | models.CommsTemplate) -> models.CommsTemplate:
        """Get one of the six templates.

        Args:
            template: The template, or its name.

        Raises:
            ValueError: There is no such template.

        Animo's documentation: Comms templates.
        """
        return await self._fetch(operations.get_comms_template.operation, _name(template))

    async def update(
        self, template: str | models.CommsTemplate, changes: models.CommsTemplateUpdate
    ) -> models.CommsTemplate:
        """Replace the text of a template.

        Args:
            template: The template, or its name.
            changes: Subject, body, or both. The placeholders are `{event}`, `{first_name}`, `{last_name}`, `{email}`,
                `{ticket_type}`, `{order_url}` and `{order_button}`.

        Returns:
            The template, with `is_default` False.

        Raises:
            ValueError: There is no such template.
            ValidationError: Neither subject nor body was given, or one was refused.

        Animo's documentation: Comms templates.
        """
        name = _name(template)
        return await self._fetch(operations.update_comms_template.operation, name, body=changes)

    async def reset(self, template: str | models.CommsTemplate) -> None:
        """Delete your own text. The template returns to the default in the event's locale.

        Args:
            template: The template, or its name.

        Raises:
            ValueError: There is no such template.

        Animo's documentation: Comms templates.
        """
        await self._run(operations.reset_comms_template.operation, _name(template))


def _name(template: str | models.CommsTemplate) -> str:
    return identifier("template", template, "CommsTemplate", "template")
