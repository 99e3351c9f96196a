export {
  callsOf,
  checkTemplate,
  describeProblems,
  meaningOf,
  type CallMeaning,
  type TemplateProblem,
} from './template/check.js';
export {
  expandTemplate,
  expandText,
  type ExpandedPiece,
  type Expansion,
  type TemplateEncoding,
} from './template/expand.js';
export { generators, type Generator } from './template/generators.js';
export { escapeTemplate, isTemplate, parseTemplate, variableName } from './template/parse.js';
export { hashNames, type HashName, type TemplateSource } from './template/source.js';
export type {
  Template,
  TemplateArgument,
  TemplateCall,
  TemplatePart,
  TemplateScope,
  TemplateVariable,
} from './template/template.js';
