// Steps that wait for the connection, oldest first, kept by the browser until the studio has answered each.

export class Waiting {
  constructor(name) {
    this.name = name;
    this.steps = [];
    try {
      this.steps = JSON.parse(localStorage.getItem(name)) ?? [];
    } catch {
      // What cannot be read was never written whole.
    }
  }

  keep() {
    try {
      if (this.steps.length) localStorage.setItem(this.name, JSON.stringify(this.steps));
      else localStorage.removeItem(this.name);
    } catch {
      // Without room in the browser they wait as long as the page is open.
    }
  }

  add(step) {
    this.steps.push(step);
    this.keep();
  }

  get first() {
    return this.steps.find((step) => !step.refused);
  }

  get refused() {
    return this.steps.filter((step) => step.refused);
  }

  get count() {
    return this.steps.length - this.refused.length;
  }

  remove(step) {
    this.steps = this.steps.filter((own) => own.key !== step.key);
    this.keep();
  }

  refuse(step, why) {
    step.refused = why;
    this.keep();
  }
}
