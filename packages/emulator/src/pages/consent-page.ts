// The lookup-key consent page (zaptec-api.md §2.7): an owner logs in, ticks installations, and the browser returns to the
// partner. `lang` is taken and the page stays English.
// Invariant: an account opens only installations that it owns, and only those that the page offered.
import { installationTypes, isUuid } from '@fairlead/protocol';
import type { CloudAccount } from '../accounts/accounts.ts';
import type { CloudAnswer } from '../http/cloud-request.ts';
import { ownText } from '../own-text.ts';
import { offeredTo } from './consent-offer.ts';
import { html, page, refusalPage, sendBack } from './html-page.ts';
import { loginForm } from './login-form.ts';
import type { PageParts, PageVisit } from './page-parts.ts';
import type { ConsentAsked } from './page-payload.ts';
import { returnAddress, withQuery } from './return-address.ts';

export const consentPath = '/access/request/';

/** Names longer than this are cut: a page is no place for a novel. */
const maxPartnerName = 80;

export function openConsentPage(lookupKey: string, { fields, browser }: PageVisit, parts: PageParts): CloudAnswer {
  const group = parts.accounts.groups.find((one) => one.lookupKey === lookupKey);
  if (!group) return refusalPage(404, 'Unknown link', 'No partner has this lookup key. Ask whoever sent you the link.');
  const returnUrl = returnAddress(fields.get('returnUrl'));
  if (!returnUrl) {
    return refusalPage(
      400,
      'Cannot return',
      'The link has no returnUrl on https or on this machine, so it leads nowhere.',
    );
  }
  const installationId = fields.get('installationId')?.toLowerCase() || null;
  if (installationId !== null && !isUuid(installationId)) {
    return refusalPage(400, 'Unknown installation', 'The installationId of the link is not a UUID.');
  }
  const asked: ConsentAsked = {
    group,
    partnerName: ownText(fields.get('partnerName') ?? '', maxPartnerName) || group.name,
    installationId,
    // The documents' default is Go.
    installationType: fields.get('installationtype') === '0' ? installationTypes.Pro : installationTypes.Smart,
    returnUrl,
    showExisting: /^(true|1)$/i.test(fields.get('showExisting') ?? ''),
  };
  return loginPage(asked, { browser, fields }, parts, false);
}

export function logInToConsent(asked: ConsentAsked, visit: PageVisit, parts: PageParts): CloudAnswer {
  if (visit.fields.get('decision') !== 'allow') return denied(asked);
  const account = parts.accounts.login(visit.fields.get('username') ?? '', visit.fields.get('password') ?? '');
  return account ? choicePage(asked, account, visit, parts) : loginPage(asked, visit, parts, true);
}

export function chooseInstallations(
  asked: ConsentAsked,
  account: CloudAccount,
  visit: PageVisit,
  parts: PageParts,
): CloudAnswer {
  const { fields } = visit;
  const offered = offeredTo(account, asked, parts).filter(({ open }) => !open);
  if (fields.get('decision') !== 'allow' || offered.length === 0) return denied(asked);
  const chosen = offered.filter(({ id }) => fields.getAll('installation').includes(id));
  if (chosen.length === 0)
    return choicePage(asked, account, visit, parts, 'Tick at least one installation, or cancel.');
  for (const { id } of chosen) {
    parts.consents.grant({ groupId: asked.group.id, installationId: id, grantedAtMs: parts.clock.nowMs() });
  }
  return goBack(
    asked,
    true,
    chosen.map(({ id }) => id),
  );
}

function loginPage(asked: ConsentAsked, { browser }: PageVisit, { tickets }: PageParts, again: boolean): CloudAnswer {
  const ticket = tickets.give({ kind: 'consent-login', asked }, browser);
  return page({
    title: 'Give access to your chargers',
    status: again ? 401 : 200,
    leadsTo: asked.returnUrl,
    cookie: browser.cookie,
    content: html`<h1>${asked.partnerName} asks for access to your chargers</h1>
<p class="quiet">The access goes to the user group “${asked.group.name}”. Log in to choose which installations it may see.</p>
${loginForm({ action: `${consentPath}${asked.group.lookupKey}`, ticket, goOn: 'Log in', again })}`,
  });
}

function choicePage(
  asked: ConsentAsked,
  account: CloudAccount,
  { browser }: PageVisit,
  parts: PageParts,
  mistake = '',
): CloudAnswer {
  const ticket = parts.tickets.give({ kind: 'consent-choice', asked, sub: account.sub }, browser);
  const offered = offeredTo(account, asked, parts);
  const rows = offered.map(
    ({ id, name, open }) =>
      html`<label class="tick"><input type="checkbox" name="installation" value="${id}"${open ? html` checked disabled` : html``}> <span>${name}${open ? html` <span class="quiet">(has access already)</span>` : html``}</span></label>`,
  );
  const none = html`<p>This account owns no installation that can be opened with this link.</p>`;
  return page({
    title: 'Choose installations',
    leadsTo: asked.returnUrl,
    cookie: browser.cookie,
    content: html`<h1>What may ${asked.partnerName} see?</h1>
${mistake === '' ? html`` : html`<p class="warn" role="alert">${mistake}</p>`}
<form method="post" action="${consentPath}${asked.group.lookupKey}">
<input type="hidden" name="ticket" value="${ticket}">
<fieldset><legend class="quiet">Installations of ${account.username}</legend>${rows.length > 0 ? rows : none}</fieldset>
<p class="quiet">You will return to ${asked.returnUrl.host}.</p>
<div class="acts">
${offered.some(({ open }) => !open) ? html`<button class="main" name="decision" value="allow">Give access</button>` : html``}
<button name="decision" value="deny">Cancel</button>
</div>
</form>`,
  });
}

function denied(asked: ConsentAsked): CloudAnswer {
  return goBack(asked, false, asked.installationId === null ? [] : [asked.installationId]);
}

/** The documents name what comes back, not how it is spelt: `success`, `lookupKey`, `installationId` (once each). */
function goBack(asked: ConsentAsked, success: boolean, installationIds: readonly string[]): CloudAnswer {
  return sendBack(
    withQuery(asked.returnUrl, [
      ['success', String(success)],
      ['lookupKey', asked.group.lookupKey],
      ...installationIds.map((id) => ['installationId', id] as const),
    ]),
  );
}
