// What the commands say, and where: results to standard output, troubles to standard error. Never a secret.

export interface Terminal {
  say(line: string): void;
  complain(line: string): void;
}

export function terminal(process: NodeJS.Process): Terminal {
  return {
    say: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  };
}
