// Two configured accounts must be two accounts of the cloud: they would share one budget and break it together.
// The only sure sign is the `sub` of the access token (the cloud's own key for its limit), seen where tokens are kept.

export interface AccountOwners {
  /** Called with what the SDK keeps; the answer is the account that has this subject already. */
  sawToken(accountId: string, kept: string): string | null;
}

export function accountOwners(): AccountOwners {
  /** Bounded by the number of configured accounts. */
  const owners = new Map<string, string>();
  return {
    sawToken(accountId, kept) {
      const subject = subjectOf(kept);
      if (subject === null) return null;
      const owner = owners.get(subject);
      if (owner !== undefined && owner !== accountId) return owner;
      for (const [other, account] of owners) if (account === accountId) owners.delete(other);
      owners.set(subject, accountId);
      return null;
    },
  };
}

/** The `sub` of the first JWT in a text; read, not verified: the cloud verifies. */
function subjectOf(text: string): string | null {
  const payload = /eyJ[\w-]*\.(eyJ[\w-]+)\./.exec(text)?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const subject = (claims as { sub?: unknown } | null)?.sub;
    return typeof subject === 'string' ? subject : null;
  } catch {
    return null; // No token that we can read: nothing is known about its owner.
  }
}
