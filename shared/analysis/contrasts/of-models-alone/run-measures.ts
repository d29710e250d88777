import { measuresOf } from '../../alignment/measures/list.ts'

/** What shifts of models alone are read in, in the order in which vectors hold them. */
export const RUN_MEASURES = measuresOf('models alone')
