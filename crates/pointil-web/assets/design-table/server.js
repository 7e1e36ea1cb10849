// What the table asks the server: bytes of dots, facts, edits. One question of a kind at a time, the newest wins.

/** A refusal of the server, in its words. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? 'The server did not answer as expected.');
    this.code = problem.code;
    this.status = status;
  }
}

export class Server {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  async ask(path, options = {}) {
    const headers = { accept: 'application/json, application/octet-stream', ...options.headers };
    const response = await fetch(`${this.address}/${path}`, { credentials: 'same-origin', ...options, headers });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({ title: response.statusText }));
    throw new Refused(problem, response.status);
  }

  async bytes(path, signal) {
    return (await this.ask(path, { signal })).arrayBuffer();
  }

  async json(path, signal) {
    return (await this.ask(path, { signal })).json();
  }

  async send(path, body, signal) {
    const headers = { 'content-type': 'application/json', 'x-csrf-token': this.token };
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  }
}

/** Runs the newest of a row of tasks: while one runs, only the last that came meanwhile waits. */
export class NewestOnly {
  constructor() {
    this.running = false;
    this.waiting = null;
  }

  run(task) {
    if (this.running) {
      this.waiting = task;
      return;
    }
    this.running = true;
    Promise.resolve(task())
      .catch(() => {})
      .finally(() => {
        this.running = false;
        const next = this.waiting;
        this.waiting = null;
        if (next) this.run(next);
      });
  }

  drop() {
    this.waiting = null;
  }
}

/** Runs tasks one after another. One that waits as the last gives way to a newer one of the same name. */
export class InOrder {
  constructor() {
    this.queue = [];
    this.running = false;
  }

  get waits() {
    return this.queue.length > 0;
  }

  run(task, name = null) {
    if (name !== null && this.queue.at(-1)?.name === name) this.queue.pop();
    this.queue.push({ task, name });
    if (!this.running) this.next();
  }

  next() {
    const one = this.queue.shift();
    this.running = Boolean(one);
    if (one) one.task().catch(() => {}).finally(() => this.next());
  }

  drop() {
    this.queue = [];
  }
}
