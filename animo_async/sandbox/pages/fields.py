"""The fields of the forms that visitors fill in, and what is wrong with the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from animo_async.sandbox import validation as v
from animo_async.sandbox.geography import COUNTRIES
from animo_async.sandbox.pages.markup import Html, el, joined
from animo_async.sandbox.state import Form, Json

Messages = Mapping[str, list[str]]

_COUNTRY_CODES = {codes[0]: name for name, codes in COUNTRIES.items()}
_INPUTS = {
    "birthdate": "date",
    "company_url": "url",
    "date": "date",
    "file": "file",
    "number": "number",
    "phone": "tel",
    "rating": "number",
    "social_url": "url",
    "time": "time",
    "url": "url",
}
_COMPLETED = {"company_name": "organization", "job_title": "organization-title", "phone": "tel", "company_url": "url"}
_URLS = {name for name, kind in _INPUTS.items() if kind == "url"}
_CHECKED = {"consent", "toggle"}


@dataclass(frozen=True)
class Field:
    """A field: its name, what was in it, and what was wrong with that."""

    name: str
    label: str
    value: str = ""
    errors: tuple[str, ...] = ()
    required: bool = True
    help: str | None = None

    def input(self, kind: str = "text", **more: str | int | bool | None) -> Html:
        """A line to write on."""
        return self._labelled(el("input", type=kind, value=self.value, **self._common(), **more))

    def area(self, **more: str | int | bool | None) -> Html:
        """Several lines to write on."""
        # A browser swallows a line break right after the tag.
        return self._labelled(el("textarea", f"\n{self.value}", **self._common(), **more))

    def select(self, options: Mapping[str, str]) -> Html:
        """One of several, from a list."""
        offered = [el("option", text, value=key, selected=key == self.value) for key, text in options.items()]
        return self._labelled(el("select", el("option", "Choose…", value=""), *offered, **self._common()))

    def radios(self, options: Mapping[str, str]) -> Html:
        """One of several, all of them in sight."""
        offered = [
            el(
                "label",
                el("input", type="radio", name=self.name, value=key, checked=key == self.value, required=self.required),
                el("span", text),
                class_="choice",
            )
            for key, text in options.items()
        ]
        legend = el("legend", self.label, self._optional())
        return el("fieldset", legend, el("div", *offered, class_="choices"), *self._remarks(), class_="field")

    def checkbox(self) -> Html:
        """Yes or no."""
        box = el("input", type="checkbox", value="1", checked=bool(self.value), **self._common())
        said = el("label", box, el("span", self.label), class_="choice")
        return el("div", said, *self._remarks(), class_="field")

    def _common(self) -> dict[str, str | bool | None]:
        described = f"{self.name}-remarks" if self.help or self.errors else None
        wrong = "true" if self.errors else None
        given: dict[str, str | bool | None] = {"id": self.name, "name": self.name, "required": self.required}
        return {**given, "aria_describedby": described, "aria_invalid": wrong}

    def _labelled(self, control: Html) -> Html:
        label = el("label", self.label, self._optional(), for_=self.name)
        return el("div", label, control, *self._remarks(), class_="field")

    def _optional(self) -> Html | None:
        return None if self.required else el("span", " (optional)", class_="optional")

    def _remarks(self) -> list[Html]:
        if not (self.help or self.errors):
            return []
        said = [el("span", self.help, class_="soft") if self.help else None]
        said += [el("span", f"{'  ' if self.help else ''}{error}", class_="error") for error in self.errors]
        return [el("div", *said, id=f"{self.name}-remarks")]


def person(sent: Mapping[str, str], errors: Messages) -> Html:
    """Who it is."""
    field = partial(_field, sent, errors)
    names = (
        field("first_name", "First name").input(autocomplete="given-name"),
        field("last_name", "Last name").input(autocomplete="family-name"),
    )
    email = field("email", "Email").input("email", autocomplete="email")
    return joined(el("div", *names, class_="pair"), email)


def billing(sent: Mapping[str, str], errors: Messages) -> Html:
    """Where the invoice goes."""
    country = _field(sent, errors, "country", "Country").select(_COUNTRY_CODES)
    business = Field("is_business", "I register for a business", sent.get("is_business", ""), required=False)
    return joined(country, business.checkbox())


def quantity(sent: Mapping[str, str], errors: Messages, left: int) -> Html:
    """How many tickets."""
    return _field(sent, errors, "quantity", "Tickets").input("number", min=1, max=left, inputmode="numeric")


def _field(sent: Mapping[str, str], errors: Messages, name: str, label: str) -> Field:
    return Field(name, label, sent.get(name, ""), tuple(errors.get(name, ())))


def questions(form: Form, sent: Mapping[str, str], errors: Messages) -> Html:
    """The fields of a form that the company made."""
    return joined(*(_question(each, sent.get(each["id"], ""), errors.get(each["id"], [])) for each in form.fields))


def _question(asked: Json, value: str, errors: list[str]) -> Html:
    kind = asked["type"]
    field = Field(asked["id"], asked["label"], value, tuple(errors), bool(asked["required"]), asked["description"])
    options = {text: text for text in asked["options"] or ()}
    if kind in _CHECKED:
        return field.checkbox()
    if kind == "country":
        return field.select(_COUNTRY_CODES)
    if kind == "select":
        return field.select(options)
    if kind == "option":
        return field.radios(options)
    if kind == "textarea":
        return field.area(placeholder=asked["placeholder"])
    least, most = _bounds(asked)
    more = {"min": least, "max": most, "step": "any"} if kind == "number" else {"min": least, "max": most}
    return field.input(
        _INPUTS.get(kind, "text"), placeholder=asked["placeholder"], autocomplete=_COMPLETED.get(kind), **more
    )


def _bounds(asked: Json) -> tuple[str | None, str | None]:
    if asked["type"] == "rating":
        return "1", "5"
    least, most = asked["min"], asked["max"]
    return None if least is None else str(least), None if most is None else str(most)


def answers(form: Form, sent: Mapping[str, str]) -> dict[str, str]:
    """What was answered, by the identifier of the field; what was left empty is left out."""
    return {each["id"]: text for each in form.fields if (text := sent.get(each["id"], "").strip())}


def mistakes(form: Form, given: Mapping[str, str]) -> dict[str, list[str]]:
    """What is wrong with answers, by the identifier of the field."""
    found = {each["id"]: _mistake(each, given.get(each["id"])) for each in form.fields}
    return {name: [text] for name, text in found.items() if text}


def _mistake(asked: Json, answer: str | None) -> str | None:
    if answer is None:
        return "This is needed." if asked["required"] else None
    kind = asked["type"]
    if kind in {"option", "select"} and answer not in asked["options"]:
        return "Choose one of the list."
    if kind in {"number", "rating"}:
        return _mistaken_number(asked, answer)
    if kind in _URLS and v.url(answer):
        return "This is no address of a page."
    return None


def _mistaken_number(asked: Json, answer: str) -> str | None:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", answer, re.ASCII):
        return "This is no number."
    least, most = _bounds(asked)
    if least is not None and float(answer) < float(least):
        return f"At least {least}."
    if most is not None and float(answer) > float(most):
        return f"At most {most}."
    return None
