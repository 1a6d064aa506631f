/** Puts text into the clipboard, also where the page came without TLS and the browser's own way is shut. */
import { tell } from './state.js';

/** @param {string} text @param {string} what it is, as the beginning of a sentence */
export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
  }
  tell(`${what} copied`);
}

/** @param {string} text */
function copyBySelection(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const box = document.createElement('textarea');
  box.className = 'hidden';
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
  before?.focus();
}
