// When a server is started, and what is told when it cannot be.
"use strict";

const assert = require("node:assert/strict");
const { beforeEach, test } = require("node:test");
const { Session } = require("../src/session");

let done, trusted, found, fault;
beforeEach(() => {
  [done, trusted, found, fault] = [[], true, { program: "/bin/leadscore" }, undefined];
});

const client = () => ({
  async start() {
    done.push("start");
    if (fault) throw new Error("the connection ended");
  },
  async stop() {
    done.push("stop");
    if (fault) throw new Error("it does not run");
  },
  said: () => fault,
});

const session = () =>
  new Session({
    trusted: () => trusted,
    find: async () => found,
    connect: (program) => {
      done.push(program);
      return client();
    },
    tell: (message, install) => done.push(`${message} ${install}`),
  });

test("one server, however often it is asked for", async () => {
  const one = session();
  await Promise.all([one.start(), one.start()]);
  await one.stop();
  await one.stop();
  assert.deepEqual(done, ["/bin/leadscore", "start", "stop"]);
});

test("nothing is started, nor told, where the workspace is not trusted; then it is", async () => {
  trusted = false;
  const one = session();
  await one.start();
  await one.restart();
  assert.deepEqual(done, []);
  trusted = true;
  await one.start();
  assert.deepEqual(done, ["/bin/leadscore", "start"]);
});

test("restarts come one after the other", async () => {
  const one = session();
  await Promise.all([one.start(), one.restart(), one.restart()]);
  const started = ["/bin/leadscore", "start"];
  assert.deepEqual(done, [...started, "stop", ...started, "stop", ...started]);
});

test("a missing program is told with the line that installs it", async () => {
  found = { missing: "no environment of this workspace has it" };
  await session().start();
  assert.deepEqual(done, [
    "The program leadscore was not found: no environment of this workspace has it. " +
      "To install it: pip install 'leadscore[lsp]'",
  ]);
});

test("a program that cannot be started is told in its own words, and may be started later", async () => {
  fault = "the language server needs one more package";
  const one = session();
  await one.start();
  assert.deepEqual(done.slice(2), [
    "stop",
    "/bin/leadscore could not be started: the language server needs one more package. " +
      "It may need: pip install 'leadscore[lsp]'",
  ]);
  fault = undefined;
  done = [];
  await one.restart();
  assert.deepEqual(done, ["/bin/leadscore", "start"]);
});
