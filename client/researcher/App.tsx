import { useEffect, useMemo, useState } from 'react'
import { createApi } from './api.ts'
import { KeyForm } from './KeyForm.tsx'
import { Overview } from './Overview.tsx'
import { forgetSecret, keepSecret, takeSecret } from './secret.ts'

const fromAddress = takeSecret()

/** The researcher's page. It shows the studies once the secret is right. */
export function App() {
  const [secret, setSecret] = useState(fromAddress)
  const [refused, setRefused] = useState(false)
  const api = useMemo(() => (secret === null ? null : createApi(secret)), [secret])
  // If the link is opened in a tab that already shows this page, only the address changes and nothing is loaded.
  useEffect(() => {
    const take = () => {
      const before = location.hash
      const given = takeSecret()
      if (location.hash === before || given === null) return
      setRefused(false)
      setSecret(given)
    }
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [])
  if (api === null)
    return (
      <KeyForm
        refused={refused}
        onKey={(given) => {
          keepSecret(given)
          setRefused(false)
          setSecret(given)
        }}
      />
    )
  return (
    <Overview
      api={api}
      onRefused={(why) => {
        forgetSecret()
        setRefused(why === 'wrong')
        setSecret(null)
      }}
    />
  )
}
