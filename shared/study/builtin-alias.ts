/** The model alias that stands for the built-in responder, which is no language model. No endpoint can be bound to it. */
export const BUILTIN_ALIAS = 'builtin'
