"""Certificates, made on the spot: no private key lies about in the tree."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from attrs import frozen


@frozen
class Certificate:
    """A certificate with its key, and the authority that issued it, as files."""

    chain: Path
    authority: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain)
        return context

    def client(self) -> ssl.SSLContext:
        """Return a context that trusts this certificate's authority, and checks all the rest."""
        return ssl.create_default_context(cafile=str(self.authority))


def make(folder: Path, host: str, days: int) -> Certificate:
    made = Certificate(folder / "chain.pem", folder / "authority.pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(made.authority))
    until = datetime.now(UTC) + timedelta(days=days)
    issued = authority.issue_cert(host, not_after=until)
    issued.private_key_and_cert_chain_pem.write_to_path(str(made.chain))
    return made
