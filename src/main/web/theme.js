/** Dark or light: as the settings say, or as the system does. */
import { changed, state } from './state.js';

const darkness = matchMedia('(prefers-color-scheme: dark)');
darkness.addEventListener('change', changed);

/** 'dark' or 'light' */
export function theme() {
  const wanted = state.settings.theme;
  if (wanted === 'system') {
    return darkness.matches ? 'dark' : 'light';
  }
  return wanted;
}
