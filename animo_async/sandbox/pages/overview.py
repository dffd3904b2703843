"""Pages that show what there is: an event, everything in the sandbox, the plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from animo_async.sandbox import render
from animo_async.sandbox.endpoints.orders import tickets_left, total
from animo_async.sandbox.pages.layout import card, day, facts, money, note, shown, when
from animo_async.sandbox.pages.markup import Html, el, harmless, link
from animo_async.sandbox.pages.tickets import on_sale

if TYPE_CHECKING:
    from starlette.responses import Response

    from animo_async.sandbox.pages.visit import Visit
    from animo_async.sandbox.state import Activation, Company, Event, TicketType

_PLANS = (
    ("none", "No Pro plan: the list of companies is empty, and everything below a company is refused."),
    ("pro", "The API, and webhooks."),
    ("pro-without-integrations", "The API without webhooks."),
)


def event(visit: Visit) -> Response:
    """The page of an event."""
    company, found = visit.company(), visit.event()
    page = render.page(found.page)
    offers = [_offer(visit, company, found, each) for each in found.ticket_types]
    name = str(company.profile["name"])
    role = f"{name} presents" if found.company_role == "organizing" else f"{name} will be there"
    hero = (el("p", role, class_="crumb"), el("h1", found.name), el("p", page["tagline"]) if page["tagline"] else None)
    content = [
        el("header", *hero, class_="hero"),
        card(_particulars(found, page["support_email"], going=_going(found) if page["show_attendees"] else None)),
        card(harmless(page["description"]), class_="card prose") if page["description"] else None,
        card(el("h2", "Tickets"), el("ul", *offers, class_="rows"), id="tickets") if offers else None,
    ]
    if page["header_image"]:
        content.append(el("p", f"Header image, not loaded here: {page['header_image']}", class_="soft small"))
    return shown(found.name, *content, company=company)


def _particulars(found: Event, support_email: str | None, going: int | None) -> Html:
    where = ", ".join(each for each in (found.venue, found.venue_address, found.city, found.country) if each)
    cohosts = ", ".join(each.name for each in sorted(found.cohosts, key=lambda each: each.position))
    return facts(
        ("When", when(found)),
        ("Time zone", found.timezone),
        ("Where", (where or "To be announced") if found.attendance_mode == "offline" else "Online"),
        ("With", cohosts),
        ("Going", f"{going} people" if going else None),
        ("Questions", support_email and el("a", support_email, href=f"mailto:{support_email}")),
    )


def _going(found: Event) -> int:
    return sum(
        each.quantity for each in found.orders if each.state == "approved" and (each.paid_at or not each.unit_amount)
    )


def _offer(visit: Visit, company: Company, found: Event, each: TicketType) -> Html:
    price = el("span", money(total(each, 1), each.currency), class_="price")
    described = [text for text in (each.description, "With approval." if each.approval_required else None) if text]
    about = el("div", el("h3", each.name), el("p", " ".join(described), class_="soft small") if described else None)
    if not on_sale(each, mollie=visit.site.mollie):
        way = el("span", "No page without a Mollie account", class_="soft small")
    elif tickets_left(found, each) < 1:
        way = el("span", "Sold out", class_="soft")
    else:
        label = "Request" if each.approval_required else "Register"
        way = link(
            label, company.slug, "event", found.id, each.slug, class_="button", aria_label=f"{label}: {each.name}"
        )
    return el("li", about, el("div", price, way, class_="side"))


def index(visit: Visit) -> Response:
    """Everything that can be opened."""
    mollie = (
        "The companies have a connected Mollie account."
        if visit.site.mollie
        else "The companies have no connected Mollie account, so the pages of paid tickets answer 404."
    )
    intro = card(
        el("h1", "All pages of this sandbox"),
        el("p", "What the API knows can be opened here, at the addresses that Animo uses."),
        el("p", mollie),
        el("p", link("Plans", "admin", "settings", "billing")),
    )
    return shown("All pages", intro, *(_company(each) for each in visit.site.world.companies))


def _company(company: Company) -> Html:
    events = [_event_row(company, each) for each in company.events]
    rest = el("details", el("summary", f"{len(events) - 4} more"), _rows(events[4:])) if events[4:] else None
    activations = [_activation_row(company, each) for each in company.activations if each.status == "published"]
    return card(
        el("h2", str(company.profile["name"])),
        _rows(events[:4]),
        rest,
        el("h3", "Activations") if activations else None,
        _rows(activations),
    )


def _rows(rows: list[Html]) -> Html | None:
    return el("ul", *rows, class_="rows") if rows else None


def _event_row(company: Company, each: Event) -> Html:
    date = el("p", day(each.date_start), class_="soft small")
    return el("li", el("div", link(each.name, company.slug, "event", each.id)), date)


def _activation_row(company: Company, each: Activation) -> Html:
    row = [el("div", link(each.title, company.slug, each.id))]
    if each.event:
        row.append(link(f"for {each.event.name}", company.slug, each.event.id, each.id, class_="small"))
    return el("li", *row)


def billing(_: Visit) -> Response:
    """The plans."""
    body = card(
        el("h1", "Plans"),
        el("p", "Here the plan of a company is chosen."),
        note("In the sandbox a plan comes with a token, so there is nothing to choose."),
        facts(*_PLANS),
        el("p", "In code: ", el("code", 'box.token(plan="none")'), " or ", el("code", 'box.client(plan="none")')),
    )
    return shown("Plans", body)
