; Joins the installer that electron-builder makes. electron-builder registers .wirebench; what it would do to .har
; and .pcapng is take them from the program that opens them now, so here Wirebench only joins "Open with".
; It registers no links on Windows either.

!macro wirebenchOpensAlso EXT CLASS DESCRIPTION
  WriteRegNone SHELL_CONTEXT "Software\Classes\.${EXT}\OpenWithProgids" "${CLASS}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}" "" "${DESCRIPTION}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${CLASS}\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro wirebenchOpensNoMore EXT CLASS
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${EXT}\OpenWithProgids" "${CLASS}"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\${CLASS}"
!macroend

!macro customInstall
  !insertmacro wirebenchOpensAlso "har" "Wirebench.HAR" "HTTP archive"
  !insertmacro wirebenchOpensAlso "pcapng" "Wirebench.PCAPNG" "Packet capture"

  WriteRegStr SHELL_CONTEXT "Software\Classes\wirebench" "" "URL:Wirebench"
  WriteRegStr SHELL_CONTEXT "Software\Classes\wirebench" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\wirebench\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\wirebench\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  !insertmacro wirebenchOpensNoMore "har" "Wirebench.HAR"
  !insertmacro wirebenchOpensNoMore "pcapng" "Wirebench.PCAPNG"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\wirebench"
!macroend
