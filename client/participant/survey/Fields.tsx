import type { ComponentType } from 'react'
import type { ItemProps, ShownKind } from './item.ts'
import { OptionsItem } from './OptionsItem.tsx'
import { PlacesItem } from './PlacesItem.tsx'
import { RangeItem } from './RangeItem.tsx'
import { TextItem } from './TextItem.tsx'

/** The field that answers an item, by the way in which the item is shown. */
const FIELDS: { readonly [Kind in ShownKind]: ComponentType<ItemProps<Kind>> } = {
  options: OptionsItem,
  range: RangeItem,
  text: TextItem,
  population: PlacesItem,
}

/** The fields of an item, by the kind of its answer. */
export function Fields(common: Omit<ItemProps<ShownKind>, 'format'>) {
  const format = common.item.answer
  const Field = FIELDS[format.kind] as ComponentType<ItemProps<ShownKind>>
  return <Field {...common} format={format} />
}
