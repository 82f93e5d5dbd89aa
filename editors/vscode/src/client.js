// A client of one server: what VS Code asks, and what is told when the server ends.
"use strict";

const { spawn } = require("node:child_process");
const { CloseAction, ErrorAction, LanguageClient } = require("vscode-languageclient/node");

const RESTARTS = 3;
const MOST_TOLD = 10_000;

class Client extends LanguageClient {
  constructor(program, folder, files, output) {
    super("leadscore", "Leadscore", () => this.serve(program, folder), {
      documentSelector: [
        { scheme: "file", language: "leadscore" },
        { scheme: "untitled", language: "leadscore" },
      ],
      synchronize: { fileEvents: files },
      outputChannel: output,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () =>
          this.ready ? usual.closed() : { action: CloseAction.DoNotRestart, handled: true },
      },
    });
    const usual = this.createDefaultErrorHandler(RESTARTS);
    this.ready = false;
    this.told = "";
  }

  async start() {
    await super.start();
    this.ready = true;
  }

  async stop() {
    try {
      await super.stop();
    } finally {
      this.server?.kill();
    }
  }

  /** What the server said was wrong, in one line. */
  said() {
    return /^error: (.*)/m.exec(this.told)?.[1] ?? this.told.trim().split("\n").at(-1);
  }

  /** While it starts, the caller tells what went wrong: once, and how to mend it. */
  error(message, data, show) {
    super.error(message, data, this.ready ? show : false);
  }

  async serve(program, cwd) {
    const server = spawn(program, ["lsp"], { cwd });
    this.server = server;
    this.told = "";
    server.stderr.on("data", (data) => {
      this.told = (this.told + data.toString("utf8")).slice(-MOST_TOLD);
    });
    await new Promise((resolve, reject) => server.once("spawn", resolve).once("error", reject));
    return server;
  }
}

module.exports = { Client };
