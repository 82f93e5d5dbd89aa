// What VS Code starts: a client of `leadscore lsp`.
"use strict";

const vscode = require("vscode");
const { Client } = require("./client");
const { find } = require("./find");
const { Session } = require("./session");

/** What the server reads beside the files that are open. */
const READ = "**/{*.score,*.csv,leadscore.toml,pyproject.toml}";
let session;

async function activate(context) {
  const output = vscode.window.createOutputChannel("Leadscore", { log: true });
  const files = vscode.workspace.createFileSystemWatcher(READ);
  session = new Session({
    trusted: () => vscode.workspace.isTrusted,
    find: () => findProgram(),
    connect: (program) => new Client(program, folders()[0], files, output),
    tell: (message, install) => tell(message, install, output),
  });
  context.subscriptions.push(
    output,
    files,
    vscode.commands.registerCommand("leadscore.restart", () => session.restart()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => session.start()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("leadscore.path")) return session.restart();
    }),
  );
  await session.start();
}

function deactivate() {
  return session?.stop();
}

async function findProgram() {
  const setting = vscode.workspace.getConfiguration("leadscore").get("path", "").trim();
  return find({
    setting,
    folders: folders(),
    interpreter: setting ? undefined : await interpreter(),
  });
}

/** Those of the workspace that are on a disk. */
function folders() {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.fsPath);
}

/** The Python that is chosen in the extension for Python, where that is installed. */
async function interpreter() {
  const python = vscode.extensions.getExtension("ms-python.python");
  if (!python) return undefined;
  try {
    const { environments } = await python.activate();
    const chosen = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    const known = await environments.resolveEnvironment(chosen);
    return known?.executable.uri?.fsPath;
  } catch {
    return undefined; // its interface has changed, or it has no Python: there are other places
  }
}

async function tell(message, install, output) {
  const copy = "Copy";
  const show = "Show Output";
  const answer = await vscode.window.showErrorMessage(`${message} ${install}`, copy, show);
  if (answer === copy) await vscode.env.clipboard.writeText(install);
  if (answer === show) output.show();
}

module.exports = { activate, deactivate };
