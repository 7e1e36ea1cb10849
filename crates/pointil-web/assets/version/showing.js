// A version on the head, to be turned by hand, at any age: on the studio's pages, in the presentation, behind a private link.

import { Camera } from '#design-table/camera.js';
import { Dots, instances } from '#design-table/dots.js';
import { HeadView } from '#design-table/head-view.js';
import { Server } from '#design-table/server.js';
import { HAIR_SETTING } from '#design-table/bells.js';
import { readFinal, readHead, readRoots, readUniverse } from '#design-table/wire.js';

class Showing {
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector('canvas');
    this.opened = new Map();
    this.light = 'noon';
    this.position = 4;
    this.frame = 0;
  }

  /** What is shown below an address: head, dots and years, asked for once. */
  async fetched(address) {
    const key = `${address} ${this.light}`;
    if (!this.opened.has(key)) this.opened.set(key, this.fetch(address));
    return this.opened.get(key);
  }

  async fetch(address) {
    const server = new Server(address);
    const [years, headBytes, universeBytes, finalBytes, rootsBytes] = await Promise.all([
      server.json(`years?light=${this.light}`),
      server.bytes('head'),
      server.bytes('universe'),
      server.bytes('final'),
      server.bytes('roots'),
    ]);
    const dots = new Dots(readUniverse(universeBytes));
    dots.finish(readFinal(finalBytes));
    const hair = instances(readRoots(rootsBytes), HAIR_SETTING);
    return { years, head: readHead(headBytes), dots: dots.all(), hair };
  }

  async show(address) {
    this.address = address;
    const own = await this.fetched(address);
    if (this.address !== address) return;
    if (!this.view) {
      // The skull's middle lies above the face's: looked at from below it, the whole head fills the picture.
      const [left, up, forward] = own.years.centre;
      this.camera = new Camera([left, up - 32, forward]);
      this.camera.zoomed(0.95);
      // A canvas that is hidden has no size: it is shown before the first picture.
      this.canvas.hidden = false;
      try {
        this.view = new HeadView(this.canvas, this.camera);
      } catch (error) {
        this.canvas.hidden = true;
        throw error;
      }
      this.listen();
    }
    this.years = own.years;
    this.view.setHead(own.head);
    this.view.setDots(own.dots);
    this.view.setHair(own.hair);
    this.root.querySelector('[data-fallback]').hidden = true;
    for (const link of document.querySelectorAll('[data-links]')) link.hidden = true;
    this.root.querySelector('[data-controls]').hidden = false;
    this.age(this.position);
  }

  /** The looks between two stops of the slider, drawn straight from one to the other. */
  looks(position) {
    const { stops } = this.years;
    const before = Math.min(Math.floor(position), stops.length - 1);
    const after = Math.min(before + 1, stops.length - 1);
    const share = position - before;
    const mixed = (a, b) => a + (b - a) * share;
    return stops[before].settings.map((own, k) => {
      const next = stops[after].settings[k];
      const three = (a, b) => a.map((value, i) => mixed(value, b[i]));
      return {
        disc: three(own.disc, next.disc),
        diameter_mm: mixed(own.diameter_mm, next.diameter_mm),
        edge_mm: mixed(own.edge_mm, next.edge_mm),
        halos: own.halos.map((halo, i) => ({
          loss: three(halo.loss, next.halos[i].loss),
          spread_mm: mixed(halo.spread_mm, next.halos[i].spread_mm),
        })),
      };
    });
  }

  /** At a stop of the slider, or between two. Hair stays as it is: it is shaved again and again. */
  age(position) {
    this.position = position;
    const stop = this.years.stops[Math.round(position)];
    this.view.setLooks(this.looks(position), this.years.hair);
    this.root.querySelector('[data-age-words]').textContent = stop.words;
    this.root.querySelector('[data-age]').setAttribute('aria-valuetext', stop.words);
    this.root.querySelector('[data-expected]').textContent = stop.expected;
    this.redraw();
  }

  redraw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.view.draw();
    });
  }

  listen() {
    const { canvas, camera } = this;
    const held = new Map();
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      held.set(event.pointerId, [event.clientX, event.clientY]);
    });
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, (event) => held.delete(event.pointerId));
    const apart = () => {
      const [a, b] = [...held.values()];
      return Math.hypot(a[0] - b[0], a[1] - b[1]);
    };
    canvas.addEventListener('pointermove', (event) => {
      const from = held.get(event.pointerId);
      if (!from) return;
      const before = held.size === 2 ? apart() : 0;
      held.set(event.pointerId, [event.clientX, event.clientY]);
      if (held.size === 2) camera.zoomed(before / Math.max(1, apart()));
      else camera.turned((from[0] - event.clientX) / 180, (event.clientY - from[1]) / 180);
      this.redraw();
    });
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      camera.zoomed(Math.exp(event.deltaY / 900));
      this.redraw();
    }, { passive: false });
    canvas.addEventListener('keydown', (event) => {
      const turn = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, 0.15], ArrowDown: [0, -0.15] }[event.key];
      const zoom = { '+': 0.85, '-': 1.18 }[event.key];
      if (!turn && !zoom) return;
      event.preventDefault();
      if (turn) camera.turned(...turn);
      else camera.zoomed(zoom);
      this.redraw();
    });
    for (const button of this.root.querySelectorAll('[data-side]')) {
      button.addEventListener('click', () => {
        camera.look(button.dataset.side);
        this.redraw();
      });
    }
    this.root.querySelector('[data-age]').addEventListener('input', (event) => this.age(Number(event.target.value)));
    this.root.querySelector('[data-light]').addEventListener('change', (event) => {
      this.light = event.target.value;
      this.show(this.address).catch((error) => this.say(error.message));
    });
    new ResizeObserver(() => this.redraw()).observe(canvas);
  }

  say(words) {
    this.root.querySelector('[data-said]').textContent = words;
  }
}

/** The presentation's own: versions without a new page, controls that hide, Escape that leaves. */
function present(body, showing) {
  const choices = [...body.querySelectorAll('[data-version]')];
  for (const choice of choices) {
    choice.addEventListener('click', (event) => {
      if (!showing.view) return;
      event.preventDefault();
      for (const own of choices) own.toggleAttribute('aria-current', false);
      choice.setAttribute('aria-current', 'true');
      showing.show(choice.dataset.version).catch((error) => showing.say(error.message));
    });
  }
  const hide = body.querySelector('[data-hide]');
  const whole = body.querySelector('[data-whole]');
  if (!hide) return;
  const bare = (on) => {
    body.classList.toggle('bare', on);
    if (showing.view) showing.redraw();
  };
  hide.hidden = false;
  hide.addEventListener('click', () => {
    bare(true);
    showing.canvas.focus();
  });
  whole.hidden = !document.documentElement.requestFullscreen;
  whole.addEventListener('click', () => document.documentElement.requestFullscreen().catch(() => {}));
  body.addEventListener('dblclick', () => bare(false));
  body.addEventListener('keydown', (event) => {
    if (event.key === 'h') bare(!body.classList.contains('bare'));
    if (event.key !== 'Escape') return;
    if (body.classList.contains('bare')) bare(false);
    else window.location.assign(body.dataset.leave);
  });
}

const root = document.querySelector('[data-showing]');
if (root) {
  const showing = new Showing(root);
  showing.show(root.dataset.address).then(
    () => { root.dataset.ready = ''; },
    () => {
      // The pictures and their links are there already and say the same.
      root.dataset.ready = 'without-picture';
    },
  );
  if (document.body.dataset.leave) present(document.body, showing);
}
