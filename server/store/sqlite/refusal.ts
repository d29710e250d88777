/** Why a store was not opened. The message is one sentence that names what was found, where, and the remedy. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal'
}
