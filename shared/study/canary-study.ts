import type { StudyOfRun } from './probe-jobs.ts'

/** A study whose probe run has only the canary questions. */
export function canaryStudy(study: StudyOfRun): StudyOfRun {
  const { probeRun } = study
  const one = <T>(all: T[]) => all.slice(0, 1)
  return {
    ...study,
    conditions: study.conditions.filter(({ id }) => id === study.control),
    probeRun: {
      ...probeRun,
      items: probeRun.canaries?.items ?? [],
      slices: one(probeRun.slices),
      forms: one(probeRun.forms),
      itemWordings: one(probeRun.itemWordings),
      orders: ['listed'],
      formats: one(probeRun.formats),
      targets: one(probeRun.targets),
    },
  }
}
