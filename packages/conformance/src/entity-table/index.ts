export { describeEntityTable } from './describe-entity-table.js';
