// The address that the emulator is bound to: whether other machines reach it, and how it is called.

const loopback = /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i;

/** Whether this name or address stands for this machine and no other. */
export function isLoopback(name: string): boolean {
  return loopback.test(name);
}

/** An address bound to all interfaces cannot be connected to; loopback can. */
function connectable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
}

/**
 * Under which name a caller reaches what is bound to `host`: of what is bound to all addresses, the one that was called.
 *
 * @param called the header `Host` of the call
 */
export function reachedAs(host: string, called: string | undefined): string {
  const address = connectable(host);
  return address === host ? host : (nameIn(called) ?? address);
}

/** Without its port, an address of IPv6 without its brackets; undefined where it is no name. */
function nameIn(called = ''): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::\d{1,5})?$/i.exec(called) ?? [];
  return bracketed ?? plain;
}

/** As it stands in a URL. */
export function urlHost(host: string): string {
  const address = connectable(host);
  return address.includes(':') ? `[${address}]` : address;
}
