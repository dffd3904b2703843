"""Schemathesis checks the sandbox against the spec, with single operations and with chains of linked operations."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import anyio
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, FailureGroup, ServerError
from schemathesis.generation import GenerationMode
from schemathesis.openapi.checks import (
    IgnoredAuth,
    JsonSchemaError,
    UndefinedContentType,
    UndefinedStatusCode,
)
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from animo_async import EventClient, NotFoundError, models
from animo_async.sandbox import Sandbox

Disguise = Callable[[ASGIApp], ASGIApp]

SPEC = yaml.safe_load((files("animo_v1") / "animo-v1.yaml").read_text("utf-8"))
OPERATIONS = {operation["operationId"]: operation for item in SPEC["paths"].values() for operation in item.values()}
LINKED = {link["operationId"] for link in SPEC["x-animo-links"].values()}
# A slow machine must not fail the tests.
CALM = settings(suppress_health_check=[HealthCheck.too_slow])
TEMPLATES = SPEC["components"]["schemas"]["CommsTemplateName"]["enum"]
TEMPLATE = {"data": {"template": TEMPLATES[0], "subject": "Welcome", "body": "", "is_default": False}}


def undisguised(app: ASGIApp) -> ASGIApp:
    return app


class Stage:
    """The application that Schemathesis sees. It passes requests on to the current sandbox."""

    token = "schemathesis"

    def __init__(self) -> None:
        self.statuses: set[int] = set()
        self.enter()

    def enter(self, disguise: Disguise = undisguised) -> None:
        # Schemathesis keeps using the first token, and Hypothesis expects the same results when it reruns an example.
        box = Sandbox(now=datetime(2026, 3, 1, tzinfo=UTC), token=self.token)
        self.app = disguise(box.app)
        self.statuses.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.statuses.add(message["status"])
            await send(message)

        if scope["type"] == "http":
            await self.app(scope, receive, note)


async def is_pending(event: EventClient, order: models.Order) -> bool:
    # A response does not show whether an order is pending, but only a pending order can be approved.
    try:
        await event.orders.approve(order)
    except NotFoundError:
        return False
    return True


async def seeded() -> dict[str, list[Any]]:
    """Return values that exist in the sandbox, by Schemathesis parameter. Random values would not match anything."""
    async with Sandbox() as box:
        acme = await box.client().find_company("aidemodays")
        event = acme.event("ai-demo-days-2026")
        cohosts = (await acme.events.get("ai-demo-days-2026")).cohosts
        free, *_ = await event.ticket_types.list().collect()
        return {
            "path.company": [acme.id, acme.id, acme.id, box.company_id("northwind-summits")],
            "path.activation": [activation.id for activation in await acme.activations.list()],
            "path.event": ["ai-demo-days-2026"],
            "path.organizingEvent": ["ai-demo-days-2026"],
            "path.cohost": [cohost.id for cohost in cohosts],
            "path.ticketType": [free.slug],
            "path.order": [order.id for order in await event.orders.list() if await is_pending(event, order)],
            "path.template": TEMPLATES,
            "path.form": [form.id for form in await acme.forms.list()],
            "body.date_start": ["2026-11-06 18:00"],
            "body.date_end": ["2026-11-06 18:00", "2026-11-06 23:00"],
            "body.locale": ["en"],
            "body.timezone": ["Europe/Amsterdam"],
            "body.tax_country": ["NL"],
            "body.ticket_type": [free.slug],
            "body.quantity": [1],
            "body.email": ["guest@example.com"],
            "body.country": ["NL"],
            "body.price": ["0", "25.00"],
            "body.currency": ["EUR"],
            "body.vat_percentage": ["21"],
        }


def configuration() -> SchemathesisConfig:
    known = {name: (name.replace(".", "_"), values) for name, values in anyio.run(seeded).items()}
    return SchemathesisConfig.from_dict(
        {
            "dictionaries": {dictionary: {"values": values} for dictionary, values in known.values()},
            "parameters": {name: {"dictionary": each, "probability": 0.9} for name, (each, _) in known.items()},
            # Data that fits the schema can get a 422: a schema cannot express required-if or unique names.
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 422]},
                # After a slug is changed or an order is approved, the same request returns 404.
                "ensure_resource_availability": {"enabled": False},
            },
            "operations": [
                {
                    # Operations without a documented 422 accept invalid queries: Laravel treats `page=-1` as 1.
                    "include-operation-id": [
                        name for name, each in OPERATIONS.items() if "422" not in each["responses"]
                    ],
                    "checks": {"negative_data_rejection": {"enabled": False}},
                },
            ],
        }
    )


def staged() -> Any:
    schema = schemathesis.openapi.from_dict(SPEC, config=configuration())
    # Set this before any test is parametrized. Otherwise requests go to the servers named in the spec.
    schema.app = STAGE

    @schema.auth()
    class Token:
        def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
            return STAGE.token

        def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return schema


STAGE = Stage()
schema = staged()


def name_of(case: schemathesis.Case) -> str:
    return str(case.operation.definition.raw["operationId"])


def follow_links(chains: int, disguise: Disguise = undisguised) -> set[str]:
    """Run chains of linked operations. Return the operations that succeeded at least once."""
    succeeded: set[str] = set()

    class Chain(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            # Start a new sandbox for each chain, because Hypothesis reruns chains and expects the same results.
            STAGE.enter(disguise)

        def after_call(self, response: Any, case: schemathesis.Case) -> None:
            super().after_call(response, case)
            if response.status_code < 300:
                succeeded.add(name_of(case))

    Chain.run(settings=settings(CALM, max_examples=chains, stateful_step_count=10))
    return succeeded


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[None]:
    STAGE.enter()
    yield
    # Require a success, so that not only errors are checked. Only the chains below attach a webhook.
    if not request.node.name.endswith(("webhooks/update]", "webhooks/detach]")):
        try_until_one_succeeds(*request.node.name.partition("[")[2].removesuffix("]").split(" "))
        assert STAGE.statuses & {200, 201}, request.node.name


def try_until_one_succeeds(method: str, path: str) -> None:
    """Generate more examples if none succeeded. The generated examples depend on which modules are loaded."""

    @given(case=schema[path][method].as_strategy())
    @settings(CALM, max_examples=300)
    def more(case: schemathesis.Case) -> None:
        if not STAGE.statuses & {200, 201}:
            case.call_and_validate()

    if not STAGE.statuses & {200, 201}:
        more()


@schema.parametrize()
@settings(CALM, max_examples=15)
@pytest.mark.usefixtures("stage")
def test_an_operation_responds_as_the_spec_says(case: schemathesis.Case) -> None:
    case.call_and_validate()


def test_chains_of_linked_operations_respond_as_the_spec_says() -> None:
    succeeded = follow_links(chains=80)
    if not {"update_webhook", "detach_webhook"} <= succeeded:  # examples depend on which modules are loaded
        succeeded = follow_links(chains=300)
    # These two need the secret, which only the response to attaching contains.
    assert {"update_webhook", "detach_webhook"} <= succeeded
    assert len(LINKED & succeeded) > len(LINKED) / 2


# --- Schemathesis detects faults in the sandbox


def replaced(status: int, answer: Response) -> Disguise:
    """Replace the sandbox's responses that have this status."""

    def disguise(app: ASGIApp) -> ASGIApp:
        async def disguised(scope: Scope, receive: Receive, send: Send) -> None:
            messages: list[Message] = []

            async def keep(message: Message) -> None:
                messages.append(message)

            await app(scope, receive, keep)
            if messages[0]["status"] == status:
                await answer(scope, receive, send)
            else:
                for message in messages:
                    await send(message)

        return disguised

    return disguise


def open_to_all(app: ASGIApp) -> ASGIApp:
    async def disguised(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [header for header in scope["headers"] if header[0] != b"authorization"]
        headers.append((b"authorization", f"Bearer {STAGE.token}".encode()))
        await app({**scope, "headers": headers}, receive, send)

    return disguised


@pytest.mark.parametrize(
    ("name", "fault", "complaint"),
    [
        ("get_user", replaced(200, JSONResponse({"data": {"id": "u"}})), JsonSchemaError),
        ("get_user", replaced(200, JSONResponse({"message": "Gone."}, 410)), UndefinedStatusCode),
        ("get_user", replaced(200, JSONResponse({"message": "Server Error"}, 500)), ServerError),
        ("get_user", replaced(200, PlainTextResponse("Hello")), UndefinedContentType),
        ("get_user", open_to_all, IgnoredAuth),
        ("update_comms_template", replaced(422, JSONResponse(TEMPLATE)), AcceptedNegativeData),
    ],
    ids=["field missing", "unknown status", "server error", "not JSON", "no token needed", "bad body taken"],
)
def test_a_broken_sandbox_is_detected(name: str, fault: Disguise, complaint: type[Exception]) -> None:
    STAGE.enter(fault)
    mode = GenerationMode.NEGATIVE if complaint is AcceptedNegativeData else GenerationMode.POSITIVE

    @given(case=schema.find_operation_by_id(name).as_strategy(generation_mode=mode))
    @settings(CALM)
    def judge(case: schemathesis.Case) -> None:
        case.call_and_validate()

    with pytest.raises(FailureGroup) as complaints:
        judge()
    assert complaint in {type(each) for each in complaints.value.exceptions}


def test_a_fault_that_only_a_chain_of_operations_reaches_is_detected() -> None:
    def gone(app: ASGIApp) -> ASGIApp:
        detaching = replaced(200, JSONResponse({"message": "Gone."}, 410))(app)

        async def disguised(scope: Scope, receive: Receive, send: Send) -> None:
            await (detaching if scope["path"].endswith("/webhooks/detach") else app)(scope, receive, send)

        return disguised

    with pytest.raises(FailureGroup) as complaints:
        follow_links(300, gone)  # stops at the first failure
    assert UndefinedStatusCode in {type(each) for each in complaints.value.exceptions}
