"""A small client of the Language Server Protocol, for tests and the benchmark of the editor."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Self

PATIENCE = 120.0
"""Seconds; machines of tests are busy."""


class Client:
    """Starts `leadscore lsp` and speaks with it by lines and UTF-16 units, as editors do."""

    def __init__(
        self, root: Path | None = None, *, before: str = "",
        capabilities: dict[str, Any] | None = None, folders: Sequence[Path] = (),
        first: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """`before` is what the server's process does first; with `first` it is asked wrongly
        before it is asked well."""
        self.root = root
        program = f"{before}\nfrom leadscore.runtime.cli import main\nmain()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, "lsp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root,
        )  # fmt: skip
        self.number = 0
        self.version = 0
        self.inbox: Queue[dict[str, Any]] = Queue()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.told: list[dict[str, Any]] = []
        Thread(target=self._listen, daemon=True).start()
        if first is not None:
            assert self.refused("initialize", first)["code"] == -32602
        self.capabilities = self.ask(
            "initialize",
            {
                "processId": None, "rootUri": root.as_uri() if root else None,
                "capabilities": capabilities or {},
                "workspaceFolders": [{"uri": f.as_uri(), "name": f.name} for f in folders] or None,
            },
        )["capabilities"]  # fmt: skip
        self.tell("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.ask("shutdown", None)
            self.tell("exit", None)
        self.close()

    def close(self) -> int:
        """The code that the server ends with by itself."""
        code = self.process.wait(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        return code

    # -- messages

    def _listen(self) -> None:
        out = self.process.stdout
        assert out is not None
        try:
            while head := out.readline():
                while (line := out.readline()).strip():
                    head += line
                length = int(head.lower().split(b"content-length:")[1].split()[0])
                self.inbox.put(json.loads(out.read(length)))
        except ValueError:
            return  # closed

    def _send(self, message: dict[str, Any]) -> None:
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(raw) + raw)
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        answer = self.answer(self.send(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, method: str, params: Any) -> dict[str, Any]:
        """The error that answers a request."""
        error: dict[str, Any] = self.answer(self.send(method, params))["error"]
        return error

    def send(self, method: str, params: Any) -> int:
        """A request; its number, by which it is answered."""
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        return self.number

    def answer(self, number: int) -> dict[str, Any]:
        return self.wait(lambda m: m.get("id") == number and "method" not in m)

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            try:
                message = self.inbox.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError("the server does not answer") from None
            if message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            elif "method" in message:
                self.told.append(message)
            if wanted(message):
                return message

    # -- documents

    def open(self, uri: str, text: str) -> list[dict[str, Any]]:
        """The diagnostics that are published at once."""
        document = {"uri": uri, "languageId": "score", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return self.published(uri)

    def change(self, uri: str, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        self.version += 1
        document = {"uri": uri, "version": self.version}
        self.tell(
            "textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)}
        )
        return self.published(uri)

    def type(self, uri: str, line: int, unit: int, key: str) -> None:
        """Does not wait for what is told of it."""
        self.version += 1
        place = {"line": line, "character": unit}
        change = {"range": {"start": place, "end": place}, "text": key}
        document = {"uri": uri, "version": self.version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def published(self, uri: str) -> list[dict[str, Any]]:
        message = self.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri
            )
        )
        found: list[dict[str, Any]] = message["params"]["diagnostics"]
        return found

    def at(self, method: str, uri: str, line: int, unit: int, **more: Any) -> Any:
        """A question about a position, from 0."""
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": unit}}
        return self.ask(f"textDocument/{method}", {**place, **more})

    def about(self, method: str, uri: str, **more: Any) -> Any:
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})


def span(start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    """A range as the protocol has it."""
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }
