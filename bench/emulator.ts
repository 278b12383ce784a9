// The emulated cloud: how soon its first message is there and what 40 chargers weigh; how many reads of a state it answers
// beside a bare server; what 50,000 chargers cost for a minute.
import { coldStart } from './emulator/cold-start.ts';
import { largeFleet } from './emulator/large-fleet.ts';
import { stateRate } from './emulator/state-rate.ts';

console.log(
  'topology: loopback, the cloud a process of its own; one @azure/service-bus client in this process (loaded before the clock ' +
    'starts) reads the bus of the user group with peek-lock and a credit of 500; the states are read by a raw client in this ' +
    'process on 16 connections, by an account whose limit is lifted, every call limited, judged and journalled',
);
await coldStart();
await stateRate();
await largeFleet();
