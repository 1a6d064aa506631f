/**
 * What of a log line is shown, as pieces of text with names of classes: never markup. Colours of terminals become classes,
 * every other escape sequence and control character becomes visible, and what the filter looks for is marked.
 */

/** @typedef {{text: string, classes: string[], colour: string}} Piece colour: of the text, '' for none */
/** @typedef {{text?: string, ignoreCase?: boolean, regex?: string}} Highlight as `/filter` tells them */

/** How much of a message is drawn unless more is asked for, in characters. */
export const SHOWN_CHARACTERS = 2048;

const ESC = '\u001b';
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SGR = /\u001b\[([\d;:]*)m/g;

/** Control characters as pictures of themselves; line ends, tabs and joiners stay. @param {string} text */
export function visible(text) {
  return text.replace(CONTROLS, (character) => {
    const code = /** @type {number} */ (character.codePointAt(0));
    if (code < 0x20) {
      return String.fromCodePoint(0x2400 + code);
    }
    if (code === 0x7f) {
      return '\u2421';
    }
    return `\u27e8${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
  });
}

/** Whether a text has characters that turn its direction. @param {string} text */
export function hasBidi(text) {
  return BIDI.test(text);
}

/** Without the escape sequences that set colours. @param {string} text */
export function uncoloured(text) {
  return text.includes(ESC) ? text.replace(SGR, '') : text;
}

/** The pieces of a message. @param {string} message @param {RegExp[]} marks see {@link markers} @returns {Piece[]} */
export function pieces(message, marks = []) {
  const runs = message.includes(ESC) ? coloured(message) : [{ text: message, classes: [], colour: '' }];
  const plain = runs.map((run) => run.text).join('');
  const spans = marks.length === 0 ? [] : found(plain, marks);
  /** @type {Piece[]} */
  const result = [];
  let at = 0;
  let next = 0;
  for (const run of runs) {
    let from = at;
    const end = at + run.text.length;
    while (from < end) {
      while (next < spans.length && spans[next][1] <= from) {
        next++;
      }
      const span = spans[next];
      const isMarked = span !== undefined && span[0] <= from;
      const stop = span === undefined ? end : Math.min(end, isMarked ? span[1] : span[0]);
      const text = visible(run.text.slice(from - at, stop - at));
      result.push({ text, classes: isMarked ? [...run.classes, 'mark'] : run.classes, colour: isMarked ? '' : run.colour });
      from = stop;
    }
    at = end;
  }
  return result;
}

/**
 * What the filter looks for, as expressions of this language. Those that it cannot read mark nothing.
 * @param {Highlight[]} highlights
 * @returns {RegExp[]}
 */
export function markers(highlights) {
  const marks = [];
  for (const { text, regex, ignoreCase } of highlights) {
    const source = text === undefined ? regex : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (source) {
      try {
        marks.push(new RegExp(source, ignoreCase ? 'giu' : 'gu'));
      } catch {
        // of the daemon's own kind of expressions
      }
    }
  }
  return marks;
}

/** Places of all matches, joined and in order. @param {string} text @param {RegExp[]} marks @returns {[number, number][]} */
export function found(text, marks) {
  /** @type {[number, number][]} */
  const spans = [];
  for (const mark of marks) {
    for (const match of text.matchAll(mark)) {
      if (match[0] !== '') {
        spans.push([match.index, match.index + match[0].length]);
      }
      if (spans.length > 500) {
        break;
      }
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  /** @type {[number, number][]} */
  const joined = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (before !== undefined && span[0] <= before[1]) {
      before[1] = Math.max(before[1], span[1]);
    } else {
      joined.push(span);
    }
  }
  return joined;
}

/** Runs of one look each. @param {string} message @returns {Piece[]} */
function coloured(message) {
  /** @type {Piece[]} */
  const runs = [];
  let look = new Look();
  let from = 0;
  for (const match of message.matchAll(SGR)) {
    if (match.index > from) {
      runs.push(look.piece(message.slice(from, match.index)));
    }
    look = look.after(match[1]);
    from = match.index + match[0].length;
  }
  if (from < message.length) {
    runs.push(look.piece(message.slice(from)));
  }
  return runs;
}

/** What "select graphic rendition" (ECMA-48, 8.3.117) has set so far. */
class Look {
  /** @type {Set<string>} */
  classes = new Set();
  foreground = '';
  colour = '';
  background = '';

  /** @param {string} text @returns {Piece} */
  piece(text) {
    const classes = [...this.classes];
    if (this.foreground !== '') {
      classes.push(this.foreground);
    }
    if (this.background !== '') {
      classes.push(this.background);
    }
    return { text, classes, colour: this.colour };
  }

  /** @param {string} parameters */
  after(parameters) {
    const next = new Look();
    next.classes = new Set(this.classes);
    next.foreground = this.foreground;
    next.colour = this.colour;
    next.background = this.background;
    const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
    for (let i = 0; i < codes.length; i++) {
      i += next.set(codes, i);
    }
    return next;
  }

  /** How many codes more this one takes. @param {number[]} codes @param {number} i */
  set(codes, i) {
    const code = codes[i];
    if (code === 38 || code === 48) {
      return this.setExtended(code === 38, codes, i);
    }
    const turnsOn = { 1: 'bold', 2: 'faint', 3: 'italic', 4: 'underline', 7: 'inverse', 9: 'struck' }[code];
    if (turnsOn !== undefined) {
      this.classes.add(turnsOn);
    } else if (code === 0) {
      this.classes.clear();
      this.foreground = '';
      this.colour = '';
      this.background = '';
    } else if (code === 22) {
      this.classes.delete('bold');
      this.classes.delete('faint');
    } else if (code >= 23 && code <= 29) {
      const turnsOff = { 23: 'italic', 24: 'underline', 27: 'inverse', 29: 'struck' }[code];
      this.classes.delete(turnsOff ?? '');
    } else if (code >= 30 && code <= 37) {
      this.setForeground(`ansi-${code - 30}`, '');
    } else if (code >= 90 && code <= 97) {
      this.setForeground(`ansi-${code - 82}`, '');
    } else if (code === 39) {
      this.setForeground('', '');
    } else if (code >= 40 && code <= 47) {
      this.background = `ansi-back-${code - 40}`;
    } else if (code >= 100 && code <= 107) {
      this.background = `ansi-back-${code - 92}`;
    } else if (code === 49) {
      this.background = '';
    }
    return 0;
  }

  /** 38;5;N and 38;2;R;G;B @param {boolean} isForeground @param {number[]} codes @param {number} i */
  setExtended(isForeground, codes, i) {
    if (codes[i + 1] === 5) {
      const number = codes[i + 2] ?? 0;
      if (isForeground) {
        this.setForeground(number < 16 ? `ansi-${number}` : '', number < 16 ? '' : indexed(number));
      }
      return 2;
    }
    if (codes[i + 1] === 2) {
      const [red, green, blue] = codes.slice(i + 2, i + 5).map((value) => Math.min(255, value));
      if (isForeground && blue !== undefined) {
        this.setForeground('', `rgb(${red}, ${green}, ${blue})`);
      }
      return 4;
    }
    return 0;
  }

  /** @param {string} name @param {string} colour */
  setForeground(name, colour) {
    this.foreground = name;
    this.colour = colour;
  }
}

/** A colour of the table of 256. @param {number} number from 16 on */
function indexed(number) {
  if (number > 231) {
    const grey = 8 + 10 * Math.min(23, number - 232);
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const steps = [0, 95, 135, 175, 215, 255];
  const at = number - 16;
  return `rgb(${steps[Math.floor(at / 36)]}, ${steps[Math.floor(at / 6) % 6]}, ${steps[at % 6]})`;
}
