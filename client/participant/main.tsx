import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/base.css'
import './participant.css'
import { App } from './App.tsx'
import { Failed } from './Failed.tsx'
import { ignoreSecondTaps } from './second-tap.ts'

ignoreSecondTaps()
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <Failed>
      <App />
    </Failed>
  </StrictMode>,
)
