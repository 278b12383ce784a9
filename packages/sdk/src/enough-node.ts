// Loaded first of all: a Node that is too old would fail somewhere inside, with a word that helps nobody.
// Invariant: imports nothing, and holds only what a Node of before can read. The launcher of `fairlead` has its own.

/** As in `engines` of the manifest. */
const [oldestMajor, oldestMinor] = [24, 11];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  throw new Error(
    `Failed to load @fairlead/sdk: it needs Node ${oldestMajor}.${oldestMinor} or newer, and this is Node ${process.versions.node}. ` +
      'Install Node 24 (https://nodejs.org) and start the program with it.',
  );
}
