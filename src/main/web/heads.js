/** The heads of a pane's columns: a click orders by that column. An order by a field shows the first lines of all in it, and is not live. */
import { html } from 'lit';
import { changeView } from './navigation.js';
import { visible } from './text.js';

/** The order behind a click on a head: the greatest first, then the least, then as it comes. @param {string} order @param {string} column */
export function nextOrder(order, column) {
  if (column === 'time') {
    return order === 'time' ? '' : 'time';
  }
  if (order === `${column}:desc`) {
    return column;
  }
  return order === column ? '' : `${column}:desc`;
}

/** @param {import('./pane.js').Pane} pane */
export function headsOf(pane) {
  const { view } = pane;
  return html`<div class="heads" role="group" aria-label="columns">
    ${head(view, 'time', 'time')}${head(view, 'app', 'app')}
    ${view.cols.filter((column) => column !== 'time' && column !== 'app').map((column) => head(view, column, 'column'))}
    <span class="message-head">message</span>
  </div>`;
}

/** @param {import('./url.js').View} view @param {string} column @param {string} className */
function head(view, column, className) {
  const { order } = view;
  const mark = order === `${column}:desc` ? ' ↓' : order === column ? ' ↑' : '';
  return html`<button class="${className}-head" title=${`order by ${column}`} @click=${() => changeView({ order: nextOrder(order, column), id: '' })}>${visible(column)}${mark}</button>`;
}
