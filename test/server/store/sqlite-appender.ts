import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import { appendForever } from './contract/appending.ts'

const [folder, migrations] = process.argv.slice(2)
const store = await openSqliteStore({ folder: folder!, migrations: migrations!, role: 'server' })
await appendForever(store)
