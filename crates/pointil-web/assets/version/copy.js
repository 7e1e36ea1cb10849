// Copies what is shown to the clipboard. Without this module it is marked and copied by hand.

const place = document.querySelector('[data-copy]');
const shown = document.querySelector('[data-copied]');
if (place && shown && navigator.clipboard) {
  place.hidden = false;
  place.querySelector('button').addEventListener('click', async () => {
    const said = place.querySelector('[role="status"]');
    try {
      await navigator.clipboard.writeText(shown.textContent);
      said.textContent = 'Copied.';
    } catch {
      said.textContent = 'This browser does not let pages copy: mark it and copy it by hand.';
    }
  });
}
