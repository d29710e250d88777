import { measuresOf } from '../../alignment/measures/list.ts'

/** The measures of shifts of models alone, in the order in which vectors hold them. */
export const RUN_MEASURES = measuresOf('models alone')
