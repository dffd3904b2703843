"""The six emails of an event: their names, and default texts in the languages of the sandbox."""

from __future__ import annotations

PRIVATE = frozenset(
    {
        "pending_approval",
        "registration_approved",
        "registration_approved_with_failed_payment",
        "registration_denied",
    }
)

_DEFAULTS = {
    "en": {
        "registration_confirmation": (
            "You are registered for {event}",
            "Your {ticket_type} ticket is ready. {order_button}",
        ),
        "pending_approval": ("We received your request for {event}", "The organizer will review it soon."),
        "registration_approved": ("Welcome to {event}", "Your request was approved. {order_button}"),
        "registration_approved_with_failed_payment": (
            "One step left for {event}",
            "Your request was approved, but the payment failed. Try again: {order_url}",
        ),
        "registration_denied": ("About your request for {event}", "Sorry, we have no place for you this time."),
        "registration_abandoned": ("Still thinking about {event}?", "Your order is waiting for you: {order_url}"),
    },
    "nl": {
        "registration_confirmation": ("Je bent erbij: {event}", "Je ticket {ticket_type} staat klaar. {order_button}"),
        "pending_approval": ("Je aanvraag voor {event} is binnen", "De organisator kijkt er snel naar."),
        "registration_approved": ("Welkom bij {event}", "Je aanvraag is goedgekeurd. {order_button}"),
        "registration_approved_with_failed_payment": (
            "Nog één stap voor {event}",
            "Je aanvraag is goedgekeurd, maar de betaling lukte niet. Probeer het opnieuw: {order_url}",
        ),
        "registration_denied": ("Over je aanvraag voor {event}", "Helaas is er deze keer geen plek."),
        "registration_abandoned": ("Twijfel je nog over {event}?", "Je bestelling wacht op je: {order_url}"),
    },
}
_GREETINGS = {"en": "Hi", "nl": "Hoi"}

TEMPLATES = tuple(_DEFAULTS["en"])


def default_message(template: str, locale: str) -> dict[str, str]:
    """Return the default subject and body. If there is no text in the language of the locale, they are in English."""
    language = locale[:2] if locale[:2] in _DEFAULTS else "en"
    subject, line = _DEFAULTS[language][template]
    return {"subject": subject, "body": f"<p>{_GREETINGS[language]} {{first_name}},</p><p>{line}</p>"}
