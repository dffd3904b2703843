"""The emails of an organized event."""

from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data, not_found
from animo_async.sandbox.messages import PRIVATE, TEMPLATES


def list_comms_templates(call: Call) -> Answer:
    event = call.organizing_event()
    private = any(each.approval_required for each in event.ticket_types)
    return data([render.message(event, name) for name in TEMPLATES if private or name not in PRIVATE])


def get_comms_template(call: Call) -> Answer:
    return data(render.message(call.organizing_event(), _template(call)))


def update_comms_template(call: Call) -> Answer:
    event, template = call.organizing_event(), _template(call)
    rules.check_message(call.body)
    event.messages[template] = {**event.messages.get(template, {}), **call.body}
    return data(render.message(event, template))


def reset_comms_template(call: Call) -> Answer:
    call.organizing_event().messages.pop(_template(call), None)
    return Answer({"status": "Deleted"})


def _template(call: Call) -> str:
    template = call.params["template"]
    if template not in TEMPLATES:
        raise not_found("template")
    return template
