"""The forms of a company."""

from __future__ import annotations

from animo_async.identifiers import identifier
from animo_async.pagination import Pager
from animo_async.resources._base import CompanyResource
from animo_v1 import models
from animo_v1.api import forms as operations


class Forms(CompanyResource):
    """The forms of a company. The fields of a form are inferred, so each may be missing.

    `AnimoClient` lists the errors that every request can raise.
    """

    def list(self, q: str | None = None, *, first_page: int = 1, concurrency: int | None = None) -> Pager[models.Form]:
        """List the forms.

        Args:
            q: Only those whose name contains this text (case-sensitive).
            first_page: The page to start with, from 1.
            concurrency: How many pages to fetch at a time. 4 by default, at most the client's `max_concurrency`.

        Returns:
            A pager. It sends nothing until you read it.

        Raises:
            ValueError: `first_page` or `concurrency` is below 1.

        Animo's documentation: Forms.
        """
        return self._list(operations.list_forms.operation, first_page=first_page, concurrency=concurrency, q=q)

    async def get(self, form: str | models.Form) -> models.Form:
        """Get one form. Inferred: the path is that of the list plus the sqid, as for other resources.

        Args:
            form: The form, or its sqid.

        Raises:
            NotFoundError: There is no form with this sqid.

        Animo's documentation: Forms.
        """
        return await self._fetch(operations.get_form.operation, identifier("form", form, "Form"))

    async def create(self, form: models.FormCreate) -> models.Form:
        """Create a form with its fields. By convention: the body has the fields of the resource.

        Args:
            form: The new form. Fields of type `option` and `select` need `options`. The common types (`birthdate`,
                `company_name`, `company_url`, `consent`, `country`, `gender`, `job_title`, `language`, `phone`,
                `social_url`) may appear once each.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Forms.
        """
        return await self._fetch(operations.create_form.operation, body=form)

    async def update(self, form: str | models.Form, changes: models.FormUpdate) -> models.Form:
        """Change the given fields. By convention: the body has the fields of the resource.

        Args:
            form: The form, or its sqid.
            changes: The fields to change. Animo does not document whether `fields` replaces the whole list, so send all
                of it.

        Raises:
            ValidationError: Animo refused a field.

        Animo's documentation: Forms.
        """
        sqid = identifier("form", form, "Form")
        return await self._fetch(operations.update_form.operation, sqid, body=changes)
