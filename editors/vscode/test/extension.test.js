// The bundle as VS Code loads it, with an editor that only answers what it is asked.
"use strict";

const assert = require("node:assert/strict");
const { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
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

let told, granted;
const editor = (trusted) => {
  const workspace = {
    isTrusted: trusted,
    workspaceFolders: [{ uri: { scheme: "file", fsPath: folder } }],
    getConfiguration: () => ({ get: (_, usual) => usual }),
    onDidGrantWorkspaceTrust: (then) => {
      granted = () => {
        workspace.isTrusted = true;
        return then();
      };
    },
  };
  const window = { showErrorMessage: async (message) => void told.push(message) };
  const extensions = { getExtension: () => undefined };
  return over({ version: "1.91.0", workspace: over(workspace), window: over(window), extensions });
};

function loaded(trusted) {
  const bundle = require.resolve("../dist/extension.js");
  delete require.cache[bundle];
  const load = Module._load;
  const vscode = editor(trusted);
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
