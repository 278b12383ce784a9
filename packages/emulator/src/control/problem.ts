// A refusal of the control API (RFC 9457): a status, a sentence that says why, a code where there is one.
import { json } from '../http/answers.ts';
import type { CloudAnswer } from '../http/cloud-request.ts';

export const problemType = 'application/problem+json; charset=utf-8';

export function problem(status: number, detail: string, code?: string): CloudAnswer {
  const answer = json(status, { status, detail, ...(code === undefined ? {} : { code }) });
  return { ...answer, headers: { 'content-type': problemType } };
}
