/** One name and its value, with what can be done with it: ask for it alone, or without it, show it as a column, copy it. */
import { html, nothing } from 'lit';
import { changeView } from './navigation.js';
import { copyText } from './clipboard.js';
import { pane } from './state.js';
import { appended, not } from './terms.js';
import { hasBidi, visible } from './text.js';
import { linksIn } from './tree.js';

const MOST_SHOWN = 2000; // characters of a value

/**
 * @typedef {{
 *   name: string, text: string, key: string, depth: number, kind: string, isCut: boolean,
 *   term: string | null, column: string, copied: string | null,
 * }} Leaf term: null where the filter cannot ask for it; column: '' for none; copied: null for nothing, else the text if left out
 */

/** Asks for what matches this, too. @param {string} wanted a term */
export function addTerm(wanted) {
  changeView({ filter: appended(pane().view.filter, wanted) });
}

/** Shows a field as a column, or no more. @param {string} column */
export function toggleColumn(column) {
  const { cols } = pane().view;
  changeView({ cols: cols.includes(column) ? cols.filter((each) => each !== column) : [...cols, column] });
}

/**
 * @param {Partial<Leaf> & {name: string, text: string}} leaf
 * @param {boolean} isOpen whether its buttons show without a pointer above it
 * @param {() => void} toggle
 */
export function leafView(leaf, isOpen, toggle) {
  const name = visible(leaf.name).slice(0, 200);
  const copied = leaf.copied === undefined ? leaf.text : leaf.copied;
  return html`<div class="leaf depth-${leaf.depth ?? 0} ${isOpen ? 'open' : ''}">
    <button class="leaf-name" aria-expanded=${isOpen} title=${name} @click=${toggle}>${name}</button>
    <span class="leaf-value leaf-${leaf.kind ?? 'string'} ${hasBidi(leaf.text) ? 'bidi' : ''}">${valueView(leaf.text)}${leaf.isCut ? ' …' : nothing}</span>
    <span class="leaf-buttons">
      ${leaf.term ? termButtons(leaf.term) : nothing}
      ${leaf.column ? columnButton(leaf.column) : nothing}
      ${copied ? html`<button aria-label="copy ${name}" title="copy" @click=${() => copyText(copied, name)}>copy</button>` : nothing}
    </span>
  </div>`;
}

/** @param {string} wanted a term */
export function termButtons(wanted) {
  const shown = visible(wanted).slice(0, 200);
  return html`<button aria-label="only ${shown}" title="only ${shown}" @click=${() => addTerm(wanted)}>+</button>
    <button aria-label="not ${shown}" title="not ${shown}" @click=${() => addTerm(not(wanted))}>−</button>`;
}

/** @param {string} column */
export function columnButton(column) {
  const isShown = pane().view.cols.includes(column);
  const says = isShown ? `no column ${column}` : `${column} as column`;
  return html`<button aria-label=${says} title=${says} aria-pressed=${isShown} @click=${() => toggleColumn(column)}>column</button>`;
}

/** @param {string} text */
function valueView(text) {
  const shown = text.slice(0, MOST_SHOWN);
  return html`${linksIn(visible(shown)).map((part) => (part.isLink ? html`<a href=${part.text} target="_blank" rel="noreferrer noopener">${part.text}</a>` : part.text))}${text.length > MOST_SHOWN ? ' …' : nothing}`;
}
