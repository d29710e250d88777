/** Something that keeps the program from starting; its message is what a person reads. */
export class StartProblem extends Error {}
