"""HTML that cannot be broken into: whatever is not markup of this module is escaped."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import quote

_VOID = {"br", "hr", "input", "meta"}
_ALLOWED = {
    *("a", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "s", "small"),
    *("strong", "sub", "sup", "u", "ul"),
}
_DROPPED_WHOLE = {"script", "style", "iframe", "object", "template", "noscript", "svg", "math", "title", "textarea"}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def el(tag: str, /, *children: str | None, **attributes: str | int | bool | None) -> Html:
    """An element.

    Args:
        tag: Its name.
        *children: What is in it; text that is no `Html` is escaped, None left out.
        **attributes: Without the underscore at an end (`class_`); True gives a bare one, False and None give none.
    """
    given = "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
        if value is not None and value is not False
    )
    return Html(f"<{tag}{given}>" if tag in _VOID else f"<{tag}{given}>{joined(*children)}</{tag}>")


def joined(*children: str | None) -> Html:
    """Several, one after the other."""
    return Html("".join(each if isinstance(each, Html) else escape(each) for each in children if each is not None))


def path(*segments: str) -> str:
    """The address of a page below the origin."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def link(text: str, *segments: str, **attributes: str) -> Html:
    """A link to a page below the origin."""
    return el("a", text, href=path(*segments), **attributes)


def harmless(text: str) -> Html:
    """HTML that somebody sent, of which text, structure and plain links stay."""
    reader = _Harmless()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # older Pythons meet `<![x[` so
        return joined(text)
    return reader.whole()


class _Harmless(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._open: list[str] = []
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED_WHOLE:
            self._dropping.append(tag)
        if tag not in _ALLOWED or self._dropping:
            return
        target = dict(attrs).get("href") or "" if tag == "a" else ""
        safe = target.lower().startswith(("https://", "http://", "mailto:"))
        self._parts.append(f'<{tag} href="{escape(target)}" rel="noopener nofollow">' if safe else f"<{tag}>")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropping:
            while self._dropping.pop() != tag:
                pass
        elif tag in self._open and not self._dropping:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._parts.append(escape(data))

    def _close(self, tag: str) -> None:
        while True:
            innermost = self._open.pop()
            self._parts.append(f"</{innermost}>")
            if innermost == tag:
                return

    def whole(self) -> Html:
        if self._open:
            self._close(self._open[0])
        return Html("".join(self._parts))
