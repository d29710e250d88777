import type { ItemProps } from './item.ts'

/** One of several options. A press anywhere in the row chooses it. */
export function OptionsItem({ item, format, answer, onAnswer }: ItemProps<'options'>) {
  const chosen = answer?.kind === 'code' ? answer.code : null
  return (
    <div className="options">
      {format.options.map((option) => (
        <label key={option.code} className="choice">
          <input
            type="radio"
            name={item.id}
            checked={chosen === option.code}
            onChange={() => onAnswer({ kind: 'code', code: option.code })}
          />
          <span dir="auto">{option.label}</span>
        </label>
      ))}
    </div>
  )
}
