import type { RequestParameters } from '../../study/request-parameters.ts'

/** A model as the data name it. `parameters` is there where its binding changes requests. */
export type RunIdentity = {
  readonly alias: string
  readonly provider: string
  readonly baseUrl: string
  readonly model: string
  readonly parameters?: RequestParameters
}
