"""Reads and checks the answers to the questions of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from animo_async.sandbox import validation as v
from animo_async.sandbox.state import Form, Json


def answers(form: Form, sent: Mapping[str, str]) -> dict[str, str]:
    """Return the answers, by field id. Empty answers are left out."""
    return {each["id"]: text for each in form.fields if (text := sent.get(each["id"], "").strip())}


def mistakes(form: Form, given: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the problems with the answers, by field id."""
    found = {each["id"]: _mistake(each, given.get(each["id"])) for each in form.fields}
    return {name: [text] for name, text in found.items() if text}


def _mistake(asked: Json, answer: str | None) -> str | None:
    if answer is None:
        return "Please answer this." if asked["required"] else None
    match asked["type"]:
        case "option" | "select" if answer not in asked["options"]:
            return "Choose one from the list."
        case "number":
            return _mistaken_number(answer, asked["min"], asked["max"])
        case "rating":
            return _mistaken_number(answer, 1, 5)
        case "url" | "company_url" | "social_url" if v.url(answer):
            return "Enter a URL."
    return None


def _mistaken_number(answer: str, least: float | None, most: float | None) -> str | None:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", answer, re.ASCII):
        return "Enter a number."
    if least is not None and float(answer) < least:
        return f"At least {least}."
    return f"At most {most}." if most is not None and float(answer) > most else None
