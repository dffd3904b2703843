import inspect
import re
import runpy
import subprocess
import sys
from pathlib import Path

import griffe
import pytest

import animo_async

SCRIPT = Path(__file__).parents[2] / "scripts" / "reference.py"
REFERENCE = runpy.run_path(str(SCRIPT))
SECTIONS = REFERENCE["surface"]()
ITEMS = [item for items in SECTIONS.values() for item in items]
PAGE = REFERENCE["Page"](SECTIONS).html("1.2.3")
FIXTURES = {item.name for item in SECTIONS["Fixtures for pytest"]}
SPEAKS_FOR_ITSELF = ("Return ", "Get ", "Whether ")


def sections(thing):
    return {section.kind.value: section.value for section in thing.docstring.parsed}


def undocumented(name, thing):
    """What the docstring of a function or property leaves unsaid."""
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
    plain = str(thing.returns) in {"None", *(item.name for item in ITEMS)}
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
    if item.fields is None:
        yield from check(item.name, item.thing)
    elif not item.thing.docstring:
        yield f"{item.name} has no docstring"
    for member in item.members:
        yield from undocumented(f"{item.name}.{member.name}", member)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.anchor)
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


@pytest.mark.parametrize(("name", "method"), REQUESTS, ids=lambda given: getattr(given, "name", given))
def test_every_request_names_the_page_of_the_documentation(name, method):
    assert re.search(r"^Animo's documentation: [A-Z]", method.docstring.value, re.MULTILINE)


@pytest.mark.parametrize(("name", "method"), REQUESTS, ids=lambda given: getattr(given, "name", given))
def test_the_class_of_every_request_says_which_errors_all_may_raise(name, method):
    text = method.parent.docstring.value
    assert "ResponseFormatError" in text or "`AnimoClient` says which errors" in text


def test_every_method_that_sends_is_held_to_that():
    assert len(REQUESTS) >= 33


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


def test_what_is_not_documented_is_found():
    with griffe.temporary_visited_module(SLOPPY, docstring_parser="google") as module:
        item = REFERENCE["Item"]("Sloppy", "Sloppy", module["Sloppy"])
        assert sorted(gaps(item)) == [
            "Sloppy.bare has no docstring",
            "Sloppy.half documents c, which it does not take",
            "Sloppy.half does not say what b is",
            "Sloppy.half does not say what it returns",
            "Sloppy.unknown is not described",
        ]


def test_every_exported_name_is_on_the_page():
    exported = {*animo_async.__all__, *animo_async.models.__all__} - {"models", "__version__"}
    assert exported <= {item.name for item in ITEMS}
    for item in ITEMS:
        assert f'<h3 id="{item.anchor}">' in PAGE


def test_every_field_of_every_model_is_on_the_page():
    for item in ITEMS:
        if item.fields is not None:
            part = PAGE.partition(f'<h3 id="{item.anchor}">')[2].partition("<h3")[0]
            shown = set(re.findall(r"<dt>(.*?)</dt>", part))
            kind = getattr(animo_async.models, item.name)
            assert {*inspect.signature(kind).parameters} - {"additional_properties"} <= shown, item.name
            assert len(shown) >= len(item.fields)


def test_what_the_spec_only_infers_is_marked():
    part = PAGE.partition('<h3 id="models.Order">')[2].partition("<h3")[0]
    assert re.search(r"<dt>country</dt>.*?nferred", part)
    assert "nferred" not in re.search(r"<dt>email</dt>(.*?)<dt>", part)[1]


def test_every_link_leads_somewhere_on_the_page():
    anchors = re.findall(r'id="([^"]+)"', PAGE)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', PAGE)) <= set(anchors)
    assert set(re.findall(r'(?:href|src)="([^#"]+)"', PAGE)) == set()


def test_the_page_is_written_where_it_is_said(tmp_path):
    copy = tmp_path / "repo"
    for folder in ("animo_async", "generated", "openapi", "scripts"):
        copy.mkdir(exist_ok=True)
        (copy / folder).symlink_to(SCRIPT.parent.parent / folder)
    script = copy / "scripts" / SCRIPT.name
    done = subprocess.run([sys.executable, str(script)], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert done.stdout == "build/reference/index.html\n"
    assert (copy / "build" / "reference" / "index.html").read_text(encoding="utf-8").startswith("<!doctype html>")
