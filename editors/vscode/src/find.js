// Where the program `leadscore` is. Nothing here is started, so nothing here needs VS Code.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const paths = require("node:path");

/** What the machine is like; tests give their own. */
const machine = {
  windows: process.platform === "win32",
  home: os.homedir(),
  path: process.env.PATH ?? "",
  isFile(file) {
    try {
      return fs.statSync(file).isFile();
    } catch {
      return false;
    }
  },
};

/**
 * The full path of the program, or what to tell when there is none.
 *
 * `setting` is what the user has set, `folders` those of the workspace, `interpreter` the Python
 * that is chosen there. What is set counts alone: another program in its place would only confuse.
 */
function find({ setting, folders, interpreter }, on = machine) {
  if (setting) {
    const program = resolved(setting, folders, on);
    return on.isFile(program) ? { program } : { missing: `leadscore.path names ${program}` };
  }
  const program = places(folders, interpreter, on).find((file) => on.isFile(file));
  return program ? { program } : { missing: "no environment of this workspace has it" };
}

function resolved(setting, folders, on) {
  const { join, resolve } = tools(on);
  const folder = folders[0] ?? on.home;
  const written = setting.replace("${workspaceFolder}", () => folder);
  return written.startsWith("~") ? join(on.home, written.slice(1)) : resolve(folder, written);
}

function places(folders, interpreter, on) {
  const { delimiter, dirname, isAbsolute, join } = tools(on);
  const scripts = on.windows ? "Scripts" : "bin";
  const installed = on.path.split(delimiter).filter(isAbsolute);
  return [
    ...folders.map((folder) => join(folder, ".venv", scripts)),
    ...(interpreter ? [dirname(interpreter)] : []),
    ...installed,
  ].map((folder) => join(folder, on.windows ? "leadscore.exe" : "leadscore"));
}

function tools(on) {
  return on.windows ? paths.win32 : paths.posix;
}

module.exports = { find };
