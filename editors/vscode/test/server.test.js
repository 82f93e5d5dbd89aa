// The language server as this extension starts it, by the protocol: LEADSCORE names the program.
"use strict";

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { after, before, test } = require("node:test");
const {
  createProtocolConnection, DiagnosticSeverity, DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification, DocumentFormattingRequest, ExitNotification,
  InitializeRequest, InitializedNotification, PublishDiagnosticsNotification, ShutdownRequest,
  StreamMessageReader, StreamMessageWriter,
} = require("vscode-languageserver-protocol/node");
const { TextDocument } = require("vscode-languageserver-textdocument");

const program = process.env.LEADSCORE;
const skip = program ? false : "LEADSCORE names no program";
const asked = { skip, timeout: 120_000 };
const folder = mkdtempSync(join(tmpdir(), "leadscore-vscode-"));
const uri = pathToFileURL(join(folder, "rules.score")).href;
const WRONG = 'score "S"\n\nleads, one per id\n  title text\n\ngroup fit\n  +5 when titel is "VP"\n';
const LAID_OUT = 'score "S"\n\nleads, one per id\n  title  text\n\ngroup fit\n  +5 when title is "VP"\n';
const RIGHT = WRONG.replace("titel", "title");

let server, connection, ended;
const published = [];
const waiting = [];

before(async () => {
  if (skip) return;
  server = spawn(program, ["lsp"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  ended = new Promise((resolve) => server.once("exit", resolve));
  connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.onNotification(PublishDiagnosticsNotification.type, (found) => {
    const next = waiting.shift();
    if (next) next(found);
    else published.push(found);
  });
  connection.listen();
  const folders = [{ uri: pathToFileURL(folder).href, name: "rules" }];
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: folders[0].uri,
    workspaceFolders: folders,
    capabilities: { textDocument: { publishDiagnostics: {} } },
  });
  await connection.sendNotification(InitializedNotification.type, {});
});

after(() => {
  server?.kill();
  connection?.dispose();
  rmSync(folder, { recursive: true });
});

/** Waits until the errors that the server tells of the document are these; lint may come and go. */
async function errors(expected) {
  for (;;) {
    const { diagnostics } = published.shift() ?? (await new Promise((next) => waiting.push(next)));
    const found = diagnostics
      .filter(({ severity }) => severity === DiagnosticSeverity.Error)
      .map(({ code, range }) => `${code} line ${range.start.line + 1}`);
    if (found.join() === expected.join()) return;
  }
}

const change = (text, version) =>
  connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });

test("a mistake is told, and no longer once it is mended", asked, async () => {
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "leadscore", version: 1, text: WRONG },
  });
  await errors(["E101 line 7"]);
  await change(RIGHT, 2);
  await errors([]);
});

test("a document gets its one layout", asked, async () => {
  const untidy = RIGHT.replace("  +5 when title is", "     +5   when title  is");
  assert.notEqual(untidy, RIGHT);
  await change(untidy, 3);
  const edits = await connection.sendRequest(DocumentFormattingRequest.type, {
    textDocument: { uri },
    options: { tabSize: 2, insertSpaces: true },
  });
  assert.equal(edited(untidy, edits), LAID_OUT);
});

/** A text after edits, which speak of it as it was. */
function edited(text, edits) {
  const document = TextDocument.create(uri, "leadscore", 1, text);
  return TextDocument.applyEdits(document, edits);
}

test("it ends when it is asked to", asked, async () => {
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  assert.equal(await ended, 0);
});
