import { useMemo, useState } from 'react'
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
