"""A ClickHouse that is reached over HTTP: chdb, the engine as a library, behind a thin front.

There is no package of a server for the tests to start. So the engine and the driver are real, and
so are the formats between them; of the server only what stands here is made up: who may log in,
and that one query runs at a time. Run as a program it prints its port and serves until it is ended.
"""

from __future__ import annotations

import base64
import os
import re
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chdb.session import Session

USERS = {"default": "", "ann": "ann's secret"}
NO_SETTINGS = frozenset((
    "query", "database", "session_id", "session_timeout", "session_check", "query_id",
    "default_format", "client_protocol_version", "enable_http_compression", "wait_end_of_query",
    "quota_key", "role", "compress", "decompress", "buffer_size",
))  # fmt: skip
REFUSED = "Code: 516. DB::Exception: {}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)"


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    session: Session

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        user, password = self._credentials()
        if USERS.get(user) != password:
            self._answer(403, REFUSED.format(user).encode(), "516")
            return
        try:
            self._answer(200, self._run(asked, asked.get("query", "") + body))
        except Exception as error:
            text = str(error)
            found = re.search(r"Code: (\d+)", text)
            self._answer(500, text.encode(), found[1] if found else "1002")

    def _run(self, asked: dict[str, str], sql: str) -> bytes:
        self.session.query(f"USE `{asked.get('database') or 'default'}`")
        for name in asked.keys() - NO_SETTINGS:
            self.session.query(f"SET {name} = '{asked[name]}'")
        form = re.search(r"\sFORMAT\s+(\w+)\s*$", sql)
        if form:
            sql = sql[: form.start()]
        result: Any = self.session.query(
            sql, form[1] if form else asked.get("default_format", "TSV")
        )
        return bytes(result.bytes() or b"")

    def _credentials(self) -> tuple[str, str]:
        basic = self.headers.get("Authorization", "").removeprefix("Basic ")
        if basic:
            user, _, password = base64.b64decode(basic).decode().partition(":")
            return user, password
        return self.headers.get("X-ClickHouse-User", "default"), self.headers.get(
            "X-ClickHouse-Key", ""
        )

    def _answer(self, status: int, body: bytes, code: str = "") -> None:
        self.send_response(status)
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code)
        self.send_header("X-ClickHouse-Format", "Native")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read what is printed."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Front.session = Session(os.path.join(folder, "data"))
        server = HTTPServer(("127.0.0.1", 0), Front)
        print(server.server_port, flush=True)
        try:
            server.serve_forever()
        finally:
            Front.session.close()


if __name__ == "__main__":
    sys.exit(main())
