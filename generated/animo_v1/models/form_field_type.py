from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ..model import Component
from ..reading import unknown_member


class FormFieldType(Component, StrEnum):
    """The types from `birthdate` onwards are the common types. Each of these may appear at most once per form.

    A text that is not listed here becomes a separate member that equals the text.
    """

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    URL = "url"
    FILE = "file"
    OPTION = "option"
    SELECT = "select"
    TOGGLE = "toggle"
    RATING = "rating"
    BIRTHDATE = "birthdate"
    COMPANY_NAME = "company_name"
    COMPANY_URL = "company_url"
    CONSENT = "consent"
    COUNTRY = "country"
    GENDER = "gender"
    JOB_TITLE = "job_title"
    LANGUAGE = "language"
    PHONE = "phone"
    SOCIAL_URL = "social_url"

    @classmethod
    def _missing_(cls, value: object) -> "FormFieldType | None":
        return unknown_member(cls, value)


KNOWN_FORM_FIELD_TYPE: Final[Mapping[str, FormFieldType]] = {member.value: member for member in FormFieldType}
