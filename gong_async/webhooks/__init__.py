"""
Gong's webhooks, received safely: nothing is believed, or even read, that Gong did not sign.

An automation rule of Gong's with the action "Fire webhook" posts each call that matches it.  Set
its authentication to "Signed JWT header", and copy what it shows under "Show public key"::

    receiver = Receiver(keys=PUBLIC_KEY, public_url="https://example.com/gong")

    app = aiohttp.web.Application()
    app.router.add_post("/gong", receiver.handler(on_call))    # async def on_call(delivery)

Any other framework hands over the bytes of the body and one header; FastAPI, for one::

    @app.post("/gong")
    async def gong(request: fastapi.Request) -> fastapi.Response:
        try:
            delivery = receiver.receive(
                await request.body(), request.headers.get("authorization")
            )
        except WebhookError as error:
            return fastapi.Response(status_code=error.status)
        await on_call(delivery)
        return fastapi.Response(status_code=204)

The same call may come again: when Gong repeats itself, when somebody replays a delivery that has
not expired yet, and once for each rule that it matches.  :attr:`Delivery.dedupe_key` tells.

Needs PyJWT: ``pip install 'gong-async[webhooks]'``.
"""

from __future__ import annotations

from .receiver import Delivery, Receiver

__all__ = ["Delivery", "Receiver"]
