"""OAuth 2: how an app gets a token from a Gong company, keeps it, and renews it in time."""

from __future__ import annotations

from gong_async.oauth.app import AuthorizationRequest, OAuthApp
from gong_async.oauth.renewal import OAuth
from gong_async.oauth.store import CallbackTokenStore, TokenStore
from gong_async.oauth.token import OAuthToken
from gong_async.oauth.token_file import FileTokenStore

__all__ = [
    "AuthorizationRequest",
    "CallbackTokenStore",
    "FileTokenStore",
    "OAuth",
    "OAuthApp",
    "OAuthToken",
    "TokenStore",
]
