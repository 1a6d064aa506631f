/** What the filter box suggests: names of fields, apps, processes, levels and values, as `/fields` tells them. */
import { pane } from './state.js';
import { ask } from './stream.js';
import { quoted } from './terms.js';
import { everything } from './url.js';

const BUILT_IN = ['app', 'process', 'host', 'level', 'facility', 'msgid', 'message'];
const KEPT_MS = 10000;

/** @type {Map<string, {atMs: number, answer: Promise<any>}>} */
const asked = new Map();

/** @param {import('@codemirror/autocomplete').CompletionContext} context @returns {Promise<import('@codemirror/autocomplete').CompletionResult | null>} */
export async function complete(context) {
  const value = context.matchBefore(/[\w.@-]+(?:!=|[=:])[\w.@/-]*/);
  if (value !== null) {
    const [, field, typed] = /** @type {RegExpMatchArray} */ (value.text.match(/^([\w.@-]+)(?:!=|[=:])(.*)$/));
    const { fields } = await askFields(`field=${encodeURIComponent(field)}&prefix=${encodeURIComponent(typed)}&top=20`);
    const top = fields[0]?.top ?? [];
    return {
      from: value.to - typed.length,
      options: top.map((/** @type {any} */ each) => ({ label: quoted(each.value), detail: String(each.count ?? '') })),
    };
  }
  const word = context.matchBefore(/[\w.@-]+/);
  if (word === null && !context.explicit) {
    return null;
  }
  const { fields } = await askFields('sample=500&top=1');
  const names = new Set([...BUILT_IN, ...fields.map((/** @type {any} */ each) => each.name)]);
  return {
    from: word === null ? context.pos : word.from,
    options: [...names].map((name) => ({ label: name, apply: `${name}${name === 'message' ? ':' : '='}` })),
    validFor: /^[\w.@-]*$/,
  };
}

/** @param {string} query */
async function askFields(query) {
  const about = everything({ ...pane().view, filter: '' });
  const url = `fields?${about}&${query}`;
  const known = asked.get(url);
  if (known !== undefined && Date.now() - known.atMs < KEPT_MS) {
    return known.answer;
  }
  const answer = ask(url).then(
    (response) => response.json(),
    () => ({ fields: [] }),
  );
  asked.set(url, { atMs: Date.now(), answer });
  if (asked.size > 50) {
    asked.delete(/** @type {string} */ (asked.keys().next().value));
  }
  return answer;
}
