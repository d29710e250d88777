import { useEffect, useMemo, useState } from 'react'
import { createApi } from './api.ts'
import { KeyForm } from './KeyForm.tsx'
import { Overview } from './Overview.tsx'
import { forgetSecret, keepSecret, takeSecret } from './secret.ts'

const fromAddress = takeSecret()

/** The researcher's page: the studies, once the secret is right. */
export function App() {
  const [secret, setSecret] = useState(fromAddress)
  const [refused, setRefused] = useState(false)
  const api = useMemo(() => (secret === null ? null : createApi(secret)), [secret])
  // The link opened in a tab that shows this page already changes the address only, and loads nothing.
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
