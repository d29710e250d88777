import { openSqliteStore } from '../../../server/store/sqlite/open.ts'

// Opens a folder as a server does, says so, and stays until it is ended.
const [folder, migrations] = process.argv.slice(2)
await openSqliteStore({ folder: folder!, migrations: migrations!, role: 'server' })
console.log('open')
setInterval(() => {}, 60_000)
