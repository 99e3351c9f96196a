/* The composer in each of its modes, as trees of roles and names; what they are: `aria-trees.ts`. */

const chosenMode = (mode: string, rest: string): string => `
  - region "Composer":
    - tablist "Messages"
    - radiogroup "Composer mode":
      - radio "${mode}" [checked]
${rest}
    - button "Queue…"
    - button /^Repeat/
    - button "Send"
`;
const typed = (size: string): string => `
    - combobox "Frame kind"
    - status "Message size": ${size}
    - button "Edit the message"
    - textbox "Message"
    - status "What is not kept"
    - status "Bytes that are no text"`;

/** The composer at `Hello`, which is no XML, in the modes that are typed in, and in that of files. */
export const composerModes = [
  ['Text', chosenMode('Text', typed('/5 B · Text frame/'))],
  [
    'XML',
    chosenMode(
      'XML',
      `
    - combobox "Frame kind"
    - status "Message size": /5 B/
    - button "Format"
    - button "Minify"
    - button "Edit the message"
    - textbox "Message"
    - group "Problems":
      - status
      - list:
        - listitem:
          - button /^line 1, column 1. /`,
    ),
  ],
  ['Escapes', chosenMode('Escapes', typed('/5 B · Text frame/'))],
  ['Base64', chosenMode('Base64', typed('/5 B · Binary frame/'))],
  [
    'Hex',
    chosenMode(
      'Hex',
      `
    - combobox "Frame kind"
    - radiogroup "Hex entry":
      - radio "Typed" [checked]
      - radio "Grid"
    - status "Message size": /5 B · Binary frame/
    - button "Edit the message"
    - textbox "Message"`,
    ),
  ],
  [
    'File',
    chosenMode(
      'File',
      `
    - combobox "Frame kind"
    - status "Message size": No file
    - button "Choose file…"
    - button "File to send"`,
    ),
  ],
] as const;

/** The hex mode's grid. */
export const hexGrid = chosenMode(
  'Hex',
  `
    - radiogroup "Hex entry":
      - radio "Grid" [checked]
    - toolbar "Hex grid":
      - button "Insert"
      - button "Undo" [disabled]
      - button "Redo" [disabled]
      - button "Go to…"
      - button "Fill…"
    - grid "Message bytes":
      - rowgroup:
        - row:
          - columnheader "Offset"
          - columnheader "Bytes"
          - columnheader "Text"
      - rowgroup:
        - row [selected]:
          - rowheader "0000"
          - gridcell
          - gridcell`,
);

/** A layout that was begun with Modbus RTU. */
export const fieldsMode = chosenMode(
  'Fields',
  `
    - button "Layout"
    - textbox "Name of the layout"
    - button "Keep, export and order"
    - button "Undo"
    - button "Redo" [disabled]
    - button "Field"
    - status "Size of the message"
    - grid "Fields":
      - row:
        - columnheader "Move"
        - columnheader "Name"
        - columnheader "Type"
        - columnheader "Byte order"
        - columnheader "Value"
        - columnheader "Bytes"
        - columnheader "Options"
        - columnheader "What is wrong"
      - row "address":
        - gridcell "address":
          - textbox "Name of address"
        - gridcell "u8":
          - combobox "Type of address"
        - gridcell:
          - textbox "Value of address"
        - gridcell
        - gridcell:
          - button "Options of address"
    - region "What leaves":
      - grid "Bytes of the message"
      - status "Problems"`,
);
