// The address that the emulator is bound to: whether other machines reach it, and how it is called.

const loopback = /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i;

/** Whether this name or address stands for this machine and no other. */
export function isLoopback(name: string): boolean {
  return loopback.test(name);
}

/** An address bound to all interfaces cannot be connected to; loopback can. */
export function connectable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
}

/** As it stands in a URL. */
export function urlHost(host: string): string {
  const address = connectable(host);
  return address.includes(':') ? `[${address}]` : address;
}
