"""A certificate authority for one test run, and server certificates it signs. Made by openssl."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NEEDS = "openssl"


def missing() -> str:
    """Why no certificate can be made here; empty: one can."""
    return "" if shutil.which(NEEDS) else f"{NEEDS} is not installed"


@dataclass(frozen=True)
class Certificate:
    """Files: the certificate, its key, and whoever signed it."""

    file: Path
    key: Path
    issuer: Path


def certificate(folder: Path, *names: str, days: int = 2) -> Certificate:
    """Make a new authority, and by it a certificate for these host names or addresses."""
    issuer, issuer_key = folder / "issuer.pem", folder / "issuer.key"
    file, key, request = folder / "server.pem", folder / "server.key", folder / "server.csr"
    _openssl(
        "req", "-x509", *_KEY, "-keyout", issuer_key, "-out", issuer, "-days", str(days),
        "-subj", "/CN=a test's authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    _openssl("req", *_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={names[0]}")
    extensions = folder / "extensions.cnf"
    alternatives = ",".join(f"{'IP' if each[0].isdigit() else 'DNS'}:{each}" for each in names)
    extensions.write_text(f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth\n")
    _openssl(
        "x509", "-req", "-in", request, "-CA", issuer, "-CAkey", issuer_key, "-out", file,
        "-days", str(days), "-extfile", extensions, "-set_serial", "7",
    )  # fmt: skip
    return Certificate(file, key, issuer)


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
