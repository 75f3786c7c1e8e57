"""What events of other systems look like."""

from __future__ import annotations

from gong_async.sim.arguments import Arguments
from gong_async.sim.forms import CONTEXT, Form, each, inside, one_of, required, texts

__all__ = ["CONTENT_SHARED", "CONTENT_VIEWED", "CUSTOM_ACTION", "DIGITAL_INTERACTION"]

_TEXT = required(Arguments.text)
_ACTOR: Form = {**texts("email name title"), "context": CONTEXT}
_PROPERTIES = each(
    {"name": _TEXT, "value": _TEXT, "dataType": required(one_of("number", "string", "url", "date"))}
)
_EVENT: Form = {
    "reportingSystem": _TEXT,
    "eventTimestamp": required(Arguments.moment),
    **texts("eventId contentId contentUrl contentTitle shareId workspaceId actionName trackingId"),
    **texts("sharingMessageSubject sharingMessageBody moreInfoUrl mobileAppId userAgent"),
    "sharer": inside(texts("id email name")),
    "crmContext": CONTEXT,
    "contentProperties": _PROPERTIES,
    "eventProperties": _PROPERTIES,
    "nonCompanyParticipants": each(_ACTOR),
}
_CONTENT: Form = {"contentId": _TEXT, "contentUrl": _TEXT, "contentTitle": _TEXT}
_PLATFORM = one_of("Windows", "Linux", "MacOS", "iOS", "Android")

CONTENT_SHARED: Form = {
    **_EVENT,
    **_CONTENT,
    **texts("shareInfoUrl agentPlatform"),
    "recipients": each(_ACTOR),
}
CONTENT_VIEWED: Form = {
    **_EVENT,
    **_CONTENT,
    **texts("viewActionTitle viewInfoUrl"),
    "viewer": inside(_ACTOR),
    "agentPlatform": _PLATFORM,
}
CUSTOM_ACTION: Form = {
    **_EVENT,
    **texts("eventInfoUrl"),
    "actor": inside(_ACTOR),
    "agentPlatform": _PLATFORM,
}

_FIELDS = each(
    {
        "name": _TEXT,
        "value": _TEXT,
        "dataType": one_of("STRING", "NUMBER", "DATE", "URL", "BOOLEAN", "DURATION"),
    }
)
_NUMBERS: Form = {
    "value": Arguments.integer,
    "rangeFrom": required(Arguments.integer),
    "rangeTo": required(Arguments.integer),
    "numericType": one_of("PERCENTAGE", "NPS", "RATING", "OTHER"),
}
_INTERACTED: Form = {
    "contentTitle": _TEXT,
    **texts("contentId contentUrl contentAdditionalInfoUrl"),
    "contentLabel": Arguments.strings,
    "numericContentDetails": inside(_NUMBERS),
    "stepContentDetails": inside({"value": _TEXT, "availableSteps": required(Arguments.strings)}),
    "searchObjectDetails": inside(
        {
            "name": _TEXT,
            "domain": _TEXT,
            "objectType": required(one_of("VENDOR", "PRODUCT", "CATEGORY")),
            **texts("objectId url"),
        }
    ),
    "contentCustomFields": _FIELDS,
}


def _business(*types: str) -> Form:
    return {
        "objectType": required(one_of(*types)),
        "objectId": _TEXT,
        **texts("systemName"),
    }


_PERSON: Form = {
    **texts("name email phoneNumber personId"),
    "personBusinessContext": inside(_business("CONTACT", "LEAD")),
    "location": inside(texts("country state region city")),
    "company": inside(
        {
            **texts("companyId name domain"),
            "companyBusinessContexts": each(_business("ACCOUNT", "OPPORTUNITY")),
        }
    ),
    "personCustomFields": _FIELDS,
}
DIGITAL_INTERACTION: Form = {
    "eventId": _TEXT,
    "eventType": _TEXT,
    "timestamp": required(Arguments.moment),
    **texts("sourceSystemName sessionId trackingId"),
    "device": one_of("MOBILE", "PC"),
    "content": required(inside(_INTERACTED)),
    "person": inside(_PERSON),
    "customFields": _FIELDS,
}
