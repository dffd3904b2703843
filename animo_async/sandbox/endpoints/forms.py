"""Forms of a company."""

from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data, paginated
from animo_async.sandbox.state import Form, Json

_KEYS = ("description", "placeholder", "required", "min", "max", "options")


def list_forms(call: Call) -> Answer:
    wanted = call.query.get("q", "")
    return paginated(call, [each for each in call.company.forms if wanted in each.name], render.form)


def get_form(call: Call) -> Answer:
    return data(render.form(_find(call)))


def create_form(call: Call) -> Answer:
    rules.check_form_create(call.body)
    form = Form(call.world.ids.sqid(), call.body["name"], call.world.clock.stamp(), _fields(call, []))
    call.company.forms.append(form)
    return data(render.form(form), 201)


def update_form(call: Call) -> Answer:
    form = _find(call)
    rules.check_form_update(call.body)
    form.name = call.body.get("name", form.name)
    if "fields" in call.body:
        # The sandbox replaces the whole list. What Animo does is not documented.
        form.fields = _fields(call, form.fields)
    return data(render.form(form))


def _find(call: Call) -> Form:
    return call.find("form", call.company.forms, lambda each: each.id)


def _fields(call: Call, old: list[Json]) -> list[Json]:
    known = [each["id"] for each in old]
    return [
        {
            "id": item["id"] if item.get("id") in known else call.world.ids.sqid(),
            "type": item["type"],
            "label": item["label"],
            **{key: item.get(key) for key in _KEYS},
            "required": item.get("required", False),
        }
        for item in call.body.get("fields", [])
    ]
