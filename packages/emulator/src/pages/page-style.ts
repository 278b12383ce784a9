// How the pages look, light and dark. It stands in the page itself, so the page's policy names it by its hash.
import { createHash } from 'node:crypto';

export const pageStyle = `
:root { color-scheme: light dark; --ink: #12232e; --quiet: #51646f; --paper: #f3f6f7; --card: #fff; --line: #c6d2d8; --act: #0b5c73; --warn: #9c2b1d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eef2; --quiet: #a3b5bf; --paper: #0e171d; --card: #17232b; --line: #33454f; --act: #7fd0e6; --warn: #ff9c8c; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 2rem; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .75rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: .9rem; }
.warn { color: var(--warn); }
label { display: block; margin: 0 0 1rem; }
label.tick { display: flex; gap: .75rem; align-items: baseline; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .5rem; }
input[type=text], input[type=password] { display: block; width: 100%; margin-top: .25rem; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: .5rem; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; }
legend { padding: 0; margin-bottom: .5rem; }
.acts { display: flex; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; padding: .6rem 1.25rem; border-radius: .5rem; border: 1px solid var(--act); background: transparent; color: var(--act); cursor: pointer; }
button.main { background: var(--act); color: var(--card); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
footer p { margin: 0; }
`;

export const pageStyleHash = `'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`;
