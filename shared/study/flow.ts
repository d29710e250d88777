export { ConsentUse } from './stages/consent.ts'
export { ItemRef, When } from './stages/parts.ts'
export { Stage, type StageOf } from './stages/stages.ts'
