"""The content of the public page of an organized event."""

from animo_async.sandbox import render, rules
from animo_async.sandbox.answers import Answer, Call, data
from animo_async.sandbox.state import Page


def get_event_page(call: Call) -> Answer:
    return data(render.page(call.organizing_event().page))


def update_event_page(call: Call) -> Answer:
    event = call.organizing_event()
    rules.check_page(call.body, call.upload.content_type if call.upload else None)
    created = event.page is None
    event.page = page = event.page or Page()
    for name in call.body.keys() & rules.PAGE_FIELDS:
        setattr(page, name, call.body[name])
    if call.upload:
        suffix = call.upload.content_type.removeprefix("image/")
        page.header_image = f"https://media.sandbox.example/{call.world.ids.sqid()}.{suffix}"
        page.unsplash_data = None
    return data(render.page(page), 201 if created else 200)
