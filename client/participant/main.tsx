import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/base.css'
import './participant.css'
import { ignoreSecondTaps } from '../ui/second-tap.ts'
import { App } from './App.tsx'
import { Failed } from './Failed.tsx'

ignoreSecondTaps()
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <Failed>
      <App />
    </Failed>
  </StrictMode>,
)
