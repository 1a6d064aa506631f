/** Logging in and out. The token goes to the daemon, which gives a cookie that no script can read; the page keeps neither. */
import { html, LitElement, nothing } from 'lit';
import { reason } from './poll.js';
import { LayerSheet } from './sheet.js';
import { changed, openLayer, state, tell, watch } from './state.js';
import { ask, Refusal } from './stream.js';
import { fullTime } from './times.js';

/** Whether the dialog was closed by somebody who is not logged in. */
let isPutOff = false;

/** Reads who looks; throws when it is nobody. */
async function readSession() {
  state.session = await (await ask('session')).json();
}

class LoginSheet extends LayerSheet {
  constructor() {
    super();
    this.trouble = '';
    this.isBusy = false;
    this.waitsUntilMs = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
  }

  get layer() {
    return 'login';
  }

  get title_() {
    return 'Log in';
  }

  get isLight() {
    return false;
  }

  content() {
    const waitMs = this.waitsUntilMs - Date.now();
    return html`<form method="post" @submit=${this.#submit}>
      <p>This daemon shows its log to those who have a token.</p>
      <input class="hidden" type="text" name="username" autocomplete="username" value="logtail" tabindex="-1" aria-hidden="true" readonly>
      <label class="field">Token
        <input type="password" name="token" autocomplete="current-password" placeholder="lt_…" required autofocus
          spellcheck="false" aria-invalid=${this.trouble === '' ? nothing : 'true'} aria-describedby="login-trouble">
      </label>
      <p id="login-trouble" class="trouble" role="alert">${this.trouble}${waitMs > 0 ? html` ${`Try again in ${Math.ceil(waitMs / 1000)} s.`}` : nothing}</p>
      <p class="dim">It is sent to this daemon once and not kept here. <code>logtail tokens create me --right tail</code> makes one.</p>
      <div class="buttons"><button class="main" ?disabled=${this.isBusy || waitMs > 0}>${this.isBusy ? 'Logging in …' : 'Log in'}</button></div>
    </form>`;
  }

  onClosed() {
    super.onClosed();
    isPutOff = true;
    this.trouble = '';
    changed(); // the header offers it now
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const token = /** @type {HTMLInputElement} */ (form.elements.namedItem('token'));
    this.isBusy = true;
    this.trouble = '';
    this.requestUpdate();
    try {
      await ask('session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: token.value }),
      });
      await this.#enter();
    } catch (failure) {
      this.#tellTrouble(failure);
      token.select();
    } finally {
      this.isBusy = false;
      this.requestUpdate();
    }
  }

  /** Somebody may have logged in with another tab. */
  #look = () => {
    if (this.isWanted && !document.hidden) {
      this.#enter().catch(() => {});
    }
  };

  async #enter() {
    try {
      await readSession();
    } catch (failure) {
      if (failure instanceof Refusal && failure.status === 401) {
        throw new Error('The token is good, but the browser did not keep the cookie of the session: allow cookies of this site.');
      }
      throw failure;
    }
    this.close();
    isPutOff = false;
    state.layer = '';
    for (const each of state.panes) {
      each.open(each.view);
    }
    changed();
  }

  /** @param {unknown} failure */
  #tellTrouble(failure) {
    if (!(failure instanceof Refusal)) {
      this.trouble = failure instanceof TypeError ? 'The daemon cannot be reached.' : reason(failure);
    } else if (failure.status === 401) {
      this.trouble = 'This token is not valid: mistyped, revoked or expired.';
    } else if (failure.status === 429) {
      this.trouble = 'Too many tries with invalid tokens from your address.';
      this.#wait(failure.retryAfterMs);
    } else {
      this.trouble = reason(failure);
    }
  }

  /** Counts the seconds down until the next try is allowed. @param {number} ms */
  #wait(ms) {
    this.waitsUntilMs = Date.now() + ms;
    const tick = () => {
      this.requestUpdate();
      if (Date.now() < this.waitsUntilMs && this.isWanted) {
        setTimeout(tick, 1000);
      }
    };
    tick();
  }
}

/** In the header: log out for those with a session, log in for those who closed the dialog. */
class SessionButton extends LitElement {
  constructor() {
    super();
    watch(this);
  }

  createRenderRoot() {
    return this;
  }

  render() {
    if (isPutOff) {
      return html`<button class="quiet" @click=${() => openLayer('login')}>Log in</button>`;
    }
    const { session } = state;
    if (!session?.expires) {
      return nothing;
    }
    const until = fullTime(Date.parse(session.expires), '').slice(0, 16);
    const hint = `${session.name ?? ''}: ${session.rights.join(', ')}${session.apps ? ` for ${session.apps.join(', ')}` : ''}; without use until ${until}`;
    return html`<button class="quiet" title=${hint} @click=${logOut}>Log out<span class="who"> ${session.name}</span></button>`;
  }
}

/** Ends the session. The page begins anew, so that nothing of what was read stays in it. */
export async function logOut() {
  try {
    await ask('session', { method: 'DELETE' });
    location.reload();
  } catch (failure) {
    tell(`not logged out: ${reason(failure)}`);
  }
}

customElements.define('login-sheet', LoginSheet);
customElements.define('session-button', SessionButton);
