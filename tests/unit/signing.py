"""What Gong does to a delivery, and what somebody else might: real keys, tokens by hand."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

URL = "https://example.com/gong"
RS256 = {"alg": "RS256", "typ": "JWT"}

Signer = Callable[[bytes], bytes]


@cache
def private_key(name: str, bits: int = 2048) -> RSAPrivateKey:
    """The private key of the automation rule *name*."""
    return generate_private_key(65537, bits)


def der(name: str) -> bytes:
    public = private_key(name).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def shown(name: str) -> str:
    """The public key as Gong shows it: bare base64."""
    return b64encode(der(name)).decode()


def pem(name: str) -> str:
    public = private_key(name).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signer(name: str = "rule") -> Signer:
    return lambda message: private_key(name).sign(message, PKCS1v15(), SHA256())


def part(data: bytes | dict[str, Any]) -> str:
    """Write one of the three parts of a token."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def assembled(header: dict[str, Any], claims: bytes | dict[str, Any], sign: Signer) -> str:
    message = f"{part(header)}.{part(claims)}"
    return f"{message}.{part(sign(message.encode()))}"


def claims(body: bytes, **changed: Any) -> dict[str, Any]:
    """What Gong claims of *body*; ``None`` leaves a claim out."""
    made = {
        "webhook_url": URL,
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "exp": int(time.time())
        + 86_400,  # longer than any run of the tests, which sign some when they are collected
        **changed,
    }
    return {name: value for name, value in made.items() if value is not None}


def token(body: bytes, *, key: str = "rule", **changed: Any) -> str:
    """The token that Gong would make for *body*."""
    return assembled(RS256, claims(body, **changed), signer(key))


def payload(**changed: Any) -> dict[str, Any]:
    """A delivery as Gong's own documentation shows it, nulls and odds and ends included."""
    return {"callData": call(), "isTest": False, **changed}


def call(**changed: Any) -> dict[str, Any]:
    return {
        "metaData": {
            "id": "5599332235511222779",
            "url": "https://app.gong.io/call?id=5599332235511222779",
            "title": "Ron/Speedman",
            "scheduled": "2019-10-18T14:00:00-07:00",
            "started": "2019-10-18T14:03:37.041977-07:00",
            "duration": 2159,
            "primaryUserId": "7744111777663220493",
            "direction": "Conference",
            "scope": "External",
            "media": "Video",
            "language": "eng",
            "sdrDisposition": None,
            "customData": None,
            "meetingUrl": None,
        },
        "context": [
            {
                "system": "Salesforce",
                "objects": [
                    {
                        "objectType": "Opportunity",
                        "objectId": "0061Q00000mkU1fQAE",
                        "fields": [
                            {"name": "StageName", "value": "Open Renewal"},
                            {"name": "Number_of_seats__c", "value": 28},
                            {"name": "MRR__c", "value": 4166.67},
                            {"name": "Must_Win__c", "value": "false"},
                            {"name": "Closed__c", "value": True},
                            {"name": "Products__c", "value": ["a", 1]},
                            {"name": "Next__c", "value": None},
                        ],
                    }
                ],
            }
        ],
        "parties": [
            {"id": "1", "name": "Ann", "speakerId": None, "emailAddress": None, "context": []},
        ],
        "content": {
            "trackers": [{"name": "Budget", "count": 2}],
            "scorecardsAnswers": [{"scorecardId": 1, "answer": 3}],
            "pointsOfInterest": {"actionItems": [{"snippet": "send it", "speakerID": None}]},
        },
        "interaction": None,
        "collaboration": {"publicComments": []},
        "media": {"audioUrl": None, "videoUrl": None},
        "somethingNew": {"a": 1},
        **changed,
    }
