import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the colours of the page, whichever those are: all of them are variables of its style. */
const frame = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--paper)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: 'var(--code-size)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '10px 0 40vh' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--faint)', border: 'none', paddingLeft: '6px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 10px 0 4px' },
  '.cm-activeLine': { backgroundColor: 'var(--line-mark)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--selection)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--match)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--match)', outline: '1px solid var(--edge)' },
  '.cm-searchMatch': { backgroundColor: 'var(--match)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--accent)' },
  '.cm-foldGutter .cm-gutterElement': { color: 'var(--faint)', cursor: 'pointer' },
  '.cm-foldGutter span[title="Fold line"]': { opacity: '0' },
  '.cm-gutters:hover .cm-foldGutter span[title="Fold line"]': { opacity: '1' },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)', borderColor: 'var(--edge)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--edge)' },
  '.cm-panel.cm-search': { padding: '8px 32px 8px 12px', font: 'inherit' },
  '.cm-textfield': {
    backgroundColor: 'var(--paper)',
    border: '1px solid var(--edge-strong)',
    borderRadius: '4px',
    padding: '3px 6px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--paper)',
    border: '1px solid var(--edge-strong)',
    borderRadius: '4px',
    padding: '3px 8px',
  },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', border: '1px solid var(--edge)' },
  '.cm-ySelectionInfo': {
    fontFamily: 'var(--sans)',
    fontSize: '11px',
    fontWeight: '600',
    padding: '0 5px',
    borderRadius: '3px 3px 3px 0',
    lineHeight: '15px',
    top: '-15px',
    opacity: '1',
    zIndex: '5',
  },
  // There is no line above the first.
  '.cm-line:first-child .cm-ySelectionInfo': { top: '1.4em', borderRadius: '0 3px 3px 3px' },
});

const colours = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword, tags.operatorKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
  { tag: tags.definition(tags.variableName), color: 'var(--code-definition)' },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], color: 'var(--code-type)' },
  { tag: [tags.propertyName, tags.attributeName], color: 'var(--code-property)' },
  { tag: [tags.operator, tags.punctuation, tags.bracket], color: 'var(--code-mark)' },
  { tag: tags.heading, color: 'var(--code-type)', fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: [tags.link, tags.url], color: 'var(--code-string)', textDecoration: 'underline' },
  { tag: tags.invalid, color: 'var(--danger)' },
]);

export const look: Extension = [frame, syntaxHighlighting(colours)];
