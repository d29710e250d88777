/** A client of another version reloads itself; drafts and unsent turns are kept in the browser. */
export const PROTOCOL_VERSION = 1
