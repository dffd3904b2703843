"""Webhooks. The secret in the body identifies a webhook. The path does not."""

from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data, not_found
from animo_async.sandbox.state import Webhook


def attach_webhook(call: Call) -> Answer:
    body, ids = call.body, call.world.ids
    rules.check_webhook_attach(body, call.grant.scopes, _names(call))
    webhook = Webhook(ids.uuid(), body["name"], ids.secret(), body["url"], body["events"], call.world.clock.stamp())
    call.company.webhooks.append(webhook)
    return data(render.webhook(webhook, with_token=True), 201)


def update_webhook(call: Call) -> Answer:
    webhook = _find(call)
    rules.check_webhook_update(call.body, call.grant.scopes, _names(call) - {webhook.name})
    for name in ("name", "url", "events"):
        setattr(webhook, name, call.body.get(name, getattr(webhook, name)))
    return data(render.webhook(webhook, with_token=False))


def detach_webhook(call: Call) -> Answer:
    call.company.webhooks.remove(_find(call))
    return Answer({"status": "Deleted"})


def _find(call: Call) -> Webhook:
    rules.check_webhook_token(call.body)
    for webhook in call.company.webhooks:
        if webhook.token == call.body["token"]:
            return webhook
    raise not_found("webhook")


def _names(call: Call) -> set[str]:
    # A webhook name must be unique for the user, across all companies.
    return {webhook.name for company in call.world.companies for webhook in company.webhooks}
