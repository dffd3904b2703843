"""A griffe extension for the reference: lists every field of a model, with its type, description and provenance."""

import functools
from pathlib import Path
from typing import Any

import griffe
import yaml

SPEC = Path(__file__).parent.parent / "openapi" / "animo-v1.yaml"


@functools.cache
def schemas() -> dict[str, Any]:
    """Return the schemas of the spec."""
    loaded: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))["components"]["schemas"]
    return loaded


def plain(name: str) -> str:
    """Return a name in which a property of the spec equals its attribute: `alpha2Code` is `alpha_2_code`."""
    return name.replace("_", "").lower()


def provenance(field: dict[str, Any]) -> str:
    """Say how a field is known, unless it is documented or its description says it already."""
    known: str = field["x-animo-provenance"]
    return "" if known == "documented" or known in field["description"].lower() else f" *({known})*"


class Fields(griffe.Extension):
    """Lists all fields of a model under its docstring. Griffe lists only those that the docstring names."""

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """Replace the Attributes section of a model."""
        if not cls.path.startswith("animo_v1.models.") or cls.docstring is None:
            return
        properties = schemas().get(cls.name, {}).get("properties", {})
        known = {plain(name): field for name, field in properties.items()}
        fields = [
            griffe.DocstringAttribute(
                name,
                description=known[plain(name)]["description"] + provenance(known[plain(name)]),
                annotation=attribute.annotation,
            )
            for name, attribute in cls.attributes.items()
            if plain(name) in known
        ]
        for name in [name for name in cls.attributes if plain(name) in known]:
            cls.del_member(name)
        if fields:
            cls.bases = []  # a class of the generated code, which users do not see
            sections = [section for section in cls.docstring.parsed if section.kind.value != "attributes"]
            cls.docstring.parsed[:] = [*sections, griffe.DocstringSectionAttributes(fields)]
