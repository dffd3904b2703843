"""`animo urls`: the public links of an event."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from animo_async.cli.arguments import AsJson, Places, company_and_event
from animo_async.cli.problems import CommandError
from animo_async.cli.screen import clean, for_people, say, show_json, show_lines, tell
from animo_async.cli.session import run

if TYPE_CHECKING:
    from animo_async import AnimoClient, CompanyClient, models


@dataclass(frozen=True)
class Link:
    """A page that Animo hosts.

    Attributes:
        kind: `event`, `ticket`, `activation`, or `activation for the event`.
        name: What the page is about.
        url: The URL.
        note: What to know before you send the link to people, or an empty string.
    """

    kind: str
    name: str
    url: str
    note: str = ""


Params = Annotated[
    list[str] | None,
    typer.Option(
        "--param", metavar="NAME=VALUE", help="Add this to the query of every link. Can be given several times."
    ),
]

_TITLES = {
    "event": "Event",
    "ticket": "Tickets (add qty=2 to the query to preselect two)",
    "activation": "Activations",
    "activation for the event": "Activations whose sign-ups count for this event",
}
_PAID = "returns 404 until the company connects Mollie"
_UNKNOWN = (
    "The API does not show which activation is attached to which event. For an unattached one, Animo "
    "redirects to its page without the event."
)
_ATTACHED = "works only if attached to this event. Otherwise Animo redirects to the page without the event"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(urls)


def urls(places: Places, param: Params = None, *, as_json: AsJson = False) -> None:
    """Show the public links of an event.

    Links to the event, its ticket types, and the company's published activations. The API does not return these links.
    """
    company, event = company_and_event(places)
    query = dict(map(_pair, param or ()))

    async def read(animo: AnimoClient) -> None:
        links = await _links(await animo.find_company(company), event, query)
        if as_json:
            show_json(map(asdict, links))
        elif for_people():
            _show(links)
        else:
            show_lines((link.kind, link.name, link.url, link.note) for link in links)

    run(read)


def _pair(param: str) -> tuple[str, str]:
    name, separator, value = param.partition("=")
    if not (name and separator):
        raise CommandError(f"{param!r} is not a parameter.", "Write NAME=VALUE, such as --param utm_source=newsletter.")
    return name, value


async def _links(acme: CompanyClient, slug: str, query: dict[str, str]) -> list[Link]:
    event = await acme.events.get(slug)
    links = [Link("event", event.name, acme.urls.event(event, params=query))]
    if event.company_role == "organizing":  # only the organizing company has ticket types
        kinds = await acme.event(event).ticket_types.list().collect()
        links += [
            Link("ticket", kind.name, acme.urls.ticket(event, kind, params=query), "" if _free(kind) else _PAID)
            for kind in kinds
        ]
    activations = [item for item in await acme.activations.list().collect() if item.status == "published"]
    links += [Link("activation", item.title, acme.urls.activation(item, params=query)) for item in activations]
    for item in activations:
        url = acme.urls.activation(item, event=event, params=query)
        links.append(Link("activation for the event", item.title, url, _ATTACHED))
    return links


def _free(kind: models.TicketType) -> bool:
    return not kind.price.strip("0.")


def _show(links: list[Link]) -> None:
    shown: set[str] = set()
    for link in links:
        if link.kind not in shown:
            say((("\n" if shown else "") + _TITLES[link.kind], "bold"))
            shown.add(link.kind)
        say(f"  {clean(link.name)}", (f"  ({link.note})" if link.note == _PAID else "", "yellow"))
        say("    ", (link.url, "cyan"))
    if "activation for the event" in shown:
        say("")
        tell(_UNKNOWN, "dim")
