// @ts-check
// Searches clients as one types. Without this module the form does the same at the press of a button.

const form = document.querySelector("form[data-client-search]");
const input = form?.querySelector("input");
const list = document.getElementById("clients");
const PAUSE_MS = 120;

/** @type {AbortController | undefined} */
let running;
let timer = 0;

/** @param {string} text */
async function search(text) {
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams({ q: text });
  try {
    const answer = await fetch(`/clients/list?${query}`, { signal: running.signal });
    if (answer.redirected || !answer.ok) return location.assign(`/clients?${query}`);
    if (list) list.innerHTML = await answer.text();
    history.replaceState(null, "", text ? `/clients?${query}` : "/clients");
  } catch (fault) {
    if (!(fault instanceof DOMException && fault.name === "AbortError")) throw fault;
  }
}

input?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = window.setTimeout(() => search(input.value.trim()), PAUSE_MS);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  if (input) search(input.value.trim());
});
