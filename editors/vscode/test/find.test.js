// Where the program is looked for, on machines that are made up.
"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { find } = require("../src/find");

const machine = (files, more = {}) => ({
  windows: false,
  home: "/home/ann",
  path: "/usr/local/bin:/usr/bin",
  isFile: (file) => files.includes(file),
  ...more,
});
const folders = ["/rules", "/more"];
const everywhere = [
  "/more/.venv/bin/leadscore", "/envs/py/bin/leadscore", "/usr/local/bin/leadscore", "/usr/bin/leadscore",
];

test("the workspace's environment, then the chosen Python's, then the path", () => {
  const asked = { folders, interpreter: "/envs/py/bin/python3" };
  for (const [i, program] of everywhere.entries()) {
    assert.deepEqual(find(asked, machine(everywhere.slice(i))), { program });
  }
});

test("what is set counts alone", () => {
  const asked = { setting: "/opt/leadscore", folders };
  assert.deepEqual(find(asked, machine(["/opt/leadscore", ...everywhere])), {
    program: "/opt/leadscore",
  });
  assert.deepEqual(find(asked, machine(everywhere)), {
    missing: "leadscore.path names /opt/leadscore",
  });
});

test("a setting may speak of the home folder and of the workspace", () => {
  const on = machine(["/home/ann/bin/leadscore", "/rules/bin/leadscore"]);
  const program = (setting) => find({ setting, folders }, on).program;
  assert.equal(program("~/bin/leadscore"), "/home/ann/bin/leadscore");
  assert.equal(program("${workspaceFolder}/bin/leadscore"), "/rules/bin/leadscore");
  assert.equal(program("bin/leadscore"), "/rules/bin/leadscore");
});

test("nowhere", () => {
  assert.deepEqual(find({ folders: [] }, machine([])), {
    missing: "no environment of this workspace has it",
  });
});

test("folders of the path that depend on where one stands are left out", () => {
  const on = machine(["leadscore", "bin/leadscore", "./leadscore"], { path: ".::bin" });
  assert.equal(find({ folders }, on).program, undefined);
});

test("Windows", () => {
  const program = "C:\\rules\\.venv\\Scripts\\leadscore.exe";
  const on = machine([program], { windows: true, path: "C:\\bin;D:\\bin" });
  assert.deepEqual(find({ folders: ["C:\\rules"] }, on), { program });
});
