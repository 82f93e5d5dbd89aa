"""What editors may ask at any time: ends, cancelled and unknown requests, files that change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from extras import need
from lsp_client import Client, span

need("pygls", "lsp")

RULES = """score "Demo", from 0 to 100 points

use "data.score"

list partners from "partners.csv" column name

group fit
  +10 when name is in partners
  +5 when industry is "Retail"
"""
DATA = """leads from "leads.csv", one per id
  name      text
  industry  text
"""


def write(folder: Path) -> str:
    """A project; the address of its rules."""
    folder.mkdir(exist_ok=True)
    (folder / "leadscore.toml").write_text("")
    (folder / "rules.score").write_text(RULES)
    (folder / "data.score").write_text(DATA)
    (folder / "partners.csv").write_text("name\nAnn\nBea\n")
    (folder / "leads.csv").write_text("id,name,industry\n1,Ann,Retail\n")
    return (folder / "rules.score").as_uri()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("home")) as client:
        yield client


def changed(client: Client, path: Path) -> None:
    change = {"uri": path.as_uri(), "type": 2}
    client.tell("workspace/didChangeWatchedFiles", {"changes": [change]})


def until(ask: Callable[[], Any], wanted: Any) -> None:
    """Asks again for what is read meanwhile."""
    for _ in range(300):
        if (found := ask()) == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(found)


def alive(client: Client, uri: str) -> None:
    assert "is a column" in client.at("hover", uri, 8, 11)["contents"]["value"]


# ---------------------------------------------------------------- files that change on disk


def test_a_used_file_that_changes_on_disk_is_read_again(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    assert client.open(uri, RULES) == []
    (tmp_path / "data.score").write_text(DATA.replace("industry", "sector"))
    changed(client, tmp_path / "data.score")
    [found] = client.published(uri)
    assert (found["code"], found["range"]) == ("E101", span((8, 10), (8, 18)))


def test_a_list_that_changes_on_disk_is_read_again(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    client.open(uri, RULES)
    assert client.at("hover", uri, 4, 6)["contents"]["value"] == "**partners** lists ann, bea"
    (tmp_path / "partners.csv").write_text("name\nAnn\nCarl\nDora\n")
    changed(client, tmp_path / "partners.csv")
    assert client.published(uri) == []
    assert client.at("hover", uri, 4, 6)["contents"]["value"].endswith("ann, carl, dora")
    (tmp_path / "partners.csv").unlink()
    changed(client, tmp_path / "partners.csv")
    assert [d["code"] for d in client.published(uri)] == ["E118"]


def test_data_that_change_on_disk_are_read_again(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    client.open(uri, RULES)

    def values() -> list[str]:
        found = client.at("completion", uri, 8, 23)["items"]
        return [item["label"] for item in found]

    client.change(uri, {"range": span((8, 23), (8, 29)), "text": ""})
    until(values, ["Retail"])
    (tmp_path / "leads.csv").write_text("id,name,industry\n1,Ann,Trade\n2,Bea,Law\n")
    changed(client, tmp_path / "leads.csv")
    until(values, ["Trade", "Law"])


def test_settings_that_change_on_disk_are_read_again(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    text = RULES.replace("+5 when", "+0 when")
    client.open(uri, text)

    def codes() -> list[str]:
        return [d["code"] for d in client.published(uri)]

    while not (first := codes()):
        pass
    (tmp_path / "leadscore.toml").write_text('[lint]\nignore = ["W"]\n')
    changed(client, tmp_path / "leadscore.toml")
    while found := codes():
        assert found == first


def test_an_editor_that_can_be_asked_to_watch_files_is(tmp_path: Path) -> None:
    can = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with Client(tmp_path, capabilities=can) as client:
        asked = client.wait(lambda m: m.get("method") == "client/registerCapability")
        [wish] = asked["params"]["registrations"]
        assert wish["method"] == "workspace/didChangeWatchedFiles"
        [watcher] = wish["registerOptions"]["watchers"]
        assert {"score", "csv", "toml"} <= set(watcher["globPattern"][6:-1].split(","))


# ---------------------------------------------------------------- several folders


def test_folders_of_a_workspace_are_projects_of_their_own(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    first, second = write(one), write(two)
    with Client(folders=(one, two)) as client:
        assert client.open(first, RULES) == []
        assert client.open(second, RULES) == []
        for uri, folder in ((first, one), (second, two)):
            found = client.at("rename", uri, 8, 11, newName="sector")["changes"]
            assert set(found) == {uri, (folder / "data.score").as_uri()}
        event = {"added": [], "removed": [{"uri": two.as_uri(), "name": "two"}]}
        client.tell("workspace/didChangeWorkspaceFolders", {"event": event})
        alive(client, first)
        alive(client, second)


# ---------------------------------------------------------------- requests that are none


def test_an_unknown_method_is_told_so(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    client.open(uri, RULES)
    told = len(client.told)
    assert client.refused("leadscore/noSuchThing", {})["code"] == -32601  # MethodNotFound
    client.tell("leadscore/noSuchNotice", {})
    client.tell("$/setTrace", {"value": "off"})
    alive(client, uri)
    assert client.told[told:] == []


def test_a_cancelled_request_is_answered_once(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    client.open(uri, RULES)
    number = client.send("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    client.tell("$/cancelRequest", {"id": number})
    client.tell("$/cancelRequest", {"id": 99_999})
    answer = client.answer(number)
    assert "result" in answer or answer["error"]["code"] == -32800  # RequestCancelled
    alive(client, uri)


@pytest.mark.parametrize("name", ["rules.score", "no-such.score"])
def test_requests_about_a_document_that_is_not_open(
    client: Client, tmp_path: Path, name: str
) -> None:
    uri = write(tmp_path)
    client.open(uri, RULES)
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    asked = (tmp_path / name).as_uri()
    for method in ("hover", "completion", "definition", "prepareRename"):
        client.at(method, asked, 8, 11)
    for method in ("foldingRange", "documentSymbol"):
        client.about(method, asked)
    context = {"diagnostics": []}
    client.about("codeAction", asked, range=span((0, 0), (9, 0)), context=context)
    client.about("inlayHint", asked, range=span((0, 0), (9, 0)))
    options = {"tabSize": 2, "insertSpaces": True}
    assert client.about("formatting", asked, options=options) == []


def test_a_closed_document_has_no_messages(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    assert client.open(uri, "scor\n") != []
    client.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.published(uri) == []


def test_parameters_that_are_wrong_are_refused(client: Client, tmp_path: Path) -> None:
    uri = write(tmp_path)
    client.open(uri, RULES)
    for method in ("textDocument/hover", "textDocument/completion", "initialize"):
        error = client.refused(method, {"textDocument": {"uri": uri}})
        assert error["code"] == -32602  # InvalidParams
    client.tell("textDocument/didChange", {"textDocument": 5})
    alive(client, uri)


def test_an_editor_that_begins_wrongly_may_begin_again(tmp_path: Path) -> None:
    with Client(tmp_path, first={"rootUri": 5}) as client:
        assert client.open(write(tmp_path), RULES) == []


FAILS = """
from leadscore.dsl.editor import hover

def fails(*_):
    raise KeyError("ann@example.com")

hover.hover = fails
"""


def test_a_failure_is_told_without_data_and_survived(tmp_path: Path) -> None:
    uri = write(tmp_path)
    with Client(tmp_path, before=FAILS) as client:
        client.open(uri, RULES)
        place = {"textDocument": {"uri": uri}, "position": {"line": 8, "character": 11}}
        error = client.refused("textDocument/hover", place)
        assert error["code"] == -32603  # InternalError
        words = "leadscore itself has failed (KeyError); please report it"
        assert error["message"] == words
        told = [m["params"]["message"] for m in client.told]
        assert told == [words]
        names = [s["name"] for s in client.about("documentSymbol", uri)]
        assert names == ["Demo", "data.score", "partners", "fit"]


SLOW_DATA = """
import time
from leadscore.runtime.editor import values

read = values.read_values

def slowly(path):
    time.sleep(2)
    return read(path)

values.read_values = slowly
"""


def test_values_that_are_not_read_yet_come_with_the_next_key(tmp_path: Path) -> None:
    uri = write(tmp_path)
    with Client(tmp_path, before=SLOW_DATA) as client:
        client.open(uri, RULES.replace('"Retail"', ""))

        def asked() -> tuple[bool, bool]:
            found = client.at("completion", uri, 8, 22)
            values = [item["label"] for item in found["items"] if item["kind"] == 12]
            return found["isIncomplete"], values == ['"Retail"']

        assert asked() == (True, False)
        until(asked, (False, True))


BROKEN_WORKER = """
from leadscore.runtime.editor import worker

worker.sys.executable = "/bin/false"
"""


def test_a_background_that_ends_is_survived(tmp_path: Path) -> None:
    uri = write(tmp_path)
    with Client(tmp_path, before=BROKEN_WORKER) as client:
        client.open(uri, RULES)
        for _ in range(2):
            assert client.published(uri) == []
            client.change(uri, {"text": RULES})
        alive(client, uri)


# ---------------------------------------------------------------- the end


def test_the_server_ends_well_after_shutdown(tmp_path: Path) -> None:
    client = Client(tmp_path)
    client.open(write(tmp_path), RULES)
    assert client.ask("shutdown", None) is None
    client.tell("exit", None)
    assert client.close() == 0


STILL_TIED = """
import asyncio, atexit, gc, sys

def told():
    # One that is open when the loop is closed speaks up whenever it is collected.
    for one in gc.get_objects():
        if isinstance(one, asyncio.SubprocessTransport) and not one.is_closing():
            print(one, file=sys.stderr, flush=True)

atexit.register(told)
"""


@pytest.mark.parametrize("asked", ["shutdown", "exit", "nothing"])
def test_the_server_ends_in_silence_while_lint_is_at_work(asked: str, tmp_path: Path) -> None:
    log, lint = tmp_path / "log.txt", tmp_path / "lint"
    lint.write_text(f"#!/bin/sh\ntouch {tmp_path}/begun\nexec sleep 100\n")
    lint.chmod(0o755)
    to_log = f"import os\nos.dup2(os.open({str(log)!r}, os.O_CREAT | os.O_WRONLY), 2)"
    to_lint = f"import sys\nsys.executable = {str(lint)!r}"
    client = Client(tmp_path, before=f"{to_log}\n{STILL_TIED}\n{to_lint}")
    client.open(write(tmp_path), RULES)
    while not (tmp_path / "begun").exists():
        time.sleep(0.1)
    if asked == "shutdown":
        client.ask("shutdown", None)
    if asked != "nothing":
        client.tell("exit", None)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.close() == (asked != "shutdown")
    assert log.read_text("utf-8") == ""


def test_the_server_ends_with_a_fault_without_shutdown(tmp_path: Path) -> None:
    client = Client(tmp_path)
    client.tell("exit", None)
    assert client.close() == 1


def test_the_server_ends_when_its_editor_is_gone(tmp_path: Path) -> None:
    client = Client(tmp_path)
    client.open(write(tmp_path), RULES)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.close() == 1
