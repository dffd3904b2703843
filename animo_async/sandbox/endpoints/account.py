"""The user and the companies."""

from animo_async.sandbox.answers import Answer, Call, data, paginated


def get_user(call: Call) -> Answer:
    return data(call.world.user)


def list_companies(call: Call) -> Answer:
    # Without a plan, the response is an empty list, not a 403. This is documented.
    on_a_plan = "USE_API" in call.grant.features
    shown = [each.profile for each in call.world.companies if on_a_plan and each.slug in call.grant.companies]
    return paginated(call, shown, dict)
