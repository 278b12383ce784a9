// The login of both pages: name, password, and a way out that gives nothing away.
import { html, type Markup } from './html-page.ts';

export function loginForm(options: {
  readonly action: string;
  readonly ticket: string;
  /** Text of the button that goes on. */
  readonly goOn: string;
  /** Whether the form comes back after a wrong password. */
  readonly again: boolean;
}): Markup {
  return html`${options.again ? html`<p class="warn" role="alert">The name or the password is not right.</p>` : html``}
<form method="post" action="${options.action}">
<input type="hidden" name="ticket" value="${options.ticket}">
<label>E-mail<input type="text" name="username" autocomplete="username" required></label>
<label>Password<input type="password" name="password" autocomplete="current-password" required></label>
<p class="quiet">The demo owner is owner@fairlead.test with the password demo-owner.</p>
<div class="acts">
<button class="main" name="decision" value="allow">${options.goOn}</button>
<button name="decision" value="deny" formnovalidate>Cancel</button>
</div>
</form>`;
}
