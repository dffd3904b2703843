"""Writes the API reference, one page, from the docstrings and types of everything public (`make reference`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

import griffe
import yaml

from animo_async import __version__

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "build" / "reference" / "index.html"
TEMPLATE = Path(__file__).with_suffix(".html")

# Each module's place; within it things stand as in the module. A name that is exported from elsewhere is an error.
SECTIONS = {
    "The client": ["client"],
    "What a company has": ["resources.activations", "resources.events", "resources.forms", "resources.webhooks"],
    "What an event has": ["resources.event_pages", "resources.comms", "resources.ticket_types", "resources.orders"],
    "Lists": ["pagination"],
    "Entitlements": ["entitlements"],
    "Addresses and dates": ["urls", "dates"],
    "Errors": ["errors"],
    "OAuth": ["oauth.app", "oauth.values", "oauth.renewing"],
    "The sandbox": ["sandbox.box"],
    "Fixtures for pytest": ["testing"],
}
INTRODUCTIONS = {
    "Models": (
        "What the API answers with, from `animo_async.models`. Each is made from JSON by `from_dict()`, gives it back "
        "by `to_dict()`, and keeps fields that the spec does not know in `additional_properties`."
    ),
    "Bodies": "What is sent. A field that is left out stays out of the JSON; `None` sends null.",
}
_NOT_CODE = {"models", "__version__"}
_FROM_SPEC = "Animo's documentation:"

Thing = griffe.Class | griffe.Function | griffe.Attribute


@dataclass(frozen=True)
class Item:
    """A public class or function.

    Attributes:
        name: What users call it.
        anchor: Where it stands on the page.
        thing: What it is.
        fields: Of a model, how the spec knows of each field; None for anything else.
    """

    name: str
    anchor: str
    thing: Thing
    fields: dict[str, str] | None = None

    @property
    def members(self) -> Iterator[griffe.Function | griffe.Attribute]:
        """Public methods and properties, in their order; a model's come from its fields."""
        for name, member in self.thing.members.items():
            shown = isinstance(member, griffe.Function) or "property" in member.labels
            if shown and not name.startswith("_") and self.fields is None and isinstance(member, Thing):
                yield member  # type: ignore[misc]


def surface() -> dict[str, list[Item]]:
    """Return everything public, by section."""
    options = griffe.GoogleOptions(returns_named_value=False, returns_multiple_items=False, warnings=False)
    loader = griffe.GriffeLoader(
        search_paths=[ROOT, ROOT / "generated"], docstring_parser="google", docstring_options=options
    )
    package, generated = loader.load("animo_async"), loader.load("animo_v1")
    exported = {str(name) for part in (package, package["oauth"]) for name in part.exports or ()} - _NOT_CODE
    sections = {
        title: [item for module in modules for item in _public(module, package[module], exported)]
        for title, modules in SECTIONS.items()
    }
    placed = {item.name for items in sections.values() for item in items}
    if exported - placed:
        raise RuntimeError(f"SECTIONS has no place for {', '.join(sorted(exported - placed))}")
    return sections | dict(_models(package, generated))


def _public(where: str, module: griffe.Module, exported: set[str]) -> Iterator[Item]:
    """Pick what is exported; of resources and the sandbox every class, of the pytest plugin its fixtures."""
    for name, thing in module.members.items():
        if isinstance(thing, griffe.Class):
            reached = where.startswith(("resources.", "sandbox.")) and not name.startswith("_")
        elif isinstance(thing, griffe.Function):
            reached = any(str(decorator.value).startswith("pytest.fixture") for decorator in thing.decorators)
        else:
            reached = False
        if isinstance(thing, Thing) and (reached or name in exported):
            yield Item(name, name if where != "resources.event_pages" else f"acme.{name}", thing)


def _models(
    package: griffe.Object | griffe.Alias, generated: griffe.Object | griffe.Alias
) -> Iterator[tuple[str, list[Item]]]:
    spec = yaml.safe_load((ROOT / "openapi" / "animo-v1.yaml").read_text(encoding="utf-8"))
    schemas = spec["components"]["schemas"]
    groups: dict[str, list[Item]] = {"Models": [], "Bodies": [], "Enums": [], "What is left out": []}
    defined = {
        name: thing
        for module in (generated["types"], *generated["models"].modules.values())
        for name, thing in module.members.items()
        if isinstance(thing, Thing)
    }
    for name in package["models"].exports:
        schema = schemas.get(str(name))
        if schema is None:
            title = "What is left out"
        elif "enum" in schema:
            title = "Enums"
        else:
            title = "Bodies" if schema.get("x-animo-request") else "Models"
        known = {_plain(key): _known(value) for key, value in (schema or {}).get("properties", {}).items()}
        fields = known if title in {"Models", "Bodies"} else None
        groups[title].append(Item(str(name), f"models.{name}", defined[str(name)], fields))
    return iter(groups.items())


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _known(field: dict[str, str]) -> str:
    provenance = field.get("x-animo-provenance", "documented")
    return "" if provenance == "documented" or provenance in field.get("description", "").lower() else provenance


class Page:
    """Writes the page.

    Args:
        sections: What is on it.
    """

    def __init__(self, sections: dict[str, list[Item]]) -> None:
        self._sections = sections
        items = [item for listed in sections.values() for item in listed]
        # A model last: where a resource has its name, a type means the model.
        self._anchors = {item.name: item.anchor for item in items}
        self._anchors |= {
            f"{item.name}.{member.name}": f"{item.anchor}.{member.name}" for item in items for member in item.members
        }
        self._reached = dict(self._ways([item for item in items if item.name in {"CompanyClient", "EventClient"}]))

    @staticmethod
    def _ways(handles: list[Item]) -> Iterator[tuple[str, str]]:
        """Say where resources hang, as the handles make them."""
        for handle, start in zip(handles, ("acme", "acme.event(…)"), strict=True):
            for name, attribute in handle.thing.members.items():
                if isinstance(attribute, griffe.Attribute) and attribute.value is not None:
                    yield str(attribute.value).partition("(")[0], f"{start}.{name}"

    def html(self, version: str) -> str:
        """Return the whole page."""
        nav, body = [], []
        for title, items in self._sections.items():
            links = "".join(f'<a href="#{item.anchor}">{item.name}</a>' for item in items)
            nav.append(f"<h2>{title}</h2>{links}")
            body.append(f"<h2>{title}</h2>")
            if title in INTRODUCTIONS:
                body.append(self._paragraph(INTRODUCTIONS[title]))
            body.extend(self._item(item) for item in items)
        template = Template(TEMPLATE.read_text(encoding="utf-8"))
        return template.substitute(version=version, nav="\n".join(nav), body="\n".join(body))

    def _item(self, item: Item) -> str:
        way = f"<small>{self._reached[item.name]}</small>" if self._reached.get(item.name) and not item.fields else ""
        parts = [f'<h3 id="{item.anchor}">{item.name}{way}</h3>']
        made = item.thing.members.get("__init__")
        if isinstance(item.thing, griffe.Function) and not item.thing.decorators:  # nobody calls a fixture
            parts.append(self._signature(item.thing))
        elif isinstance(item.thing, griffe.Attribute):
            parts.append(f"<pre>{item.name} = {self._type(item.thing.value)}</pre>")
        elif isinstance(made, griffe.Function) and "Args:" in _text(item.thing):
            parts.append(self._signature(made, item.name))
        fields = item.fields is not None
        parts.append(self._docstring(item.thing, without="attributes" if fields else ""))
        if fields:
            parts.append(self._fields(item))
        if "enum" in str(getattr(item.thing, "bases", "")).lower() and item.name != "Unset":
            values = {
                name: member for name, member in item.thing.members.items() if isinstance(member, griffe.Attribute)
            }
            parts.append(self._list([(name, "", str(member.value)) for name, member in values.items()], code=True))
        for member in item.members:
            parts.append(f'<div class="member" id="{item.anchor}.{member.name}">{self._signature(member)}')
            parts.append(f"{self._docstring(member)}</div>")
        return "\n".join(parts)

    def _fields(self, item: Item) -> str:
        told = {entry.name: entry.description for entry in _entries(item.thing, "attributes")}
        rows = []
        for name, field in item.thing.members.items():
            if isinstance(field, griffe.Attribute) and not name.startswith("_") and "property" not in field.labels:
                known = (item.fields or {}).get(_plain(name), "")
                rows.append((name, str(field.annotation), told.get(name, ""), known))
        return self._list(rows)

    def _signature(self, thing: griffe.Function | griffe.Attribute, name: str = "") -> str:
        if isinstance(thing, griffe.Attribute):
            return f"<pre>{thing.name}: {self._type(thing.annotation)}</pre>"
        shown, star = [], False
        for parameter in thing.parameters:
            if parameter.name in {"self", "cls"}:
                continue
            if parameter.kind is griffe.ParameterKind.keyword_only and not star:
                star = True
                shown.append("*")
            kind = {"variadic positional": "*", "variadic keyword": "**"}.get(
                parameter.kind.value if parameter.kind else "", ""
            )
            default = (
                "" if parameter.default is None or kind else f" = {escape(re.sub('^_.*', '…', str(parameter.default)))}"
            )
            shown.append(f"{kind}{parameter.name}: {self._type(parameter.annotation)}{default}")
        start = "async " if "async" in thing.labels else ""
        returned = "" if name or thing.returns is None else f" -> {self._type(thing.returns)}"
        return f"<pre>{start}<b>{name or thing.name}</b>({', '.join(shown)}){returned}</pre>"

    def _type(self, annotation: object) -> str:
        public = re.sub(r" \| _\w+", "", str(annotation))
        return re.sub(r"\w+", self._linked, escape(public))

    def _linked(self, found: re.Match[str]) -> str:
        name = found[0]
        return f'<a href="#{self._anchors[name]}">{name}</a>' if name in self._anchors else name

    def _docstring(self, thing: Thing, without: str = "") -> str:
        parts: list[str] = []
        for section in thing.docstring.parsed if thing.docstring else ():
            kind = section.kind.value
            if kind == "text":
                parts.extend(self._paragraph(text) for text in section.value.split("\n\n"))
            elif kind != without:
                title = {"parameters": "Arguments"}.get(kind, kind.capitalize())
                parts.append(f'<p class="label">{title}</p>')
                parts.append(self._list([(_head(entry, kind), "", entry.description) for entry in section.value]))
        return "\n".join(parts)

    def _list(self, rows: Sequence[tuple[str, ...]], *, code: bool = False) -> str:
        shown = []
        for name, kind, text, *known in rows:
            mark = f' <span class="known">{known[0]}</span>' if known and known[0] else ""
            what = f"<code>{escape(text)}</code>" if code else self._prose(text)
            typed = f'<span class="type">{self._type(kind)}</span> ' if kind else ""
            shown.append(f"<dt>{self._type(name)}</dt><dd>{typed}{what}{mark}</dd>")
        return f"<dl>{''.join(shown)}</dl>"

    def _paragraph(self, text: str) -> str:
        source = ' class="source"' if text.startswith(_FROM_SPEC) else ""
        return f"<p{source}>{self._prose(text)}</p>"

    def _prose(self, text: str) -> str:
        return re.sub(r"`([^`]+)`", self._code, escape(text))

    def _code(self, found: re.Match[str]) -> str:
        anchor = self._anchors.get(found[1].removesuffix("()"))
        code = f"<code>{found[1]}</code>"
        return f'<a href="#{anchor}">{code}</a>' if anchor else code


def _text(thing: Thing) -> str:
    return thing.docstring.value if thing.docstring else ""


def _entries(thing: Thing, kind: str) -> list[griffe.DocstringNamedElement]:
    sections = thing.docstring.parsed if thing.docstring else []
    return [entry for section in sections if section.kind.value == kind for entry in section.value]


def _head(entry: griffe.DocstringElement, kind: str) -> str:
    if kind in {"parameters", "attributes", "other parameters"}:
        return str(getattr(entry, "name", ""))
    return str(entry.annotation or "").strip("()")


def main() -> None:
    """Write the page."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(Page(surface()).html(__version__), encoding="utf-8")
    print(TARGET.relative_to(ROOT))


if __name__ == "__main__":
    main()
