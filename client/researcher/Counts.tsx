/** How many live sessions are at each phase, and how many there are in all. */
export function Counts({ counts }: { counts: Record<string, number> }) {
  const known = Object.entries(counts)
  if (known.length === 0) return <p className="quiet">Nobody has come yet.</p>
  const all = known.reduce((sum, [, count]) => sum + count, 0)
  return (
    <dl className="counts">
      {known.map(([status, count]) => (
        <div key={status}>
          <dt>{status.replaceAll('-', ' ')}</dt>
          <dd>{count}</dd>
        </div>
      ))}
      <div>
        <dt>all</dt>
        <dd>{all}</dd>
      </div>
    </dl>
  )
}
