import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import type { Study } from '../../shared/study/study.ts'

/** Writes a study as a researcher's files, `<folder>/<id>/study.yaml` and what it names, and returns the study file's path. */
export function writeStudy(folder: string, study: Study): string {
  const home = path.join(folder, study.id)
  mkdirSync(home, { recursive: true })
  const { instruments, populations, places, conditions, ...rest } = study
  const write = (name: string, value: unknown) => writeFileSync(path.join(home, name), stringify(value))
  for (const instrument of instruments) write(`${instrument.id}.yaml`, instrument)
  for (const { figures, ...head } of populations) {
    const lines = Object.entries(figures).flatMap(([country, items]) =>
      Object.entries(items).flatMap(([item, figure]) =>
        'shares' in figure
          ? Object.entries(figure.shares).map(([code, share]) => `${country},${item},${code},${share}`)
          : [`${country},${item},${figure.mean}`],
      ),
    )
    const columns = head.kind === 'means' ? 'country,item,mean' : 'country,item,code,share'
    writeFileSync(path.join(home, `${head.id}.csv`), `${[columns, ...lines].join('\n')}\n`)
    write(`${head.id}.yaml`, { ...head, data: `${head.id}.csv` })
  }
  write('places.yaml', places)
  write('study.yaml', {
    ...rest,
    places: 'places.yaml',
    instruments: instruments.map((one) => `${one.id}.yaml`),
    populations: populations.map((one) => `${one.id}.yaml`),
    conditions: { design: 'cells', cells: conditions },
  })
  return path.join(home, 'study.yaml')
}
