"""Certificates, made on the spot: no private key lies about in the tree."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

from attrs import frozen


@frozen
class Certificate:
    """A certificate and its key, as files."""

    chain: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context

    def client(self) -> ssl.SSLContext:
        """Return a context that trusts this certificate, and checks all the rest."""
        return ssl.create_default_context(cafile=str(self.chain))


def make(folder: Path, host: str, days: int) -> Certificate:
    key, wish, chain = folder / "key.pem", folder / "wish.csr", folder / "chain.pem"
    extra = folder / "extra.cnf"
    extra.write_text(f"subjectAltName=DNS:{host}\nbasicConstraints=critical,CA:true\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    name = ["-subj", f"/CN={host}", "-keyout", str(key), "-out", str(wish)]
    sign = ["-req", "-in", str(wish), "-signkey", str(key), "-days", str(days)]
    where = ["-extfile", str(extra), "-out", str(chain)]
    for arguments in (["req", *curve, *name], ["x509", *sign, *where]):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    return Certificate(chain, key)
