from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define

from ..open_model import OpenModel
from ..reading import FieldError, read_datetime

_FIELDS = frozenset(
    [
        "id",
        "created_at",
        "backdrop",
        "backdrop_mobile",
        "brand_color",
        "linkedin_url",
        "privacy_policy",
        "logo",
        "name",
        "slug",
        "tagline",
        "url",
    ]
)


@define(kw_only=True, weakref_slot=False)
class Company(OpenModel):
    """A company on the Pro plan that the user belongs to.

    Attributes:
        id: Sqid. Use it as `{company}` in paths.
        created_at: ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.
        backdrop: URL of a picture.
        backdrop_mobile: URL of a picture.
        brand_color: Hex colour.
        linkedin_url: URL of the LinkedIn page.
        privacy_policy: URL of the privacy policy.
        logo: URL of a picture.
        name: Display name.
        slug: The company's slug. Public URLs contain it.
        tagline: A one-line description of the company.
        url: URL of the company's website.
    """

    id: str
    created_at: datetime.datetime
    backdrop: None | str
    backdrop_mobile: None | str
    brand_color: str
    linkedin_url: None | str
    privacy_policy: None | str
    logo: None | str
    name: str
    slug: str
    tagline: None | str
    url: None | str

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        self = cls.__new__(cls)
        at = ""
        try:
            self.id = src["id"]
            at = "created_at"
            self.created_at = read_datetime(src["created_at"])
            self.backdrop = src["backdrop"]
            self.backdrop_mobile = src["backdrop_mobile"]
            self.brand_color = src["brand_color"]
            self.linkedin_url = src["linkedin_url"]
            self.privacy_policy = src["privacy_policy"]
            self.logo = src["logo"]
            self.name = src["name"]
            self.slug = src["slug"]
            self.tagline = src["tagline"]
            self.url = src["url"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FieldError.from_exception(error, at, src) from None
        self._additional_properties = None
        if len(src) != 12:
            self._additional_properties = {key: value for key, value in src.items() if key not in _FIELDS}
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        out: dict[str, Any] = dict(self._additional_properties or ())
        out["id"] = self.id
        out["created_at"] = self.created_at.isoformat()
        out["backdrop"] = self.backdrop
        out["backdrop_mobile"] = self.backdrop_mobile
        out["brand_color"] = self.brand_color
        out["linkedin_url"] = self.linkedin_url
        out["privacy_policy"] = self.privacy_policy
        out["logo"] = self.logo
        out["name"] = self.name
        out["slug"] = self.slug
        out["tagline"] = self.tagline
        out["url"] = self.url
        return out
