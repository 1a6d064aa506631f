/** How high a row will be: guessed before it is drawn, so that a list knows its length. */
import { EVENT, OMITTED } from './chunk.js';

export const ROW_PX = 20;
const OMITTED_PX = 14;
const MOST_LINES = 4;
const REST_BYTES = 190; // what an event has around its message
const HEADS_PX = 300; // what a row has before its message
const CHARACTER_PX = 7.2;

/** How many characters of a message a line has. @param {number} width of the list, in px */
export function charactersPerLine(width) {
  return Math.max(20, Math.floor((width - HEADS_PX) / CHARACTER_PX));
}

/** @param {number} kind @param {number} bytes of the row as it came @param {number} perLine characters; Infinity where lines are not wrapped */
export function expectedHeight(kind, bytes, perLine) {
  if (kind === OMITTED) {
    return OMITTED_PX;
  }
  return kind === EVENT ? ROW_PX * Math.max(1, Math.min(MOST_LINES, Math.ceil((bytes - REST_BYTES) / perLine))) : ROW_PX;
}
