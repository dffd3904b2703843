"""Griffe extensions for the reference documentation.

`Fields` lists every field of a model, with its type, description and provenance. `Samples` shows the spec's code sample
below each method that calls an operation.
"""

import functools
import re
import textwrap
from pathlib import Path
from typing import Any

import griffe
import yaml

SPEC = Path(__file__).parent.parent / "openapi" / "animo-v1.yaml"


@functools.cache
def spec() -> dict[str, Any]:
    """Return the spec."""
    loaded: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    return loaded


@functools.cache
def samples() -> dict[str, str]:
    """Return the code sample of each operation, by operationId."""
    operations = [operation for path in spec()["paths"].values() for operation in path.values()]
    return {each["operationId"]: each["x-codeSamples"][0]["source"] for each in operations}


def inside_the_client(sample: str) -> str:
    """Return the body of a sample's `async with` block, after the extra imports that it needs."""
    head, _, rest = sample.partition("async def main")
    imports = [line for line in head.splitlines() if "import" in line and line != "import asyncio"]
    own = [line for line in imports if line != "from animo_async import AnimoClient"]
    lines = rest.partition("as animo:")[2].partition("\n")[2].partition("\n\n\nasyncio.run")[0]
    body = textwrap.dedent(lines)
    return "\n".join([*own, "", body]) if own else body


def plain(name: str) -> str:
    """Return a name in lower case without underscores, so that `alpha2Code` matches `alpha_2_code`."""
    return name.replace("_", "").lower()


def provenance(field: dict[str, Any]) -> str:
    """Return the provenance of a field. Empty if the field is documented or its description names the provenance."""
    known: str = field["x-animo-provenance"]
    return "" if known == "documented" or known in field["description"].lower() else f" *({known})*"


class Fields(griffe.Extension):
    """Lists all fields of a model below its docstring. Griffe itself lists only fields that the docstring names."""

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """Replace the Attributes section of a model with a list of all fields."""
        if not cls.path.startswith("animo_v1.models.") or cls.docstring is None:
            return
        properties = spec()["components"]["schemas"].get(cls.name, {}).get("properties", {})
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
            cls.bases = []  # hide the base class, which is internal to the generated code
            sections = [section for section in cls.docstring.parsed if section.kind.value != "attributes"]
            cls.docstring.parsed[:] = [*sections, griffe.DocstringSectionAttributes(fields)]


class Samples(griffe.Extension):
    """Shows the spec's code sample of an operation below the method that calls it."""

    def on_function(self, *, func: griffe.Function, **_: Any) -> None:
        """Append the code sample to the docstring of a method."""
        if func.docstring is None or not func.path.startswith(("animo_async.client.", "animo_async.resources.")):
            return
        names = re.findall(r"(?<![\w\"])\w+", func.source)
        found = next((name for name in names if name in samples()), None)
        if found:
            text = f"**Example**\n\n```python\n{inside_the_client(samples()[found])}\n```"
            func.docstring.parsed.append(griffe.DocstringSectionText(text))
