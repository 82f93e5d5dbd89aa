// When the language server runs, and what is said when it does not.
"use strict";

const INSTALL = "pip install 'leadscore[lsp]'";

/**
 * At most one server, and none where the workspace is not trusted: the program may be a part of it.
 *
 * `host` is the editor: `trusted()`, `find()`, `connect(program)` and `tell(message, install)`. What
 * `connect` gives has `start`, `stop` and `said()`, what the server wrote for people.
 */
class Session {
  constructor(host) {
    this.host = host;
    this.client = undefined;
    this.last = Promise.resolve();
  }

  start() {
    return this.next(() => this.begin());
  }

  stop() {
    return this.next(() => this.end());
  }

  restart() {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** One thing after the other, however often it is asked for. */
  next(step) {
    this.last = this.last.then(step, step);
    return this.last;
  }

  async begin() {
    if (this.client || !this.host.trusted()) return;
    const { program, missing } = await this.host.find();
    if (!program) {
      this.host.tell(`The program leadscore was not found: ${missing}. To install it:`, INSTALL);
      return;
    }
    const client = this.host.connect(program);
    try {
      await client.start();
      this.client = client;
    } catch (error) {
      await quietly(client.stop());
      const reason = client.said() || error.message;
      this.host.tell(`${program} could not be started: ${reason}. It may need:`, INSTALL);
    }
  }

  async end() {
    const client = this.client;
    this.client = undefined;
    if (client) await quietly(client.stop());
  }
}

/** A server that has ended by itself cannot be asked to end. */
async function quietly(ending) {
  try {
    await ending;
  } catch {
    // it has ended
  }
}

module.exports = { Session, INSTALL };
