// The folder in which a command keeps what it must not forget.
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

export function dataDirOption(defaultDir: string): Option {
  return new Option('--data-dir <folder>', 'where everything lies that the command must not forget')
    .default(defaultDir)
    .env('FAIRLEAD_DATA_DIR')
    .argParser((folder) => {
      // A variable that was forgotten must not fill the folder that the shell happens to be in.
      if (folder === '') throw new InvalidArgumentError('A folder is needed.');
      return resolve(folder);
    });
}

export const demoDataDir = '.fairlead/demo';
export const gatewayDataDir = '.fairlead/gateway';
