"""The schemas of the spec, as JSON."""

from collections.abc import Mapping
from typing import Any, Final

SCHEMAS: Final[Mapping[str, Any]] = {
    "User": {
        "type": "object",
        "description": "The user who owns the token.",
        "required": ["id", "avatar", "first_name", "job_title", "last_name", "linkedin_url", "email", "created_at"],
        "properties": {
            "id": {"type": "string", "description": "Sqid."},
            "avatar": {"type": ["string", "null"], "description": "URL of a picture."},
            "first_name": {"type": "string", "description": "First name."},
            "job_title": {"type": ["string", "null"], "description": "Job title."},
            "last_name": {"type": "string", "description": "Last name."},
            "linkedin_url": {"type": ["string", "null"], "description": "URL of the LinkedIn profile."},
            "email": {"type": "string", "description": "Email address."},
            "created_at": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
        },
    },
    "Company": {
        "type": "object",
        "description": "A company on the Pro plan that the user belongs to.",
        "required": [
            "id",
            "created_at",
            "backdrop",
            "backdrop_mobile",
            "brand_color",
            "linkedin_url",
            "privacy_policy",
            "logo",
            "name",
            "slug",
            "tagline",
            "url",
        ],
        "properties": {
            "id": {"type": "string", "description": "Sqid. Use it as `{company}` in paths."},
            "created_at": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
            "backdrop": {"type": ["string", "null"], "description": "URL of a picture."},
            "backdrop_mobile": {"type": ["string", "null"], "description": "URL of a picture."},
            "brand_color": {"type": "string", "description": "Hex colour."},
            "linkedin_url": {"type": ["string", "null"], "description": "URL of the LinkedIn page."},
            "privacy_policy": {"type": ["string", "null"], "description": "URL of the privacy policy."},
            "logo": {"type": ["string", "null"], "description": "URL of a picture."},
            "name": {"type": "string", "description": "Display name."},
            "slug": {"type": "string", "description": "The company's slug. Public URLs contain it."},
            "tagline": {"type": ["string", "null"], "description": "A one-line description of the company."},
            "url": {"type": ["string", "null"], "description": "URL of the company's website."},
        },
    },
    "Activation": {
        "type": "object",
        "description": "A lead-generation page. It does not say which event it belongs to.",
        "required": ["id", "redirect_url", "slug", "status", "title", "type", "created_at"],
        "properties": {
            "id": {"type": "string", "description": "Slug."},
            "redirect_url": {
                "type": ["string", "null"],
                "description": "The URL that visitors are redirected to after they complete the activation.",
            },
            "slug": {"type": "string", "description": "The activation's slug. Public URLs contain it."},
            "status": {
                "type": "string",
                "description": "Status, such as `published`, which is the only value seen so far.",
            },
            "title": {"type": "string", "description": "Title. The `q` parameter of the list searches it."},
            "type": {
                "type": "string",
                "description": "A human-readable label, such as `Form`, which is the only value seen so far.",
            },
            "created_at": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
            "form": {
                "anyOf": [{"$ref": "#/components/schemas/Form"}, {"type": "null"}],
                "description": "Included only when a single activation is shown.",
            },
        },
    },
    "Event": {
        "type": "object",
        "description": "An event. It does not contain its public URL.",
        "required": [
            "id",
            "name",
            "date_start",
            "date_end",
            "created_at",
            "attendance_mode",
            "company_role",
            "timezone",
            "privacy_policy",
            "locale",
            "requires_ticket_assignment",
            "city",
            "country",
            "venue",
            "cohosts",
        ],
        "properties": {
            "id": {"type": "string", "description": "The event's slug. Public URLs contain it."},
            "name": {"type": "string", "description": "Display name. The `q` parameter of the list searches it."},
            "date_start": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
            "date_end": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
            "created_at": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
            "attendance_mode": {
                "$ref": "#/components/schemas/AttendanceMode",
                "description": "Whether the event is held online or at a venue.",
            },
            "company_role": {
                "$ref": "#/components/schemas/CompanyRole",
                "description": "Whether the company organizes or attends the event.",
            },
            "timezone": {"type": "string", "description": "IANA time zone name."},
            "privacy_policy": {"type": ["string", "null"], "description": "URL of the privacy policy."},
            "locale": {"type": "string", "description": "Language of the event's page and emails."},
            "requires_ticket_assignment": {
                "type": "boolean",
                "description": "Whether each ticket must be assigned to an attendee.",
            },
            "city": {
                "anyOf": [{"$ref": "#/components/schemas/City"}, {"type": "null"}],
                "description": "The city of an offline event.",
            },
            "country": {
                "anyOf": [{"$ref": "#/components/schemas/Country"}, {"type": "null"}],
                "description": "The country of an offline event.",
            },
            "venue": {
                "anyOf": [{"$ref": "#/components/schemas/Venue"}, {"type": "null"}],
                "description": "The venue of an offline event.",
            },
            "cohosts": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Cohost"},
                "description": "The other organizations that host the event.",
            },
            "page": {
                "$ref": "#/components/schemas/EventPage",
                "description": "Included only for events that the company organizes, and only in the responses of show and update.",
            },
        },
    },
    "City": {
        "type": "object",
        "description": "The city where an offline event takes place. Known from one example, so every field may be missing or null.",
        "properties": {
            "name": {"type": ["string", "null"], "description": "Name of the city."},
            "latitude": {"type": ["number", "null"], "description": "In degrees."},
            "longitude": {"type": ["number", "null"], "description": "In degrees."},
            "google_place_id": {"type": ["string", "null"], "description": "Google place ID."},
        },
    },
    "Country": {
        "type": "object",
        "description": "A country with its ISO 3166-1 codes. Known from one example, so every field may be missing or null.",
        "properties": {
            "name": {"type": ["string", "null"], "description": "Name of the country."},
            "alpha2Code": {"type": ["string", "null"], "description": "ISO 3166-1 alpha-2 code, such as `UY`."},
            "alpha3Code": {"type": ["string", "null"], "description": "ISO 3166-1 alpha-3 code, such as `URY`."},
        },
    },
    "Venue": {
        "type": "object",
        "description": "The place of an offline event. Known from one example, so every field may be missing or null.",
        "properties": {
            "name": {"type": ["string", "null"], "description": "Name of the venue."},
            "google_place_id": {"type": ["string", "null"], "description": "Google place ID."},
            "url": {"type": ["string", "null"], "description": "URL of the venue's website."},
            "maps_url": {"type": ["string", "null"], "description": "URL of a map that shows the venue."},
            "address": {"type": ["string", "null"], "description": "Postal address."},
            "latitude": {"type": ["number", "null"], "description": "In degrees."},
            "longitude": {"type": ["number", "null"], "description": "In degrees."},
        },
    },
    "Cohost": {
        "type": "object",
        "description": "Another organization that co-hosts an event.",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "description": "Sqid."},
            "name": {"type": ["string", "null"], "description": "Display name. Inferred from the request."},
            "privacy_policy": {
                "type": ["string", "null"],
                "description": "URL of the privacy policy. Inferred from the request.",
            },
            "position": {
                "type": ["integer", "null"],
                "description": "Position in the list, starting at 1. Inferred from the request.",
            },
        },
    },
    "EventPage": {
        "type": "object",
        "description": "The content of the public page of an event.",
        "required": ["tagline", "description", "support_email", "header_image", "show_attendees"],
        "properties": {
            "tagline": {"type": ["string", "null"], "description": "One line below the event's name."},
            "description": {"type": ["string", "null"], "description": "HTML. Animo sanitizes it when it is read."},
            "support_email": {"type": ["string", "null"], "description": "Email address for attendees' questions."},
            "header_image": {"type": ["string", "null"], "description": "URL of the header image."},
            "show_attendees": {
                "type": ["boolean", "null"],
                "description": "True if the page lists the attendees. Null if there is no page yet.",
            },
            "unsplash_data": {
                "anyOf": [
                    {"$ref": "#/components/schemas/UnsplashData"},
                    {"type": "array", "items": {}, "maxItems": 0},
                    {"type": "null"},
                ],
                "description": "Set only if the header image is from Unsplash.",
            },
        },
    },
    "UnsplashData": {
        "type": "object",
        "description": "Data about an image from Unsplash. Its fields are not documented.",
        "additionalProperties": True,
    },
    "CommsTemplate": {
        "type": "object",
        "description": "One of the emails that attendees of an event get.",
        "required": ["template", "subject", "body", "is_default"],
        "properties": {
            "template": {"$ref": "#/components/schemas/CommsTemplateName", "description": "The name of the email."},
            "subject": {"type": "string", "description": "May contain placeholders."},
            "body": {"type": "string", "description": "HTML. May contain placeholders."},
            "is_default": {"type": "boolean", "description": "True if no custom text is saved."},
        },
    },
    "TicketType": {
        "type": "object",
        "description": "A kind of ticket. It does not contain its public URL. Animo's field table is cut off after `availability`, so there may be more fields.",
        "required": ["slug", "name", "description", "price", "currency", "vat_percentage", "availability"],
        "properties": {
            "slug": {"type": "string", "description": "The ticket type's identifier. Public URLs contain it."},
            "name": {"type": "string", "description": "Display name."},
            "description": {"type": ["string", "null"], "description": "Text about the ticket type."},
            "price": {"type": "string", "description": "Price of one ticket as a decimal string. `0` means free."},
            "currency": {"type": "string", "description": "ISO 4217 currency code."},
            "vat_percentage": {"type": "string", "description": "VAT percentage as a decimal string, such as `21`."},
            "availability": {"type": "integer", "description": "The maximum number of tickets."},
            "approval_required": {
                "type": "boolean",
                "description": "Whether an organizer must approve each order. The Comms templates page mentions this field.",
            },
            "form": {
                "anyOf": [{"$ref": "#/components/schemas/Form"}, {"type": "null"}],
                "description": "Included only with `include_form`.",
            },
        },
    },
    "Order": {
        "type": "object",
        "description": "A registration. It does not contain the URL of its checkout page.",
        "required": ["id", "first_name", "last_name", "email", "unit_amount", "currency", "vat_percentage", "paid_at"],
        "properties": {
            "id": {"type": "string", "description": "Sqid. The checkout URL contains it."},
            "first_name": {"type": "string", "description": "First name of the person who ordered."},
            "last_name": {"type": "string", "description": "Last name of the person who ordered."},
            "email": {"type": "string", "description": "Email address of the person who ordered."},
            "unit_amount": {"type": "integer", "description": "The order's total in minor units (cents)."},
            "currency": {"type": "string", "description": "ISO 4217 currency code."},
            "vat_percentage": {"type": "string", "description": "VAT percentage as a decimal string, such as `21`."},
            "exemption_status": {
                "type": "string",
                "description": "VAT exemption status. Animo's example shows `none`. It is not known whether the field is always present.",
            },
            "paid_at": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "Null until Mollie has confirmed the payment.",
            },
            "created_at": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "Inferred: other resources have this field.",
            },
            "country": {"type": ["string", "null"], "description": "Display name. Inferred from the request."},
            "is_business": {"type": ["boolean", "null"], "description": "Display name. Inferred from the request."},
            "submission": {
                "anyOf": [
                    {"$ref": "#/components/schemas/Submission"},
                    {"type": "array", "items": {}, "maxItems": 0},
                    {"type": "null"},
                ],
                "description": "Included only with `include_submission`.",
            },
            "lead": {
                "anyOf": [
                    {"$ref": "#/components/schemas/Lead"},
                    {"type": "array", "items": {}, "maxItems": 0},
                    {"type": "null"},
                ],
                "description": "Included only with `include_submission`.",
            },
        },
    },
    "Submission": {
        "type": "object",
        "description": "The form and answers that an attendee submitted. The field names are inferred.",
        "additionalProperties": True,
        "properties": {
            "form": {
                "anyOf": [{"$ref": "#/components/schemas/Form"}, {"type": "null"}],
                "description": "The form. Inferred.",
            },
            "answers": {"description": "The answers. Inferred. Their structure is not known."},
        },
    },
    "Lead": {
        "type": "object",
        "description": "The lead that was created for an order. Its fields are not documented.",
        "additionalProperties": True,
    },
    "Form": {
        "type": "object",
        "description": "A form of the company. The names of its properties are inferred.",
        "properties": {
            "id": {"type": ["string", "null"], "description": "Sqid."},
            "name": {"type": ["string", "null"], "description": "Name. The `q` parameter of the list searches it."},
            "fields": {
                "type": ["array", "null"],
                "items": {"$ref": "#/components/schemas/FormField"},
                "description": "The fields, in order.",
            },
            "created_at": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
        },
    },
    "FormField": {
        "type": "object",
        "description": "A field of a form. The names of its properties are inferred.",
        "properties": {
            "id": {"type": ["string", "null"], "description": "Sqid."},
            "type": {
                "anyOf": [{"$ref": "#/components/schemas/FormFieldType"}, {"type": "null"}],
                "description": "The type of the field.",
            },
            "label": {
                "type": ["string", "null"],
                "description": "The label of the field. Up to 10,000 characters for `consent`.",
            },
            "description": {
                "type": ["string", "null"],
                "description": "Used by fields of all types except `consent` and `toggle`.",
            },
            "placeholder": {
                "type": ["string", "null"],
                "description": "Used by fields of type `text`, `textarea`, `number`, `url` and `social_url`.",
            },
            "required": {"type": ["boolean", "null"], "description": "Whether an answer is required."},
            "min": {"type": ["number", "null"], "description": "Used by fields of type `number`."},
            "max": {"type": ["number", "null"], "description": "Used by fields of type `number`."},
            "options": {
                "type": ["array", "null"],
                "items": {"type": "string"},
                "description": "Required for `option` and `select`. Other types do not use it.",
            },
        },
    },
    "Webhook": {
        "type": "object",
        "description": "A webhook. Store its `token`, which is needed to update and detach it. Inferred: the token is shown only once.",
        "required": ["id", "name", "url", "events", "created_at"],
        "properties": {
            "id": {"type": "string", "description": "UUID."},
            "name": {"type": "string", "description": "Must be different for each webhook of a user."},
            "token": {
                "type": "string",
                "description": "Secret that is needed to update and detach the webhook. Inferred: only the response of attach contains it.",
            },
            "url": {"type": "string", "description": "URL that Animo sends the events to."},
            "events": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/WebhookEvent"},
                "description": "The events that Animo reports.",
            },
            "created_at": {
                "type": "string",
                "format": "date-time",
                "description": "ISO 8601 timestamp with the offset `+00:00` and any number of fractional digits.",
            },
        },
    },
    "EventCreate": {
        "type": "object",
        "description": "A new event. By convention, a field may be null here if it may be null in the response.",
        "required": ["name", "date_start", "date_end", "attendance_mode", "company_role", "locale"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "maxLength": 255, "description": "Display name."},
            "date_start": {
                "type": "string",
                "pattern": "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$",
                "description": "Format `Y-m-d H:i`.",
            },
            "date_end": {
                "type": "string",
                "pattern": "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$",
                "description": "Format `Y-m-d H:i`. Must not be before `date_start`.",
            },
            "attendance_mode": {
                "$ref": "#/components/schemas/AttendanceMode",
                "description": "Whether the event is held online or at a venue.",
            },
            "company_role": {
                "$ref": "#/components/schemas/CompanyRole",
                "description": "Whether the company organizes or attends the event.",
            },
            "locale": {
                "type": "string",
                "description": "Must be a locale that Animo supports. Animo does not document which ones.",
            },
            "city": {"type": ["string", "null"], "description": "Name. Required when the event is offline."},
            "province": {"type": "string", "description": "Required when the event is offline."},
            "country": {"type": ["string", "null"], "description": "Name. Required when the event is offline."},
            "venue": {"type": ["string", "null"], "description": "Name."},
            "venue_address": {
                "type": "string",
                "description": "Street and number. In the JSON of an update, this field is called `venueAddress`.",
            },
            "slug": {
                "type": "string",
                "description": "Ignored: the event's `id` is derived from its name. Set the slug with an update.",
            },
            "timezone": {"type": "string", "description": "IANA time zone name. Required when the event is online."},
            "privacy_policy": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "URL of the privacy policy.",
            },
            "tax_country": {"type": "string", "description": "ISO 3166-1 alpha-2 country code."},
            "requires_ticket_assignment": {
                "type": "boolean",
                "description": "Whether each ticket must be assigned to an attendee. Required when the company organizes the event.",
            },
        },
    },
    "EventUpdate": {
        "type": "object",
        "description": "Changes to an event. Every field is optional. Other fields may be accepted. Animo does not document whether the city, province and country can be changed.",
        "additionalProperties": True,
        "properties": {
            "name": {"type": "string", "maxLength": 255, "description": "Display name."},
            "date_start": {
                "type": "string",
                "pattern": "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$",
                "description": "Format `Y-m-d H:i`.",
            },
            "date_end": {
                "type": "string",
                "pattern": "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$",
                "description": "Format `Y-m-d H:i`. Must not be before `date_start`.",
            },
            "attendance_mode": {
                "$ref": "#/components/schemas/AttendanceMode",
                "description": "Whether the event is held online or at a venue.",
            },
            "company_role": {
                "$ref": "#/components/schemas/CompanyRole",
                "description": "Whether the company organizes or attends the event.",
            },
            "locale": {
                "type": "string",
                "description": "Must be a locale that Animo supports. Animo does not document which ones.",
            },
            "google_place_id": {"type": "string", "description": "Google place ID of the city."},
            "venue_google_place_id": {"type": "string", "description": "Google place ID of the venue."},
            "venue": {"type": ["string", "null"], "description": "Name."},
            "venueAddress": {
                "type": "string",
                "description": "Street and number. In the JSON of a create, this field is called `venue_address`.",
            },
            "slug": {"type": "string", "description": "Changes the event's `id` and its public URL."},
            "timezone": {"type": "string", "description": "IANA time zone name."},
            "privacy_policy": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "URL of the privacy policy.",
            },
            "tax_country": {"type": "string", "description": "ISO 3166-1 alpha-2 country code."},
            "requires_ticket_assignment": {
                "type": "boolean",
                "description": "Whether each ticket must be assigned to an attendee.",
            },
        },
    },
    "CohostCreate": {
        "type": "object",
        "description": "A new cohost.",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "description": "Display name."},
            "privacy_policy": {
                "type": ["string", "null"],
                "format": "uri",
                "maxLength": 512,
                "description": "URL of the privacy policy.",
            },
            "position": {"type": "integer", "minimum": 1, "description": "Position in the list, starting at 1."},
        },
    },
    "CohostUpdate": {
        "type": "object",
        "description": "Changes to a cohost. Every field is optional.",
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "description": "Display name."},
            "privacy_policy": {
                "type": ["string", "null"],
                "format": "uri",
                "maxLength": 512,
                "description": "URL of the privacy policy.",
            },
            "position": {"type": "integer", "minimum": 1, "description": "Position in the list, starting at 1."},
        },
    },
    "EventPageUpdate": {
        "type": "object",
        "description": "Changes to an event's page. Every field is optional. `show_attendees` is inferred, and other fields may be accepted.",
        "additionalProperties": True,
        "properties": {
            "tagline": {
                "type": ["string", "null"],
                "maxLength": 255,
                "description": "One line below the event's name.",
            },
            "description": {"type": ["string", "null"], "description": "HTML."},
            "support_email": {
                "type": ["string", "null"],
                "format": "email",
                "maxLength": 255,
                "description": "Email address for attendees' questions.",
            },
            "show_attendees": {
                "type": "boolean",
                "description": "Whether the page lists the attendees. Inferred from the response.",
            },
        },
    },
    "EventPageUpload": {
        "type": "object",
        "description": "Changes to an event's page as a multipart form, with an image. An empty string means null. `show_attendees` is inferred, and other fields may be accepted.",
        "additionalProperties": True,
        "properties": {
            "tagline": {"type": "string", "maxLength": 255, "description": "One line below the event's name."},
            "description": {"type": "string", "description": "HTML."},
            "support_email": {
                "type": "string",
                "maxLength": 255,
                "description": "Email address for attendees' questions.",
            },
            "show_attendees": {
                "type": "string",
                "pattern": "^[01]$",
                "description": "Whether the page lists the attendees, as `1` or `0`. Inferred from the response.",
            },
            "header_image": {"type": "string", "format": "binary", "description": "The image file."},
        },
    },
    "CommsTemplateUpdate": {
        "type": "object",
        "description": "The custom text of an email. At least one of the two fields is required.",
        "additionalProperties": False,
        "properties": {
            "subject": {"type": "string", "maxLength": 255, "description": "May contain placeholders."},
            "body": {"type": "string", "description": "HTML. May contain placeholders."},
        },
    },
    "TicketTypeCreate": {
        "type": "object",
        "description": "A new ticket type. By convention, it has the fields of the resource. Animo's field table could not be read, so other fields, such as a form, may be accepted. Only the name is required here, because every ticket type has one.",
        "required": ["name"],
        "additionalProperties": True,
        "properties": {
            "slug": {
                "type": "string",
                "description": "Animo uses the slug that you send on create. An update can change it.",
            },
            "name": {"type": "string", "description": "Display name."},
            "description": {"type": ["string", "null"], "description": "Text about the ticket type."},
            "price": {
                "anyOf": [{"type": "string"}, {"type": "number"}],
                "description": "Price of one ticket in major units, as a decimal string or a number. `0` means free.",
            },
            "currency": {"type": "string", "description": "ISO 4217 currency code."},
            "vat_percentage": {"type": "string", "description": "VAT percentage as a decimal string."},
            "availability": {"type": "integer", "description": "The maximum number of tickets."},
            "approval_required": {"type": "boolean", "description": "Whether an organizer must approve each order."},
        },
    },
    "TicketTypeUpdate": {
        "type": "object",
        "description": "Changes to a ticket type. Every field is optional. By convention, it has the fields of the resource. Animo's field table could not be read, so other fields may be accepted.",
        "additionalProperties": True,
        "properties": {
            "slug": {
                "type": "string",
                "description": "Animo uses the slug that you send on create. An update can change it.",
            },
            "name": {"type": "string", "description": "Display name."},
            "description": {"type": ["string", "null"], "description": "Text about the ticket type."},
            "price": {
                "anyOf": [{"type": "string"}, {"type": "number"}],
                "description": "Price of one ticket in major units, as a decimal string or a number. `0` means free.",
            },
            "currency": {"type": "string", "description": "ISO 4217 currency code."},
            "vat_percentage": {"type": "string", "description": "VAT percentage as a decimal string."},
            "availability": {"type": "integer", "description": "The maximum number of tickets."},
            "approval_required": {"type": "boolean", "description": "Whether an organizer must approve each order."},
        },
    },
    "OrderCreate": {
        "type": "object",
        "description": "A new order. The field names `ticket_type` and `quantity` are inferred, and other fields may be accepted.",
        "required": ["first_name", "last_name", "email", "country", "is_business"],
        "additionalProperties": True,
        "properties": {
            "first_name": {"type": "string", "description": "First name of the person who orders."},
            "last_name": {"type": "string", "description": "Last name of the person who orders."},
            "email": {"type": "string", "format": "email", "description": "Email address of the person who orders."},
            "country": {"type": "string", "description": "Country for billing."},
            "is_business": {"type": "boolean", "description": "Whether a business places the order."},
            "ticket_type": {"type": "string", "description": "Slug of the ticket type. Inferred."},
            "quantity": {"type": "integer", "minimum": 1, "description": "The number of tickets. Inferred."},
            "form": {
                "$ref": "#/components/schemas/OrderFormAnswers",
                "description": "Answers to the registration form. Animo does not process them today. Do not repeat the first name, last name or email here.",
            },
        },
    },
    "OrderFormAnswers": {
        "type": "object",
        "description": "Answers to a registration form. Animo does not process them today. Inferred: this is an object of answers.",
        "additionalProperties": True,
    },
    "FormFieldInput": {
        "type": "object",
        "description": "A field of a new or changed form. The names of its properties are inferred, so others may be accepted.",
        "required": ["type", "label"],
        "additionalProperties": True,
        "properties": {
            "type": {"$ref": "#/components/schemas/FormFieldType", "description": "The type of the field."},
            "label": {
                "type": "string",
                "description": "The label of the field. Up to 10,000 characters for `consent`.",
            },
            "description": {
                "type": ["string", "null"],
                "description": "Used by fields of all types except `consent` and `toggle`.",
            },
            "placeholder": {
                "type": ["string", "null"],
                "description": "Used by fields of type `text`, `textarea`, `number`, `url` and `social_url`.",
            },
            "required": {"type": "boolean", "description": "Whether an answer is required."},
            "min": {"type": ["number", "null"], "description": "Used by fields of type `number`."},
            "max": {"type": ["number", "null"], "description": "Used by fields of type `number`."},
            "options": {
                "type": ["array", "null"],
                "items": {"type": "string"},
                "description": "Required for `option` and `select`. Other types do not use it.",
            },
        },
    },
    "FormCreate": {
        "type": "object",
        "description": "A new form with its fields. The names of its properties are inferred, so others may be accepted.",
        "required": ["name"],
        "additionalProperties": True,
        "properties": {
            "name": {"type": "string", "description": "Name."},
            "fields": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/FormFieldInput"},
                "description": "The fields, in order.",
            },
        },
    },
    "FormUpdate": {
        "type": "object",
        "description": "Changes to a form. Every property is optional. The names of the properties are inferred, so others may be accepted.",
        "additionalProperties": True,
        "properties": {
            "name": {"type": "string", "description": "Name."},
            "fields": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/FormFieldInput"},
                "description": "The fields, in order.",
            },
        },
    },
    "WebhookAttach": {
        "type": "object",
        "description": "A new webhook.",
        "required": ["name", "url", "events"],
        "additionalProperties": False,
        "properties": {
            "name": {
                "type": "string",
                "maxLength": 255,
                "description": "Must be different for each webhook of a user.",
            },
            "url": {
                "type": "string",
                "format": "uri",
                "maxLength": 255,
                "description": "HTTPS URL that Animo sends the events to.",
            },
            "events": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/WebhookEvent"},
                "description": "Each event needs the matching subscribe scope. Animo does not document whether the list may be empty.",
            },
        },
    },
    "WebhookUpdate": {
        "type": "object",
        "description": "Changes to a webhook. The fields other than `token` are inferred, so others may be accepted.",
        "required": ["token"],
        "additionalProperties": True,
        "properties": {
            "token": {"type": "string", "description": "The secret from the response of attach."},
            "name": {
                "type": "string",
                "maxLength": 255,
                "description": "Must be different for each webhook of a user.",
            },
            "url": {
                "type": "string",
                "format": "uri",
                "maxLength": 255,
                "description": "HTTPS URL that Animo sends the events to.",
            },
            "events": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/WebhookEvent"},
                "description": "The events to report. Each event needs the matching subscribe scope.",
            },
        },
    },
    "WebhookDetach": {
        "type": "object",
        "description": "The webhook to detach. Other fields may be accepted.",
        "required": ["token"],
        "additionalProperties": True,
        "properties": {"token": {"type": "string", "description": "The secret from the response of attach."}},
    },
    "AttendanceMode": {
        "type": "string",
        "description": "Whether the event is held online or at a venue.",
        "enum": ["offline", "online"],
    },
    "CompanyRole": {
        "type": "string",
        "description": "Whether the company organizes or attends the event. Only organized events have a page, comms templates, ticket types and orders.",
        "enum": ["organizing", "attending"],
    },
    "CommsTemplateName": {
        "type": "string",
        "description": "These emails are sent, in this order of the values: after a registration that needs no approval, after one that needs approval, when an organizer approves a registration, when the payment of an approved registration fails, when an organizer rejects a registration, and when the attendee abandons the checkout.",
        "enum": [
            "registration_confirmation",
            "pending_approval",
            "registration_approved",
            "registration_approved_with_failed_payment",
            "registration_denied",
            "registration_abandoned",
        ],
    },
    "FormFieldType": {
        "type": "string",
        "description": "The types from `birthdate` onwards are the common types. Each of these may appear at most once per form.",
        "enum": [
            "text",
            "textarea",
            "number",
            "date",
            "time",
            "url",
            "file",
            "option",
            "select",
            "toggle",
            "rating",
            "birthdate",
            "company_name",
            "company_url",
            "consent",
            "country",
            "gender",
            "job_title",
            "language",
            "phone",
            "social_url",
        ],
    },
    "WebhookEvent": {
        "type": "string",
        "description": "An event that a webhook can report. Each event needs a subscribe scope: `activations:subscribe` for activation-submitted, `submissions:subscribe` for form-submitted, `leads:subscribe` for lead-…, and `meetings:subscribe` for meeting-….",
        "enum": [
            "activation-submitted",
            "form-submitted",
            "lead-created",
            "lead-updated",
            "lead-deleted",
            "meeting-booked",
            "meeting-updated",
            "meeting-cancelled",
        ],
    },
    "UserResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/User", "description": "The user."}},
    },
    "ActivationResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/Activation", "description": "The activation."}},
    },
    "EventResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/Event", "description": "The event."}},
    },
    "EventPageResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/EventPage", "description": "The event page."}},
    },
    "CommsTemplateResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/CommsTemplate", "description": "The template."}},
    },
    "TicketTypeResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/TicketType", "description": "The ticket type."}},
    },
    "OrderResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/Order", "description": "The order."}},
    },
    "FormResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/Form", "description": "The form."}},
    },
    "WebhookResponse": {
        "type": "object",
        "description": "A single resource in `data`.",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/Webhook", "description": "The webhook."}},
    },
    "CompanyList": {
        "type": "object",
        "description": "One page of the list. If it has no `links` and `meta`, it is the whole list.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Company"},
                "description": "The companies on this page.",
            },
            "links": {
                "anyOf": [{"$ref": "#/components/schemas/PageLinks"}, {"type": "null"}],
                "description": "The URLs of other pages.",
            },
            "meta": {
                "anyOf": [{"$ref": "#/components/schemas/PageMeta"}, {"type": "null"}],
                "description": "The position of this page in the list.",
            },
        },
    },
    "CommsTemplateList": {
        "type": "object",
        "description": "The whole list. It is not paginated.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/CommsTemplate"},
                "description": "The templates.",
            }
        },
    },
    "ActivationList": {
        "type": "object",
        "description": "One page of a list.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Activation"},
                "description": "The activations on this page.",
            },
            "links": {"$ref": "#/components/schemas/PageLinks", "description": "The URLs of other pages."},
            "meta": {"$ref": "#/components/schemas/PageMeta", "description": "The position of this page in the list."},
        },
    },
    "EventList": {
        "type": "object",
        "description": "One page of a list.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Event"},
                "description": "The events on this page.",
            },
            "links": {"$ref": "#/components/schemas/PageLinks", "description": "The URLs of other pages."},
            "meta": {"$ref": "#/components/schemas/PageMeta", "description": "The position of this page in the list."},
        },
    },
    "TicketTypeList": {
        "type": "object",
        "description": "One page of a list, or the whole list. Inferred: the list is paginated.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/TicketType"},
                "description": "The ticket types on this page.",
            },
            "links": {
                "anyOf": [{"$ref": "#/components/schemas/PageLinks"}, {"type": "null"}],
                "description": "The URLs of other pages.",
            },
            "meta": {
                "anyOf": [{"$ref": "#/components/schemas/PageMeta"}, {"type": "null"}],
                "description": "The position of this page in the list.",
            },
        },
    },
    "OrderList": {
        "type": "object",
        "description": "One page of a list.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Order"},
                "description": "The orders on this page.",
            },
            "links": {"$ref": "#/components/schemas/PageLinks", "description": "The URLs of other pages."},
            "meta": {"$ref": "#/components/schemas/PageMeta", "description": "The position of this page in the list."},
        },
    },
    "FormList": {
        "type": "object",
        "description": "One page of a list. By convention: the list is paginated.",
        "required": ["data"],
        "properties": {
            "data": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Form"},
                "description": "The forms on this page.",
            },
            "links": {"$ref": "#/components/schemas/PageLinks", "description": "The URLs of other pages."},
            "meta": {"$ref": "#/components/schemas/PageMeta", "description": "The position of this page in the list."},
        },
    },
    "PageLinks": {
        "type": "object",
        "description": "Absolute URLs of other pages. Null if there is none.",
        "properties": {
            "first": {"type": ["string", "null"], "description": "URL of the first page."},
            "last": {"type": ["string", "null"], "description": "URL of the last page."},
            "prev": {"type": ["string", "null"], "description": "URL of the previous page. Null on the first page."},
            "next": {"type": ["string", "null"], "description": "URL of the next page. Null on the last page."},
        },
    },
    "PageMeta": {
        "type": "object",
        "description": "The position of this page in the list.",
        "required": ["current_page", "from", "last_page", "per_page", "to", "total"],
        "properties": {
            "current_page": {"type": "integer", "description": "Number of this page, starting at 1."},
            "from": {
                "type": ["integer", "null"],
                "description": "Number of the first item on this page. Null on an empty page.",
            },
            "last_page": {"type": "integer", "description": "Number of the last page."},
            "per_page": {"type": "integer", "description": "Number of items per page, which is 15."},
            "to": {
                "type": ["integer", "null"],
                "description": "Number of the last item on this page. Null on an empty page.",
            },
            "total": {"type": "integer", "description": "Total number of items on all pages."},
        },
    },
    "StatusResponse": {
        "type": "object",
        "description": "A confirmation.",
        "properties": {"status": {"type": ["string", "null"], "description": "The text `Deleted`."}},
    },
    "Error": {
        "type": "object",
        "description": "The error message.",
        "required": ["message"],
        "properties": {"message": {"type": "string", "description": "The message. May be empty."}},
    },
    "ValidationErrorBody": {
        "type": "object",
        "description": "The errors of an invalid body.",
        "required": ["message", "errors"],
        "properties": {
            "message": {"type": "string", "description": "Summary of the errors."},
            "errors": {"$ref": "#/components/schemas/ValidationErrors", "description": "The errors of each field."},
        },
    },
    "ValidationErrors": {
        "type": "object",
        "description": "Maps each field name to its error messages. Names of nested fields contain dots.",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    },
}
