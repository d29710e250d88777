import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PAGES } from './pages.ts'

// `npm run docs`: writes what the code says about itself into `docs`.
const folder = path.resolve(import.meta.dirname, '../../docs')
mkdirSync(folder, { recursive: true })
for (const [file, make] of Object.entries(PAGES)) {
  writeFileSync(path.join(folder, file), make())
  console.log(`docs/${file}`)
}
