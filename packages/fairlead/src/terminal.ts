// What the commands say, and where: results to standard output, troubles to standard error. Never a secret.
// Invariant: nobody who stops listening (`fairlead … | head`) ends a command: cars go on charging unheard.

export interface Terminal {
  say(line: string): void;
  complain(line: string): void;
}

export function terminal(process: NodeJS.Process): Terminal {
  for (const stream of [process.stdout, process.stderr])
    if (stream.listenerCount('error', forgiveGoneReader) === 0) stream.on('error', forgiveGoneReader);
  return {
    say: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  };
}

/** A reader that went away is no fault of the command; any other is, and ends it as if nobody had asked. */
function forgiveGoneReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
