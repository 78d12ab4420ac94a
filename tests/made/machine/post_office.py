"""Run inside the guest: a mail server that takes letters from whoever knows the password.

python post_office.py FOLDER USER PASSWORD
"""

# ruff: noqa: N802 - the name of the method is aiosmtpd's

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

PORT = 2525


class Pigeonhole:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        number = len(list(self._folder.iterdir()))
        (self._folder / f"{number}.eml").write_bytes(bytes(envelope.original_content or b""))
        return "250 taken"


async def serve(folder: Path, user: str, password: str) -> None:
    def authenticate(*asked: Any) -> AuthResult:
        given = asked[-1]
        right = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    def answer() -> SMTP:
        return SMTP(
            Pigeonhole(folder),
            hostname="post-office",
            authenticator=authenticate,
            auth_required=True,
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(answer, "127.0.0.1", PORT)
    await server.serve_forever()


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(where, *sys.argv[2:]))
