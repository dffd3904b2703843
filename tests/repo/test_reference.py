"""docs/reference/ shows everything public, and every docstring is complete."""

import inspect
import re
from dataclasses import dataclass
from pathlib import Path

import griffe
import pytest

import animo_async
import animo_async.oauth
from animo_async import models
from animo_v1.operations import OPERATIONS
from helpers import for_each

ROOT = Path(__file__).parents[2]
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "reference").glob("*.md")}
SPEAKS_FOR_ITSELF = ("Return ", "Get ", "Whether ")


@dataclass(frozen=True)
class Item:
    """An object that a `:::` line of the reference shows."""

    name: str
    page: str
    thing: griffe.Class | griffe.Function | griffe.Attribute

    @property
    def members(self):
        """Public methods and properties. A model has fields instead."""
        for name, member in self.thing.members.items():
            shown = isinstance(member, griffe.Function) or "property" in member.labels
            if shown and not name.startswith("_") and self.page != "models":
                yield member


def load() -> griffe.GriffeLoader:
    options = griffe.GoogleOptions(returns_named_value=False, returns_multiple_items=False, warnings=False)
    loader = griffe.GriffeLoader(
        search_paths=[ROOT, ROOT / "generated"],
        extensions=griffe.load_extensions(ROOT / "scripts" / "griffe_reference.py"),
        docstring_parser="google",
        docstring_options=options,
    )
    for package in ("animo_v1", "animo_async"):
        loader.load(package)
    loader.resolve_aliases()
    return loader


LOADER = load()


def shown(identifier: str) -> griffe.Object:
    thing = LOADER.modules_collection[identifier]
    return thing.final_target if isinstance(thing, griffe.Alias) else thing


ITEMS = [
    Item(identifier.rpartition(".")[2], page, shown(identifier))
    for page, text in PAGES.items()
    for identifier in re.findall(r"^::: (\S+)$", text, re.MULTILINE)
]
MODELS = [item for item in ITEMS if item.page == "models" and isinstance(item.thing, griffe.Class)]
FIXTURES = {"animo", "animo_sandbox"}


def sections(thing):
    return {section.kind.value: section.value for section in thing.docstring.parsed}


def undocumented(name, thing):
    """Yield what is missing from the docstring of a function or property."""
    if not thing.docstring:
        yield f"{name} has no docstring"
        return
    said = sections(thing)
    if not isinstance(thing, griffe.Function) or name in FIXTURES:
        return
    told = {entry.name.lstrip("*") for entry in said.get("parameters", ())}
    taken = {parameter.name for parameter in thing.parameters} - {"self", "cls", "_"}
    yield from (f"{name} does not say what {missing} is" for missing in sorted(taken - told))
    yield from (f"{name} documents {extra}, which it does not take" for extra in sorted(told - taken))
    plain = str(thing.returns).removeprefix("models.") in {"None", *(item.name for item in ITEMS)}
    noun = thing.docstring.value.startswith((*SPEAKS_FOR_ITSELF, "The page "))
    if not (plain or noun or "returns" in said or "yields" in said):
        yield f"{name} does not say what it returns"


def undocumented_class(name, thing):
    if not thing.docstring:
        yield f"{name} has no docstring"
        return
    said = sections(thing)
    made = thing.members.get("__init__")
    if "parameters" in said:
        told = {entry.name for entry in said["parameters"]}
        taken = {parameter.name for parameter in made.parameters} - {"self"}
        yield from (f"{name} does not say what {missing} is" for missing in sorted(taken ^ told))
    told = {entry.name for kind in ("attributes", "parameters") for entry in said.get(kind, ())}
    for attribute, member in thing.members.items():
        public = isinstance(member, griffe.Attribute) and not attribute.startswith("_") and not member.docstring
        if public and attribute not in told and "enum" not in str(thing.bases).lower():
            yield f"{name}.{attribute} is not described"


def gaps(item):
    check = undocumented_class if isinstance(item.thing, griffe.Class) else undocumented
    yield from check(item.name, item.thing)
    for member in item.members:
        yield from undocumented(f"{item.name}.{member.name}", member)


@for_each("item", ITEMS)
def test_everything_public_is_documented(item):
    assert list(gaps(item)) == []


REQUESTS = [
    (item.name, member)
    for item in ITEMS
    for member in item.members
    if isinstance(member, griffe.Function)
    and item.thing.canonical_path.startswith(("animo_async.resources", "animo_async.client"))
    and ("async" in member.labels or "Pager[" in str(member.returns))
    and member.name not in {"aclose", "request"}
]


@for_each(("name", "method"), REQUESTS)
def test_every_request_method_names_its_page_of_animos_documentation(name, method):
    assert re.search(r"^Animo's documentation: [A-Z]", method.docstring.value, re.MULTILINE)


@for_each(("name", "method"), REQUESTS)
def test_the_class_of_every_request_method_documents_the_common_errors(name, method):
    text = method.parent.docstring.value
    assert "ResponseFormatError" in text or "`AnimoClient` lists the errors" in text


def test_at_least_one_request_method_is_checked_for_each_operation():
    assert len(REQUESTS) >= len(OPERATIONS)


def test_every_operation_has_a_method_with_an_example_in_its_docstring():
    shown = {}
    for _, method in REQUESTS:
        last = method.docstring.parsed[-1].value
        if "**Example**" in str(last):
            assert f".{method.name}(" in last
            shown[last] = method.name
    assert len(shown) == len(OPERATIONS)


SLOPPY = '''
class Sloppy:
    """A class.

    Attributes:
        known: A thing.
    """

    def __init__(self):
        self.known = 1
        self.unknown = 2

    def bare(self): ...

    def half(self, a: int, b: int) -> list[int]:
        """Do it.

        Args:
            a: One.
            c: Another.
        """
'''


def test_missing_documentation_is_reported():
    with griffe.temporary_visited_module(SLOPPY, docstring_parser="google") as module:
        item = Item("Sloppy", "sloppy", module["Sloppy"])
        assert sorted(gaps(item)) == [
            "Sloppy.bare has no docstring",
            "Sloppy.half documents c, which it does not take",
            "Sloppy.half does not say what b is",
            "Sloppy.half does not say what it returns",
            "Sloppy.unknown is not described",
        ]


def test_every_exported_name_is_in_the_reference_once():
    exported = {*animo_async.__all__, *models.__all__, *animo_async.oauth.__all__} - {"models", "__version__"}
    names = [item.name for item in ITEMS]
    assert exported <= set(names)
    assert [name for name in exported if names.count(name) > 1 and name != "EventPage"] == []


def test_every_resource_class_is_in_the_reference():
    reached = {
        kind
        for handle in ("CompanyClient", "EventClient")
        for kind in re.findall(
            r"self\.\w+(?:: \w+)? = ([A-Z]\w+)\(", inspect.getsource(getattr(animo_async, handle).__init__)
        )
    }
    assert {item.name for item in ITEMS if item.page == "resources"} == reached - {"PublicUrls"}


@for_each("item", MODELS)
def test_every_field_has_its_type_and_a_description(item):
    kind = getattr(models, item.name)
    if hasattr(kind, "from_dict"):
        fields = {field.name: field for field in sections(item.thing)["attributes"]}
        assert list(fields) == [name for name in inspect.signature(kind).parameters if name != "additional_properties"]
        for field in fields.values():
            assert field.annotation, f"{field.name} has no type"
            assert field.description


@pytest.mark.parametrize(
    ("model", "field", "ending"),
    [
        ("Order", "email", "ordered."),
        ("Order", "country", "Inferred from the request."),
        ("Form", "name", "*(inferred)*"),
        ("TicketTypeCreate", "price", "*(convention)*"),
        ("Country", "alpha_2_code", "`UY`."),
    ],
)
def test_an_undocumented_field_is_marked_in_the_reference(model, field, ending):
    (item,) = [item for item in MODELS if item.name == model]
    (found,) = [each for each in sections(item.thing)["attributes"] if each.name == field]
    assert found.description.endswith(ending)
