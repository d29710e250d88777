import { CopyButton } from '../ui/CopyButton.tsx'
import type { Api, Study } from './api.ts'
import { Counts } from './Counts.tsx'
import { Download } from './Download.tsx'
import { idCautions } from './id-cautions.ts'
import { SessionsTable } from './SessionsTable.tsx'
import { Silence } from './Silence.tsx'

/** One study: what runs, where people enter, how far they are, and the way to the data. */
export function StudyCard({ study, api }: { study: Study; api: Api }) {
  const { model } = study
  return (
    <section className="study" aria-labelledby={`study-${study.id}`}>
      <h2 id={`study-${study.id}`}>{study.title}</h2>
      <dl className="facts">
        <Fact name="Id">
          <code>{study.id}</code>
        </Fact>
        <Fact name="Version">
          <code title={study.version}>{study.version.slice(0, 12)}</code>
          <CopyButton
            className="button tiny"
            text={study.version}
            words={{ copy: 'Copy', copied: 'Copied' }}
            label={`version of ${study.title}`}
          />
        </Fact>
        <Fact name="Languages">{study.locales.join(', ')}</Fact>
        <Fact name="Conditions">{study.conditions}</Fact>
        <Fact name="Model">
          {model.builtIn ? (
            <strong className="tag">built-in responder, not a language model</strong>
          ) : (
            <span>
              {model.alias} → {model.provider}
              {model.model === model.provider ? '' : ` / ${model.model}`}
            </span>
          )}
        </Fact>
      </dl>
      <h3>Links</h3>
      {study.links.length === 0 && (
        <p>
          This study asks models only: <code>npm run -s parallax -- probe {study.id}</code>
        </p>
      )}
      <ul className="links">
        {study.links.map((link) => {
          const url = new URL(link.url, location.origin).href
          return (
            <li key={link.kind}>
              <span className="link-kind">{LINK_NAME[link.kind]}</span>
              <a href={url} target="_blank" rel="noopener">
                {url}
              </a>
              <CopyButton
                className="button tiny"
                text={url}
                words={{ copy: 'Copy', copied: 'Copied' }}
                label={LINK_NAME[link.kind]}
              />
            </li>
          )
        })}
      </ul>
      <h3>Live sessions by status</h3>
      <Counts counts={study.sessions} />
      <Silence study={study} />
      <Ids ids={study.ids} />
      <SessionsTable study={study} api={api} />
      <Download study={study} api={api} />
    </section>
  )
}

const LINK_NAME: Readonly<Record<Study['links'][number]['kind'], string>> = {
  live: 'Participants',
  preview: 'Preview, apart from the data',
  simulated: 'Simulated',
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Whether live sessions came with ids: sessions without ids cannot be joined to a platform's records. */
function Ids({ ids }: { ids: Study['ids'] }) {
  const told = idCautions(ids)
  if (told === null) return null
  return (
    <>
      <h3>Platform ids</h3>
      <p>{told.usable}</p>
      {told.cautions.length > 0 && (
        <>
          <ul className="cautions">
            {told.cautions.map((caution) => (
              <li key={caution}>{caution}</li>
            ))}
          </ul>
          <p className="quiet">
            People who came without an id have a session of their own, and can go on only in the browser in which they
            began.
          </p>
        </>
      )}
    </>
  )
}
