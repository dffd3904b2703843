"""The built site (`make site`): no link is broken, nothing is loaded from another host, and the search works."""

import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import animo_async
from animo_async import models

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "site"
LOADING_RELATIONS = {"dns-prefetch", "icon", "modulepreload", "preconnect", "preload", "stylesheet"}
PATIENCE = 30_000  # milliseconds; generous, because a busy machine is slow


class Html(HTMLParser):
    """The links, anchors and loaded files of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attributes if value}
        self.anchors |= {given[name] for name in ("id", "name") if name in given and (name == "id" or tag == "a")}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag != "a" and "src" in given:
            self.loads.append(given["src"])
        if tag == "link" and LOADING_RELATIONS & set(given.get("rel", "").split()):
            self.loads.append(given["href"])


def local(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.netloc and not parts.scheme


def target_of(link: str, path: Path) -> tuple[Path, str]:
    """Return the file and the anchor that a link on a page points to."""
    url, anchor = urldefrag(link)
    target = (path.parent / unquote(url)).resolve() if url else path
    return (target / "index.html" if target.is_dir() else target), unquote(anchor)


def problems(site: Path) -> Iterator[str]:
    """Yield a line for each missing file or anchor, each page without a link to it, and each load from another host."""
    pages = {path: Html(path.read_text(encoding="utf-8")) for path in site.rglob("*.html") if path.name != "404.html"}
    reached = {site / "index.html"}
    for path, page in pages.items():
        name = path.relative_to(site)
        yield from (f"{name} loads {load}" for load in page.loads if urlsplit(load).netloc)
        for link in filter(local, page.loads + page.links):
            target, anchor = target_of(link, path)
            if not target.exists():
                yield f"{name}: no file {link}"
            elif anchor and not anchor.startswith("__") and anchor not in pages[target].anchors:
                yield f"{name}: no anchor {link}"
            if target != path:
                reached.add(target)
    for path in site.rglob("*.css"):
        for url in re.findall(r"(?:url\(|@import\s+)[\"']?((?:https?:)?//[^\"')]+)", path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(site)} loads {url}"
    yield from (f"no page links to {path.relative_to(site)}" for path in pages.keys() - reached)


def test_the_site_has_no_broken_links_orphan_pages_or_external_loads() -> None:
    assert list(problems(SITE)) == []


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<a href="gone.html">', "index.html: no file gone.html"),
        ('<a href="#gone">', "index.html: no anchor #gone"),
        ('<a href="other/#gone">', "index.html: no anchor other/#gone"),
        ('<img src="gone.png">', "index.html: no file gone.png"),
        ('<script src="https://cdn.example/a.js">', "index.html loads https://cdn.example/a.js"),
        ('<link rel="stylesheet" href="//cdn.example/a.css">', "index.html loads //cdn.example/a.css"),
        ('<img src="https://cdn.example/a.png">', "index.html loads https://cdn.example/a.png"),
        ("", "no page links to other/index.html"),
    ],
)
def test_a_broken_link_an_orphan_page_or_an_external_load_is_reported(tmp_path: Path, html: str, problem: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text("<p>", encoding="utf-8")
    link = '<a href="other/">' if html else ""
    (tmp_path / "index.html").write_text(link + html, encoding="utf-8")
    assert list(problems(tmp_path)) == [problem]


def test_a_stylesheet_that_loads_from_another_host_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://fonts.example/b.css'; a { color: red }", encoding="utf-8")
    assert list(problems(tmp_path)) == ["a.css loads https://fonts.example/b.css"]


def test_the_reference_has_every_public_name() -> None:
    assert len(list(SITE.rglob("index.html"))) >= 20
    reference = "".join(path.read_text(encoding="utf-8") for path in SITE.glob("reference/*/index.html"))
    for name in {*animo_async.__all__} - {"models", "__version__"}:
        assert f'id="animo_async.{name}"' in reference
    for name in models.__all__:
        assert f'id="animo_async.models.{name}"' in reference


def test_the_links_in_llms_txt_point_to_existing_files() -> None:
    links = re.findall(r"\(<http://[^/]+/(.*?)>\)", (SITE / "llms.txt").read_text(encoding="utf-8"))
    assert len(links) >= 20
    assert [link for link in links if not (SITE / link).exists()] == []
    assert "PlanRequiredError" in (SITE / "llms-full.txt").read_text(encoding="utf-8")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(params=[(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")], ids=["desktop", "dark", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, origin: str) -> Iterator[Page]:
    size, scheme = request.param
    problems: list[str] = []

    def elsewhere(route: Route) -> None:
        problems.append(f"elsewhere: {route.request.url}")
        route.abort()

    context = browser.new_context(viewport=size, color_scheme=scheme, base_url=origin)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("requestfailed", lambda failed: problems.append(f"failed: {failed.url}"))
    page.route(lambda url: not url.startswith((origin, "data:", "blob:")), elsewhere)
    yield page
    context.close()
    assert problems == []


def fits(page: Page) -> bool:
    """Return whether the page fits the width of the screen."""
    fitting: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fitting


def test_searching_for_an_error_finds_its_reference(page: Page) -> None:
    page.goto("/guides/errors/")
    expect(page.get_by_role("heading", name="Errors and retries")).to_be_visible()
    assert fits(page)

    page.locator(".md-search__button:visible, label[for=__search]:visible").first.click()
    page.keyboard.type("PlanRequiredError")
    first = page.get_by_role("option").first
    # The results change during typing, so wait until the first one is the expected one.
    expect(first).to_have_attribute("href", re.compile(r"reference/errors/.*#animo_async\.PlanRequiredError$"))
    first.click()

    page.wait_for_url("**/reference/errors/**#animo_async.PlanRequiredError")
    expect(page.locator("[id='animo_async.PlanRequiredError']")).to_be_in_viewport()
    assert fits(page)


@pytest.mark.parametrize("path", ["/", "/start/", "/reference/models/", "/reference/client/", "/api/gaps/"])
def test_a_page_fits_the_width_of_the_screen(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("h1").first).to_be_visible()
    assert fits(page)


def test_redoc_shows_the_spec_with_its_code_samples(page: Page) -> None:
    page.goto("/api/redoc.html")
    expect(page.get_by_role("heading", name="Approve a pending order")).to_be_attached()
    expect(page.get_by_text("await event.orders.approve(")).to_be_attached()


def test_dark_mode_follows_the_system_setting(page: Page) -> None:
    page.goto("/")
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if dark else "default")
