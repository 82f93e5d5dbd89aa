// The bundle as VS Code loads it, with an editor that only answers what it is asked.
"use strict";

const assert = require("node:assert/strict");
const { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");
const { after, beforeEach, test } = require("node:test");

const FAULT = "the language server needs one more package";
const folder = mkdtempSync(join(tmpdir(), "leadscore-vscode-"));
const trace = join(folder, "started");
after(() => rmSync(folder, { recursive: true }));

/** Stands for all of the editor that is only passed on: classes, enumerations, events. */
function anything() {
  const stand = function () {};
  return new Proxy(stand, {
    get(target, key) {
      if (key === Symbol.toPrimitive) return () => "";
      if (key === "then" || key === Symbol.iterator) return undefined;
      return (target[key] ??= anything());
    },
    apply: () => anything(),
    construct: () => anything(),
  });
}

const over = (own) =>
  new Proxy(anything(), { get: (target, key) => (key in own ? own[key] : target[key]) });

const local = (path) => ({ scheme: "file", fsPath: path, toString: () => pathToFileURL(path).href });

let told, granted, commands;
const editor = (trusted, path) => {
  const workspace = {
    isTrusted: trusted,
    workspaceFolders: [{ uri: local(folder), name: "rules" }],
    getWorkspaceFolder: () => undefined,
    getConfiguration: () => ({ get: (name, usual) => (name === "path" ? path : usual) }),
    onDidGrantWorkspaceTrust: (then) => {
      granted = () => {
        workspace.isTrusted = true;
        return then();
      };
    },
  };
  const window = { showErrorMessage: async (message) => void told.push(message) };
  const extensions = { getExtension: () => undefined };
  const registered = { registerCommand: (name, command) => void (commands[name] = command) };
  const Uri = { file: local, parse: (uri) => local(fileURLToPath(uri)) };
  const env = over({ appName: "VS Code", language: "en" });
  return over({ version: "1.91.0", Uri, env, workspace: over(workspace), window: over(window), commands: over(registered), extensions });
};

function loaded(trusted, path = "") {
  const bundle = require.resolve("../dist/extension.js");
  delete require.cache[bundle];
  const load = Module._load;
  const vscode = editor(trusted, path);
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
  try {
    return require(bundle);
  } finally {
    Module._load = load;
  }
}

const starts = () => {
  try {
    return readFileSync(trace, "utf8");
  } catch {
    return "";
  }
};

beforeEach(() => {
  told = [];
  commands = {};
  rmSync(trace, { force: true });
  mkdirSync(join(folder, ".venv", "bin"), { recursive: true });
  const program = join(folder, ".venv", "bin", "leadscore");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${trace}'\necho 'error: ${FAULT}\n  = help: none' >&2\nexit 2\n`);
  chmodSync(program, 0o755);
});

test("a workspace that is not trusted starts none of its programs, until it is", async () => {
  const extension = loaded(false);
  await extension.activate({ subscriptions: [] });
  assert.equal(starts(), "");
  await granted();
  assert.equal(starts(), "lsp\n");
});

test("a server that ends at once is told in its own words, once, with what to install", async () => {
  const extension = loaded(true);
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
  assert.equal(starts(), "lsp\n");
  assert.equal(told.length, 1, told.join("\n"));
  assert.match(told[0], new RegExp(`${FAULT}.*pip install 'leadscore\\[lsp\\]'$`));
});

const real = process.env.LEADSCORE;
const asked = { skip: real ? false : "LEADSCORE names no program", timeout: 120_000 };

const runs = (process_id) => {
  try {
    return process.kill(process_id, 0);
  } catch {
    return false;
  }
};

test("the real server is started, started anew, and ended", asked, async () => {
  const program = join(folder, "real");
  writeFileSync(program, `#!/bin/sh\necho $$ >> '${trace}'\nexec '${real}' "$@"\n`);
  chmodSync(program, 0o755);
  const extension = loaded(true, program);
  await extension.activate({ subscriptions: [] });
  await commands["leadscore.restart"]();
  await extension.deactivate();
  const servers = starts().trim().split("\n").map(Number);
  assert.equal(servers.length, 2);
  while (servers.some(runs)) await new Promise((next) => setTimeout(next, 50));
  assert.deepEqual(told, []);
});
