import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Of a language, browsers get the words of the interface: for the pages, its other parts are taken out of the list. */
const interfaceWordsAlone: Plugin = {
  name: 'interface-words-alone',
  apply: 'build',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/shared/languages/languages.ts')
      ? { code: code.replace(/\b(?!interface\b)\w+: \(\) => import\('[^']+'\),? */g, ''), map: null }
      : null,
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), interfaceWordsAlone],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    rollupOptions: {
      input: { participant: 'client/participant/index.html', researcher: 'client/researcher/index.html' },
      // On a slow machine it says which plugin took how long: nothing for who starts a study.
      // And that English comes with the page although it is on the list of what is loaded later: it is meant to.
      checks: { pluginTimings: false, ineffectiveDynamicImport: false },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000', '/socket.io': { target: 'http://127.0.0.1:3000', ws: true } } },
  test: {
    root: import.meta.dirname,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    reporters: ['default', './test/counts-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Nothing may fail because a machine is slow: what is waited for has a minute to come, and not the usual second.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
})
