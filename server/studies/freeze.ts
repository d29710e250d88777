import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  planOf,
  type RegisteredModel,
  Registration,
  registeredText,
} from '../../shared/analysis/contrasts/registration.ts'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { REPORT_VERSION } from '../../shared/report/report.ts'
import { plainQuestion } from '../../shared/structure/question.ts'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { itemOf } from '../../shared/study/items.ts'
import { previewMessages, wordingsOf } from '../../shared/study/preview.ts'
import { jobPrompt, probeJobs, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { parametersAskedBy, parametersWords } from '../../shared/study/request-parameters.ts'
import { talksOf } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'
import { sha256 } from '../digest.ts'
import { makeFolder } from '../make-folder.ts'
import type { LoadedStudy } from './load.ts'

/** What `analyse` does without options. A registration fixes it. */
export const DEFAULT_SETTINGS = { level: 0.95, resamples: 2000, rearrangements: 1999, reportVersion: REPORT_VERSION }

/**
 * Writes a preregistration bundle: the study file as it is; the study with all that it names inlined, whose hash names
 * the version; the prompts of every condition; and the plan, in words and as `registration.json`, with which `analyse`
 * compares what it did. `source` is the full path of the study file. `models` are those of the study's models that are
 * bound here. Throws what the file system throws.
 */
export function freezeStudy(
  { study, hash }: LoadedStudy,
  source: string,
  out: string,
  at: Date,
  models: readonly RegisteredModel[] = [],
): Registration {
  makeFolder(out)
  const prompts = [...promptLines(study)]
  const frozen = {
    kind: 'parallax preregistration 1' as const,
    study: study.id,
    title: study.title,
    studyHash: hash,
    frozenAt: at.toISOString(),
    plan: planOf(study, DEFAULT_SETTINGS),
    promptsHash: sha256(prompts.join('\n')),
    runPromptsHash: runPromptsHash(study),
    ...(models.length > 0 && { models: [...models] }),
  }
  const registration: Registration = { ...frozen, hash: sha256(canonicalJson(frozen)) }
  const write = (name: string, text: string) => writeFileSync(path.join(out, name), text)
  copyFileSync(source, path.join(out, 'study.yaml'))
  // The file has no line end, so that its SHA-256 is the one that the plan names.
  write('study.json', canonicalJson(study))
  write('prompts.jsonl', prompts.join('\n'))
  write('registration.json', `${JSON.stringify(registration, null, 2)}\n`)
  write('PLAN.md', planInWords(study, registration))
  return registration
}

/** Whether a folder holds anything that a bundle would overwrite. */
export function holdsFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0
}

/** Reads a registration and checks that nobody edited it. `problem` says what, where and the remedy. */
export function readRegistration(
  file: string,
): { ok: true; registration: Registration } | { ok: false; problem: string } {
  if (!existsSync(file))
    return { ok: false, problem: `There is no file "${file}"; give the registration.json of a frozen bundle.` }
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return {
      ok: false,
      problem: `${file} is not JSON (${(error as Error).message}); give the registration.json of a frozen bundle.`,
    }
  }
  const parsed = Registration.safeParse(value)
  if (!parsed.success) {
    const [first] = parsed.error.issues
    return {
      ok: false,
      problem: `${file} is no registration: ${first!.path.join('.') || 'the file'} ${first!.message}. Give the registration.json of a frozen bundle.`,
    }
  }
  if (sha256(registeredText(parsed.data)) !== parsed.data.hash)
    return {
      ok: false,
      problem: `${file} was edited after it was frozen: its hash is not that of its text. Take the file from where it was deposited.`,
    }
  return { ok: true, registration: parsed.data }
}

/**
 * The messages of every condition, language and wording, as lines of JSON. Of probes and of a probe run, only the first
 * item.
 */
function* promptLines(study: Study): Generator<string> {
  for (const condition of study.flow.length === 0 ? [] : study.conditions)
    for (const locale of study.locales) {
      const choice = { condition, crossed: {}, locale, place: Object.keys(study.places)[0] ?? null }
      for (let wording = 0; wording < wordingsOf(study, choice); wording += 1) {
        const { messages } = previewMessages(study, { ...choice, wording }, [], null)
        const about = { condition: condition.id, locale, place: choice.place, wording }
        yield JSON.stringify({ of: 'talk', ...about, messages })
        for (const stage of talksOf(study.flow)) {
          if (stage.probes === undefined) continue
          const { items, form, wording: words } = stage.probes
          const ref = items[0]!
          const question = plainQuestion(itemOf(study, ref), form, words)
          const asked = previewMessages(study, { ...choice, wording }, [], { ref, task: { kind: 'probe', question } })
          yield JSON.stringify({ of: 'probe', stage: stage.id, item: ref, ...about, messages: asked.messages })
        }
      }
    }
  if (study.probeRun === undefined) return
  const ofRun: StudyOfRun = { ...study, probeRun: study.probeRun }
  const shown = new Set<string>()
  for (const job of probeJobs(ofRun, { models: ['any'], repeats: 2 })) {
    const { condition, place, locale, form, order, format, target, wordings, item } = job
    const key = [condition, place, locale, form, order, format, target, JSON.stringify(wordings)].join(' ')
    if (shown.has(key)) continue
    shown.add(key)
    const { messages } = jobPrompt(ofRun, job)
    yield JSON.stringify({
      of: 'probe run',
      condition,
      place,
      locale,
      item,
      form,
      order,
      format,
      target,
      wordings,
      messages,
    })
  }
}

/** SHA-256 over every prompt of one repeat of the probe run, in the order of its jobs. */
function runPromptsHash(study: Study): string | null {
  if (study.probeRun === undefined) return null
  const ofRun: StudyOfRun = { ...study, probeRun: study.probeRun }
  const hash = createHash('sha256')
  for (const job of probeJobs(ofRun, { models: ['any'], repeats: 1 }))
    hash.update(`${JSON.stringify(jobPrompt(ofRun, job).messages)}\n`)
  return hash.digest('hex')
}

function planInWords(
  study: Study,
  { hash, studyHash, frozenAt, plan, promptsHash, runPromptsHash: run, models = [] }: Registration,
): string {
  const contrasts = plan.contrasts.map(({ id, title, factor, level, baseline, smallestEffect }) => {
    const bound =
      smallestEffect === undefined
        ? ''
        : `; smallest effect of interest ±${smallestEffect} sd of the reference, by two one-sided tests`
    return `- **${id}**: ${title} (factor "${factor}": "${level}" against "${baseline}"${bound}).`
  })
  return [
    `# ${study.title}: preregistration`,
    '',
    `Frozen ${frozenAt}. Deposit this folder where it gets a date that you cannot change. \`npm run -s parallax -- analyse ${study.id} --out REPORT --plan BUNDLE/registration.json\`, with a folder for the report and the path of this folder, marks what was planned here, and says what differs.`,
    '',
    study.description,
    '',
    '## Design',
    '',
    `Conditions: ${study.conditions.map(({ id }) => id).join(', ')}. Control: ${plan.control}.`,
    '',
    ...Object.entries(study.factors).map(
      ([id, { label, aspect, drawn, levels }]) =>
        `- ${label} (${id}, ${aspect}, ${drawn}): ${Object.keys(levels).join(', ')}`,
    ),
    '',
    '## Models',
    '',
    `The study asks for ${JSON.stringify(parametersAskedBy(study))}, of the model that it calls "${study.model.alias}".`,
    ...(models.length === 0
      ? [
          study.model.alias === BUILTIN_ALIAS
            ? 'That is no language model.'
            : 'None of its models was bound where this was frozen.',
        ]
      : models.map(
          ({ alias, provider, model, parameters, sent }) =>
            `- ${alias} is ${model} (${provider}). It is sent ${JSON.stringify(sent)}${parameters === null ? '' : `: ${parametersWords(parameters)}`}.`,
        )),
    '',
    '## Planned contrasts',
    '',
    ...(contrasts.length === 0 ? ['None: everything that is analysed is exploratory.'] : contrasts),
    '',
    `All other comparisons are exploratory. Adjustment: ${plan.adjustment}; Benjamini and Hochberg over the exploratory ones. Intervals of ${Math.round(plan.level * 100)} %, ${plan.resamples} resamples, ${plan.rearrangements} permutations.`,
    '',
    '## Rules',
    '',
    ...plan.rules.map((rule) => `- ${rule}`),
    '',
    '## Hashes (SHA-256)',
    '',
    `- this registration: ${hash}`,
    `- study.json, the study with instruments, translations and populations inlined: ${studyHash}`,
    `- prompts.jsonl: ${promptsHash}`,
    ...(run === null ? [] : [`- all prompts of one repeat of the probe run: ${run}`]),
    '',
  ].join('\n')
}
