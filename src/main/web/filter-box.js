/**
 * The filter: one line with colours, the mistake shown under it, history, and completion that opens after a typed letter or
 * Ctrl-Space, and never takes Enter or paste. CodeMirror lives in a shadow root: there it styles without inline styles.
 */
import { autocompletion, closeCompletion, completionStatus } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { css, html, LitElement, nothing } from 'lit';
import { changeView } from './navigation.js';
import { complete } from './completion.js';
import { pane } from './state.js';

const WORDS = /^(and|or|not)\b/i;

/** Enough of the grammar to colour it; whether it is right, the daemon says. */
const language = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^\/(?:[^/\\]|\\.)*\/i?/)) {
      return 'string';
    }
    if (stream.match(WORDS)) {
      return 'keyword';
    }
    if (stream.match(/^[\w.@-]+(?=\s*(?:!=|>=|<=|!~|[=:<>~]))/)) {
      return 'propertyName';
    }
    if (stream.match(/^(?:!=|>=|<=|!~|[=:<>~()|!-])/)) {
      return 'operator';
    }
    if (stream.match(/^\d+(?:\.\d+)?[a-zA-Z]*\b/)) {
      return 'number';
    }
    stream.match(/^[^\s()"=:<>~!|]+/) || stream.next();
    return 'name';
  },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: 'var(--ok)' },
  { tag: tags.keyword, color: 'var(--gap)' },
  { tag: tags.operatorKeyword, color: 'var(--gap)' },
  { tag: tags.propertyName, color: 'var(--link)' },
  { tag: tags.number, color: 'var(--warn)' },
]);

const MARKED_MS = 250; // behind the last letter

class FilterBox extends LitElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  static properties = { value: {}, refusal: { attribute: false } };

  static styles = css`
    :host { display: block; position: relative; flex: 1; min-width: 12rem; }
    .box { border: 1px solid var(--edge); border-radius: 6px; background: var(--bg); padding: 0 6px; }
    .box:focus-within { outline: 2px solid var(--link); outline-offset: 1px; }
    .wrong { border-color: var(--error); }
    .problem { position: absolute; z-index: 20; top: 100%; left: 0; right: 0; margin: 2px 0 0; padding: 4px 8px;
      white-space: pre; overflow: auto; font: 12px/18px var(--mono); color: var(--text); background: var(--panel);
      border: 1px solid var(--error); border-radius: 6px; }
    .caret { color: var(--error); }
  `;

  constructor() {
    super();
    this.value = '';
    /** @type {import('./stream.js').Refusal | null} */
    this.refusal = null;
    /** @type {EditorView | null} */
    this.editor = null;
  }

  firstUpdated() {
    const theme = EditorView.theme({
      '&': { fontSize: '13px', color: 'var(--text)', backgroundColor: 'transparent' },
      '&.cm-focused': { outline: 'none' },
      '.cm-content': { fontFamily: 'var(--mono)', padding: '5px 0', caretColor: 'var(--text)' },
      '.cm-line': { padding: '0' },
      '.cm-scroller': { overflow: 'hidden', lineHeight: '20px' },
      '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--text)', border: '1px solid var(--edge)' },
      '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text)' },
      '.cm-placeholder': { color: 'var(--dim)' },
      '.cm-cursor': { borderLeftColor: 'var(--text)' },
    });
    const keys = Prec.highest(
      keymap.of([
        { key: 'Enter', run: () => this.#apply() },
        { key: 'Escape', run: () => this.#leave() },
      ]),
    );
    this.editor = new EditorView({
      root: /** @type {ShadowRoot} */ (this.renderRoot),
      parent: /** @type {HTMLElement} */ (this.renderRoot.querySelector('.box')),
      state: EditorState.create({
        doc: this.value,
        extensions: [
          keys,
          history(),
          language,
          syntaxHighlighting(colours),
          autocompletion({ override: [complete], icons: false, interactionDelay: 0 }),
          placeholder('filter: timeout, status>=500, path:/api OR …'),
          EditorView.updateListener.of((update) => update.docChanged && this.#typed()),
          EditorView.contentAttributes.of({ 'aria-label': 'Filter' }),
          EditorView.domEventHandlers({ beforeinput: typedOver }),
          EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [change, oneLine(change)] : change)),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          theme,
        ],
      }),
    });
  }

  /** @param {Map<string, unknown>} changes */
  updated(changes) {
    if (changes.has('value') && this.editor !== null && this.editor.state.doc.toString() !== this.value) {
      this.editor.dispatch({ changes: { from: 0, to: this.editor.state.doc.length, insert: this.value } });
    }
  }

  /** Puts the caret there. */
  focus() {
    this.editor?.focus();
  }

  render() {
    const { refusal } = this;
    const isOurs = refusal !== null && refusal.status === 400 && refusal.problem.parameter === 'filter';
    return html`<div class="box ${isOurs ? 'wrong' : ''}"></div>${isOurs ? this.#problem(refusal.problem) : nothing}`;
  }

  /** @param {any} problem */
  #problem(problem) {
    const column = Math.max(1, problem.column ?? 1);
    return html`<div class="problem" role="alert">${this.value}
<span class="caret">${' '.repeat(column - 1)}${'^'.repeat(Math.max(1, problem.length ?? 1))} expected ${problem.expected}</span></div>`;
  }

  /** What would be found is marked while it is typed; the rows stay. */
  #typed() {
    clearTimeout(this.#timer);
    const text = /** @type {EditorView} */ (this.editor).state.doc.toString();
    if (text !== this.value) {
      this.#timer = setTimeout(() => pane().loadMarks(text), MARKED_MS);
    }
  }

  #apply() {
    const editor = /** @type {EditorView} */ (this.editor);
    closeCompletion(editor);
    changeView({ filter: editor.state.doc.toString().trim() });
    return true;
  }

  #leave() {
    const editor = /** @type {EditorView} */ (this.editor);
    if (completionStatus(editor.state) !== null) {
      return closeCompletion(editor);
    }
    editor.contentDOM.blur();
    return true;
  }
}

/**
 * What is typed in the place of a selection goes into the text here. Left to itself, Chromium keeps the colour of what went in
 * a style attribute, which the policy refuses, and reports.
 * @param {InputEvent} event @param {EditorView} view
 */
function typedOver(event, view) {
  if (event.inputType !== 'insertText' || event.data === null || event.isComposing || view.state.selection.main.empty) {
    return false;
  }
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
  return true;
}

/** What is pasted becomes one line. @param {import('@codemirror/state').Transaction} change */
function oneLine(change) {
  const text = change.newDoc.toString();
  return { changes: { from: 0, to: text.length, insert: text.replace(/\s*\n\s*/g, ' ') }, sequential: true };
}

customElements.define('filter-box', FilterBox);
