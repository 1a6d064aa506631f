/** What is shared of a view: links, the same as a command of the shell, downloads, copied lines. */
import { html } from 'lit';
import { EVENT, GAP } from './chunk.js';
import { curlCommand, downloadUrl, lineText, logtailCommand } from './commands.js';
import { copyText } from './clipboard.js';
import { gapText } from './row.js';
import { pane, tell } from './state.js';
import { zone } from './times.js';
import { formatHash } from './url.js';

/** The address of this view with an event in its middle. @param {string} id */
export function linkTo(id) {
  return location.href.replace(/#.*$/, '') + formatHash('live', [{ ...pane().view, id }]);
}

/** The text of loaded rows, one line a row. @param {import('./pane.js').Pane} about @param {number} from @param {number} to */
export function textOf(about, from, to) {
  const lines = [];
  for (let number = Math.max(from, about.rows.first); number <= to && number < about.rows.end; number++) {
    const row = about.rows.json(number);
    if (about.rows.kind(number) === EVENT) {
      lines.push(lineText(row, zone(about.view.tz)));
    } else if (about.rows.kind(number) === GAP) {
      lines.push(`--- ${gapText(row.gap)}`);
    }
  }
  return lines.join('\n');
}

/** Copies the selected rows, or the one that keys are about. @param {import('./pane.js').Pane} about */
export function copyRows(about) {
  const chosen = about.selection ?? (about.focus === null ? null : { from: about.focus, to: about.focus });
  if (chosen !== null) {
    const count = chosen.to - chosen.from + 1;
    copyText(textOf(about, chosen.from, chosen.to), count === 1 ? 'Line' : `${count} lines`);
  }
}

/** Answers the browser's own copy, if rows are selected: with all of them, whether they are in the document or not. @param {ClipboardEvent} event */
export function answerCopy(event) {
  const about = pane();
  if (about.selection !== null && document.getSelection()?.isCollapsed !== false) {
    event.clipboardData?.setData('text/plain', textOf(about, about.selection.from, about.selection.to));
    event.preventDefault();
    tell(`${about.selection.to - about.selection.from + 1} lines copied`);
  }
}

/** Hands out the rows that are loaded as a file. */
function saveLoaded() {
  const about = pane();
  const text = `${textOf(about, about.rows.first, about.rows.end)}\n`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = 'logtail.txt';
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The contents of the menu. */
export function shareMenu() {
  const about = pane();
  const { view } = about;
  const focus = about.focus !== null && about.rows.kind(about.focus) === EVENT ? about.rows.id(about.focus) : '';
  return html`
    <button data-closes @click=${() => copyText(location.href, 'Link to this view')}>Copy link to this view</button>
    <button data-closes ?disabled=${focus === ''} @click=${() => copyText(linkTo(focus), 'Link to this line')}>Copy link to this line</button>
    <button data-closes @click=${() => copyText(logtailCommand(view), 'Command')}>Copy as logtail command</button>
    <button data-closes @click=${() => copyText(curlCommand(view, location.href), 'Command')}>Copy as curl command</button>
    <hr>
    <span class="dim">All that matches</span>
    <a data-closes href=${downloadUrl(view, 'text')} download>Download as text</a>
    <a data-closes href=${downloadUrl(view, 'ndjson')} download>Download as NDJSON</a>
    <a data-closes href=${downloadUrl(view, 'csv')} download>Download as CSV</a>
    <button data-closes @click=${saveLoaded}>Download the loaded rows</button>`;
}
