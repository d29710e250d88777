import { useWords } from '../words-context.ts'
import type { ItemProps } from './item.ts'

/** Whole numbers between two ends with names. In the direction of reading, the low end comes first. */
export function RangeItem({ item, format, answer, onAnswer }: ItemProps<'range'>) {
  const { say, number } = useWords()
  const { min, max, low, high } = format
  const chosen = answer?.kind === 'code' ? answer.code : null
  const steps = Array.from({ length: max - min + 1 }, (_, index) => min + index)
  return (
    <div className="range">
      <p className="range-end low">{say('rangeEnd', { number: min, label: low })}</p>
      <div className="range-steps" data-many={steps.length > 7 || undefined}>
        {steps.map((step) => (
          <label key={step} className="range-step">
            <input
              type="radio"
              name={item.id}
              checked={chosen === step}
              onChange={() => onAnswer({ kind: 'code', code: step })}
            />
            <span>{number(step)}</span>
            {step === min && <span className="hidden-visually">{low}</span>}
            {step === max && <span className="hidden-visually">{high}</span>}
          </label>
        ))}
      </div>
      <p className="range-end high">{say('rangeEnd', { number: max, label: high })}</p>
    </div>
  )
}
