; Builds the installer for Windows: makensis -DDIST=folder -DVERSION=0.1.0 vgsim.nsi
; It installs for one user without administrator rights, as needed on school computers.
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"

!ifndef PROGRAM
  !define PROGRAM "${DIST}\vgsim"
!endif
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\vgsim"
!define KIND "vgsim.Scenario"

Name "vgsim ${VERSION}"
OutFile "${DIST}\vgsim-${VERSION}-windows-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\vgsim"
InstallDirRegKey HKCU "Software\vgsim" "Folder"
RequestExecutionLevel user
SetCompressor /SOLID lzma

!define MUI_ABORTWARNING
!ifdef ICON
  !define MUI_ICON "${ICON}"
!endif
!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\vgsim.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Section "vgsim"
  ; remove files of older versions: kernels are identified by the sources found here
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}\*.*"
  CreateShortcut "$SMPROGRAMS\vgsim.lnk" "$INSTDIR\vgsim.exe"

  WriteRegStr HKCU "Software\vgsim" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.vgsim" "" "${KIND}"
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "vgsim scenario"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\vgsim.exe,0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\vgsim.exe" "%1"'

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "vgsim"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\vgsim.exe"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "The vgsim developers"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; show the new icons at once
SectionEnd

Section "Uninstall"
  Delete "$SMPROGRAMS\vgsim.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\vgsim.exe"
  Delete "$INSTDIR\vgsim-console.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only if it is empty
  RMDir /r "$LOCALAPPDATA\vgsim\Cache"
  DeleteRegKey HKCU "Software\Classes\${KIND}"
  ReadRegStr $0 HKCU "Software\Classes\.vgsim" ""
  StrCmp $0 "${KIND}" 0 +2
  DeleteRegKey HKCU "Software\Classes\.vgsim"
  DeleteRegKey HKCU "${REMOVAL}"
  DeleteRegKey HKCU "Software\vgsim"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
