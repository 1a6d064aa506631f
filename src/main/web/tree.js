/**
 * What is inside of an event, as a flat list: the members of a message that is JSON, `name=value` pairs of any other,
 * attributes, and links in text. All of it is bounded, as logs hold anything.
 */

/** How deep a tree is shown. */
export const MOST_DEPTH = 8;
/** How many of its nodes, unless more are asked for. */
export const MOST_NODES = 500;
const MOST_JSON = 1 << 20; // characters
const MOST_PAIRS = 200;

/**
 * A node of the tree, in the order of reading.
 * @typedef {{
 *   name: string, path: string, depth: number, text: string, kind: string, isInArray: boolean, isCut: boolean,
 * }} Node path: as the filter names it; kind: 'object', 'array', 'string', 'number', 'boolean' or 'null';
 *   isInArray: whether an array is on the way; isCut: whether it has members that are too deep to be shown
 */

/** A number that is not written as this language would write it: the filter compares it as it is written. */
class WrittenNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toJSON() {
    return /** @type {any} */ (JSON).rawJSON?.(this.text) ?? Number(this.text);
  }
}

/** The JSON object that a message is; null when it is none. Numbers keep all their digits. @param {string} message @returns {object | null} */
export function jsonOf(message) {
  if (!message.trimStart().startsWith('{') || message.length > MOST_JSON) {
    return null;
  }
  try {
    return JSON.parse(message, /** @type {any} */ (asWritten));
  } catch (failure) {
    return failure instanceof RangeError ? JSON.parse(message) : null; // too deep to keep digits
  }
}

/** @param {string} _name @param {unknown} value @param {{source?: string}} [context] which older browsers do not give */
function asWritten(_name, value, context) {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && source !== String(value) ? new WrittenNumber(source) : value;
}

/** The nodes of a JSON object. @param {object} root @param {number} most @returns {{nodes: Node[], isMore: boolean}} */
export function nodesOf(root, most = MOST_NODES) {
  /** @type {Node[]} */
  const nodes = [];
  /** What is still to be visited, the next one last. @type {{keys: string[], at: number, of: any, path: string, isInArray: boolean}[]} */
  const open = [{ keys: Object.keys(root), at: 0, of: root, path: '', isInArray: false }];
  while (open.length > 0) {
    const level = open[open.length - 1];
    if (level.at === level.keys.length) {
      open.pop();
      continue;
    }
    if (nodes.length === most) {
      return { nodes, isMore: true };
    }
    const name = level.keys[level.at++];
    const value = level.of[name];
    const isElement = Array.isArray(level.of);
    const path = isElement ? level.path : open.length === 1 ? name : `${level.path}.${name}`;
    const isInArray = level.isInArray || isElement;
    const kind = kindOf(value);
    const keys = kind === 'object' || kind === 'array' ? Object.keys(value) : [];
    const isCut = keys.length > 0 && open.length === MOST_DEPTH;
    const depth = open.length - 1;
    nodes.push({ name: isElement ? `[${name}]` : name, path, depth, text: textOf(value, kind, keys.length), kind, isInArray, isCut });
    if (keys.length > 0 && !isCut) {
      open.push({ keys, at: 0, of: value, path, isInArray });
    }
  }
  return { nodes, isMore: false };
}

/** @param {unknown} value */
function kindOf(value) {
  if (value === null) {
    return 'null';
  }
  if (value instanceof WrittenNumber) {
    return 'number';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}

/** @param {any} value @param {string} kind @param {number} count of its members */
function textOf(value, kind, count) {
  if (kind === 'object') {
    return count === 0 ? '{}' : `{${count}}`;
  }
  if (kind === 'array') {
    return count === 0 ? '[]' : `[${count}]`;
  }
  return value instanceof WrittenNumber ? value.text : String(value);
}

/**
 * The `name=value` pairs of a message that is not JSON, as the filter finds them. Each name once.
 * @param {string} message without colours
 * @returns {{name: string, value: string}[]}
 */
export function pairsOf(message) {
  /** @type {Map<string, string>} */
  const pairs = new Map();
  const text = message.slice(0, 1 << 16);
  const pair = /(?<![\w.@-])([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\[\s\S]){0,4096})"|(?<=[?&]\1=)([^\s"&][^\s&]*)|([^\s"]\S*))/g;
  for (const [, name, inQuotes, parameter, plain] of text.matchAll(pair)) {
    if (!pairs.has(name)) {
      const value = inQuotes?.replace(/\\(["\\])/g, '$1') ?? (parameter ?? plain).replace(/[,;)\]}>"']+$/, '');
      pairs.set(name, value);
    }
    if (pairs.size === MOST_PAIRS) {
      break;
    }
  }
  return [...pairs].map(([name, value]) => ({ name, value }));
}

/** A text as pieces of which some are addresses of http or https. @param {string} text @returns {{text: string, isLink: boolean}[]} */
export function linksIn(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s"'<>`{}|\\^\u2400-\u2426\u27e8\u27e9]+/g)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, '');
    if (URL.canParse(address)) {
      parts.push({ text: text.slice(from, match.index), isLink: false }, { text: address, isLink: true });
      from = match.index + address.length;
    }
  }
  parts.push({ text: text.slice(from), isLink: false });
  return parts.filter((part) => part.text !== '');
}
