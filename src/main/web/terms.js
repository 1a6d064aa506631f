/**
 * Terms of the filter language (docs/filter.md) for names and values that came out of logs, and filters put together and
 * taken apart term by term. The one place that quotes: whatever a value holds, the term means that value and no pattern.
 */

/** Names that mean a member of the event; a member of the message of the same name is asked for with a dot before it. */
const OF_EVENTS = ['app', 'process', 'host', 'level', 'facility', 'msgid', 'message', 'id'];
const NAME = /^[A-Za-z_@](?:[\w.@-]*[\w@])?$/;
/** Values that need no quotes. `5xx` would be a class of status codes. */
const PLAIN = /^(?![1-5][xX]{2}$)[\w@./:+-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TERMINAL_CODES = /\u001b\[[ -?]*[@-~]/g;
const MOST_VALUE = 1000; // characters, of the 4096 of a filter
const MOST_PATTERN = 200; // characters of a value that has to be a regular expression
const ENDS = /[\s)]/;

/** A value as the filter language takes it behind `=`. @param {string} value */
export function quoted(value) {
  return PLAIN.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * The term for the events whose field has just this value. Null when the filter language has none: for names that it does
 * not know how to write, values that are too long, and half characters.
 *
 * @param {string} name of a member of the event, an attribute, or a path with dots in the message
 * @param {string} value
 * @param {boolean} isOfMessage whether the name is of the message or of an attribute, not of the event
 */
export function term(name, value, isOfMessage) {
  const written = fieldName(name, isOfMessage);
  const plain = value.replace(TERMINAL_CODES, ''); // as the filter reads values
  return written === null || plain.includes('\u001b') ? null : plainTerm(written, plain);
}

/** @param {string} written @param {string} value */
function plainTerm(written, value) {
  if (value.length > MOST_VALUE || !isWhole(value)) {
    return null;
  }
  if (value.search(CONTROLS) < 0) {
    return `${written}=${quoted(value)}`;
  }
  // a line end in quotes would be right, but no box of one line can hold it
  return value.length > MOST_PATTERN ? null : `${written}~/^${pattern(value)}$/`;
}

/** A field's name as the filter language takes it; null when it cannot. @param {string} name @param {boolean} isOfMessage */
export function fieldName(name, isOfMessage) {
  if (name.length > MOST_VALUE || !NAME.test(name)) {
    return null;
  }
  return isOfMessage && OF_EVENTS.includes(name) ? `.${name}` : name;
}

/** The term for all other events. @param {string} wanted a term */
export function not(wanted) {
  return `-${wanted}`;
}

/** A filter that asks for this, too. @param {string} filter @param {string} more a term */
export function appended(filter, more) {
  const { terms, hasOr } = taken(filter);
  const before = filter.trim();
  if (before === '') {
    return more;
  }
  if (hasOr) {
    return `(${before}) ${more}`;
  }
  return terms.some(([from, to]) => filter.slice(from, to) === more) ? before : `${before} ${more}`;
}

/** A filter without its last term, and that term; parentheses are one term. @param {string} filter */
export function withoutLast(filter) {
  const { terms } = taken(filter);
  const last = terms.at(-1);
  if (last === undefined) {
    return { rest: '', dropped: filter.trim() };
  }
  const rest = filter.slice(0, last[0]).replace(/(?:(?:^|\s)(?:OR|AND|NOT|\|\||&&))*\s*$/, '');
  return { rest: rest.trim(), dropped: filter.slice(last[0], last[1]) };
}

/** A value with each character that means something in a regular expression, and each that cannot be seen, escaped. @param {string} value */
function pattern(value) {
  return value
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(CONTROLS, (character) => `\\x{${/** @type {number} */ (character.codePointAt(0)).toString(16)}}`);
}

/** Whether a text has no half characters (surrogates), which no address can hold. @param {string} text */
function isWhole(text) {
  return !/\p{Cs}/u.test(text);
}

/** Where the outermost terms of a filter begin and end, and whether `OR` stands between some. @param {string} filter */
function taken(filter) {
  /** @type {[number, number][]} */
  const terms = [];
  let hasOr = false;
  for (let at = blanks(filter, 0); at < filter.length; at = blanks(filter, at)) {
    const end = Math.max(at + 1, endOfTerm(filter, at));
    const text = filter.slice(at, end);
    if (text === 'OR' || text === '||') {
      hasOr = true;
    } else if (text !== 'AND' && text !== '&&' && text !== 'NOT') {
      terms.push([at, end]);
    }
    at = end;
  }
  return { terms, hasOr };
}

/** @param {string} filter @param {number} from */
function blanks(filter, from) {
  let at = from;
  while (at < filter.length && /\s/.test(filter[at])) {
    at++;
  }
  return at;
}

/** Behind the term that begins here, with parentheses, quotes and regular expressions in it. @param {string} filter @param {number} from */
function endOfTerm(filter, from) {
  let at = from;
  let open = 0;
  let isStart = true;
  while (at < filter.length) {
    const character = filter[at];
    if (character === '"') {
      at += lengthOf(/^"(?:[^"\\]|\\[\s\S])*"?/, filter, at);
    } else if (character === '/' && isStart) {
      at += Math.max(1, lengthOf(/^\/(?:[^/\\]|\\[\s\S])+\/i?(?=[\s)]|$)/, filter, at));
    } else if (open === 0 && ENDS.test(character)) {
      return at;
    } else {
      open += character === '(' ? 1 : character === ')' ? -1 : 0;
      at++;
    }
    isStart = /[\s(~!-]/.test(character);
  }
  return at;
}

/** @param {RegExp} expression @param {string} text @param {number} at */
function lengthOf(expression, text, at) {
  return expression.exec(text.slice(at))?.[0].length ?? 0;
}
