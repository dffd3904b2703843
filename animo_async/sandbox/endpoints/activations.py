"""Activations, which are read-only."""

from animo_async.sandbox import render
from animo_async.sandbox.answers import Answer, Call, data, paginated


def list_activations(call: Call) -> Answer:
    wanted = call.query.get("q", "")
    return paginated(call, [each for each in call.company.activations if wanted in each.title], render.activation)


def get_activation(call: Call) -> Answer:
    found = call.find("activation", call.company.activations, lambda each: each.id)
    return data(render.activation_with_form(found))
