import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/base.css'
import './researcher.css'
import { ignoreSecondTaps } from '../ui/second-tap.ts'
import { App } from './App.tsx'

ignoreSecondTaps()
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
