"""A FastAPI service with one client: opened when the service starts, shared by all requests, closed when it ends.

    pip install ../.. fastapi uvicorn
    ANIMO_TOKEN=... uvicorn fastapi_service:app

`GET /events` lists the events. `POST /events/{event}/orders` registers a person for a ticket, and returns the order's
id and the URL of Animo's checkout page. Set ANIMO_COMPANY (a slug) if the token has access to several companies.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, TypedDict

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from animo_async import (
    AnimoClient,
    AnimoError,
    CompanyClient,
    NotFoundError,
    RateLimitError,
    ValidationError,
    local_time,
)
from animo_async.models import OrderCreate


class State(TypedDict):
    """Objects that exist while the service runs."""

    acme: CompanyClient


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[State]:
    """Open the client. If the token is invalid or the plan is missing, the service fails to start with an error."""
    async with AnimoClient(deadline=10) as animo:  # seconds; less than the timeout of the service's users
        yield {"acme": await animo.find_company(os.environ.get("ANIMO_COMPANY"))}


def company(request: Request) -> CompanyClient:
    """Provide the company to a route."""
    acme: CompanyClient = request.state.acme
    return acme


app = FastAPI(lifespan=lifespan)
Acme = Annotated[CompanyClient, Depends(company)]


class EventSeen(BaseModel):
    """An event as this service returns it."""

    name: str
    starts: datetime
    url: str


class Registration(BaseModel):
    """A person who wants a ticket."""

    ticket_type: str
    first_name: str
    last_name: str
    email: str
    country: str


class Registered(BaseModel):
    """The new order. `checkout` is the URL of the payment page, or None if the ticket is free."""

    order: str
    checkout: str | None


@app.get("/events")
async def events(acme: Acme, q: str | None = None) -> list[EventSeen]:
    """List the events."""
    return [
        EventSeen(
            name=event.name,
            starts=local_time(event.date_start, event.timezone),
            url=acme.urls.event(event, params={"utm_source": "service"}),
        )
        async for event in acme.events.list(q=q)
    ]


@app.post("/events/{event}/orders", status_code=201)
async def register(acme: Acme, event: str, person: Registration) -> Registered:
    """Register a person for a ticket."""
    order = await acme.event(event).orders.create(OrderCreate(**person.model_dump(), is_business=False, quantity=1))
    return Registered(order=order.id, checkout=acme.urls.checkout(event, order) if order.unit_amount else None)


@app.exception_handler(AnimoError)
async def animo_failed(_: Request, error: AnimoError) -> JSONResponse:
    """Return an error response for the visitor. You can log `str(error)`: it contains no token."""
    if isinstance(error, ValidationError):
        return JSONResponse({"errors": error.errors}, 422)
    if isinstance(error, NotFoundError):
        return JSONResponse({"error": "There is no such event."}, 404)
    pause = error.retry_after if isinstance(error, RateLimitError) else None
    return JSONResponse({"error": "Please try again later."}, 503, {"Retry-After": f"{pause or 30:.0f}"})
