export {
  callsOf,
  checkTemplate,
  describeProblems,
  meaningOf,
  type TemplateProblem,
} from './template/check.js';
export {
  expandTemplate,
  expandText,
  expansionMemory,
  type ExpandedPiece,
  type Expansion,
  type ExpansionMemory,
  type TemplateEncoding,
} from './template/expand.js';
export { templateSpans, type TemplateSpan } from './template/blanks.js';
export { generators } from './template/generators.js';
export { escapeTemplate, isTemplate, parseTemplate, variableName } from './template/parse.js';
export type { TemplateSource } from './template/source.js';
export type { Template, TemplateCall, TemplateScope, TemplateVariable } from './template/template.js';
