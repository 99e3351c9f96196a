/*
 * What assistive technology is given, as trees of roles and names. Each says what has to be there, in its order; more may
 * stand between. Ports, times and counts are left out.
 */

/** The window at its first start: the sample workspace, its listener in front. */
export const firstStart = `
  - banner:
    - heading "Wirebench" [level=1]
    - button /^Workspace. /
    - combobox "Environment"
    - button /Run a command or find a message/
    - button "Compare transports"
    - button "Switch to the light theme"
    - button "Settings"
    - button "Help"
  - navigation "Sidebar":
    - searchbox "Filter connections"
    - heading "Connections" [level=2]
    - button "Import"
    - button "New folder"
    - button "New from template"
    - button "New connection"
    - tree "Connections":
      - treeitem "Try it, folder" [expanded] [level=1]
      - treeitem "Echo listener (WebSocket), WebSocket listener" [level=2] [selected]
    - heading "Recorded sessions" [level=2]
    - button "Search all sessions"
    - list "Recorded sessions"
    - separator "Resize sidebar"
  - main:
    - tablist "Open tabs":
      - tab /Echo listener .WebSocket./ [selected]
    - button "New tab"
    - tabpanel /Echo listener .WebSocket./:
      - region "Connection settings":
        - combobox "Protocol"
        - textbox "Address"
        - button /^Options/
        - button "Listen"
        - status "Connection": /Not listening/
      - region "Timeline of the session"
      - separator "Resize inspector"
      - region "Inspector"
      - separator "Resize composer"
      - region "Composer"
  - contentinfo
  - region "Notifications"
`;

export const dialogs = {
  'Command palette': `
    - dialog "Command palette":
      - heading "Command palette" [level=2]
      - combobox "Run a command or find a message" [expanded]
      - listbox "Results":
        - option /./ [selected]
        - option /./
      - status
  `,
  Settings: `
    - dialog "Settings":
      - heading "Settings" [level=2]
      - searchbox "Search settings"
      - status
      - button "Close the dialog"
      - navigation "Sections of settings":
        - button "Appearance"
        - button "Language"
        - button "Keyboard"
        - button "Privacy"
      - region "Appearance":
        - heading "Appearance" [level=3]
        - group "Theme":
          - heading "Theme" [level=4]
          - radiogroup "Theme":
            - radio "System" [checked]
            - radio "Dark"
            - radio "Light"
      - button "Reset all…"
  `,
} as const;

/** A WebSocket client that is open, a received text chosen, a JSON message begun. */
export const runningSession = `
  - tabpanel:
    - region "Connection settings":
      - combobox "Protocol" [disabled]
      - textbox "Address"
      - button "Options"
      - button "Disconnect"
      - button "More ways to end"
      - status "Connection": /Open/
    - region "Timeline of the session":
      - toolbar "Timeline tools":
        - radiogroup "Layer":
          - radio "Messages" [checked]
          - radio "Wire"
        - radiogroup "Rows shown":
          - radio "All" [checked]
          - radio "Received"
          - radio "Sent"
          - radio "Ctl, Control"
          - radio "Marked"
        - searchbox "Filter timeline"
        - button "Saved filters"
        - button "Follow" [pressed]
        - button "Clear"
        - button "Export"
      - grid "Timeline":
        - rowgroup:
          - row "Number Time Direction Kind Size Preview":
            - columnheader "Number"
            - columnheader "Time":
              - button "Time shown as"
            - columnheader "Direction"
            - columnheader "Kind"
            - columnheader "Size"
            - columnheader "Preview"
        - rowgroup:
          - row /^open, /
          - row /^received text, 40 bytes, .* seconds, / [selected]
          - row /^received binary, 4 bytes, .* seconds, 00 01 02 03/
      - button "Rates over time"
    - separator "Resize inspector"
    - region "Inspector":
      - tablist "Inspector":
        - tab "Payload" [selected]
        - tab "Wire"
        - tab "Handshake"
        - tab "Timing"
      - tabpanel "Payload":
        - radiogroup "Payload shown as":
          - radio "Text"
          - radio "JSON tree" [checked]
          - radio "Decoded"
          - radio "Hex"
        - button "Find in the payload"
        - button "Copy"
        - listbox "JSON tree":
          - option /id. 90071992547409931234/
    - separator "Resize composer"
    - region "Composer":
      - tablist "Messages":
        - tab "Saved" [selected]
        - tab "Sent"
        - tab "Queue"
      - tabpanel "Saved":
        - searchbox "Filter saved messages"
        - button "Save message"
        - tree "Saved messages"
      - radiogroup "Composer mode":
        - radio "Text"
        - radio "JSON" [checked]
        - radio "XML"
        - radio "Escapes"
        - radio "Hex"
        - radio "Base64"
        - radio "Fields"
        - radio "File"
        - radio "Frame"
      - combobox "Frame kind"
      - status "Message size"
      - button "Edit the message"
      - textbox "Message"
      - button "Queue…"
      - button "Send"
`;

export const handshake = `
  - tabpanel "Handshake":
    - group "Handshake":
      - heading "Negotiated" [level=3]
      - heading "Checks" [level=3]
      - list:
        - listitem:
          - img "passed"
      - heading "Sec-WebSocket-Accept" [level=3]
      - heading "Response" [level=3]
      - table "Response":
        - rowgroup:
          - row "Upgrade websocket":
            - rowheader "Upgrade"
            - cell "websocket"
      - heading "Request" [level=3]
      - table "Request"
`;

export const craftedFrame = `
  - region "Composer":
    - radiogroup "Composer mode":
      - radio "Frame" [checked]
    - group "Frame header":
      - button "Presets"
      - combobox "Opcode"
      - button "FIN" [pressed]
      - button "Mask" [pressed]
      - radiogroup "Length form":
        - radio "Auto, Shortest form" [checked]
        - radio "7 bits"
      - textbox "Length claimed"
      - spinbutton "Fragments"
      - spinbutton "Cut after"
      - textbox "Junk between frames"
    - radiogroup "Payload typed as":
      - radio "Text" [checked]
    - textbox "Message"
    - region "What leaves":
      - heading "Leaves" [level=3]
      - status "Size on the wire"
      - group "Bytes and violations":
        - list "Bytes that leave"
        - list "Violations"
    - button "Send"
`;

/** A WebSocket listener with a peer that said something. */
export const listenerWithPeer = `
  - tabpanel:
    - region "Connection settings":
      - combobox "Protocol" [disabled]
      - textbox "Address"
      - button "Stop"
      - status "Connection": /Listening/
    - region "Peers of the session":
      - heading "Peers" [level=2]
      - grid "Peers":
        - rowgroup:
          - row:
            - columnheader "Recipient"
            - columnheader "Number"
            - columnheader "Address"
            - columnheader "State"
        - rowgroup:
          - row /^peer 1, /:
            - gridcell:
              - checkbox "Send to peer 1"
    - separator "Resize peers"
    - region "Timeline of the session":
      - grid "Timeline":
        - rowgroup:
          - row /Peer/
        - rowgroup:
          - row /^received text, /
    - region "Composer":
      - button /^Recipients. To All peers/
      - textbox "Message"
      - button "Send"
`;

/** Two sessions side by side, a pair that differs chosen. */
export const difference = `
  - tabpanel "Difference":
    - combobox "Left session"
    - button "Swap the sides"
    - combobox "Right session"
    - button "Look again"
    - button "Export"
    - radiogroup "Align by":
      - radio "Order" [checked]
      - radio "Time"
      - radio "JSON key"
      - radio "Byte key"
    - searchbox "Filter both sessions"
    - radiogroup "Layer of both":
      - radio "Messages" [checked]
      - radio "Wire"
    - button /^What counts/
    - status "Totals"
    - checkbox "Only differences"
    - button "Previous difference"
    - button "Next difference"
    - grid "Pairs of rows":
      - rowgroup:
        - row "Left Difference Right":
          - columnheader "Left"
          - columnheader "Difference"
          - columnheader "Right"
      - rowgroup:
        - row /^changed, sent text, left row .* right row / [selected]:
          - gridcell /sent/
          - gridcell "changed"
          - gridcell /sent/
    - slider /^Map of/
    - separator "Resize the selected pair"
    - region "Selected pair":
      - radiogroup "How the pair is shown":
        - radio "JSON"
        - radio "Text" [checked]
        - radio "Bytes"
      - status
      - button /^Show row .* in the left session/
      - button /^Show row .* in the right session/
      - region "Left text"
      - region "Right text"
`;
