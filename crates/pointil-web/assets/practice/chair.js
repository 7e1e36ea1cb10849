// A session at the chair through a dropped connection: every step has its key, waits until the studio has it, and is never sent as another.

import { Waiting } from '#practice/waiting.js';

const PAUSE = 4000;
// What the gates are judged for is answered at that moment or not at all.
const LIVE = ['begin', 'resume'];
const NO_CONNECTION = 'There is no connection. The gates are judged by the studio at this very moment, so nothing was begun. Try again when the connection is back.';

const here = location.pathname;
const waiting = new Waiting(`pointil.chair${here}`);
const panel = document.createElement('section');
panel.className = 'notice plain';
panel.setAttribute('role', 'status');
panel.dataset.waiting = '';

let isSending = false;
let timer = null;

// `crypto.randomUUID` is missing where a tablet reaches the studio without TLS in its own network.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function stepOf(form) {
  const path = new URL(form.action).pathname;
  return path.startsWith(`${here}/`) ? path.slice(here.length + 1) : null;
}

// What was entered, for people.
function words(form) {
  const head = form.querySelector('h2, h3, legend')?.textContent ?? form.querySelector('button').textContent;
  const said = [...form.elements].filter((own) => own.name && own.type !== 'hidden' && own.value
    && (!['checkbox', 'radio'].includes(own.type) || own.checked));
  const text = (own) => own.selectedOptions?.[0]?.textContent ?? (['checkbox', 'radio'].includes(own.type) ? own.closest('label')?.textContent : own.value);
  return [head, ...said.map(text)].filter(Boolean).map((own) => own.trim()).join(', ');
}

function isTyping() {
  const changed = (own) => {
    if (own.tagName === 'SELECT') return [...own.options].some((option) => option.selected !== option.defaultSelected) && own.selectedIndex > 0;
    if (['checkbox', 'radio'].includes(own.type)) return own.checked !== own.defaultChecked;
    return own.type !== 'hidden' && 'defaultValue' in own && own.value !== own.defaultValue;
  };
  return [...document.querySelectorAll('main form')].flatMap((form) => [...form.elements]).some(changed);
}

function line(text, mark) {
  const own = document.createElement('p');
  const strong = document.createElement('strong');
  strong.textContent = `${mark} `;
  own.append(strong, text);
  return own;
}

function show(note) {
  panel.replaceChildren();
  if (note) panel.append(line(note, 'Not done.'));
  if (waiting.count) {
    const many = waiting.count === 1 ? '1 step waits' : `${waiting.count} steps wait`;
    panel.append(line('They are kept on this device and sent by themselves as soon as the studio answers. Go on working.', `${many} for the connection.`));
    const list = document.createElement('ul');
    for (const step of waiting.steps.filter((own) => !own.refused)) {
      const item = document.createElement('li');
      item.textContent = step.words;
      list.append(item);
    }
    panel.append(list);
  }
  for (const step of waiting.refused) {
    const own = line(`${step.words}: ${step.refused}`, 'Not recorded.');
    const seen = document.createElement('button');
    seen.type = 'button';
    seen.className = 'button quiet';
    seen.textContent = 'I have seen it';
    seen.addEventListener('click', () => {
      waiting.remove(step);
      show();
    });
    own.append(' ', seen);
    panel.append(own);
  }
  if (panel.childElementCount) document.querySelector('main').prepend(panel);
  else panel.remove();
}

function replace(page) {
  const main = document.querySelector('main');
  main.replaceChildren(...page.querySelector('main').childNodes);
  show();
  const focus = main.querySelector('[role="alert"], [role="status"]') ?? main;
  focus.tabIndex = -1;
  focus.focus();
}

async function ask(step) {
  const token = document.querySelector('main [name="csrf"]')?.value;
  const fields = new URLSearchParams(step.fields.map(([name, value]) => [name, name === 'csrf' && token ? token : value]));
  const answer = await fetch(step.action, { method: 'POST', body: fields, headers: { accept: 'text/html' } });
  if (answer.status >= 500) throw new Error('the studio cannot answer now');
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const at = new URL(answer.url);
  if (at.pathname === '/sign-in' || answer.status === 401) return { is: 'signed-out' };
  if (answer.ok && at.pathname === here && at.searchParams.has('done')) return { is: 'done', page };
  const why = page.querySelector('main [role="alert"]') ?? page.querySelector('main');
  return { is: 'refused', page, why: why?.textContent.trim().replace(/\s+/g, ' ') ?? '' };
}

async function send() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  let last = null;
  try {
    for (let step = waiting.first; step; step = waiting.first) {
      const answer = await ask(step);
      if (answer.is === 'signed-out') {
        show('You are signed out. Sign in in another tab; what waits here is sent then.');
        timer = setTimeout(send, PAUSE);
        return;
      }
      if (answer.is === 'done') {
        waiting.remove(step);
        last = answer.page;
      } else {
        waiting.refuse(step, answer.why);
      }
    }
    if (last && !isTyping()) replace(last);
    else show();
  } catch {
    show();
    timer = setTimeout(send, PAUSE);
  } finally {
    isSending = false;
  }
}

// The first needle and going on are never kept for later.
async function sendLive(step) {
  await send();
  if (waiting.count) {
    show(NO_CONNECTION);
    return;
  }
  try {
    const answer = await ask(step);
    if (answer.page) replace(answer.page);
    else location.assign('/sign-in');
  } catch {
    show(NO_CONNECTION);
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  const name = stepOf(form);
  if (!name) return;
  event.preventDefault();
  const key = newKey();
  const fields = [...new FormData(form)].map(([own, value]) => [own, own === 'key' ? key : String(value)]);
  const step = { key, action: form.action, fields, words: words(form) };
  if (LIVE.includes(name)) {
    sendLive(step);
  } else {
    form.reset();
    waiting.add(step);
    send();
  }
});
addEventListener('online', send);
addEventListener('beforeunload', (event) => {
  if (waiting.count) event.preventDefault();
});
if (waiting.steps.length) send();
